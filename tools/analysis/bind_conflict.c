// SPDX-License-Identifier: GPL-2.0-only
/* Does bind() to an address and port succeed now? */

#include <string.h>

#include "analysis/bind_conflict.h"
#include "snapshot/address.h"

#define FASTREUSEPORT_STRICT	2	/* of net/inet_hashtables.h */

enum tri { NO, MAYBE, YES };

/**
 * bind_as_ipv4() - the IPv4 address that a socket has besides its IPv6 address
 * @ip: the address that bind() is called with
 * @owner: the address of an IPv6 socket
 *
 * The kernel stores LOOPBACK4_IPV6, 127.0.0.6, as the IPv4 address of a socket with an IPv6 address. Before
 * bhash2 it compares that with the address of an IPv4 socket.
 *
 * Source: net/ipv6/tcp_ipv6.c:tcp_v6_connect, net/ipv6/af_inet6.c:__inet6_bind
 * Return: does it overlap with @ip?
 */
bool bind_as_ipv4(const struct in6_addr *ip, const struct in6_addr *owner)
{
	static const struct in6_addr loopback4_ipv6 = { .s6_addr = { [10] = 0xff, 0xff, 127, 0, 0, 6 } };

	return !memcmp(ip, &loopback4_ipv6, sizeof(*ip)) && !IN6_IS_ADDR_V4MAPPED(owner) &&
	       !IN6_IS_ADDR_UNSPECIFIED(owner);
}

/**
 * bind_overlaps() - do two local addresses overlap?
 * @ip: the address that bind() is called with; [::] takes IPv4, too
 * @owner: the address of a socket
 * @v6only: does that socket have IPV6_V6ONLY?
 * @bhash2: does the kernel have bhash2?
 *
 * Source: net/ipv4/inet_connection_sock.c:inet_rcv_saddr_equal
 */
bool bind_overlaps(const struct in6_addr *ip, const struct in6_addr *owner, bool v6only, bool bhash2)
{
	bool v4 = IN6_IS_ADDR_V4MAPPED(ip);

	if (!memcmp(ip, owner, sizeof(*ip)) || IN6_IS_ADDR_UNSPECIFIED(ip))
		return true;
	if (IN6_IS_ADDR_UNSPECIFIED(owner))
		return !(v4 && v6only);
	/* An IPv6 owner has an IPv4 address, too, which the IPv4 wildcard matches. The reverse is not so. */
	if (v4 && addr_is_any(ip))
		return !v6only;
	if (!bhash2 && bind_as_ipv4(ip, owner))
		return !v6only;
	return v4 && IN6_IS_ADDR_V4MAPPED(owner) && addr_is_any(owner);
}

/* Does an owner have an option? @every: the bucket says so of every owner. @alike: how many of its kind have it. */
static enum tri has(bool every, enum have alike)
{
	return every || alike == HAVE_ALL ? YES : alike == HAVE_NONE ? NO : MAYBE;
}

/*
 * May the kernel let the socket in because one with SO_REUSEPORT was let in before, even if that is gone? Nothing tells
 * the address and the user of that one. Source: inet_csk_get_port, sk_reuseport_match
 */
static bool by_earlier(const struct bind_port *port, const struct bind_request *request)
{
	return request->reuseport && port->fastreuseport == FASTREUSEPORT_STRICT;
}

/* May the two share the port though their addresses overlap? */
static enum tri shares(const struct bind_port *port, const struct bind_owner *owner,
		       const struct bind_request *request)
{
	enum tri by_addr = NO, by_port = NO;

	if (request->reuseaddr && !owner->listens)
		by_addr = has(port->fastreuse > 0, owner->hashed ? port->reuseaddr : HAVE_UNKNOWN);
	if (request->reuseport && (owner->mini || owner->uid == request->uid))
		by_port = has(port->fastreuseport == 1, owner->hashed ? port->reuseport :
			      owner->listens ? port->listen_reuseport : HAVE_UNKNOWN);
	if (by_port == NO && by_earlier(port, request))
		by_port = MAYBE;
	return by_addr > by_port ? by_addr : by_port;
}

/* Do the addresses overlap? */
static enum tri overlaps(const struct bind_port *port, const struct bind_owner *owner,
			 const struct bind_request *request)
{
	bool without = request->any || bind_overlaps(&request->ip, &owner->ip, false, port->bhash2);
	bool with = request->any || bind_overlaps(&request->ip, &owner->ip, true, port->bhash2);

	bool v6only = owner->hashed ? port->v6only == HAVE_ALL : owner->v6only;

	/* An IPv4 socket has no such option. */
	if (IN6_IS_ADDR_V4MAPPED(&owner->ip))
		return without ? YES : NO;
	if (with != without && owner->hashed && port->v6only != HAVE_ALL && port->v6only != HAVE_NONE)
		return MAYBE;
	return (v6only ? with : without) ? YES : NO;
}

/**
 * bind_judge() - does bind() succeed now?
 * @port: what is known of the port
 * @request: the socket and address that bind() is called for
 * @why: gets the reason for BIND_UNKNOWN
 *
 * Return: the verdict; never a guess.
 */
enum bind_verdict bind_judge(const struct bind_port *port, const struct bind_request *request,
			     const char **why)
{
	enum tri free = YES;
	size_t i;

	if (port->vrf_unknown) {
		*why = "the port has a bind bucket of a VRF, and a file does not tell which devices belong to it";
		return BIND_UNKNOWN;
	}
	if (!port->bucket)
		return BIND_FREE;
	if (request->reuseaddr && port->fastreuse > 0)
		return BIND_FREE;
	if (request->any && !request->reuseaddr && !request->reuseport && !request->ifindex)
		return BIND_HELD;
	for (i = 0; i < port->owners.count; i++) {
		const struct bind_owner *owner = groups_at(&port->owners, i);
		enum tri overlap, share;

		if (request->l3mdev != owner->l3mdev)
			continue;
		if (request->ifindex && owner->ifindex && request->ifindex != owner->ifindex)
			continue;
		overlap = overlaps(port, owner, request);
		if (overlap == NO)
			continue;
		share = shares(port, owner, request);
		if (share == NO && overlap == MAYBE)
			share = MAYBE;
		if (share == NO)
			return BIND_HELD;
		if (share < free)
			free = share;
	}
	if (free == MAYBE) {
		*why = by_earlier(port, request) ?
		       "the kernel may let a socket with SO_REUSEPORT in by the address and user of an earlier one, which "
		       "nothing tells" :
		       "nothing tells which sockets with this port have SO_REUSEADDR, SO_REUSEPORT or "
		       "IPV6_V6ONLY";
		return BIND_UNKNOWN;
	}
	if (port->hidden) {
		*why = "the port may have sockets that are not listed: bound without a connection (before Linux 6.8), "
		       "or live ones if the input is a file";
		return BIND_UNKNOWN;
	}
	return BIND_FREE;
}
