// SPDX-License-Identifier: GPL-2.0-only
/* The live sockets that hold ports, for the question which processes do. */

#include "analysis/holders.h"

/**
 * pair_holders() - the live sockets of a pair
 * @pair: the pair, with those of other pairs that count for it after connects_join()
 * @inodes: they are added here
 */
void pair_holders(const struct pair *pair, struct inodes *inodes)
{
	uint32_t i;

	for (i = 0; i < pair->count; i++)
		if (used_use(pair->used[i]) == PORT_LIVE)
			inodes_add(inodes, used_value(pair->used[i]));
}

/* Is that a port of the range which connect() cannot choose because bind() owns it? */
static bool is_owned(const struct net_ports *n, const struct net *net, uint16_t port)
{
	return port_in(&n->owned, port) && net_range_has(net, port) && !net_reserves(net, port);
}

/**
 * owned_holders() - the live sockets whose ports are owned by bind()
 * @c: what was read
 * @net: the namespace
 * @ifindex: the device of the socket that calls connect(), 0 for none: each VRF has ports of its own
 * @inodes: they are added here
 */
void owned_holders(const struct connects *c, const struct net *net, uint32_t ifindex, struct inodes *inodes)
{
	const struct ports_key key = connects_ports(c, net->inum, ifindex)->key;
	const struct net_ports *n;
	size_t i;
	uint32_t j;

	for (i = 0; i < c->idle.count; i++) {
		const struct idle *idle = groups_at(&c->idle, i);

		if (idle->net == net->inum && idle->l3mdev == key.l3mdev &&
		    is_owned(connects_ports(c, net->inum, ifindex), net, idle->port))
			inodes_add(inodes, idle->inode);
	}
	for (i = 0; i < c->pairs.count; i++) {
		const struct pair *pair = groups_at(&c->pairs, i);

		if (pair->key.net != net->inum)
			continue;
		n = connects_ports(c, net->inum, pair->key.ifindex);
		for (j = 0; n->key.l3mdev == key.l3mdev && j < pair->count; j++)
			if (used_use(pair->used[j]) == PORT_LIVE && is_owned(n, net, used_port(pair->used[j])))
				inodes_add(inodes, used_value(pair->used[j]));
	}
}
