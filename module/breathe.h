/* SPDX-License-Identifier: GPL-2.0-only */
/* A pause between slots, so that other tasks run and a reader can be killed. */
#ifndef TWINFO_BREATHE_H
#define TWINFO_BREATHE_H

#include <linux/kernel.h>
#include <linux/minmax.h>
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

/**
 * twi_breathe_end() - how far to go until the next pause
 * @slot: the number of the slot that comes next
 * @slots: how many there are
 *
 * Context: any.
 * Return: the slot to stop at, above @slot and at most @slots.
 */
static inline u32 twi_breathe_end(u32 slot, u32 slots)
{
	return min(slots, round_down(slot, TWI_SLOTS_AT_ONCE) + TWI_SLOTS_AT_ONCE);
}

/* A used slot of ehash takes as long as many empty ones. */
#define TWI_USED_AT_ONCE	16

/**
 * twi_breathe_used() - let other tasks run, once in some used slots
 * @used: how many there were; raised by this one
 *
 * Context: process context, nothing held; may sleep.
 * Return: 0, or -EINTR when the reader is being killed.
 */
static inline int twi_breathe_used(u32 *used)
{
	return ++*used % TWI_USED_AT_ONCE ? 0 : twi_breathe(0);
}

#endif /* TWINFO_BREATHE_H */
