// SPDX-License-Identifier: GPL-2.0-only
/* What a directory of recordings says of a time. Each is read once, in order. */

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/changes.h"
#include "analysis/connect.h"
#include "analysis/fullest.h"
#include "analysis/history.h"
#include "common/fail.h"
#include "twinfo_format.h"

static void take_table(struct sample *s, const struct record *r)
{
	int64_t slots = record_number(r, "slots");

	/* Of the table that all namespaces share, unless they have their own. */
	if (!strcmp(record_value(r, "net"), "*") && slots > 0)
		s->load = (double)(record_number(r, "tw") + record_number(r, "fw2") + record_number(r, "full") +
				   record_number(r, "req")) / slots;
}

static void take_slab(struct sample *s, const struct record *r)
{
	int64_t live = record_number(r, "live"), slot = record_number(r, "slot_bytes");

	if (live != UNKNOWN && slot != UNKNOWN)
		s->slab_bytes = (isnan(s->slab_bytes) ? 0 : s->slab_bytes) + live * slot;
}

static void take_nets(struct history *h, size_t sample, const struct snapshot *snap, size_t samples)
{
	size_t i, j;

	for (i = 0; i < snap->nets_count; i++) {
		const struct net *net = &snap->nets[i];
		struct net_history *n;

		if (!snapshot_wants(snap, net))
			continue;
		n = groups_get(&h->nets, &net->inum);
		if (!n->count) {
			n->count = grown(NULL, samples, sizeof(*n->count));
			n->limit = grown(NULL, samples, sizeof(*n->limit));
			for (j = 0; j < samples; j++)
				n->count[j] = n->limit[j] = NAN;
		}
		n->count[sample] = net->count;
		n->limit[sample] = net->max_tw;
		if (net->count > n->most)
			n->most = net->count;
	}
}

static void take_destinations(struct history *h, const struct sample *s, const struct groups *groups)
{
	size_t i;

	for (i = 0; i < groups->count; i++) {
		const struct tuple_group *g = groups_at(groups, i);
		struct destination_history *d = groups_get(&h->destinations, &g->key);
		int64_t count = g->time_wait + g->fin_wait2;

		d->sum += count;
		if (count > d->most) {
			d->most = count;
			d->most_at_ms = s->at_ms;
		}
		if (rate_tenths(&g->rate) > d->rate_tenths)
			d->rate_tenths = rate_tenths(&g->rate);
	}
}

static void take_ports(struct sample *s, struct connects *c, struct snapshot *snap)
{
	struct fullest *fullest = fullest_find(c, snap);
	size_t i;

	s->ports = 0;
	for (i = 0; i < snap->nets_count; i++)
		s->ports = fmax(s->ports, fullest[i].use * 100);
	free(fullest);
}

static void take_changes(struct history *h, struct sample *s, struct changes *c)
{
	double seconds = (c->after.from_ms - c->before.from_ms) / 1000.0;
	int64_t came = 0, fates[FATES] = { };
	size_t i;

	for (i = 0; i < c->tuples.count; i++) {
		const struct tuple *t = groups_at(&c->tuples, i);

		if (t->before.there)
			fates[tuple_fate(c, t)]++;
		came += tuple_came(c, t);
	}
	h->came += came;
	h->ended += fates[ENDED];
	h->early += fates[EARLY];
	if (seconds <= 0)
		return;
	s->came = came / seconds;
	s->ended = fates[ENDED] / seconds;
	s->early = fates[EARLY] / seconds;
}

/* Reads a snapshot. Returns it, at its end. */
static struct snapshot *take(struct history *h, size_t sample, const struct selection *selection, struct changes *changes,
			     size_t samples)
{
	struct snapshot *snap = snapshot_open(selection, TO_END);
	struct sample *s = &h->samples[sample];
	struct groups destinations;
	struct connects connects;
	const struct record *r;

	tuple_groups_begin(&destinations);
	connects_begin(&connects, snap);
	while ((r = snapshot_next(snap))) {
		connects_take(&connects, snap, r);
		if (is_kind(r, TWINFO_TW)) {
			tuple_groups_take(&destinations, &by_destination, snap, r);
			changes_take(changes, r, 0, true);
			s->minisockets++;
		} else if (is_kind(r, TWINFO_EHASH)) {
			take_table(s, r);
		} else if (is_kind(r, TWINFO_SLAB)) {
			take_slab(s, r);
		}
	}
	take_nets(h, sample, snap, samples);
	take_destinations(h, s, &destinations);
	take_ports(s, &connects, snap);
	connects_free(&connects);
	groups_free(&destinations);
	return snap;
}

/**
 * history_read() - read all recordings of a directory
 * @h: where it goes, to be freed by history_free()
 * @r: the recordings, at least one
 * @wanted: of which namespaces
 * @progress: is told how many are read
 */
void history_read(struct history *h, const struct recordings *r, const struct selection *wanted,
		  void (*progress)(size_t done, size_t all))
{
	struct snapshot *before = NULL, *after;
	struct selection selection = *wanted;
	struct changes changes;
	char *path;
	size_t i;

	*h = (struct history){ .samples = grown(NULL, r->count, sizeof(*h->samples)) };
	groups_init(&h->nets, sizeof(struct net_history), sizeof(int64_t));
	groups_init(&h->destinations, sizeof(struct destination_history), sizeof(struct group_key));
	changes_begin(&changes);
	for (i = 0; i < r->count; i++) {
		struct sample *s = &h->samples[h->count];

		progress(i, r->count);
		selection.input = path = recordings_path(r, i);
		/* A recorder may have removed it meanwhile. */
		if (access(path, F_OK) && errno == ENOENT) {
			free(path);
			continue;
		}
		*s = (struct sample){ r->at_ms[i], 0, NAN, NAN, NAN, NAN, NAN, NAN };
		after = take(h, h->count++, &selection, &changes, r->count);
		if (before && changes_possible(before, after)) {
			changes_span(&changes, before, after);
			take_changes(h, s, &changes);
		} else {
			h->boots++;
		}
		changes_next(&changes);
		if (before)
			snapshot_close(before);
		before = after;
		free(path);
	}
	progress(r->count, r->count);
	if (!h->count)
		fail(EXIT_UNREADABLE, "%s: all snapshots are gone", r->directory);
	if (before) {
		h->kernel = strdup(before->kernel);
		snapshot_close(before);
	}
	changes_free(&changes);
}

/**
 * history_free() - free what was read
 * @h: the history
 */
void history_free(struct history *h)
{
	size_t i;

	for (i = 0; i < h->nets.count; i++) {
		struct net_history *n = groups_at(&h->nets, i);

		free(n->count);
		free(n->limit);
	}
	groups_free(&h->nets);
	groups_free(&h->destinations);
	free(h->samples);
	free(h->kernel);
}
