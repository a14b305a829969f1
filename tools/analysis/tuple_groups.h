/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tuples that have the same values in some columns, counted.
 *
 * A minisocket does not say which side called, so the ports decide: the side whose port connect()
 * could have chosen called. If that is true of both sides or of none, the side with the higher port
 * called. In groups by direction, local and peer leave out what the caller's kernel chose: of
 * outgoing tuples the peer's address and port count, of incoming ones the local port and the peer's
 * address.
 */
#ifndef TWINFO_TUPLE_GROUPS_H
#define TWINFO_TUPLE_GROUPS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/groups.h"
#include "analysis/rate.h"
#include "analysis/span.h"
#include "snapshot/snapshot.h"

/* What tuples are grouped by. Of an address, by how many bits; an IPv4 address has the last 32 of 128. */
struct group_by {
	bool net, state, direction, mark, ifindex, reuse;
	bool local_ip, local_port, peer_ip, peer_port;
	int local_bits, peer_bits;
};

enum group_reuse { GROUP_NOW, GROUP_LATER, GROUP_NEVER, GROUP_REUSES };

/* What the tuples are not grouped by is 0. */
struct group_key {
	int64_t net, mark, ifindex;
	struct in6_addr local, peer;
	uint16_t local_port, peer_port;
	uint8_t time_wait, outgoing, reuse, zero;
};

struct tuple_group {
	struct group_key key;
	int64_t time_wait, fin_wait2;
	int64_t reuse[GROUP_REUSES];	/* may connect() reuse them? */
	struct span span;
	struct rate rate;
};

/* As `dest` counts them: by namespace and by who called whom. */
extern const struct group_by by_destination;

void group_key_of(struct group_key *key, const struct group_by *by, struct snapshot *snap, const struct record *r);
struct in6_addr group_masked(struct in6_addr ip, int bits);
void tuple_groups_begin(struct groups *groups);
void tuple_groups_take(struct groups *groups, const struct group_by *by, struct snapshot *snap, const struct record *r);
void tuple_groups_read(struct groups *groups, const struct group_by *by, struct snapshot *snap);

#endif /* TWINFO_TUPLE_GROUPS_H */
