// SPDX-License-Identifier: GPL-2.0-only
/* Of each network namespace, the pair or source that will be out of ports first. */

#include <math.h>

#include "analysis/autobind.h"
#include "analysis/fullest.h"
#include "analysis/port_space.h"
#include "common/fail.h"

static void raise_to(struct fullest *fullest, const struct space *space)
{
	fullest->use = fmax(fullest->use, space->full ? 1 : (double)space_blocked(space) / space_usable(space));
}

static void take_pairs(struct fullest *fullest, struct connects *c, struct snapshot *snap)
{
	struct space space;
	size_t i;

	for (i = 0; i < c->pairs.count; i++) {
		struct pair *pair = groups_at(&c->pairs, i);
		const struct net *net = snapshot_net(snap, pair->key.net);
		struct fullest *f;
		double full_in;

		if (!net || !pair_calls(c, net, pair))
			continue;
		f = &fullest[net - snap->nets];
		space_count(c, net, pair, &space);
		raise_to(f, &space);
		full_in = space_full_in(&space, pair, net);
		f->full_in = isnan(full_in) ? f->full_in : fmin(f->full_in, full_in);
	}
}

static void take_sources(struct fullest *fullest, struct connects *c, struct snapshot *snap)
{
	struct groups sources;
	struct space space;
	size_t i;

	sources_read(&sources, c, snap);
	for (i = 0; i < sources.count; i++) {
		const struct source *source = groups_at(&sources, i);
		const struct net *net = snapshot_net(snap, source->key.net);

		if (!source->owns || !net)
			continue;
		source_count(c, net, source, &space, NULL);
		raise_to(&fullest[net - snap->nets], &space);
	}
	sources_free(&sources);
}

/**
 * fullest_find() - find them, among the pairs and sources that `ports` shows
 * @c: what was read
 * @snap: of which snapshot
 *
 * Return: one for each of snap->nets, in that order; to be freed by free().
 */
struct fullest *fullest_find(struct connects *c, struct snapshot *snap)
{
	struct fullest *fullest = grown(NULL, snap->nets_count + 1, sizeof(*fullest));
	size_t i;

	for (i = 0; i < snap->nets_count; i++)
		fullest[i] = (struct fullest){ 0, INFINITY };
	take_pairs(fullest, c, snap);
	take_sources(fullest, c, snap);
	return fullest;
}
