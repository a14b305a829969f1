/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only file that knows that kernels differ. Each twc_ function has one signature everywhere;
 * what stands behind it is chosen by the probes of Kbuild.compat, never by a version number, as
 * stable series take changes back.
 */
#ifndef TWINFO_COMPAT_H
#define TWINFO_COMPAT_H

#include <linux/rculist.h>
#include <linux/types.h>
#include <net/inet_hashtables.h>
#include <net/inet_timewait_sock.h>
#include <net/net_namespace.h>
#include <net/netns/hash.h>

/* TIMEWAITED rises when the timer fires (5.10) or when it is first armed (6.1 and later). */
#if TWC_HAVE_TW_KILL
#define TWC_COUNTED_AT	"fire"
#else
#define TWC_COUNTED_AT	"arm"
#endif

/**
 * twc_tw_count() - the death row's own counter
 * @net: a pinned network namespace
 *
 * Context: any.
 * Return: TIME_WAIT and FIN-WAIT-2 minisockets of @net, counted as inet_twsk_alloc() counts them.
 */
static inline int twc_tw_count(const struct net *net)
{
#if TWC_HAVE_TW_REFCOUNT
	return (int)refcount_read(&net->ipv4.tcp_death_row.tw_refcount) - 1;
#else
	return atomic_read(&net->ipv4.tcp_death_row.tw_count);
#endif
}

/**
 * twc_net_birth() - a number that tells a namespace from a later one at the same address
 * @net: a network namespace, under RCU on the list of all or pinned
 *
 * The cookie where every namespace has one (5.12 and later); in 5.10 the random number that
 * setup_net() draws.
 *
 * Context: any.
 * Return: that number.
 */
static inline u64 twc_net_birth(const struct net *net)
{
#if TWC_HAVE_NET_COOKIE
	return net->net_cookie;
#else
	return net_hash_mix(net);
#endif
}

/**
 * twc_entry_stamp() - when a minisocket was entered
 * @tw: a minisocket; type-stable memory under RCU is enough
 *
 * Context: any.
 * Return: the low 32 bits of CLOCK_MONOTONIC in ms, 0 before 6.14; see twc_has_entry_stamp().
 */
static inline u32 twc_entry_stamp(const struct inet_timewait_sock *tw)
{
#if TWC_HAVE_ENTRY_STAMP
	return READ_ONCE(tw->tw_entry_stamp);
#else
	return 0;
#endif
}

/**
 * twc_has_entry_stamp() - does this kernel store when a minisocket was entered?
 *
 * Where it does, connect() measures tcp_tw_reuse_delay from that stamp (tcp_twsk_unique()).
 *
 * Context: any.
 * Return: true from 6.14 on.
 */
static inline bool twc_has_entry_stamp(void)
{
	return TWC_HAVE_ENTRY_STAMP;
}

/**
 * twc_reuse_delay_ms() - the setting tcp_tw_reuse_delay
 * @net: a pinned network namespace
 *
 * Context: any.
 * Return: ms, -1 where the kernel has no such setting.
 */
static inline int twc_reuse_delay_ms(const struct net *net)
{
#if TWC_HAVE_ENTRY_STAMP
	return READ_ONCE(net->ipv4.sysctl_tcp_tw_reuse_delay);
#else
	return -1;
#endif
}

/**
 * twc_port_step() - the setting ip_local_port_step_width
 * @net: a pinned network namespace
 *
 * Context: any.
 * Return: ports, -1 where the kernel has no such setting.
 */
static inline int twc_port_step(const struct net *net)
{
#if TWC_HAVE_PORT_STEP
	return READ_ONCE(net->ipv4.sysctl_ip_local_port_step_width);
#else
	return -1;
#endif
}

/* Does the kernel have a bind hash by port and address? From 6.1 on. */
#define TWC_HAS_BHASH2	TWC_HAVE_BHASH2

/**
 * twc_bhash2() - the bind hash by port and address
 * @h: a hashinfo
 *
 * Context: any.
 * Return: its chains, as many as bhash has; NULL before 6.1.
 */
static inline struct inet_bind_hashbucket *twc_bhash2(const struct inet_hashinfo *h)
{
#if TWC_HAVE_BHASH2
	return h->bhash2;
#else
	return NULL;
#endif
}

/**
 * twc_lhash_slots() - the size of the hash in which all listeners are
 * @h: a hashinfo
 *
 * Context: any.
 * Return: its slots.
 */
static inline u32 twc_lhash_slots(const struct inet_hashinfo *h)
{
#if TWC_HAVE_LISTENING_HASH
	return INET_LHTABLE_SIZE;
#else
	return h->lhash2_mask + 1;
#endif
}

/**
 * twc_lhash_head() - a chain of that hash
 * @h: a hashinfo
 * @slot: which
 *
 * Context: any.
 * Return: its head. The marker at its end is @slot + LISTENING_NULLS_BASE.
 */
static inline const struct hlist_nulls_head *twc_lhash_head(const struct inet_hashinfo *h, u32 slot)
{
#if TWC_HAVE_LISTENING_HASH
	return &h->listening_hash[slot].nulls_head;
#else
	return &h->lhash2[slot].nulls_head;
#endif
}

/*
 * twc_bhash_enter(), twc_for_each_tb(), twc_bhash_leave(): walk a chain of bhash. Under RCU where
 * bind buckets are freed by RCU, and then only their scalars may be read; else under the lock.
 */
#if TWC_HAVE_TB_RCU
#define TWC_BHASH_WALK	"rcu"
#define twc_for_each_tb(tb, head)	hlist_for_each_entry_rcu(tb, &(head)->chain, node)

static inline void twc_bhash_enter(struct inet_bind_hashbucket *head)
	__acquires(RCU)
{
	rcu_read_lock();
}

static inline void twc_bhash_leave(struct inet_bind_hashbucket *head)
	__releases(RCU)
{
	rcu_read_unlock();
}
#else
#define TWC_BHASH_WALK	"lock"
#define twc_for_each_tb(tb, head)	hlist_for_each_entry(tb, &(head)->chain, node)

static inline void twc_bhash_enter(struct inet_bind_hashbucket *head)
	__acquires(&head->lock)
{
	spin_lock_bh(&head->lock);
}

static inline void twc_bhash_leave(struct inet_bind_hashbucket *head)
	__releases(&head->lock)
{
	spin_unlock_bh(&head->lock);
}
#endif

#endif /* TWINFO_COMPAT_H */
