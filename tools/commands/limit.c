// SPDX-License-Identifier: GPL-2.0-only
/*
 * `twinfo limit`: is tcp_max_tw_buckets honoured?
 *
 * The kernel tests before it counts, so CPUs that race exceed the limit by up to one each. A limit
 * that is lowered removes nothing. A violation is therefore a count above limit + CPUs that rose
 * between two samples while the limit stayed the same.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/net_rate.h"
#include "commands/command.h"
#include "common/number.h"
#include "output/terminal.h"
#include "output/watch.h"
#include "snapshot/snapshot.h"

enum { NETNS, NAME, COUNT, LIMIT, USE, CLOSE, RATE, FULL_IN = RATE + RATE_COLUMNS_COUNT, OVERFLOWS, OVERFLOWED, PEAK, VIOLATIONS };

static const struct column columns[] = {
	[NETNS] = { "NETNS", true, "inode number of the network namespace" },
	[NAME] = { "NAME", false, NAME_HELP },
	[COUNT] = { "COUNT", true, "the kernel's count of minisockets, FIN-WAIT-2 included" },
	[LIMIT] = { "LIMIT", true, "tcp_max_tw_buckets" },
	[USE] = { "USE%", true, "COUNT in per cent of LIMIT" },
	[CLOSE] = { "CLOSE", false,
		"what a connection does now when it is closed: enters TIME-WAIT, or skips it" },
	RATE_COLUMNS,
	[FULL_IN] = { "FULL-IN", true, FULL_IN_HELP("COUNT reaches LIMIT") },
	[OVERFLOWS] = { "OVERFLOWS", true,
		"dropped since boot: the limit was reached, or memory ran out" },
	[OVERFLOWED] = { "NEW", true, "OVERFLOWS since --watch began" },
	[PEAK] = { "PEAK", true, "the highest count since --watch began" },
	[VIOLATIONS] = { "VIOLATIONS", true,
		"samples in which a count above LIMIT + CPUs rose while LIMIT stayed" },
	{ }
};

/* What is remembered of a namespace from one sample to the next. */
struct seen {
	int64_t inum, count, max_tw, overflow_first, peak, violations;
};

struct watched {
	struct seen *nets;
	size_t count, room;
	int64_t samples, violations;
};

static struct seen *find(struct watched *w, const struct net *n)
{
	struct seen *s;
	size_t i;

	for (i = 0; i < w->count; i++)
		if (w->nets[i].inum == n->inum)
			return &w->nets[i];
	if (w->count == w->room) {
		w->room = w->room ? w->room * 2 : 16;
		w->nets = grown(w->nets, w->room, sizeof(*w->nets));
	}
	s = &w->nets[w->count++];
	*s = (struct seen){ n->inum, n->count, n->max_tw, n->overflow, n->count, 0 };
	return s;
}

static struct seen *compare(struct watched *w, const struct net *n, int64_t cpus)
{
	struct seen *s = find(w, n);

	if (n->count > n->max_tw + cpus && n->count > s->count && n->max_tw == s->max_tw) {
		s->violations++;
		w->violations++;
	}
	if (n->count > s->peak)
		s->peak = n->count;
	s->count = n->count;
	s->max_tw = n->max_tw;
	return s;
}

static bool shows_rate(const struct table *t)
{
	unsigned int column;

	for (column = RATE; column <= FULL_IN; column++)
		if (table_shows(t, column))
			return true;
	return false;
}

/* One sample. Returns whether a namespace uses as much of its limit as the user warned of. */
static bool sample(const struct command *self, const struct options *options, struct watched *w,
		   const char *defaults)
{
	struct table *t = table_new("limit", self->columns, defaults, self->sort, &options->style);
	/* Rates cost the walk; the rest is in the settings. */
	bool rates = options->warn_in_ms >= 0 || shows_rate(t);
	struct snapshot *snap = snapshot_open(&options->selection, rates ? TUPLES : TO_SETTINGS);
	const struct record *r;
	const struct net *n;
	const struct seen *s;
	struct groups entering;
	bool warned = false;
	int64_t use;
	size_t i;

	net_rates_begin(&entering);
	while ((r = snapshot_next(snap)))
		net_rates_take(&entering, snap, r);
	for (i = 0; i < snap->nets_count; i++) {
		n = &snap->nets[i];
		if (!snapshot_wants(snap, n))
			continue;
		s = compare(w, n, snap->cpus);
		use = n->max_tw > 0 ? n->count * 100 / n->max_tw : UNKNOWN;
		warned |= options->warn >= 0 && use >= options->warn;
		show_netns(t, NETNS, NAME, snap, n->inum);
		table_number(t, COUNT, n->count);
		table_number(t, LIMIT, n->max_tw);
		table_number(t, USE, use);
		table_notice(t, USE, use >= 100 ? ALARM : use >= 80 ? WARNING : PLAIN);
		table_text(t, CLOSE, n->count < n->max_tw ? "enters" : "skips");
		if (rates) {
			const struct net_rate *rate = net_rates_of(&entering, n->inum);
			double full_in = net_full_in(rate, n);

			warned |= warns_in(options, full_in);
			show_rate(t, RATE, &rate->rate);
			show_full_in(t, FULL_IN, full_in);
		}
		table_number(t, OVERFLOWS, n->overflow);
		table_number(t, OVERFLOWED, n->overflow == UNKNOWN ? UNKNOWN
								    : n->overflow - s->overflow_first);
		table_number(t, PEAK, s->peak);
		table_number(t, VIOLATIONS, s->violations);
		table_notice(t, VIOLATIONS, s->violations ? ALARM : PLAIN);
		table_line(t);
	}
	print_with_source(t, snap, options);
	groups_free(&entering);
	w->samples++;
	snapshot_close(snap);
	return warned;
}

static void explain(const struct options *options, const struct watched *w)
{
	putchar('\n');
	if (!options->watch_ms)
		say("Each namespace has its own limit. Above the limit the kernel skips TIME-WAIT, counts an "
		    "overflow and logs nothing. CPUs that race may exceed it by one each. Lowering it "
		    "removes nothing.");
	else if (w->violations)
		say("Not honoured: %" PRId64 " violations in %" PRId64 " samples.", w->violations,
		    w->samples);
	else
		say("Honoured in all %" PRId64 " samples.", w->samples);
}

static int run(const struct command *self, const struct options *options)
{
	const char *defaults = options->watch_ms ? "NETNS,NAME,COUNT,LIMIT,USE%,CLOSE,OVERFLOWS,NEW,PEAK,VIOLATIONS"
						 : self->defaults;
	bool warned, more = false;
	struct watched w = { };

	if (options->watch_ms)
		watch_begin(options->watch_ms, options->for_ms, for_people(options));
	do {
		if (options->watch_ms)
			watch_frame();
		warned = sample(self, options, &w, defaults);
		more = options->watch_ms && !w.violations && !warned && watch_wait();
	} while (more);
	if (options->watch_ms)
		watch_end();
	if (for_people(options))
		explain(options, &w);
	warned = warned || w.violations;
	free(w.nets);
	return warned ? EXIT_NO : EXIT_DONE;
}

const struct command limit_command = {
	.name = "limit",
	.help = "is tcp_max_tw_buckets honoured: count, limit, per cent, overflows",
	.more = "--watch ends with exit status 1 at the first violation: a count that rises above the limit\n"
		"plus one for each CPU while the limit stays the same.",
	.takes = TAKES_WARN | TAKES_WARN_IN | TAKES_WATCH,
	.columns = columns,
	.defaults = "NETNS,NAME,COUNT,LIMIT,USE%,CLOSE,RATE,STEADY,FULL-IN,OVERFLOWS",
	.run = run,
};
