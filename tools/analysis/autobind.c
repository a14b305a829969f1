// SPDX-License-Identifier: GPL-2.0-only
/* The ports that bind() can give for a source address and port 0. */

#include <stdlib.h>

#include "analysis/autobind.h"
#include "analysis/bind_conflict.h"
#include "common/fail.h"

static void add_port(struct groups *sources, const struct net_ports *n, const struct net *net,
		     const struct in6_addr *ip, uint16_t port, uint32_t inode)
{
	struct source_key key = { net->inum, *ip };
	struct source *source;

	if (!net_range_has(net, port))
		return;
	source = groups_get(sources, &key);
	if (source->count == source->room) {
		source->room = source->room ? source->room * 2 : 8;
		source->ports = grown(source->ports, source->room, sizeof(*source->ports));
	}
	source->ports[source->count++] = port;
	inodes_add(&source->inodes, inode);
	source->owns |= port_in(&n->owned, port) && !port_in(&n->listens, port);
}

/**
 * sources_read() - find the source addresses of sockets
 * @sources: where they go (struct source), to be freed by sources_free()
 * @c: the sockets
 * @snap: the snapshot that they are of, read to its end
 */
void sources_read(struct groups *sources, struct connects *c, struct snapshot *snap)
{
	const struct net_ports *n;
	const struct net *net;
	size_t i, j;

	groups_init(sources, sizeof(struct source), sizeof(struct source_key));
	for (i = 0; i < c->pairs.count; i++) {
		const struct pair *pair = groups_at(&c->pairs, i);

		net = snapshot_net(snap, pair->key.net);
		n = connects_ports(c, pair->key.net, pair->key.ifindex);
		for (j = 0; net && !n->key.l3mdev && j < pair->count; j++)
			add_port(sources, n, net, &pair->key.source, used_port(pair->used[j]),
				 used_use(pair->used[j]) == PORT_LIVE ? used_value(pair->used[j]) : 0);
	}
	for (i = 0; i < c->idle.count; i++) {
		const struct idle *idle = groups_at(&c->idle, i);

		net = snapshot_net(snap, idle->net);
		if (net && !idle->l3mdev && !addr_is_any(&idle->ip))
			add_port(sources, connects_ports(c, idle->net, 0), net, &idle->ip, idle->port,
				 idle->inode);
	}
}

static void hold_ports(struct port_set *held, const struct source *source, struct inodes *holders)
{
	size_t i;

	for (i = 0; i < source->count; i++)
		port_add(held, source->ports[i]);
	for (i = 0; holders && i < source->inodes.count; i++)
		inodes_add(holders, source->inodes.list[i]);
}

/*
 * Before bhash2 an IPv6 socket may hold an IPv4 address, too: see bind_as_ipv4().
 *
 * Return: false if it is unknown of a port.
 */
static bool hold_as_ipv4(struct port_set *held, const struct connects *c, const struct source *source,
			 struct inodes *holders)
{
	bool known = true;
	size_t i, j;

	for (i = 0; i < c->pairs.count; i++) {
		const struct pair *pair = groups_at(&c->pairs, i);

		if (pair->key.net != source->key.net || !bind_as_ipv4(&source->key.ip, &pair->key.source) ||
		    connects_ports(c, pair->key.net, pair->key.ifindex)->key.l3mdev)
			continue;
		for (j = 0; j < pair->count; j++) {
			uint16_t port = used_port(pair->used[j]);
			enum have v6only = connects_v6only(c, pair->key.net, pair->key.ifindex, port);

			if (v6only == HAVE_NONE)
				port_add(held, port);
			if (v6only == HAVE_NONE && holders && used_use(pair->used[j]) == PORT_LIVE)
				inodes_add(holders, used_value(pair->used[j]));
			known &= v6only == HAVE_NONE || v6only == HAVE_ALL || port_in(held, port);
		}
	}
	return known;
}

/**
 * source_count() - count the ports that bind() can give for a source address
 * @c: the sockets
 * @net: the namespace of the source
 * @source: the source; NULL for the wildcard address, which overlaps every other
 * @space: where the counts go: PORT_OWNED are ports that it cannot give
 * @holders: the live sockets that hold those are added here, unless it is NULL
 */
void source_count(struct connects *c, const struct net *net, const struct source *source,
		  struct space *space, struct inodes *holders)
{
	struct port_set held = { };
	bool known = true;
	size_t i;

	if (source)
		hold_ports(&held, source, holders);
	for (i = 0; source && i < c->idle.count; i++) {
		const struct idle *idle = groups_at(&c->idle, i);

		if (idle->net == net->inum && !idle->l3mdev &&
		    bind_overlaps(&source->key.ip, &idle->ip, idle->v6only, c->bhash2)) {
			port_add(&held, idle->port);
			if (holders && net_range_has(net, idle->port))
				inodes_add(holders, idle->inode);
		}
	}
	if (source && !c->bhash2)
		known = hold_as_ipv4(&held, c, source, holders);
	space_held(c, net, source ? &held : NULL, space);
	space->live_known &= known;
}

/**
 * sources_free() - free what sources_read() found
 * @sources: the sources
 */
void sources_free(struct groups *sources)
{
	size_t i;

	for (i = 0; i < sources->count; i++) {
		struct source *source = groups_at(sources, i);

		free(source->ports);
		inodes_free(&source->inodes);
	}
	groups_free(sources);
}
