// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two bind hashes: bhash by port, and from 6.1 on bhash2 by port and address.
 *
 * If a bind bucket is freed by RCU (6.15 and later), a chain of bhash is walked under RCU: no
 * bucket is reused before the end of the walk, and none changes its place, so a plain walk is
 * right. It reads only scalars of the bucket itself. Before 6.15, and for bhash2 on every kernel,
 * buckets are freed at once. There the walk takes the chain's lock, for O(1) work a bucket. The
 * lists of a bucket's owners have no bound and are never walked: see bind_buckets.c.
 *
 * All namespaces share both tables: a private hashinfo only copies the pointers.
 */

#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/prefetch.h>
#include <net/inet_hashtables.h>
#include <net/net_namespace.h>

#include "bhash.h"
#include "breathe.h"
#include "compat.h"
#include "histogram.h"
#include "netns.h"
#include "bind_buckets.h"

static struct inet_hashinfo *hashinfo(void)
{
	return twi_netns_table(&init_net);
}

/* How many chains ahead a bucket is prefetched. */
#define AHEAD	16

static bool four_empty(const struct inet_bind_hashbucket *chains)
{
	return hlist_empty(&chains[0].chain) & hlist_empty(&chains[1].chain) &
	       hlist_empty(&chains[2].chain) & hlist_empty(&chains[3].chain);
}

/* The first chain from @at on that is not empty, or @end. Most are empty. */
static u32 skip_empty(const struct inet_bind_hashbucket *chains, u32 at, u32 end)
{
	while (end - at >= 4 && four_empty(&chains[at]))
		at += 4;
	while (at < end && hlist_empty(&chains[at].chain))
		at++;
	return at;
}

/*
 * Goes to the next chain that is not empty. Between stretches of chains other tasks run.
 *
 * Return: 0, with @slot at it or at @size; -EINTR when the reader is being killed.
 */
static int next_used(const struct inet_bind_hashbucket *chains, u32 *slot, u32 size)
{
	u32 at = *slot, end;

	while (at < size) {
		int ret = twi_breathe(at);

		if (ret)
			return ret;
		end = twi_breathe_end(at, size);
		at = skip_empty(chains, at, end);
		if (at < end)
			break;
	}
	/* The first bucket of a chain that comes soon; a prefetch of what is gone does no harm. */
	if (size - at > AHEAD)
		prefetch(READ_ONCE(chains[at + AHEAD].chain.first));
	*slot = at;
	return 0;
}

/**
 * twi_bhash_count() - count how full bhash is
 * @hist: each chain is added here
 *
 * Context: process context, may sleep. Takes one chain's lock at a time, or RCU.
 * Return: 0, or -EINTR when the reader is being killed.
 */
int twi_bhash_count(struct twi_histogram *hist)
{
	struct inet_hashinfo *h = hashinfo();
	u32 slot;

	for (slot = 0; ; slot++) {
		struct inet_bind_hashbucket *head;
		const struct inet_bind_bucket *tb;
		u32 length = 0;

		if (next_used(h->bhash, &slot, h->bhash_size))
			return -EINTR;
		if (slot == h->bhash_size)
			break;
		head = &h->bhash[slot];
		twc_bhash_enter(head);
		twc_for_each_tb(tb, head)
			length++;
		twc_bhash_leave(head);
		twi_histogram_add(hist, length);
	}
	twi_histogram_add_empty(hist, h->bhash_size - hist->slots);
	return 0;
}

/**
 * twi_bhash2_count() - count how full bhash2 is
 * @hist: each chain is added here; none on a kernel that has no bhash2
 *
 * Context: process context, may sleep. Takes one chain's lock at a time.
 * Return: 0, or -EINTR when the reader is being killed.
 */
int twi_bhash2_count(struct twi_histogram *hist)
{
	struct inet_bind_hashbucket *bhash2 = twc_bhash2(hashinfo());
	u32 slot, slots = bhash2 ? hashinfo()->bhash_size : 0;

	for (slot = 0; ; slot++) {
		struct inet_bind_hashbucket *head;
		const struct hlist_node *node;
		u32 length = 0;

		if (next_used(bhash2, &slot, slots))
			return -EINTR;
		if (slot == slots)
			break;
		head = &bhash2[slot];
		spin_lock_bh(&head->lock);
		hlist_for_each(node, &head->chain)
			length++;
		spin_unlock_bh(&head->lock);
		twi_histogram_add(hist, length);
	}
	twi_histogram_add_empty(hist, slots - hist->slots);
	return 0;
}

/*
 * Copies the buckets of a chain whose namespace the snapshot knows.
 *
 * Return: 0; -ENOSPC; -EAGAIN when a namespace has died meanwhile.
 */
static int copy_chain(struct inet_bind_hashbucket *head, struct twi_binds *binds,
		      struct twi_nets *nets)
{
	const struct inet_bind_bucket *tb;
	int ret = 0;

	twc_bhash_enter(head);
	twc_for_each_tb(tb, head) {
		const struct twi_net *ns = twi_netns_find(nets, read_pnet(&tb->ib_net));

		if (!ns || !ns->alive)
			continue;
		if (binds->count == binds->room) {
			ret = -ENOSPC;
			break;
		}
		binds->rows[binds->count++] = (struct twi_bind) {
			.rank = ns - nets->all,
			.port = READ_ONCE(tb->port),
			.fastreuse = READ_ONCE(tb->fastreuse),
			.fastreuseport = READ_ONCE(tb->fastreuseport),
			.l3mdev = READ_ONCE(tb->l3mdev),
		};
	}
	twc_bhash_leave(head);
	return twi_netns_look(nets) ? -EAGAIN : ret;
}

/**
 * twi_bhash_collect() - copy all bind buckets of a snapshot's namespaces
 * @binds: an empty table; sorted afterwards
 * @nets: the namespaces
 *
 * Context: process context, may sleep. Takes one chain's lock at a time, or RCU.
 * Return: 0; -ENOMEM; -EINTR when the reader is being killed.
 */
int twi_bhash_collect(struct twi_binds *binds, struct twi_nets *nets)
{
	struct inet_hashinfo *h = hashinfo();
	u32 slot;

	for (slot = 0; ; slot++) {
		u32 before = binds->count;
		int ret;

		if (next_used(h->bhash, &slot, h->bhash_size))
			return -EINTR;
		if (slot == h->bhash_size)
			break;
		while ((ret = copy_chain(&h->bhash[slot], binds, nets))) {
			binds->count = before;
			if (ret == -ENOSPC && twi_binds_grow(binds))
				return -ENOMEM;
		}
	}
	twi_binds_sort(binds);
	return 0;
}
