// SPDX-License-Identifier: GPL-2.0-only
/*
 * What time it is when a slot was collected.
 *
 * Asking for each slot took a tenth of a dump, and takes many times that where a hypervisor has to
 * be asked (a clock source other than the CPU's own). So a few slots share one look at the clock: a
 * matter of microseconds, and ages are told in milliseconds. What may pass unseen between two slots
 * is less than a tick, however long a reader had to wait for its CPU.
 */

#include <linux/compiler.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/math64.h>

#include "clock.h"

#define SLOTS_A_LOOK	16

/**
 * twi_clock_look() - look at the clock
 * @clock: takes the moment, for a few slots
 *
 * Context: any.
 */
void twi_clock_look(struct twi_clock *clock)
{
	u64 ns;

	clock->ticks = jiffies;
	ns = ktime_get_ns();
	clock->mono_ms = div_u64(ns, NSEC_PER_MSEC);
	/* One word that the tick writes plainly, with nothing else to agree with: old or new. */
	clock->mono_s = data_race(ktime_get_seconds());
	clock->good_for = SLOTS_A_LOOK - 1;
}

/**
 * twi_clock_forget() - the next slot looks at the clock
 * @clock: what was read so far
 *
 * For the beginning of a read(), as the one before may be long ago.
 *
 * Context: any.
 */
void twi_clock_forget(struct twi_clock *clock)
{
	clock->good_for = 0;
}
