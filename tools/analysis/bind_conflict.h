/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Does bind() to an address and port succeed now? The rule of
 * net/ipv4/inet_connection_sock.c:inet_csk_get_port and inet_csk_bind_conflict: it fails if the port
 * has an owner in the same VRF with an overlapping address and device, unless both have SO_REUSEADDR and the owner
 * does not listen, or both have SO_REUSEPORT and one user (a minisocket has none).
 *
 * Nothing tells SO_REUSEADDR and SO_REUSEPORT of a single owner, and IPV6_V6ONLY only if it has no peer. The
 * bind bucket tells the first two in part: fastreuse above 0 means that all have SO_REUSEADDR and none listened,
 * fastreuseport=1 that all have SO_REUSEPORT. The module tells how many owners in the established hash have each,
 * and how many listeners have SO_REUSEPORT. Nothing tells the options of an idle socket.
 */
#ifndef TWINFO_BIND_CONFLICT_H
#define TWINFO_BIND_CONFLICT_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/groups.h"
#include "snapshot/rows.h"

enum bind_verdict { BIND_FREE, BIND_HELD, BIND_UNKNOWN };

struct bind_owner {
	struct in6_addr ip;
	uint32_t ifindex, l3mdev, uid;	/* l3mdev: the VRF of the device, 0 for none */
	uint8_t listens;
	uint8_t hashed;		/* it is in the established hash */
	uint8_t mini;		/* a minisocket, which is there, too */
	uint8_t v6only;		/* unknown, and 0, if it is hashed */
};

/* All that is known of a port in a namespace. */
struct bind_port {
	struct groups owners;		/* struct bind_owner, each kind once */
	bool bucket;			/* it has one, of the VRF that is asked for; the two numbers are its */
	int64_t fastreuse, fastreuseport;
	enum have reuseaddr, reuseport, v6only;	/* of the owners that are hashed */
	enum have listen_reuseport;		/* of the listeners */
	bool bhash2;			/* the kernel has that table */
	bool vrf_unknown;		/* it is unknown to which VRF the device of the request belongs */
	bool hidden;			/* it may have owners that are not among these */
};

struct bind_request {
	struct in6_addr ip;
	bool any;			/* no address was given: the wildcard of both families */
	bool reuseaddr, reuseport;
	uint32_t uid, ifindex;
	uint32_t l3mdev;		/* the VRF of the device, 0 for none */
};

bool bind_as_ipv4(const struct in6_addr *ip, const struct in6_addr *owner);
bool bind_overlaps(const struct in6_addr *ip, const struct in6_addr *owner, bool v6only, bool bhash2);
enum bind_verdict bind_judge(const struct bind_port *port, const struct bind_request *request,
			     const char **why);

#endif /* TWINFO_BIND_CONFLICT_H */
