// SPDX-License-Identifier: GPL-2.0-only
/* What one snapshot says of namespaces and destinations. */

#include <math.h>
#include <string.h>

#include "analysis/overview.h"
#include "analysis/port_space.h"
#include "twinfo_format.h"

/* Of a destination, whatever the source. */
struct full_in {
	struct full_in_key {
		int64_t net;
		struct in6_addr peer;
		int64_t port;
	} key;
	double seconds;		/* the least, until connect() can find no port; 0 for a new one */
	bool known;
};

static void find_full_in(struct overview *o)
{
	struct connects *c = &o->connects;
	struct space space;
	size_t i;

	for (i = 0; i < c->pairs.count; i++) {
		struct pair *pair = groups_at(&c->pairs, i);
		const struct net *net = snapshot_net(o->snap, pair->key.net);
		struct full_in_key key = { pair->key.net, pair->key.dest, pair->key.port };
		struct full_in *f;
		double seconds;

		if (!net || !pair_calls(c, net, pair))
			continue;
		space_count(c, net, pair, &space);
		/* Of a file the live sockets are unknown, so nothing is told, unless it is full without them. */
		if (!space.live_known && !space.full)
			continue;
		seconds = space_full_in(&space, pair, net);
		f = groups_get(&o->full_in, &key);
		if (!f->known || isnan(f->seconds) || seconds < f->seconds)
			f->seconds = seconds;
		f->known = true;
	}
}

/**
 * overview_read() - take a snapshot and count
 * @o: where it goes, to be freed by overview_free()
 * @selection: of which namespaces; its filter is about destinations alone, as a limit and a range are
 *	full of all tuples
 */
void overview_read(struct overview *o, const struct selection *selection)
{
	const struct record *r;

	*o = (struct overview){ .all = *selection };
	o->all.filter = NULL;
	o->snap = snapshot_open(&o->all, TO_END);
	net_rates_begin(&o->net_rates);
	tuple_groups_begin(&o->destinations);
	groups_init(&o->full_in, sizeof(struct full_in), sizeof(struct full_in_key));
	connects_begin(&o->connects, o->snap);
	while ((r = snapshot_next(o->snap))) {
		connects_take(&o->connects, o->snap, r);
		net_rates_take(&o->net_rates, o->snap, r);
		if (is_kind(r, TWINFO_TW) && (!selection->filter || selection->passes(selection->filter, o->snap, r)))
			tuple_groups_take(&o->destinations, &by_destination, o->snap, r);
	}
	find_full_in(o);
}

/**
 * overview_full_in() - when connect() can find no port for a destination
 * @o: what was read
 * @destination: one of o->destinations
 *
 * Return: seconds, 0 for now; NAN for never, for incoming tuples, and where live sockets are unknown.
 */
double overview_full_in(const struct overview *o, const struct tuple_group *destination)
{
	struct full_in_key key = { destination->key.net, destination->key.peer, destination->key.peer_port };
	const struct full_in *f = destination->key.outgoing ? groups_find(&o->full_in, &key) : NULL;

	return f ? f->seconds : NAN;
}

/**
 * overview_free() - free what was read
 * @o: the overview
 */
void overview_free(struct overview *o)
{
	groups_free(&o->net_rates);
	groups_free(&o->destinations);
	groups_free(&o->full_in);
	connects_free(&o->connects);
	snapshot_close(o->snap);
}
