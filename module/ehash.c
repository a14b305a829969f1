// SPDX-License-Identifier: GPL-2.0-only
/*
 * The established hash, one slot at a time, under RCU, without its lock and without a reference.
 *
 * The promise: a tuple that is in the table throughout has exactly one row, and no row mixes two
 * tuples.
 *
 * Why this is hard: sockets live in SLAB_TYPESAFE_BY_RCU caches. Under rcu_read_lock() the memory
 * of a freed socket stays a socket of its kind, but not the same socket: it may be reused for
 * another connection and hashed elsewhere at once. A walker that stands on it is carried away. It
 * can land in four places:
 *
 *  1. another slot. The chain's end has another nulls marker;
 *  2. the head of the same chain, where new sockets go. The marker is right, sockets are met again;
 *  3. further down the same chain, as inet_ehash_insert() (6.1 and later) and
 *     inet_twsk_hashdance_schedule() (6.12 and later) put a node in the place of another. The
 *     marker is right, sockets are lost;
 *  4. the same slot of another namespace's private table, as the marker holds the slot's number
 *     only and the caches are shared. The marker is right, everything is wrong.
 *
 * So the marker alone proves little, and the walk goes hand over hand. It stands on P and has read
 * next(P) = X. It then does this:
 *
 *	read who X is, and the values for its row
 *	then require: P is hashed and is who it was;
 *	              next(P) is still X;
 *	              P is hashed and is who it was
 *
 * The same holds for the marker in the place of X. For the head: its first is still X. If one of
 * these fails, the rows of the slot are dropped and the slot is read again. They were kept private,
 * so nothing is lost.
 *
 * Why this is enough. Say P was in our chain when it was reached; the head is. Between the two
 * looks at P, its memory was hashed as the same socket, or was unhashed and hashed again as the
 * same socket, which can only be closer to the head: whatever is inserted in the place of another
 * inherits the place of a socket of its own tuple, and the first of these went in at the head.
 * (That it became another socket and the same one again between two looks, a few loads apart, would
 * take two allocations, two insertions and two removals.) When next(P) was read in between, P was
 * hashed, and X follows it in our chain; or P was not, and next(P) is what it was when P was
 * removed, since removal leaves it alone (__hlist_nulls_del()), and X followed it then. Both
 * moments are later than the look at who X is. Thus X was in our chain, behind P. Who X is, is
 * looked at again when X is left: a row whose two looks differ is dropped with its slot, so what
 * was read between them is of one socket (of two with the same tuple at worst, of which timer and
 * stamps may be either's). By induction no step skips a socket that stays: those never change their
 * order. Steps back meet sockets again; twi_slot_settle() keeps the last meeting.
 *
 * A namespace does not disappear and come back at the same address in the meantime: cleanup_net()
 * waits for a grace period.
 *
 * Ordering: a socket's fields are written before it is published by rcu_assign_pointer(), and it is
 * unhashed (pprev cleared) before its last reference goes, the same order on which
 * __inet_lookup_established() rests. The reader's side of it are the smp_rmb() below.
 *
 * The table: init_net's is static. A private one is freed without a grace period of its own after
 * its namespace has left the list of all (tcp_sk_exit_batch()), so the caller holds a reference to
 * the namespace, for one read() only.
 *
 * A full socket may change its ifindex and family while it stays (SO_BINDTODEVICE, IPV6_ADDRFORM):
 * the slot is started over and finds the new ones.
 */

#include <linux/compiler.h>
#include <linux/rculist.h>
#include <linux/rculist_nulls.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <net/inet_hashtables.h>
#include <net/sock.h>

#include "prefetch.h"
#include "clock.h"
#include "dwell.h"
#include "ehash.h"
#include "slot.h"
#include "sock.h"

unsigned int twi_ehash_tries = 8;

static bool is_still(const struct sock *sk, const struct twi_key *key)
{
	bool same;

	if (hlist_nulls_unhashed_lockless(&sk->sk_nulls_node))
		return false;
	smp_rmb(); /* the look at who it is comes after the look at whether it is hashed */
	same = is_key(sk, key);
	smp_rmb(); /* and before the next look at anything */
	return same;
}

/*
 * Is @next what follows @prev, and @prev still who it was when it was reached? Without @prev: what
 * follows the head.
 */
static bool is_next(const struct hlist_nulls_head *head, const struct sock *prev,
		    const struct twi_key *key, const struct hlist_nulls_node *next)
{
	smp_rmb(); /* after all that was read of @next */
	if (!prev)
		return READ_ONCE(head->first) == next;

	if (!is_still(prev, key) || READ_ONCE(prev->sk_nulls_node.next) != next)
		return false;
	smp_rmb(); /* the second look at who it is comes after the look at what follows it */
	return is_still(prev, key);
}

/*
 * Walk a chain hand over hand, as explained at the head of this file.
 *
 * Return: 0, -EAGAIN when the chain changed underfoot, -ENOSPC when it is longer than there is room
 * for.
 */
static int walk(const struct hlist_nulls_head *head, u32 at, u32 mask, struct twi_slot *slot)
{
	const struct hlist_nulls_node *node, *next;
	const struct sock *prev = NULL;
	struct twi_row *row = NULL;
	const struct sock *sk;

	RCU_LOCKDEP_WARN(!rcu_read_lock_held(), "chain walked outside of RCU");

	slot->count = 0;
	for (node = READ_ONCE(head->first); !is_a_nulls(node); node = READ_ONCE(node->next)) {
		const struct twi_key *key = row ? &row->key : NULL;

		twi_dwell();
		if (slot->count == slot->room)
			return -ENOSPC;

		next = READ_ONCE(node->next);
		if (!is_a_nulls(next))
			prefetch_sock(next);
		sk = hlist_nulls_entry(node, struct sock, sk_nulls_node);
		row = &slot->rows[slot->count];
		read_row(row, sk, slot->count);
		twi_dwell();
		if (!is_next(head, prev, key, node) || (row->key.hash & mask) != at)
			return -EAGAIN;
		slot->count++;
		prev = sk;
	}
	if (get_nulls_value(node) != at || !is_next(head, prev, row ? &row->key : NULL, node))
		return -EAGAIN;
	return 0;
}

/*
 * The same where nothing changes underfoot. Newborn minisockets without references may be there
 * (5.10, 6.1).
 *
 * Return: 0, -ENOSPC when the chain is longer than there is room for.
 */
static int walk_locked(spinlock_t *lock, const struct hlist_nulls_head *head, struct twi_slot *slot)
{
	const struct hlist_nulls_node *node;
	struct twi_row *row;

	lockdep_assert_held(lock);

	slot->count = 0;
	for (node = READ_ONCE(head->first); !is_a_nulls(node); node = READ_ONCE(node->next)) {
		if (slot->count == slot->room)
			return -ENOSPC;
		row = &slot->rows[slot->count];
		read_row(row, hlist_nulls_entry(node, struct sock, sk_nulls_node), slot->count);
		slot->count += row->alive;
	}
	return 0;
}

static int collect_locked(struct inet_hashinfo *table, u32 at, struct twi_slot *slot)
{
	spinlock_t *lock = inet_ehash_lockp(table, at);
	int ret;

	for (;;) {
		spin_lock_bh(lock);
		ret = walk_locked(lock, &table->ehash[at].chain, slot);
		if (!ret)
			twi_clock_read(&slot->clock);
		spin_unlock_bh(lock);
		if (ret != -ENOSPC)
			return ret;
		if (twi_slot_grow(slot))
			return -ENOMEM;
	}
}

static int collect(struct inet_hashinfo *table, u32 at, struct twi_slot *slot,
		   struct twi_effort *effort)
{
	const struct hlist_nulls_head *head = &table->ehash[at].chain;
	unsigned int tries = READ_ONCE(twi_ehash_tries);
	int ret = -ENOSPC;

	/* Nothing is held between chains. Where it checks nothing, it would be a call for each. */
	might_sleep_if(IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP));
	if (!slot->room && twi_slot_grow(slot))
		return -ENOMEM;

	/* A lack of room counts as a try, too: a chain that keeps changing may seem endless. */
	for (; tries; tries--) {
		rcu_read_lock();
		twi_prefetch_chains(&slot->prefetch, table);
		ret = walk(head, at, table->ehash_mask, slot);
		if (!ret)
			twi_clock_read(&slot->clock);
		rcu_read_unlock();
		if (!ret)
			return 0;
		if (ret == -ENOSPC && twi_slot_grow(slot))
			return -ENOMEM;
		effort->restarts += ret == -EAGAIN;
	}

	effort->locked++;
	return collect_locked(table, at, slot);
}

/**
 * twi_ehash_collect() - collect a slot
 * @table: the global table, or a private one whose namespace the caller holds
 * @at: the slot
 * @slot: takes a row of each socket, settled, and the moment
 * @effort: what it took is added here
 *
 * Context: process context, may sleep. Takes the slot's ehash lock if the chain did not hold still.
 * Return: 0 or -ENOMEM.
 */
int twi_ehash_collect(struct inet_hashinfo *table, u32 at, struct twi_slot *slot,
		      struct twi_effort *effort)
{
	int ret = collect(table, at, slot, effort);

	if (!ret)
		twi_slot_settle(slot);
	return ret;
}

/**
 * twi_ehash_slots() - the size of a table
 * @table: the global table, or a private one whose namespace the caller holds
 *
 * Context: any.
 * Return: its slots, a power of two.
 */
u32 twi_ehash_slots(const struct inet_hashinfo *table)
{
	return table->ehash_mask + 1;
}

/**
 * twi_ehash_next() - collect the next slot that is not empty
 * @table: the global table, or a private one whose namespace the caller holds
 * @at: the slot to begin with; in the end the one that was collected, or twi_ehash_slots() when
 *      none was left
 * @slot: takes a row of each socket, settled, and the moment
 * @effort: what it took is added here
 *
 * Each RCU section covers the walk of one chain, and a look at the first sockets of others.
 *
 * Context: process context, may sleep. Takes the slot's ehash lock if the chain did not hold still.
 * Return: 0; -ENOMEM; -EINTR when the reader is being killed.
 */
int twi_ehash_next(struct inet_hashinfo *table, u32 *at, struct twi_slot *slot,
		   struct twi_effort *effort)
{
	u32 slots = twi_ehash_slots(table);
	int ret;

	slot->count = 0;
	while (*at < slots) {
		u32 end = min(slots, *at + TWI_EHASH_AT_ONCE);

		*at = twi_prefetch_next(&slot->prefetch, table, *at, end);
		if (*at < end) {
			ret = twi_ehash_collect(table, *at, slot, effort);
			if (ret)
				return ret;
			if (slot->count)
				return 0;
			++*at;
		}
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0;
}
