// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sockets of ehash for pass 1, which only counts.
 *
 * It walks more lightly than ehash.c does, whose head has the numbers used here. Only the marker
 * at the end must be the slot's. So a walk that was carried to another slot is started over (1),
 * and one that was carried to another place of its own chain (2, 3) or of another table (4) passes.
 * Some sockets of that chain are then counted twice or not at all, once in many thousand changes
 * that hit a walk. A count is of one moment among changes, so it is not wrong by more than it would
 * be a moment later. A quiet table is counted exactly.
 *
 * Some chains share an RCU section: to enter and leave it takes as long as to count a socket. The
 * slots that come are looked for outside of it, as that may take a whole stretch of empty ones.
 */

#include <linux/compiler.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/rculist.h>
#include <linux/rculist_nulls.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <net/inet_hashtables.h>
#include <net/sock.h>

#include "dwell.h"
#include "ehash.h"
#include "prefetch.h"
#include "slot.h"
#include "sock.h"

/*
 * Walk a chain. Its rows come behind those that are there.
 *
 * Return: 0, -EAGAIN when the chain changed underfoot, -ENOSPC when it is longer than there is room
 * for.
 */
static int walk_counting(const struct hlist_nulls_head *head, u32 at, struct twi_slot *slot)
{
	const struct hlist_nulls_node *node;
	struct twi_row *row;

	RCU_LOCKDEP_WARN(!rcu_read_lock_held(), "chain walked outside of RCU");

	for (node = READ_ONCE(head->first); !is_a_nulls(node); node = READ_ONCE(node->next)) {
		twi_dwell();
		if (slot->count == slot->room)
			return -ENOSPC;
		row = &slot->rows[slot->count];
		read_count(row, hlist_nulls_entry(node, struct sock, sk_nulls_node));
		slot->count += row->alive;
	}
	return get_nulls_value(node) == at ? 0 : -EAGAIN;
}

/*
 * Counts some chains in one RCU section.
 *
 * Return: as walk_counting(), of the chain at @at; -EBUSY if that is to be read under its lock.
 */
static int count_some(struct inet_hashinfo *table, u32 *at, u32 end, struct twi_slot *slot)
{
	bool locked = !READ_ONCE(twi_ehash_tries);
	struct twi_prefetch *p = &slot->prefetch;
	int ret = 0;

	rcu_read_lock();
	do {
		u32 before = slot->count;

		*at = twi_prefetch_take(p, end);
		if (*at == end)
			break;
		twi_prefetch_chains(p, table);
		ret = locked ? -EBUSY : walk_counting(&table->ehash[*at].chain, *at, slot);
		if (ret) {
			slot->count = before;
			break;
		}
		slot->lengths[slot->chains++] = slot->count - before;
		++*at;
	} while (slot->chains < TWI_CHAINS_AT_ONCE && p->head != p->tail);
	slot->clock.ticks = jiffies;
	rcu_read_unlock();
	return ret;
}

/**
 * twi_ehash_count() - collect the next chains that are not empty, for pass 1
 * @table: the global table, or a private one whose namespace the caller holds
 * @at: the slot to begin with; in the end the one to go on with
 * @slot: takes a row of each socket with what is counted of it, the length of each chain, and the
 *        tick; no chain when none was left
 * @effort: what it took is added here
 *
 * Context: process context, may sleep. Takes the slot's ehash lock if the chain did not hold still.
 * Return: 0; -ENOMEM; -EINTR when the reader is being killed.
 */
int twi_ehash_count(struct inet_hashinfo *table, u32 *at, struct twi_slot *slot,
		    struct twi_effort *effort)
{
	u32 slots = twi_ehash_slots(table);
	int ret;

	slot->count = 0;
	slot->chains = 0;
	if (!slot->room && twi_slot_grow(slot))
		return -ENOMEM;
	while (*at < slots) {
		u32 end = min(slots, *at + TWI_EHASH_AT_ONCE);

		/* Not under RCU: it may have to look at all slots up to the end. */
		if (twi_prefetch_is_low(&slot->prefetch, table, *at))
			twi_prefetch_fill(&slot->prefetch, table, *at, end);
		ret = count_some(table, at, end, slot);
		effort->restarts += ret == -EAGAIN;
		if (slot->chains)
			return 0;
		if (ret) {
			ret = twi_ehash_collect(table, *at, slot, effort);
			slot->lengths[slot->chains++] = slot->count;
			++*at;
			return ret;
		}
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0;
}
