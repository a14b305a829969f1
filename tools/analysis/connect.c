// SPDX-License-Identifier: GPL-2.0-only
/* The ports that connect() may choose for a (source, destination), and what keeps it from each. */

#include <stdlib.h>
#include <string.h>

#include "analysis/connect.h"
#include "common/fail.h"
#include "common/number.h"
#include "twinfo_format.h"

#define LOOPBACK_IFINDEX	1

static void add_used(struct pair *pair, uint64_t used)
{
	if (pair->count == pair->room) {
		pair->room = pair->room ? pair->room * 2 : 8;
		pair->used = grown(pair->used, pair->room, sizeof(*pair->used));
	}
	pair->used[pair->count++] = used;
}

static void use_port(struct pair *pair, uint16_t port, enum port_use use, int64_t value)
{
	add_used(pair, (uint64_t)port << 48 | (uint64_t)use << 40 | (value & USED_VALUE));
}

/**
 * connects_pair() - a source and destination
 * @c: what was read
 * @key: which
 *
 * Return: the pair, created if it is new; valid until the next call.
 */
struct pair *connects_pair(struct connects *c, const struct pair_key *key)
{
	return groups_get(&c->pairs, key);
}

/**
 * connects_devices() - the devices of a network namespace
 * @c: what is gathered
 * @inum: the inode number of the namespace
 *
 * Return: what is known of them, created if it is new; valid until the next call for another.
 */
struct net_devices *connects_devices(const struct connects *c, int64_t inum)
{
	return groups_get((struct groups *)&c->devices, &inum);
}

struct live_walk {
	struct connects *c;
	int64_t inum;
};

static void take_live(const struct socket_row *row, void *data)
{
	struct live_walk *walk = data;
	struct pair_key key = { walk->inum, row->local.ip, row->peer.ip, row->ifindex,
				row->peer.port, 0 };

	struct net_ports *n = connects_ports(walk->c, walk->inum, row->ifindex);

	port_add(&n->seen, row->local.port);
	if (!row->peer.port) {
		struct idle idle = { walk->inum, row->local.ip, row->local.port, row->v6only, n->key.l3mdev,
				     row->inode, 0 };

		groups_get(&walk->c->idle, &idle);
		if (1 << row->state & SOCKETS_LISTEN)
			port_add(&n->listens, row->local.port);
		return;
	}
	use_port(connects_pair(walk->c, &key), row->local.port, PORT_LIVE, row->inode);
}

/*
 * The live sockets are read before the snapshot. A socket that enters TIME_WAIT in between is seen
 * twice and counts as TIME_WAIT. In the other order it would be missed.
 */
static void read_live(struct connects *c, const struct snapshot *snap)
{
	int64_t *inums;
	size_t i, count;

	/* Without bind buckets nothing can be said of a port. */
	c->live_known = snap->live && !snap->diag;
	if (!c->live_known)
		return;
	count = sockets_netns(&inums);
	for (i = 0; i < count; i++) {
		struct net_devices *devices = connects_devices(c, inums[i]);
		struct live_walk walk = { c, inums[i] };

		devices->live_unknown = !links_read(&devices->links, inums[i]) ||
			!sockets_each(inums[i], SOCKETS_LIVE | SOCKETS_LISTEN | SOCKETS_BOUND, take_live, &walk);
	}
	free(inums);
}

/**
 * connects_ports() - the ports of a network namespace, or of a VRF in it
 * @c: what is gathered
 * @inum: the inode number of the namespace
 * @ifindex: the device that a socket is bound to, 0 for none
 *
 * Return: the ports, created if they are new; valid until the next call for others.
 */
struct net_ports *connects_ports(const struct connects *c, int64_t inum, uint32_t ifindex)
{
	struct ports_key key = { inum, links_l3mdev(&connects_devices(c, inum)->links, ifindex) };

	return groups_get((struct groups *)&c->nets, &key);
}

static bool is_loopback(const struct in6_addr *ip)
{
	return IN6_IS_ADDR_LOOPBACK(ip) || (IN6_IS_ADDR_V4MAPPED(ip) && ip->s6_addr[12] == 127);
}

/*
 * ms until connect() may reuse a FIN-WAIT-2 minisocket, UNKNOWN for never. Before 6.1 it does not tell them from
 * TIME_WAIT (tcp_twsk_unique()), although their rows say never. Whole seconds count, so it may be sooner.
 */
static int64_t fin_wait2_reuse(const struct snapshot *snap, const struct record *r, const struct net *net,
			       const struct pair_key *key)
{
	int64_t ts_age = tw_number(r, TW_TS_AGE);
	bool loopback = key->ifindex == LOOPBACK_IFINDEX || is_loopback(&key->source) || is_loopback(&key->dest);

	if (snapshot_kernel_from(snap, 6, 1) || ts_age == UNKNOWN || !net->tw_reuse ||
	    (net->tw_reuse == 2 && !loopback))
		return UNKNOWN;
	return ts_age ? 0 : 1000;
}

static enum port_use use_of(const struct record *r, const struct net *net, int64_t reuse)
{
	if (reuse != UNKNOWN)
		return reuse ? PORT_LATER : PORT_NOW;
	if (strcmp(tw_text(r, TW_STATE), TWINFO_STATE_TW))
		return PORT_FIN_WAIT_2;
	if (tw_number(r, TW_TS_AGE) == UNKNOWN)
		return PORT_NO_TIMESTAMP;
	return net->tw_reuse ? PORT_NOT_LOOPBACK : PORT_REUSE_OFF;
}

static const struct net *net_of(struct snapshot *snap, const struct record *r)
{
	const struct net *net = snapshot_net(snap, tw_number(r, TW_NET));

	if (net)
		return net;
	record_damaged(r, "a row of a network namespace without a record 'net'");
}

static void take_row(struct connects *c, struct snapshot *snap, const struct record *r)
{
	const struct net *net = net_of(snap, r);
	int64_t reuse = tw_number(r, TW_REUSE_IN);
	struct addr local, peer;
	enum port_use use;
	struct pair *pair;

	tw_addr(r, TW_LOCAL, &local);
	tw_addr(r, TW_PEER, &peer);
	if (!net_range_has(net, local.port))
		return;

	struct pair_key key = { net->inum, local.ip, peer.ip, tw_number(r, TW_IFINDEX),
				peer.port, 0 };

	pair = connects_pair(c, &key);
	pair->mini = true;
	if (reuse == UNKNOWN && *tw_text(r, TW_STATE) == *TWINFO_STATE_FW2)
		reuse = fin_wait2_reuse(snap, r, net, &key);
	use = use_of(r, net, reuse);
	use_port(pair, local.port, use, use == PORT_NOW ? 0 : use == PORT_LATER ? reuse : tw_ends_in_ms(r));
	rate_take(&pair->rate, tw_age_ms(r), snapshot_may_reuse(snap, r));
	port_add(&connects_ports(c, net->inum, key.ifindex)->seen, local.port);
}

static void take_bind(struct connects *c, const struct snapshot *snap, const struct record *r)
{
	int64_t inum = bind_number(r, BIND_NET), port = bind_number(r, BIND_PORT), l3mdev = bind_number(r, BIND_L3MDEV);
	struct net_ports *n;

	if (port < 0 || port >= PORTS)
		record_damaged(r, "expected a port");
	links_add_vrf(&connects_devices(c, inum)->links, l3mdev);
	c->bound_known = snapshot_kernel_from(snap, 6, 8);
	c->bhash2 = snapshot_kernel_from(snap, 6, 1);
	n = connects_ports(c, inum, l3mdev);
	port_add(&n->bucket, port);
	if (bind_number(r, BIND_FASTREUSE) >= 0 || bind_number(r, BIND_FASTREUSEPORT) >= 0)
		port_add(&n->owned, port);
	if (!c->bhash2) {
		struct v6only_key key = { n->key, port };

		((struct v6only *)groups_get(&c->v6only, &key))->have = bind_have(r, BIND_V6ONLY);
	}
}

/**
 * connects_v6only() - do the IPv6 sockets of a port have IPV6_V6ONLY?
 * @c: what was read of a kernel without bhash2; no other is asked
 * @inum: the inode number of the namespace
 * @ifindex: the device that they are bound to, 0 for none
 * @port: the port
 *
 * Return: how many of those in the established hash.
 */
enum have connects_v6only(const struct connects *c, int64_t inum, uint32_t ifindex, uint16_t port)
{
	struct v6only_key key = { connects_ports(c, inum, ifindex)->key, port };
	const struct v6only *found = groups_find(&c->v6only, &key);

	return found ? found->have : HAVE_UNKNOWN;
}

/**
 * connects_join() - add the tuples of other pairs that block ports of this one, as connect() sees it
 * @c: what was read
 * @pair: of sockets that are bound to a device; nothing is added to any other
 */
void connects_join(const struct connects *c, struct pair *pair)
{
	const struct links *links = &connects_devices(c, pair->key.net)->links;
	uint32_t owners[2] = { 0, links_l3mdev(links, pair->key.ifindex) };
	size_t i, j;

	if (pair->joined)
		return;
	pair->joined = true;
	for (i = 0; pair->key.ifindex && i < 2; i++) {
		struct pair_key key = pair->key;
		const struct pair *owner;

		key.ifindex = owners[i];
		owner = groups_find(&c->pairs, &key);
		if (!owner || owner == pair || !links_match(links, owners[i], pair->key.ifindex))
			continue;
		for (j = 0; j < owner->count; j++)
			add_used(pair, owner->used[j] | USED_JOINED);
		rate_add(&pair->rate, &owner->rate);
	}
}

/**
 * connects_begin() - begin to gather pairs, with the live sockets if the snapshot is the running kernel's
 * @c: what is gathered, to be freed by connects_free()
 * @snap: the snapshot, of which nothing was read
 */
void connects_begin(struct connects *c, const struct snapshot *snap)
{
	groups_init(&c->pairs, sizeof(struct pair), sizeof(struct pair_key));
	groups_init(&c->idle, sizeof(struct idle), sizeof(struct idle));
	groups_init(&c->nets, sizeof(struct net_ports), sizeof(struct ports_key));
	groups_init(&c->v6only, sizeof(struct v6only), sizeof(struct v6only_key));
	groups_init(&c->devices, sizeof(struct net_devices), sizeof(int64_t));
	read_live(c, snap);
}

/**
 * connects_take() - add what a record says about pairs
 * @c: what is gathered
 * @snap: the snapshot
 * @r: its next record, of any kind
 */
void connects_take(struct connects *c, struct snapshot *snap, const struct record *r)
{
	if (snap->diag)
		return;
	if (is_kind(r, TWINFO_TW))
		take_row(c, snap, r);
	else if (is_kind(r, TWINFO_BIND))
		take_bind(c, snap, r);
}

/**
 * connects_read() - gather the pairs of a whole snapshot
 * @c: what is gathered, to be freed by connects_free()
 * @snap: the snapshot, of which nothing was read
 */
void connects_read(struct connects *c, struct snapshot *snap)
{
	const struct record *r;

	connects_begin(c, snap);
	while ((r = snapshot_next(snap)))
		connects_take(c, snap, r);
}

/**
 * connects_free() - free what was read
 * @c: what was read
 */
void connects_free(struct connects *c)
{
	size_t i;

	for (i = 0; i < c->pairs.count; i++)
		free(((struct pair *)groups_at(&c->pairs, i))->used);
	groups_free(&c->pairs);
	for (i = 0; i < c->devices.count; i++)
		links_free(&((struct net_devices *)groups_at(&c->devices, i))->links);
	groups_free(&c->devices);
	groups_free(&c->v6only);
	groups_free(&c->idle);
	groups_free(&c->nets);
}
