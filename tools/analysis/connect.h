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
 * Each VRF has bind buckets of its own (l3mdev), which take no port from others. The range that a
 * socket set for itself (IP_LOCAL_PORT_RANGE) is unknown.
 */
#ifndef TWINFO_CONNECT_H
#define TWINFO_CONNECT_H

#include "common/groups.h"
#include "analysis/port_set.h"
#include "analysis/rate.h"
#include "snapshot/address.h"
#include "snapshot/links.h"
#include "snapshot/snapshot.h"
#include "snapshot/sockets.h"

#define USED_VALUE	((1ull << 40) - 1)

/* The state of a port for a tuple. If two apply, the later one counts. */
enum port_use {
	PORT_FREE, PORT_LIVE, PORT_NOW, PORT_LATER, PORT_NO_TIMESTAMP, PORT_REUSE_OFF,
	PORT_NOT_LOOPBACK, PORT_FIN_WAIT_2, PORT_OWNED, PORT_RESERVED, PORT_USES
};

/*
 * A source and a destination. Sockets bound to an interface form a pair of their own, whose tuples are those
 * of unbound sockets, too, if connect() compares with them (connects_join()).
 */
struct pair_key {
	int64_t net;
	struct in6_addr source, dest;
	uint32_t ifindex;
	uint16_t port;		/* of the destination, host order */
	uint16_t zero;
};

/* The parts of struct pair's used. */
#define USED_JOINED	(1ull << 47)	/* of another pair: connects_join() */

static inline uint16_t used_port(uint64_t used)
{
	return used >> 48;
}

static inline enum port_use used_use(uint64_t used)
{
	return used >> 40 & 0x7f;
}

/*
 * Of a minisocket: ms until connect() may choose the port. Of PORT_LIVE: the inode of the socket, 0 if no process
 * has it open.
 */
static inline int64_t used_value(uint64_t used)
{
	return used & USED_VALUE;
}

struct pair {
	struct pair_key key;
	uint64_t *used;		/* port << 48 | USED_JOINED | enum port_use << 40 | used_value() */
	uint32_t count, room;
	struct rate rate;	/* of its minisockets */
	bool mini;		/* a minisocket is among them */
	bool joined;		/* those of other pairs that match are among them, too */
};

/* A socket that has a port and no peer: it listens, or bind() was all that was called. */
struct idle {
	int64_t net;
	struct in6_addr ip;
	uint16_t port, v6only;
	uint32_t l3mdev;	/* as of struct net_ports */
	uint32_t inode, zero;
};

/* What is the same for every pair of a namespace and VRF. */
struct net_ports {
	struct ports_key {
		int64_t inum, l3mdev;	/* l3mdev: the VRF that the bind buckets belong to, 0 for none */
	} key;
	bool counted;			/* the numbers below are there */
	struct port_set owned;		/* by bind(): the bucket is not connect()'s */
	struct port_set bucket;		/* there is a bind bucket */
	struct port_set seen;		/* a socket with that port is known */
	struct port_set listens;
	int64_t even, odd;		/* of the range, neither reserved nor owned */
	int64_t owned_count, reserved_count;
};

/* Do the IPv6 sockets of a port have IPV6_V6ONLY? Of those in the established hash, and only before bhash2. */
struct v6only {
	struct v6only_key {
		struct ports_key net;
		int64_t port;
	} key;
	enum have have;
};

/* A namespace: its devices, or only the VRFs that bind buckets name if the input is a file. */
struct net_devices {
	int64_t inum;
	struct links links;
	bool live_unknown;		/* its live sockets could not be asked for */
};

struct connects {
	struct groups pairs;	/* struct pair */
	struct groups idle;	/* struct idle; none of them is known where live_known is false */
	struct groups nets;	/* struct net_ports */
	struct groups devices;	/* struct net_devices */
	struct groups v6only;	/* struct v6only */
	bool bhash2;		/* the kernel has that table */
	bool live_known;	/* of all namespaces that were asked for */
	bool bound_known;	/* SOCKETS_BOUND are among the sockets */
};

void connects_begin(struct connects *c, const struct snapshot *snap);
void connects_take(struct connects *c, struct snapshot *snap, const struct record *r);
void connects_read(struct connects *c, struct snapshot *snap);
struct net_ports *connects_ports(const struct connects *c, int64_t inum, uint32_t ifindex);
enum have connects_v6only(const struct connects *c, int64_t inum, uint32_t ifindex, uint16_t port);
struct net_devices *connects_devices(const struct connects *c, int64_t inum);
struct pair *connects_pair(struct connects *c, const struct pair_key *key);
void connects_join(const struct connects *c, struct pair *pair);
void connects_free(struct connects *c);

#endif /* TWINFO_CONNECT_H */
