// SPDX-License-Identifier: GPL-2.0-only
/*
 * Going from a slot to the next used one, and prefetching the sockets on the way.
 *
 * A walk spends most of its time waiting for memory, so it prefetches what comes next. Only the
 * first socket of a chain holds the address of the second, and the second that of the third. With
 * as many sockets as slots, four in ten are behind another. Nothing read here is used for a row, so
 * nothing is checked: the walk reads it again.
 *
 * There is no branch for the end of a chain: it cannot be predicted, and a wrong prediction costs
 * more than a prefetch of memory that is in the cache.
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
 * How many slots ahead the first socket of a chain is prefetched. The second is prefetched at half
 * the distance and the third at a quarter, when the one before it has arrived. The heads are
 * prefetched, too: among so many other loads the CPU does not recognise them as a sequence.
 */
#define SLOTS_AHEAD	32
#define HEADS_AHEAD	128

/*
 * How many empty slots are skipped at once. In a half full table a single empty slot cannot be
 * predicted; in a nearly full table several empty ones in a row are rare.
 */
#define AT_ONCE		2U

static unsigned int is_empty(const struct inet_ehash_bucket *slot)
{
	return is_a_nulls(READ_ONCE(slot->chain.first));
}

/* Are these slots empty, and the ones that would be prefetched with them? */
static bool is_void(const struct inet_ehash_bucket *slot)
{
	unsigned int i, empty = 1;

	for (i = 0; i < AT_ONCE; i++)
		empty &= is_empty(&slot[i]) & is_empty(&slot[i + SLOTS_AHEAD / 2]) &
			 is_empty(&slot[i + SLOTS_AHEAD]);
	return empty;
}

/* The node that a link points to; at the end of a chain, a node that points nowhere. */
static const struct hlist_nulls_node *follow(struct hlist_nulls_node *const *link)
{
	static const struct hlist_nulls_node nowhere = { .next = (void *)NULLS_MARKER(0) };
	unsigned long to = (unsigned long)READ_ONCE(*link), end = -(to & 1);

	/* Computed by hand, because the compiler may turn a condition into a branch. */
	return (const struct hlist_nulls_node *)((to & ~end) | ((unsigned long)&nowhere & end));
}

/*
 * Why a chain may be followed this far, as in __inet_lookup_established(): what a head leads to
 * under RCU stays the memory of a socket until the RCU section ends.
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
 * twi_prefetch_next() - go to the next used slot
 * @table: the global table, or a private one whose namespace the caller holds
 * @at: the slot to begin with
 * @end: the slot to stop at, at most the table's size
 *
 * Where all slots around are empty, as in most of a large table, a slot takes two cycles.
 *
 * Context: any context that may enter an RCU read-side section.
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
