// SPDX-License-Identifier: GPL-2.0-only
/*
 * The listening hash: how many sockets listen on a port, and which of them have SO_REUSEPORT.
 *
 * A chain is walked under RCU, without its lock. A listener is freed by RCU (SOCK_RCU_FREE, set
 * before it is hashed), so it stays the same socket until the walk is over. But it may stop
 * listening, and be hashed elsewhere by another listen() or connect(). Then the walk ends at the
 * marker of another chain, and the chain is read again. No lock is needed in the end: each try that
 * fails takes a listener that moved during those microseconds.
 *
 * A listener that moves to the other end of its own chain in that time may be missed or counted
 * twice. That is no tuple of a snapshot, only a number that changes at this moment.
 */

#include <linux/rculist.h>
#include <linux/rculist_nulls.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <net/inet_hashtables.h>
#include <net/net_namespace.h>
#include <net/sock.h>
#include <net/tcp_states.h>

#include "bind_buckets.h"
#include "breathe.h"
#include "compat.h"
#include "lhash.h"
#include "netns.h"
#include "slot.h"

/*
 * Copies the listeners of a chain.
 *
 * Return: 0, -EAGAIN when the chain changed underfoot, -ENOSPC when it is longer than there is room
 * for.
 */
static int walk(const struct hlist_nulls_head *head, u32 at, struct twi_slot *slot)
{
	const struct hlist_nulls_node *node;

	RCU_LOCKDEP_WARN(!rcu_read_lock_held(), "chain walked outside of RCU");

	slot->count = 0;
	for (node = READ_ONCE(head->first); !is_a_nulls(node); node = READ_ONCE(node->next)) {
		const struct sock *sk = hlist_nulls_entry(node, struct sock, sk_nulls_node);
		struct twi_row *row = &slot->rows[slot->count];

		if (slot->count == slot->room)
			return -ENOSPC;
		if (READ_ONCE(sk->__sk_common.skc_state) != TCP_LISTEN)
			continue;
		row->key.net = (__force const void *)READ_ONCE(sk->__sk_common.skc_net.net);
		row->key.lport = READ_ONCE(sk->__sk_common.skc_num);
		/* A bit, so READ_ONCE() cannot read it. Its user may change it at any moment. */
		row->reuseport = data_race(!!sk->__sk_common.skc_reuseport);
		slot->count++;
	}
	return get_nulls_value(node) == at + LISTENING_NULLS_BASE ? 0 : -EAGAIN;
}

static int collect(const struct inet_hashinfo *h, u32 at, struct twi_slot *slot)
{
	int ret;

	if (!slot->room && twi_slot_grow(slot))
		return -ENOMEM;
	for (;;) {
		rcu_read_lock();
		ret = walk(twc_lhash_head(h, at), at, slot);
		rcu_read_unlock();
		if (!ret)
			return 0;
		if (ret == -ENOSPC && twi_slot_grow(slot))
			return -ENOMEM;
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
	}
}

static void count(struct twi_binds *binds, struct twi_nets *nets, const struct twi_slot *slot)
{
	u32 i;

	twi_netns_look(nets);
	for (i = 0; i < slot->count; i++) {
		const struct twi_row *row = &slot->rows[i];
		const struct twi_net *ns = twi_netns_find(nets, row->key.net);
		struct twi_bind *bind;

		if (!ns || !ns->alive)
			continue;
		bind = twi_binds_find(binds, ns - nets->all, row->key.lport);
		if (!bind)
			continue;
		bind->listen++;
		bind->listen_reuseport |= row->reuseport ? TWI_OWNER_HAS : TWI_OWNER_LACKS;
	}
}

static bool is_empty(const struct inet_hashinfo *h, u32 at)
{
	return is_a_nulls(READ_ONCE(twc_lhash_head(h, at)->first));
}

/* The first slot from @at on that is not empty, or @end. Most are empty. */
static u32 skip_empty(const struct inet_hashinfo *h, u32 at, u32 end)
{
	while (end - at >= 4 &&
	       is_empty(h, at) & is_empty(h, at + 1) & is_empty(h, at + 2) & is_empty(h, at + 3))
		at += 4;
	while (at < end && is_empty(h, at))
		at++;
	return at;
}

/*
 * Goes to the next used slot. Between stretches of slots other tasks run.
 *
 * Return: 0, with @slot at it or at @size; -EINTR when the reader is being killed.
 */
static int next_used(const struct inet_hashinfo *h, u32 *slot, u32 size)
{
	while (*slot < size) {
		u32 end = twi_breathe_end(*slot, size);
		int ret = twi_breathe(*slot);

		if (ret)
			return ret;
		*slot = skip_empty(h, *slot, end);
		if (*slot < end)
			break;
	}
	return 0;
}

/**
 * twi_lhash_count() - count the listeners of each bind bucket
 * @binds: the buckets, sorted
 * @nets: the namespaces
 * @slot: memory for a chain; empty afterwards
 *
 * Context: process context, may sleep. Each RCU section covers one chain.
 * Return: 0; -ENOMEM; -EINTR when the reader is being killed.
 */
int twi_lhash_count(struct twi_binds *binds, struct twi_nets *nets, struct twi_slot *slot)
{
	const struct inet_hashinfo *h = twi_netns_table(&init_net);
	u32 at, slots = binds->count ? twc_lhash_slots(h) : 0;
	int ret;

	for (at = 0; ; at++) {
		ret = next_used(h, &at, slots);
		if (ret || at == slots)
			break;
		ret = collect(h, at, slot);
		if (ret)
			break;
		count(binds, nets, slot);
	}
	slot->count = 0;
	return ret;
}
