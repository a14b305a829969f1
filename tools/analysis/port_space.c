// SPDX-License-Identifier: GPL-2.0-only
/* How many ports of the range a search of connect() or bind() can choose. */

#include <stdlib.h>

#include "analysis/port_space.h"
#include "common/number.h"

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
	const struct net_ports *n = connects_ports(c, net->inum, pair->key.ifindex);
	uint32_t i;

	for (i = 0; i < pair->count; i++) {
		uint16_t port = used_port(pair->used[i]);

		if (net_range_has(net, port) && !net_reserves(net, port) && !port_in(&n->listens, port))
			return true;
	}
	return false;
}

static const struct net_ports *ports_of(const struct connects *c, const struct net *net, uint32_t ifindex)
{
	struct net_ports *n = connects_ports(c, net->inum, ifindex);
	int64_t port;

	if (n->counted)
		return n;
	n->counted = true;
	for (port = net->ports.first; port <= net->ports.last; port++) {
		if (net_reserves(net, port))
			n->reserved_count++;
		else if (port_in(&n->owned, port))
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

/*
 * What keeps connect() from a port: @used are its @count tuples, sorted. Two of one pair are a socket that entered
 * TIME_WAIT meanwhile. With those of another pair, which are of sockets without the device, the first in the chain
 * decides, and who enters a chain is its first. A tuple of this pair began before, as connect() would have been refused;
 * so it comes first only if it entered TIME_WAIT later, which is not known here.
 * Source: net/ipv4/inet_hashtables.c:__inet_check_established
 */
static uint64_t first_in_chain(const uint64_t *used, uint32_t count, struct space *space)
{
	const uint64_t last = used[count - 1];
	uint32_t own = count;

	while (own && used[own - 1] & USED_JOINED)
		own--;
	if (!own || own == count || used_use(used[own - 1]) == PORT_LIVE ||
	    (used_use(used[own - 1]) == PORT_NOW) == (used_use(last) == PORT_NOW))
		return last;
	space->order_unknown = true;
	space->live_known = false;
	return used_use(last) == PORT_NOW ? last : used[own - 1];
}

/* Sets whether a search can fail. @first, @last: can the ends be chosen, of what it searches? */
static void judge_full(struct space *space, bool first, bool last)
{
	space->left_out = space->size > 1 && space->size % 2 && (first || last);
	space->full = space_free(space) <= space->left_out;
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
	const struct net_ports *n = ports_of(c, net, pair->key.ifindex);
	bool live_known = c->live_known && !connects_devices(c, net->inum)->live_unknown;
	bool ends[2] = {
		!net_reserves(net, net->ports.first) && !port_in(&n->owned, net->ports.first),
		!net_reserves(net, net->ports.last) && !port_in(&n->owned, net->ports.last),
	};
	uint32_t i, end;

	*space = (struct space){
		.size = net->ports.last - net->ports.first + 1,
		.ports = { [PORT_FREE] = n->even + n->odd, [PORT_OWNED] = n->owned_count,
			   [PORT_RESERVED] = n->reserved_count },
		.free_even = n->even, .free_odd = n->odd, .next_ms = UNKNOWN,
		.live_known = live_known,
	};
	connects_join(c, pair);
	if (pair->count)
		qsort(pair->used, pair->count, sizeof(*pair->used), compare);
	for (i = 0; i < pair->count; i = end) {
		uint16_t port = used_port(pair->used[i]);
		enum port_use use;
		int64_t until_ms;
		uint64_t used;

		for (end = i + 1; end < pair->count && used_port(pair->used[end]) == port; end++)
			;
		if (!net_range_has(net, port) || net_reserves(net, port) || port_in(&n->owned, port))
			continue;
		used = first_in_chain(pair->used + i, end - i, space);
		use = used_use(used);
		until_ms = used_value(used);
		space->ports[PORT_FREE]--;
		space->ports[use]++;
		if (port % 2)
			space->free_odd--;
		else
			space->free_even--;
		if (use != PORT_LIVE && use != PORT_NOW)
			forecast_take(&space->forecast, until_ms);
		if (use == PORT_LATER && (space->next_ms == UNKNOWN || until_ms < space->next_ms))
			space->next_ms = until_ms;
		if (use != PORT_NOW && port == net->ports.first)
			ends[0] = false;
		if (use != PORT_NOW && port == net->ports.last)
			ends[1] = false;
	}
	judge_full(space, ends[0], ends[1]);
}

/**
 * space_full_in() - when a search for a port can fail, if tuples go on to enter as they do
 * @space: the counts
 * @pair: the pair that they are of
 * @net: its namespace
 *
 * Live sockets are taken to stay as many as they are. Before 6.14 connect() goes by whole seconds when it takes
 * a tuple over, so that takes one to two of them.
 *
 * Return: seconds, 0 if it can fail now, NAN for never.
 */
double space_full_in(const struct space *space, const struct pair *pair, const struct net *net)
{
	double reused_after_s = net->tw_reuse_delay_ms == UNKNOWN ? 1.5 : net->tw_reuse_delay_ms / 1000.0;

	return forecast_full_in(&space->forecast, &pair->rate, space->full ? 0 : space_free(space) - space->left_out,
				reused_after_s);
}

/**
 * space_held() - count the ports that are free of certain owners
 * @c: what was read
 * @net: the namespace
 * @held: a bit for each port that such an owner holds; NULL for any owner, known or not
 * @space: where the counts go: PORT_OWNED are the ports that are held. live_known is false if a port
 *         has owners that are not known, so that more may be held.
 */
void space_held(struct connects *c, const struct net *net, const struct port_set *held,
		struct space *space)
{
	const struct net_ports *n = connects_ports(c, net->inum, 0);
	bool any = !held, ends[2] = { };
	/* With SO_REUSEADDR, bind() first searches the lower half; the upper one begins here. */
	int64_t half = net->ports.first + ((net->ports.last - net->ports.first + 1) >> 2 << 1), port;

	if (any)
		held = &n->bucket;
	*space = (struct space){
		.size = net->ports.last - net->ports.first + 1, .next_ms = UNKNOWN,
		.live_known = any || (c->live_known && !connects_devices(c, net->inum)->live_unknown),
	};
	for (port = net->ports.first; port <= net->ports.last; port++) {
		if (net_reserves(net, port)) {
			space->ports[PORT_RESERVED]++;
		} else if (port_in(held, port)) {
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
			if (!any && port_in(&n->owned, port) && (!port_in(&n->seen, port) || !c->bound_known))
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
