/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A socket of ehash, read as plain values, where it may turn into another one at any moment: under
 * RCU its memory stays a socket of its kind, no more (ehash.c). Only struct sock_common is read
 * before the state tells a minisocket; tw_net, tw_dr, tw_tb and tw_prot are never followed.
 *
 * Inline, and field by field: these run for each socket of the machine, the keys three times.
 * Making a second key and comparing that took a third of a dump's time.
 */
#ifndef TWINFO_SOCK_H
#define TWINFO_SOCK_H

#include <linux/build_bug.h>
#include <linux/minmax.h>
#include <linux/prefetch.h>
#include <linux/rculist.h>
#include <linux/rculist_nulls.h>
#include <linux/stddef.h>
#include <linux/tcp.h>
#include <net/ipv6.h>
#include <net/sock.h>
#include <net/tcp_states.h>
#include <net/transp_v6.h>

#include "compat.h"
#include "slot.h"

#define SMALLEST_LINE	64	/* bytes of a cache line that prefetch_sock() counts with */

static inline u8 kind_of(u8 state)
{
	return state == TCP_TIME_WAIT || state == TCP_NEW_SYN_RECV ? state : TWI_KIND_FULL;
}

/* A full socket changes its state while it stays. */
static inline bool is_kind(u8 state, u8 kind)
{
	return state == kind || kind_of(state) == kind;
}

static inline void copy_ip6(struct in6_addr *to, const struct in6_addr *from)
{
	int i;

	for (i = 0; i < 4; i++)
		to->s6_addr32[i] = READ_ONCE(from->s6_addr32[i]);
}

static inline bool same_ip6(const struct in6_addr *now, const struct in6_addr *then)
{
	int i;

	for (i = 0; i < 4; i++)
		if (READ_ONCE(now->s6_addr32[i]) != then->s6_addr32[i])
			return false;
	return true;
}

/* The key: who the socket is. */
static inline void read_key(struct twi_key *key, const struct sock *sk)
{
	const struct sock_common *c = &sk->__sk_common;

	key->net = (__force const void *)READ_ONCE(c->skc_net.net);
	key->hash = READ_ONCE(c->skc_hash);
	key->lport = READ_ONCE(c->skc_num);
	key->rport = ntohs(READ_ONCE(c->skc_dport));
	key->ifindex = READ_ONCE(c->skc_bound_dev_if);
	key->kind = kind_of(READ_ONCE(c->skc_state));
	key->family = READ_ONCE(c->skc_family);
	key->v6 = key->family == AF_INET6;
#if IS_ENABLED(CONFIG_IPV6)
	if (key->v6) {
		copy_ip6(&key->laddr, &c->skc_v6_rcv_saddr);
		copy_ip6(&key->raddr, &c->skc_v6_daddr);
		return;
	}
#endif
	key->laddr = (struct in6_addr){ };
	key->raddr = (struct in6_addr){ };
	key->laddr.s6_addr32[0] = READ_ONCE(c->skc_rcv_saddr);
	key->raddr.s6_addr32[0] = READ_ONCE(c->skc_daddr);
}

/* Is the socket still the same? Equivalent to reading a second key and comparing it. */
static inline bool is_key(const struct sock *sk, const struct twi_key *key)
{
	const struct sock_common *c = &sk->__sk_common;

	if ((__force const void *)READ_ONCE(c->skc_net.net) != key->net ||
	    READ_ONCE(c->skc_hash) != key->hash || READ_ONCE(c->skc_num) != key->lport ||
	    ntohs(READ_ONCE(c->skc_dport)) != key->rport ||
	    READ_ONCE(c->skc_bound_dev_if) != key->ifindex ||
	    !is_kind(READ_ONCE(c->skc_state), key->kind) ||
	    READ_ONCE(c->skc_family) != key->family)
		return false;
#if IS_ENABLED(CONFIG_IPV6)
	if (key->v6)
		return same_ip6(&c->skc_v6_rcv_saddr, &key->laddr) &&
		       same_ip6(&c->skc_v6_daddr, &key->raddr);
#endif
	return READ_ONCE(c->skc_rcv_saddr) == key->laddr.s6_addr32[0] &&
	       READ_ONCE(c->skc_daddr) == key->raddr.s6_addr32[0];
}

/* A minisocket inherits them. */
static inline void read_options(struct twi_row *row, const struct sock_common *c)
{
	/*
	 * Bits of one word, so READ_ONCE() cannot read them. The user of a full socket may change
	 * each at any moment.
	 */
	row->reuseaddr = data_race(!!c->skc_reuse); /* either value was right then */
	row->reuseport = data_race(!!c->skc_reuseport); /* as above */
	row->v6only = data_race(!!c->skc_ipv6only); /* as above */
}

/* What is counted of a minisocket. @v6: its family is AF_INET6 */
static inline void read_counted(struct twi_row *row, const struct inet_timewait_sock *tw, bool v6)
{
	row->alive = refcount_read(&tw->tw_refcnt) != 0;
	row->fin_wait2 = READ_ONCE(tw->tw_substate) == TCP_FIN_WAIT2;
	/*
	 * From 6.12 on a minisocket is hashed before its timer is armed, both under the lock of its
	 * slot, and __mod_timer() stores `expires` before it links the timer. So a timer that is
	 * pending has its own `expires`, if both are read in this order. A CPU that reorders stores
	 * (not x86 or s390x) may show the link first, for as long as two neighbouring stores take
	 * to leave it, once in the life of a minisocket. The kernel has no barrier there to pair
	 * with, so a walk without locks cannot exclude that.
	 */
	row->pending = timer_pending(&tw->tw_timer);
	smp_rmb(); /* the link before the value */
	row->expires = READ_ONCE(tw->tw_timer.expires);
	/*
	 * An IPV6_ADDRFORM socket is AF_INET, and its minisocket is of the other cache; a child of
	 * an MPTCP or BPF listener has a tw_prot of its own. Compared, not followed.
	 */
#if IS_ENABLED(CONFIG_IPV6)
	v6 |= READ_ONCE(tw->tw_prot) == &tcpv6_prot;
#endif
	row->v6_class = v6;
}

/* The key and the values of a row. */
static inline void read_row(struct twi_row *row, const struct sock *sk, u32 met)
{
	const struct inet_timewait_sock *tw = inet_twsk(sk);

	read_key(&row->key, sk);
	row->met = met;
	row->alive = true;
	read_options(row, &sk->__sk_common);
	if (row->key.kind != TWI_KIND_TW)
		return;

	read_counted(row, tw, row->key.v6);
	row->entry_stamp = twc_entry_stamp(tw);
	row->ts_stamp = READ_ONCE(tcp_twsk((struct sock *)sk)->tw_ts_recent_stamp);
	row->mark = READ_ONCE(tw->tw_mark);
}

/* What pass 1 counts. */
static inline void read_count(struct twi_row *row, const struct sock *sk)
{
	const struct inet_timewait_sock *tw = inet_twsk(sk);
	const struct sock_common *c = &sk->__sk_common;

	row->key.net = (__force const void *)READ_ONCE(c->skc_net.net);
	row->key.kind = kind_of(READ_ONCE(c->skc_state));
	row->alive = true;
	if (row->key.kind == TWI_KIND_TW)
		read_counted(row, tw, READ_ONCE(c->skc_family) == AF_INET6);
}

/*
 * Prefetches the cache lines that read_row() needs, for a node that comes soon. The node may be
 * gone by then; that is harmless, as none of its pointers is followed.
 */
static inline void prefetch_sock(const struct hlist_nulls_node *node)
{
	const char *begin = (const char *)hlist_nulls_entry(node, struct sock, sk_nulls_node);
	const size_t last = offsetofend(struct tcp_timewait_sock, tw_ts_recent_stamp) - 1;

	/*
	 * Slabs begin their objects anywhere in a line. Without a loop, as compilers keep one; a
	 * larger line makes some of these the same.
	 */
	BUILD_BUG_ON(last > 5 * SMALLEST_LINE);
	prefetch(begin);
	prefetch(begin + min_t(size_t, last, SMALLEST_LINE));
	prefetch(begin + min_t(size_t, last, 2 * SMALLEST_LINE));
	prefetch(begin + min_t(size_t, last, 3 * SMALLEST_LINE));
	prefetch(begin + min_t(size_t, last, 4 * SMALLEST_LINE));
	prefetch(begin + last);
}

#endif /* TWINFO_SOCK_H */
