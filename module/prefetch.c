// SPDX-License-Identifier: GPL-2.0-only
/*
 * Going from a slot to the next used one, and prefetching the sockets of those that come after it.
 *
 * A walk spends most of its time waiting for memory, so it prefetches what comes next. Only the
 * first socket of a chain holds the address of the second, and the second that of the third. With
 * as many sockets as slots, four in ten are behind another. Nothing read here is used for a row, so
 * nothing is checked: the walk reads it again.
 *
 * The slots that are not empty are found some way ahead and noted in a ring, so only they cost a
 * prefetch. A slot that was empty then may have sockets when the walk passes it. They came after
 * the snapshot began, so they need no row. A tuple that lives through the snapshot was there
 * before, and its slot is never empty, also while another socket takes the place of its neighbour.
 *
 * There is no branch for the end of a chain: it cannot be predicted, and a wrong prediction costs
 * more than a prefetch of memory that is in the cache. Slots are looked at eight at a time: those
 * of a group that has used ones without a branch for each, and an empty group by one branch.
 */

#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/prefetch.h>
#include <linux/rculist.h>
#include <linux/rculist_nulls.h>
#include <net/inet_hashtables.h>

#include "prefetch.h"
#include "sock.h"

/*
 * How many used slots ahead the first socket of a chain is prefetched, then the second, and the
 * third, each when the one before it has arrived. The heads are prefetched, too, by slots: among so
 * many other loads the CPU does not recognise them as a sequence.
 */
#define FIRST		TWI_PREFETCH_AHEAD
#define SECOND		8U
#define THIRD		4U
#define HEADS_AHEAD	128U

/* It is filled to this, or as far as slots may be looked at. */
#define FILL		48U

/* Slots that are looked at together: a cache line of heads. In a large table most are all empty. */
#define GROUP		8U

/* How far beyond the end of a stretch slots are looked at, so that the ring is full there, too. */
#define BEYOND		256U

static unsigned int is_empty(const struct inet_ehash_bucket *slot)
{
	return is_a_nulls(READ_ONCE(slot->chain.first));
}

/* Bit I is set if slot I of a group is used. */
static unsigned long used_slots(const struct inet_ehash_bucket *group)
{
	/* Compilers keep a loop. */
	unsigned int empty = is_empty(&group[0]) | is_empty(&group[1]) << 1 |
			     is_empty(&group[2]) << 2 | is_empty(&group[3]) << 3 |
			     is_empty(&group[4]) << 4 | is_empty(&group[5]) << 5 |
			     is_empty(&group[6]) << 6 | is_empty(&group[7]) << 7;

	return empty ^ (BIT(GROUP) - 1);
}

static unsigned long first_of(const struct inet_ehash_bucket *slot)
{
	return (unsigned long)READ_ONCE(slot->chain.first);
}

/* Are all slots of a group empty? One AND of their heads: a third of the work of telling which. */
static bool none_used(const struct inet_ehash_bucket *group)
{
	return first_of(&group[0]) & first_of(&group[1]) & first_of(&group[2]) &
	       first_of(&group[3]) & first_of(&group[4]) & first_of(&group[5]) &
	       first_of(&group[6]) & first_of(&group[7]) & NULLS_MARKER(0);
}

/* Passes empty groups, which come many in a row or hardly at all. Return: where it stopped. */
static noinline u32 pass_empty(const struct inet_ehash_bucket *slots, u32 at, u32 limit)
{
	while (limit - at >= GROUP && none_used(&slots[at])) {
		prefetch(&slots[at + HEADS_AHEAD]);
		at += GROUP;
	}
	return at;
}

/* Notes used slots before @limit, until there are enough. */
static void scan(struct twi_prefetch *p, const struct inet_hashinfo *table, u32 limit)
{
	const struct inet_ehash_bucket *slots = table->ehash;
	u32 at = p->scanned, tail = p->tail;
	unsigned long used;

	while (at < limit && tail - p->head < FILL) {
		if (at % GROUP || limit - at < GROUP) {
			p->used[tail % TWI_PREFETCH_RING] = at;
			tail += !is_empty(&slots[at++]);
			continue;
		}
		prefetch(&slots[at + HEADS_AHEAD]);
		used = used_slots(&slots[at]);
		at += GROUP;
		if (!used)
			at = pass_empty(slots, at, limit);
		for (; used; used &= used - 1)
			p->used[tail++ % TWI_PREFETCH_RING] = at - GROUP + __ffs(used);
	}
	p->scanned = at;
	p->tail = tail;
}

/* The node that a link points to; at the end of a chain, a node that points nowhere. */
static const struct hlist_nulls_node *follow(struct hlist_nulls_node *const *link)
{
	static const struct hlist_nulls_node nowhere = { .next = (void *)NULLS_MARKER(0) };
	unsigned long to = (unsigned long)READ_ONCE(*link), end = -(to & 1);

	/* Computed by hand, because the compiler may turn a condition into a branch. */
	return (const struct hlist_nulls_node *)((to & ~end) | ((unsigned long)&nowhere & end));
}

/* The link to the first socket of the used slot that comes so many after the one at hand. */
static struct hlist_nulls_node *const *ahead(const struct twi_prefetch *p,
					     const struct inet_hashinfo *table, u32 distance)
{
	u32 at = p->used[(p->head - 1 + distance) % TWI_PREFETCH_RING];

	return (struct hlist_nulls_node *const *)&table->ehash[at].chain.first;
}

/**
 * twi_prefetch_chains() - prefetch sockets of the used slots that come
 * @p: what is known of them
 * @table: the table that twi_prefetch_next() was last asked about
 *
 * Why a chain may be followed this far, as in __inet_lookup_established(): what a head leads to
 * under RCU stays the memory of a socket until the RCU section ends.
 *
 * Context: under rcu_read_lock().
 */
void twi_prefetch_chains(const struct twi_prefetch *p, const struct inet_hashinfo *table)
{
	const struct hlist_nulls_node *node;

	RCU_LOCKDEP_WARN(!rcu_read_lock_held(), "chains followed outside of RCU");

	if (p->tail - p->head < FIRST)
		return;
	prefetch_sock(follow(ahead(p, table, FIRST)));

	node = follow(ahead(p, table, SECOND));
	prefetch_sock(follow(&node->next));

	node = follow(ahead(p, table, THIRD));
	node = follow(&node->next);
	prefetch_sock(follow(&node->next));
}

/**
 * twi_prefetch_forget() - forget which slots are used
 * @p: what was noted
 *
 * Context: any.
 */
void twi_prefetch_forget(struct twi_prefetch *p)
{
	p->table = NULL;
}

/**
 * twi_prefetch_fill() - note used slots until there are enough
 * @p: what is known of the slots that come; unless it is of this table and slot, it begins anew
 * @table: the global table, or a private one whose namespace was held since @p was forgotten
 * @at: the slot to begin with
 * @end: the slot to stop at, at most the table's size
 *
 * Context: any.
 */
void twi_prefetch_fill(struct twi_prefetch *p, const struct inet_hashinfo *table, u32 at, u32 end)
{
	if (p->table != table || p->at != at) {
		p->table = table;
		p->scanned = at;
		p->head = 0;
		p->tail = 0;
	}
	scan(p, table, min(table->ehash_mask + 1, end + BEYOND));
}
