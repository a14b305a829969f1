// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way from a slot to the next that is not empty.
 *
 * Most of a walk is waiting for memory, so what comes is asked for in time. Where the second socket
 * of a chain is, only the first one tells, and of the third the second: with as many sockets as
 * slots, four in ten are behind another. Nothing that is seen here is believed, so nothing is
 * checked: whoever it was, the walk looks again.
 *
 * Nor is there a branch for where a chain ends: nobody foretells that, and a wrong guess costs more
 * than asking for memory that is there.
 */

#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/prefetch.h>
#include <linux/rculist.h>
#include <linux/rculist_nulls.h>
#include <net/inet_hashtables.h>

#include "prefetch.h"
#include "sock.h"

/*
 * So many slots ahead memory is asked for the first socket of a chain, half as many the second, a
 * quarter the third, each when the one before it has come; and for the heads, as loads in a row are
 * no pattern to the CPU where there are so many others.
 */
#define SLOTS_AHEAD	32
#define HEADS_AHEAD	128

/*
 * Empty slots are passed by so many: whether one is empty nobody foretells in a table that is half
 * full, eight that are empty are rare in one that is nearly so.
 */
#define AT_ONCE		2U

static unsigned int is_empty(const struct inet_ehash_bucket *slot)
{
	return is_a_nulls(READ_ONCE(slot->chain.first));
}

/* Is nothing in these slots, nor in those that are looked at with them? */
static bool is_void(const struct inet_ehash_bucket *slot)
{
	unsigned int i, empty = 1;

	for (i = 0; i < AT_ONCE; i++)
		empty &= is_empty(&slot[i]) & is_empty(&slot[i + SLOTS_AHEAD / 2]) &
			 is_empty(&slot[i + SLOTS_AHEAD]);
	return empty;
}

/* What a link leads to; from the end of a chain, to a node that leads nowhere. */
static const struct hlist_nulls_node *follow(struct hlist_nulls_node *const *link)
{
	static const struct hlist_nulls_node nowhere = { .next = (void *)NULLS_MARKER(0) };
	unsigned long to = (unsigned long)READ_ONCE(*link), end = -(to & 1);

	/* By hand: given a condition, the compiler may make a branch of it. */
	return (const struct hlist_nulls_node *)((to & ~end) | ((unsigned long)&nowhere & end));
}

/*
 * That a chain may be followed so far is as in __inet_lookup_established(): what is reached from a
 * head under RCU stays a socket's memory until the section ends.
 */
static void look_ahead(const struct inet_ehash_bucket *slot)
{
	const struct hlist_nulls_node *node;

	prefetch(&slot[HEADS_AHEAD]);
	prefetch_sock(follow(&slot[SLOTS_AHEAD].chain.first));

	rcu_read_lock();
	node = follow(&slot[SLOTS_AHEAD / 2].chain.first);
	prefetch_sock(follow(&node->next));

	node = follow(&slot[SLOTS_AHEAD / 4].chain.first);
	node = follow(&node->next);
	prefetch_sock(follow(&node->next));
	rcu_read_unlock();
}

/**
 * twi_prefetch_next() - go to the next slot that is not empty
 * @table: the global table, or a private one whose namespace the caller holds
 * @at: the slot to begin with
 * @end: the slot to stop at, at most the table's size
 *
 * Where nothing is near, as in most of a large table, a slot takes two cycles.
 *
 * Context: process context, or where RCU may be read.
 * Return: the first slot from @at that is not empty, @end if all are.
 */
u32 twi_prefetch_next(const struct inet_hashinfo *table, u32 at, u32 end)
{
	u32 slots = table->ehash_mask + 1, last = slots - min(slots, SLOTS_AHEAD + AT_ONCE);

	for (; at < end; at++) {
		const struct inet_ehash_bucket *slot = &table->ehash[at];

		if (at < last) {
			if (!(at % AT_ONCE) && at + AT_ONCE <= end && is_void(slot)) {
				at += AT_ONCE - 1;
				continue;
			}
			look_ahead(slot);
		}
		if (!is_empty(slot))
			break;
	}
	return at;
}
