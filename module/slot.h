/* SPDX-License-Identifier: GPL-2.0-only */
/* One slot of ehash as plain values, as a walk found it. No kernel object is referenced. */
#ifndef TWINFO_SLOT_H
#define TWINFO_SLOT_H

#include <linux/in6.h>
#include <linux/types.h>

#include "clock.h"
#include "prefetch.h"

/* The kinds of sockets in a chain. */
enum twi_kind {
	TWI_KIND_TW,		/* inet_timewait_sock: TIME-WAIT or FIN-WAIT-2 */
	TWI_KIND_FULL,		/* a full socket in any state */
	TWI_KIND_REQ,		/* a request socket */
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
	u8 v6;
	u8 kind;
	u16 unused;
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
	u8 alive : 1;		/* the reference count was above 0 */
	u8 pending : 1;		/* the timer was pending */
	u8 fin_wait2 : 1;	/* FIN-WAIT-2, otherwise TIME-WAIT */
	u8 v6_class : 1;	/* from the cache tw_sock_TCPv6 */
	u8 reuseaddr : 1;	/* SO_REUSEADDR */
	u8 reuseport : 1;	/* SO_REUSEPORT */
	u8 v6only : 1;		/* IPV6_V6ONLY */
};

struct twi_slot {
	bool counting;		/* rows have only what pass 1 counts: see ehash.c */
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
