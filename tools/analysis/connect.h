/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ports that connect() may choose for a (source, destination), and what blocks each: the
 * arithmetic of net/ipv4/inet_hashtables.c:__inet_hash_connect.
 *
 * It tries every port of ip_local_port_range, first those with the parity of the range's first
 * port, then the others. It skips a port that is reserved; a port whose bind bucket bind() owns
 * (fastreuse or fastreuseport at least 0), for every destination; and a port at which the tuple is
 * in the established hash, unless that is a TIME_WAIT that may be reused. All other ports are free,
 * no matter how many other destinations they serve.
 *
 * A search steps through the range by two, so of a range with an odd number of ports each search
 * leaves out the first port or the last.
 *
 * A port of a VRF's bucket (l3mdev) counts like any other here, and the range that a socket set for
 * itself (IP_LOCAL_PORT_RANGE) is unknown.
 */
#ifndef TWINFO_CONNECT_H
#define TWINFO_CONNECT_H

#include "analysis/groups.h"
#include "snapshot/address.h"
#include "snapshot/snapshot.h"
#include "snapshot/sockets.h"

#define PORTS	65536

/* The state of a port for a tuple. If two apply, the later one counts. */
enum port_use {
	PORT_FREE, PORT_LIVE, PORT_NOW, PORT_LATER, PORT_NO_TIMESTAMP, PORT_REUSE_OFF,
	PORT_NOT_LOOPBACK, PORT_FIN_WAIT_2, PORT_OWNED, PORT_RESERVED, PORT_USES
};

/* A source and a destination; sockets bound to an interface form pairs of their own. */
struct pair_key {
	int64_t net;
	struct in6_addr source, dest;
	uint32_t ifindex;
	uint16_t port;		/* of the destination, host order */
	uint16_t zero;
};

static inline uint16_t used_port(uint64_t used)
{
	return used >> 48;
}

struct pair {
	struct pair_key key;
	uint64_t *used;		/* port << 48 | enum port_use << 40 | ms until PORT_LATER ends */
	uint32_t count, room;
	bool mini;		/* a minisocket is among them */
};

/* A socket that has a port and no peer: it listens, or bind() was all that was called. */
struct idle {
	int64_t net;
	struct in6_addr ip;
	uint16_t port, v6only, zero[2];
};

struct connects {
	struct groups pairs;	/* struct pair */
	struct groups idle;	/* struct idle; none of them is known where live_known is false */
	struct groups nets;	/* which ports bind() owns, by namespace */
	bool live_known;	/* of all namespaces that were asked for */
};

/* The ports of a pair, counted. Those that connect() may choose now: PORT_FREE and PORT_NOW. */
struct space {
	int64_t size;			/* of the range */
	int64_t ports[PORT_USES];
	int64_t free_even, free_odd;	/* of PORT_FREE */
	int64_t next_ms;		/* until the first of PORT_LATER may be reused, or UNKNOWN */
	bool full;			/* a search can fail: no port is left, or only one that it may leave out */
	bool live_known;
};

void connects_begin(struct connects *c, const struct snapshot *snap);
void connects_take(struct connects *c, struct snapshot *snap, const struct record *r);
void connects_read(struct connects *c, struct snapshot *snap);
struct pair *connects_pair(struct connects *c, const struct pair_key *key);
void space_count(const struct connects *c, const struct net *net, struct pair *pair,
		 struct space *space);
int64_t space_usable(const struct space *space);
int64_t space_blocked(const struct space *space);
int64_t space_free(const struct space *space);
int64_t space_percent(const struct space *space);
bool pair_calls(const struct connects *c, const struct net *net, const struct pair *pair);
bool connects_owns(const struct connects *c, const struct net *net, uint16_t port);
bool connects_listens(const struct connects *c, const struct net *net, uint16_t port);
void connects_held(struct connects *c, const struct net *net, const unsigned char *held,
		   struct space *space);
void connects_free(struct connects *c);

#endif /* TWINFO_CONNECT_H */
