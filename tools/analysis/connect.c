// SPDX-License-Identifier: GPL-2.0-only
/* The ports that connect() may choose for a (source, destination), and what keeps it from each. */

#include <stdlib.h>
#include <string.h>

#include "analysis/connect.h"
#include "common/fail.h"
#include "common/number.h"
#include "twinfo_format.h"

#define USED_MS	((1ull << 40) - 1)	/* of struct pair's used */

/* What is the same for every pair of a namespace. */
struct net_ports {
	int64_t inum;
	bool live_unknown;		/* its live sockets could not be asked for */
	bool counted;			/* shared and even_shared are there */
	unsigned char owned[PORTS / 8];		/* by bind(): the bucket is not connect()'s */
	unsigned char bucket[PORTS / 8];	/* there is a bind bucket */
	unsigned char seen[PORTS / 8];		/* a socket with that port is known */
	unsigned char listens[PORTS / 8];
	int64_t even, odd;		/* of the range, neither reserved nor owned */
	int64_t owned_count, reserved_count;
};

static void set_bit(unsigned char *bits, uint16_t port)
{
	bits[port / 8] |= 1 << port % 8;
}

static bool has_bit(const unsigned char *bits, uint16_t port)
{
	return bits[port / 8] & 1 << port % 8;
}

static void use_port(struct pair *pair, uint16_t port, enum port_use use, int64_t later_ms)
{
	if (pair->count == pair->room) {
		pair->room = pair->room ? pair->room * 2 : 8;
		pair->used = grown(pair->used, pair->room, sizeof(*pair->used));
	}
	pair->used[pair->count++] = (uint64_t)port << 48 | (uint64_t)use << 40 |
				    (later_ms & USED_MS);
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

struct live_walk {
	struct connects *c;
	struct net_ports *n;
	int64_t inum;
};

static void take_live(const struct socket_row *row, void *data)
{
	struct live_walk *walk = data;
	struct pair_key key = { walk->inum, row->local.ip, row->peer.ip, row->ifindex,
				row->peer.port, 0 };

	set_bit(walk->n->seen, row->local.port);
	if (!row->peer.port) {
		struct idle idle = { walk->inum, row->local.ip, row->local.port, row->v6only, { } };

		groups_get(&walk->c->idle, &idle);
		if (1 << row->state & SOCKETS_LISTEN)
			set_bit(walk->n->listens, row->local.port);
		return;
	}
	use_port(connects_pair(walk->c, &key), row->local.port, PORT_LIVE, 0);
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
		struct net_ports *n = groups_get(&c->nets, &inums[i]);
		struct live_walk walk = { c, n, inums[i] };

		n->live_unknown = !sockets_each(inums[i], SOCKETS_LIVE | SOCKETS_LISTEN | SOCKETS_BOUND,
						take_live, &walk);
	}
	free(inums);
}

static struct net_ports *ports_in(const struct connects *c, int64_t inum)
{
	return groups_get((struct groups *)&c->nets, &inum);
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
	const struct net *net = snapshot_net(snap, tw_number(r, TW_NET));
	struct addr local, peer;
	enum port_use use;
	struct pair *pair;

	if (!net)
		record_damaged(r, "a row of a network namespace without a record 'net'");
	tw_addr(r, TW_LOCAL, &local);
	tw_addr(r, TW_PEER, &peer);
	if (!net_range_has(net, local.port))
		return;

	struct pair_key key = { net->inum, local.ip, peer.ip, tw_number(r, TW_IFINDEX),
				peer.port, 0 };

	pair = connects_pair(c, &key);
	pair->mini = true;
	use = use_of(r, net);
	use_port(pair, local.port, use, use == PORT_LATER ? tw_number(r, TW_REUSE_IN) : 0);
	set_bit(ports_in(c, net->inum)->seen, local.port);
}

static void take_bind(struct connects *c, const struct record *r)
{
	int64_t inum = bind_number(r, BIND_NET), port = bind_number(r, BIND_PORT);
	struct net_ports *n;

	if (port < 0 || port >= PORTS)
		record_damaged(r, "expected a port");
	n = ports_in(c, inum);
	set_bit(n->bucket, port);
	if (bind_number(r, BIND_FASTREUSE) >= 0 || bind_number(r, BIND_FASTREUSEPORT) >= 0)
		set_bit(n->owned, port);
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

/**
 * connects_owns() - is a port one that bind() took, so that connect() never chooses it?
 * @c: what was read
 * @net: the namespace
 * @port: the port
 */
bool connects_owns(const struct connects *c, const struct net *net, uint16_t port)
{
	return has_bit(ports_in(c, net->inum)->owned, port);
}

/**
 * connects_listens() - does a socket listen at a port, as far as is known?
 * @c: what was read
 * @net: the namespace
 * @port: the port
 */
bool connects_listens(const struct connects *c, const struct net *net, uint16_t port)
{
	return has_bit(ports_in(c, net->inum)->listens, port);
}

/**
 * pair_calls() - does this machine call in a pair, with a port of the range?
 * @c: what was read
 * @net: the pair's namespace
 * @pair: the pair
 *
 * Return: false if all ports are of a listener, outside of the range, or reserved.
 */
bool pair_calls(const struct connects *c, const struct net *net, const struct pair *pair)
{
	uint32_t i;

	for (i = 0; i < pair->count; i++) {
		uint16_t port = used_port(pair->used[i]);

		if (net_range_has(net, port) && !net_reserves(net, port) &&
		    !connects_listens(c, net, port))
			return true;
	}
	return false;
}

static const struct net_ports *ports_of(const struct connects *c, const struct net *net)
{
	struct net_ports *n = ports_in(c, net->inum);
	int64_t port;

	if (n->counted)
		return n;
	n->counted = true;
	for (port = net->ports.first; port <= net->ports.last; port++) {
		if (net_reserves(net, port))
			n->reserved_count++;
		else if (has_bit(n->owned, port))
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
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Sets whether a search can fail. @first, @last: can the ends be chosen, of what it searches? */
static void judge_full(struct space *space, bool first, bool last)
{
	bool left_out = space->size > 1 && space->size % 2 && (first || last);

	space->full = space_free(space) <= left_out;
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
	bool ends[2] = {
		!net_reserves(net, net->ports.first) && !has_bit(n->owned, net->ports.first),
		!net_reserves(net, net->ports.last) && !has_bit(n->owned, net->ports.last),
	};
	enum port_use use;
	uint32_t i, port;

	*space = (struct space){
		.size = net->ports.last - net->ports.first + 1,
		.ports = { [PORT_FREE] = n->even + n->odd, [PORT_OWNED] = n->owned_count,
			   [PORT_RESERVED] = n->reserved_count },
		.free_even = n->even, .free_odd = n->odd, .next_ms = UNKNOWN,
		.live_known = c->live_known && !n->live_unknown,
	};
	if (pair->count)
		qsort(pair->used, pair->count, sizeof(*pair->used), compare);
	for (i = 0; i < pair->count; i++) {
		int64_t later_ms = pair->used[i] & USED_MS;

		port = used_port(pair->used[i]);
		use = pair->used[i] >> 40 & 0xff;
		if (i + 1 < pair->count && used_port(pair->used[i + 1]) == port)
			continue;
		if (!net_range_has(net, port) || net_reserves(net, port) || has_bit(n->owned, port))
			continue;
		space->ports[PORT_FREE]--;
		space->ports[use]++;
		if (port % 2)
			space->free_odd--;
		else
			space->free_even--;
		if (use == PORT_LATER && (space->next_ms == UNKNOWN || later_ms < space->next_ms))
			space->next_ms = later_ms;
		if (use != PORT_NOW && port == net->ports.first)
			ends[0] = false;
		if (use != PORT_NOW && port == net->ports.last)
			ends[1] = false;
	}
	judge_full(space, ends[0], ends[1]);
}

/**
 * connects_held() - count the ports that are free of certain owners
 * @c: what was read
 * @net: the namespace
 * @held: a bit for each port that such an owner holds; NULL for any owner, known or not
 * @space: where the counts go: PORT_OWNED are the ports that are held. live_known is false if a port
 *         has owners that are not known, so that more may be held.
 */
void connects_held(struct connects *c, const struct net *net, const unsigned char *held,
		   struct space *space)
{
	const struct net_ports *n = ports_in(c, net->inum);
	bool any = !held, ends[2] = { }, bound_known = sockets_bound_known();
	/* With SO_REUSEADDR, bind() first searches the lower half; the upper one begins here. */
	int64_t half = net->ports.first + ((net->ports.last - net->ports.first + 1) >> 2 << 1), port;

	if (any)
		held = n->bucket;
	*space = (struct space){
		.size = net->ports.last - net->ports.first + 1, .next_ms = UNKNOWN,
		.live_known = any || (c->live_known && !n->live_unknown),
	};
	for (port = net->ports.first; port <= net->ports.last; port++) {
		if (net_reserves(net, port)) {
			space->ports[PORT_RESERVED]++;
		} else if (has_bit(held, port)) {
			space->ports[PORT_OWNED]++;
		} else {
			space->ports[PORT_FREE]++;
			if (port % 2)
				space->free_odd++;
			else
				space->free_even++;
			ends[0] |= port == net->ports.first || port == half;
			ends[1] |= port == net->ports.last;
			/* An idle socket that is not listed may hold a port that bind() took. */
			if (!any && has_bit(n->owned, port) && (!has_bit(n->seen, port) || !bound_known))
				space->live_known = false;
		}
	}
	judge_full(space, ends[0], ends[1]);
}

/**
 * space_percent() - how full a range is
 * @space: the counts
 *
 * Return: the blocked ports in per cent of the usable ones; 100 if a search can fail.
 */
int64_t space_percent(const struct space *space)
{
	return space->full ? 100 : space_blocked(space) * 100 / space_usable(space);
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
	groups_free(&c->idle);
	groups_free(&c->nets);
}
