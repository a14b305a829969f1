// SPDX-License-Identifier: GPL-2.0-only
/* The ports that connect() may choose for a (source, destination), and what keeps it from each. */

#include <stdlib.h>
#include <string.h>

#include "analysis/connect.h"
#include "common/fail.h"
#include "common/number.h"
#include "twinfo_format.h"

#define PORTS	65536

/* What is the same for every pair of a namespace. */
struct net_ports {
	int64_t inum;
	bool live_unknown;		/* its live sockets could not be asked for */
	bool counted;			/* shared and even_shared are there */
	unsigned char owned[PORTS / 8];
	int64_t even, odd;		/* of the range, neither reserved nor owned */
	int64_t owned_count, reserved_count;
};

static void use_port(struct pair *pair, uint16_t port, enum port_use use)
{
	if (pair->count == pair->room) {
		pair->room = pair->room ? pair->room * 2 : 8;
		pair->used = grown(pair->used, pair->room, sizeof(*pair->used));
	}
	pair->used[pair->count++] = (uint32_t)port << 8 | use;
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
	struct pair *pair = groups_get(&c->pairs, key);

	if (!pair->count)
		pair->next_ms = UNKNOWN;
	return pair;
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

	use_port(connects_pair(walk->c, &key), row->local.port, PORT_LIVE);
}

/*
 * The live sockets are read before the snapshot. A socket that enters TIME_WAIT in between is seen
 * twice and counts as TIME_WAIT. In the other order it would be missed.
 */
static void read_live(struct connects *c, const struct snapshot *snap)
{
	int64_t *inums;
	size_t i, count;

	c->live_known = snap->live;
	if (!c->live_known)
		return;
	count = sockets_netns(&inums);
	for (i = 0; i < count; i++) {
		struct live_walk walk = { c, inums[i] };
		struct net_ports *n = groups_get(&c->nets, &inums[i]);

		n->live_unknown = !sockets_each(inums[i], SOCKETS_LIVE, take_live, &walk);
	}
	free(inums);
}

static enum port_use use_of(const struct record *r, const struct net *net)
{
	int64_t reuse = tw_number(r, TW_REUSE_IN);

	if (reuse != UNKNOWN)
		return reuse ? PORT_LATER : PORT_NOW;
	if (strcmp(tw_text(r, TW_STATE), TWINFO_STATE_TW))
		return PORT_FIN_WAIT_2;
	if (tw_number(r, TW_TS_AGE) == UNKNOWN)
		return PORT_NO_TIMESTAMP;
	return net->tw_reuse ? PORT_NOT_LOOPBACK : PORT_REUSE_OFF;
}

static void take_row(struct connects *c, struct snapshot *snap, const struct record *r)
{
	const char *local_text = tw_text(r, TW_LOCAL), *peer_text = tw_text(r, TW_PEER);
	const struct net *net = snapshot_net(snap, tw_number(r, TW_NET));
	struct addr local, peer;
	enum port_use use;
	struct pair *pair;

	if (!net)
		record_damaged(r, "a row of a network namespace without a record 'net'");
	if (!addr_parse(local_text, &local))
		record_damaged(r, "expected an address and its port, found '%.60s'", local_text);
	if (!addr_parse(peer_text, &peer))
		record_damaged(r, "expected an address and its port, found '%.60s'", peer_text);
	if (!net_range_has(net, local.port))
		return;

	struct pair_key key = { net->inum, local.ip, peer.ip, tw_number(r, TW_IFINDEX),
				peer.port, 0 };

	pair = connects_pair(c, &key);
	pair->mini = true;
	use = use_of(r, net);
	use_port(pair, local.port, use);
	if (use == PORT_LATER) {
		int64_t in_ms = tw_number(r, TW_REUSE_IN);

		if (pair->next_ms == UNKNOWN || in_ms < pair->next_ms)
			pair->next_ms = in_ms;
	}
}

static void take_bind(struct connects *c, const struct record *r)
{
	int64_t inum = bind_number(r, BIND_NET), port = bind_number(r, BIND_PORT);
	struct net_ports *n;

	if (port < 0 || port >= PORTS)
		record_damaged(r, "expected a port");
	if (bind_number(r, BIND_FASTREUSE) < 0 && bind_number(r, BIND_FASTREUSEPORT) < 0)
		return;
	n = groups_get(&c->nets, &inum);
	n->owned[port / 8] |= 1 << port % 8;
}

/**
 * connects_begin() - begin to gather pairs, with the live sockets if the snapshot is the running kernel's
 * @c: what is gathered, to be freed by connects_free()
 * @snap: the snapshot, of which nothing was read
 */
void connects_begin(struct connects *c, const struct snapshot *snap)
{
	groups_init(&c->pairs, sizeof(struct pair), sizeof(struct pair_key));
	groups_init(&c->nets, sizeof(struct net_ports), sizeof(int64_t));
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
	if (is_kind(r, TWINFO_TW))
		take_row(c, snap, r);
	else if (is_kind(r, TWINFO_BIND))
		take_bind(c, r);
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

static bool owns(const struct net_ports *n, unsigned int port)
{
	return n->owned[port / 8] & 1 << port % 8;
}

static const struct net_ports *ports_of(const struct connects *c, const struct net *net)
{
	struct net_ports *n = groups_get((struct groups *)&c->nets, &net->inum);
	int64_t port;

	if (n->counted)
		return n;
	n->counted = true;
	for (port = net->ports.first; port <= net->ports.last; port++) {
		if (net_reserves(net, port))
			n->reserved_count++;
		else if (owns(n, port))
			n->owned_count++;
		else if (port % 2)
			n->odd++;
		else
			n->even++;
	}
	return n;
}

static int compare(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/**
 * space_count() - count the ports of a pair
 * @c: what was read
 * @net: the pair's namespace
 * @pair: the pair
 * @space: where the counts go
 */
void space_count(const struct connects *c, const struct net *net, struct pair *pair,
		 struct space *space)
{
	const struct net_ports *n = ports_of(c, net);
	enum port_use use;
	uint32_t i, port;

	*space = (struct space){
		.size = net->ports.last - net->ports.first + 1,
		.ports = { [PORT_FREE] = n->even + n->odd, [PORT_OWNED] = n->owned_count,
			   [PORT_RESERVED] = n->reserved_count },
		.free_even = n->even, .free_odd = n->odd,
		.live_known = c->live_known && !n->live_unknown,
	};
	if (pair->count)
		qsort(pair->used, pair->count, sizeof(*pair->used), compare);
	for (i = 0; i < pair->count; i++) {
		port = pair->used[i] >> 8;
		use = pair->used[i] & 0xff;
		if (i + 1 < pair->count && pair->used[i + 1] >> 8 == port)
			continue;
		if (!net_range_has(net, port) || net_reserves(net, port) || owns(n, port))
			continue;
		space->ports[PORT_FREE]--;
		space->ports[use]++;
		if (use == PORT_NOW)
			continue;
		if (port % 2)
			space->free_odd--;
		else
			space->free_even--;
	}
}

/**
 * space_usable() - how many ports connect() may choose at best
 * @space: the counts
 */
int64_t space_usable(const struct space *space)
{
	return space->size - space->ports[PORT_RESERVED];
}

/**
 * space_free() - how many ports connect() may choose now, as far as is known
 * @space: the counts
 */
int64_t space_free(const struct space *space)
{
	return space->ports[PORT_FREE] + space->ports[PORT_NOW];
}

/**
 * space_blocked() - how many ports connect() may not choose now though they are not reserved
 * @space: the counts
 */
int64_t space_blocked(const struct space *space)
{
	return space_usable(space) - space_free(space);
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
	groups_free(&c->nets);
}
