// SPDX-License-Identifier: GPL-2.0-only
/* ehash.c and ehash_count.c with a hook at each barrier and wherever a slow build waits. */

#include <linux/compiler.h>
#include <linux/delay.h>
#include <linux/rculist.h>
#include <linux/rculist_nulls.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <net/inet_hashtables.h>
#include <net/ipv6.h>
#include <net/sock.h>
#include <net/tcp_states.h>
#include <net/transp_v6.h>

#include "fake.h"

void (*fake_hook)(void *arg);
void *fake_hook_arg;

static void call_hook(void)
{
	if (fake_hook)
		fake_hook(fake_hook_arg);
}

#undef TWI_SLOW_WALK_US
#define TWI_SLOW_WALK_US	0
#undef udelay
#define udelay(us)	call_hook()
#undef smp_rmb
/* One CPU runs both the walk and the changes. */
#define smp_rmb()	call_hook()

#include "../module/ehash.c"
#include "../module/ehash_count.c"

/**
 * fake_walk() - walk a chain of the first table once
 * @f: the tables
 * @slot: which chain
 * @to: takes the rows
 *
 * Context: process context.
 * Return: what walk() does.
 */
int fake_walk(struct fake *f, u32 slot, struct twi_slot *to)
{
	int ret;

	rcu_read_lock();
	ret = walk(&f->table[0].slots[slot].chain, slot, FAKE_SLOTS - 1, to);
	rcu_read_unlock();
	return ret;
}

/**
 * fake_collect() - collect a slot of the first table
 * @f: the tables
 * @slot: which slot
 * @to: takes the rows
 * @effort: counts restarts and locks
 *
 * Context: process context.
 * Return: what collect() does.
 */
int fake_collect(struct fake *f, u32 slot, struct twi_slot *to, struct twi_effort *effort)
{
	return collect(&f->table[0].info, slot, to, effort);
}
