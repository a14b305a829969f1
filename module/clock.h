/* SPDX-License-Identifier: GPL-2.0-only */
/* The moment that a slot was collected. */
#ifndef TWINFO_CLOCK_H
#define TWINFO_CLOCK_H

#include <linux/jiffies.h>
#include <linux/types.h>

struct twi_clock {
	u8 good_for;		/* so many slots more, mono_ms and mono_s are */
	unsigned long ticks;	/* jiffies */
	u64 mono_ms;		/* CLOCK_MONOTONIC */
	u32 mono_s;		/* CLOCK_MONOTONIC as ktime_get_seconds() gives it */
};

void twi_clock_look(struct twi_clock *clock);
void twi_clock_forget(struct twi_clock *clock);

/**
 * twi_clock_read() - the moment that a slot was collected
 * @clock: takes it
 *
 * Asked last, so nothing in the slot is younger, or by no more than a few slots take; such an age
 * is told as 0 (twi_entry_age_ms()).
 *
 * Context: any.
 */
static inline void twi_clock_read(struct twi_clock *clock)
{
	unsigned long ticks = jiffies;

	if (clock->good_for && clock->ticks == ticks)
		clock->good_for--;
	else
		twi_clock_look(clock);
}

#endif /* TWINFO_CLOCK_H */
