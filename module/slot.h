/* SPDX-License-Identifier: GPL-2.0-only */
/* One slot of ehash as plain values, as a walk found it. No kernel object is referenced. */
#ifndef TWINFO_SLOT_H
#define TWINFO_SLOT_H

#include <linux/in6.h>
#include <linux/types.h>
#include <net/tcp_states.h>

#include "clock.h"
#include "prefetch.h"

/* The kinds of sockets in a chain. Those of one state are told by it. */
enum twi_kind {
	TWI_KIND_FULL = 0,			/* a full socket in any state */
	TWI_KIND_TW = TCP_TIME_WAIT,		/* inet_timewait_sock: TIME-WAIT or FIN-WAIT-2 */
	TWI_KIND_REQ = TCP_NEW_SYN_RECV,	/* a request socket */
};

/*
 * Who a socket is. Compared as bytes and sorted by them, hence no padding; what a family does not
 * have is 0. Ports in host order. @net is a name for a namespace, not a way to it.
 */
struct twi_key {
	const void *net;
	struct in6_addr laddr;
	struct in6_addr raddr;
	u32 hash;
	u16 lport;
	u16 rport;
	s32 ifindex;
	u16 family;
	u8 kind;
	u8 v6;			/* @family is AF_INET6 */
};

/* A socket met in a chain; beyond @key and its options only a minisocket fills it. */
struct twi_row {
	struct twi_key key;
	unsigned long expires;	/* of its timer, jiffies; garbage unless pending */
	u32 entry_stamp;	/* twc_entry_stamp() */
	u32 ts_stamp;		/* tw_ts_recent_stamp */
	u32 mark;
	u32 met;		/* its number in the walk, from 0 */
	u32 owner;		/* index of its namespace in the snapshot's table */

	/* Bytes: to write a bit takes three times as long. */
	bool alive;		/* the reference count was above 0 */
	bool pending;		/* the timer was pending */
	bool fin_wait2;		/* FIN-WAIT-2, otherwise TIME-WAIT */
	bool v6_class;		/* from the cache tw_sock_TCPv6 */
	bool reuseaddr;		/* SO_REUSEADDR */
	bool reuseport;		/* SO_REUSEPORT */
	bool v6only;		/* IPV6_V6ONLY */
};

struct twi_slot {
	u32 chains;		/* of so many chains pass 1 has the rows, and so many of each */
	u32 lengths[TWI_CHAINS_AT_ONCE];
	struct twi_row *rows;
	u32 count;
	u32 room;		/* rows there is memory for */
	struct twi_clock clock;	/* the moment that the slot was collected */
	struct twi_prefetch prefetch;	/* the slots that come next */
};

int twi_slot_grow(struct twi_slot *slot);
void twi_slot_free(struct twi_slot *slot);
void twi_slot_settle(struct twi_slot *slot);

#endif /* TWINFO_SLOT_H */
