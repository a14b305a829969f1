/* SPDX-License-Identifier: GPL-2.0-only */
/* A pause between slots, so that other tasks run and a reader can be killed. */
#ifndef TWINFO_BREATHE_H
#define TWINFO_BREATHE_H

#include <linux/sched.h>
#include <linux/sched/signal.h>

#define TWI_SLOTS_AT_ONCE	1024

/**
 * twi_breathe() - let other tasks run, once in many slots
 * @slot: the number of the slot that comes next
 *
 * Context: process context, nothing held; may sleep.
 * Return: 0, or -EINTR when the reader is being killed.
 */
static inline int twi_breathe(u32 slot)
{
	if (slot % TWI_SLOTS_AT_ONCE)
		return 0;
	cond_resched();
	return fatal_signal_pending(current) ? -EINTR : 0;
}

#endif /* TWINFO_BREATHE_H */
