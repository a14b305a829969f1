/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Does bind() to an address and port succeed now? The rule of
 * net/ipv4/inet_connection_sock.c:inet_csk_get_port and inet_csk_bind_conflict: it fails if the port
 * has an owner with an overlapping address and device, unless both have SO_REUSEADDR and the owner
 * does not listen, or both have SO_REUSEPORT and one user (a minisocket has none).
 *
 * What the kernel does not tell of an owner is SO_REUSEADDR and SO_REUSEPORT, and IPV6_V6ONLY if it
 * is connected or a minisocket. The bind bucket tells the first two
 * in part: fastreuse above 0 means that all have SO_REUSEADDR and none listened, fastreuseport=1
 * that all have SO_REUSEPORT.
 */
#ifndef TWINFO_BIND_CONFLICT_H
#define TWINFO_BIND_CONFLICT_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "analysis/groups.h"

enum bind_verdict { BIND_FREE, BIND_HELD, BIND_UNKNOWN };

struct bind_owner {
	struct in6_addr ip;
	uint32_t ifindex, uid;
	uint8_t listens, mini, connected;
	uint8_t v6only;		/* unknown, and 0, if it is mini or connected */
};

/* All that is known of a port in a namespace. */
struct bind_port {
	struct groups owners;		/* struct bind_owner, each kind once */
	int64_t buckets, fastreuse, fastreuseport;
	bool vrf;			/* a bucket belongs to one */
	bool hidden;			/* it may have owners that are not among these */
};

struct bind_request {
	struct in6_addr ip;
	bool any;			/* no address was given: the wildcard of both families */
	bool reuseaddr, reuseport;
	uint32_t uid, ifindex;
};

bool bind_overlaps(const struct in6_addr *ip, const struct in6_addr *owner, bool v6only);
enum bind_verdict bind_judge(const struct bind_port *port, const struct bind_request *request,
			     const char **why);

#endif /* TWINFO_BIND_CONFLICT_H */
