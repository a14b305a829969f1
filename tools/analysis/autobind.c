// SPDX-License-Identifier: GPL-2.0-only
/* The ports that bind() can give for a source address and port 0. */

#include <stdlib.h>

#include "analysis/autobind.h"
#include "analysis/bind_conflict.h"
#include "common/fail.h"

static void add_port(struct groups *sources, const struct net_ports *n, const struct net *net,
		     const struct in6_addr *ip, uint16_t port)
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
			add_port(sources, n, net, &pair->key.source, used_port(pair->used[j]));
	}
	for (i = 0; i < c->idle.count; i++) {
		const struct idle *idle = groups_at(&c->idle, i);

		net = snapshot_net(snap, idle->net);
		if (net && !idle->l3mdev && !addr_is_any(&idle->ip))
			add_port(sources, connects_ports(c, idle->net, 0), net, &idle->ip, idle->port);
	}
}

static void hold_ports(struct port_set *held, const struct source *source)
{
	uint32_t i;

	for (i = 0; i < source->count; i++)
		port_add(held, source->ports[i]);
}

/**
 * source_count() - count the ports that bind() can give for a source address
 * @c: the sockets
 * @net: the namespace of the source
 * @source: the source; NULL for the wildcard address, which overlaps every other
 * @sources: all sources
 * @space: where the counts go: PORT_OWNED are ports that it cannot give
 */
void source_count(struct connects *c, const struct net *net, const struct source *source,
		  const struct groups *sources, struct space *space)
{
	struct port_set held = { };
	size_t i;

	if (source)
		hold_ports(&held, source);
	for (i = 0; source && !c->bhash2 && i < sources->count; i++) {
		const struct source *owner = groups_at(sources, i);

		if (owner->key.net == net->inum && bind_as_ipv4(&source->key.ip, &owner->key.ip))
			hold_ports(&held, owner);
	}
	for (i = 0; source && i < c->idle.count; i++) {
		const struct idle *idle = groups_at(&c->idle, i);

		if (idle->net == net->inum && !idle->l3mdev &&
		    bind_overlaps(&source->key.ip, &idle->ip, idle->v6only, c->bhash2))
			port_add(&held, idle->port);
	}
	space_held(c, net, source ? &held : NULL, space);
}

/**
 * sources_free() - free what sources_read() found
 * @sources: the sources
 */
void sources_free(struct groups *sources)
{
	size_t i;

	for (i = 0; i < sources->count; i++)
		free(((struct source *)groups_at(sources, i))->ports);
	groups_free(sources);
}
