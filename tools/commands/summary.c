// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo summary`: how many per network namespace, against the limit, and does it add up. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/command.h"
#include "commands/explain.h"
#include "common/number.h"
#include "output/watch.h"
#include "snapshot/snapshot.h"
#include "twinfo_format.h"

enum {
	NETNS, NAME, TIME_WAIT, FIN_WAIT_2, OVERDUE, KERNEL, DIFF, LIMIT, USE, OVERFLOWS, FULL, REQ, TIMEWAITED,
	RECYCLED, KILLED, REUSE, IN_RATE, RECYCLED_RATE, OVERFLOW_RATE, NOW, LATER, NEVER
};

static const struct column columns[] = {
	[NETNS] = { "NETNS", true, "inode number of the network namespace" },
	[NAME] = { "NAME", false, NAME_HELP },
	[TIME_WAIT] = { "TIME-WAIT", true, "minisockets in TIME-WAIT, counted in the hash tables" },
	[FIN_WAIT_2] = { "FIN-WAIT-2", true, "minisockets in FIN-WAIT-2, counted in the hash tables" },
	[OVERDUE] = { "OVERDUE", true,
		"both, if their timer is past its end and has not fired yet" },
	[KERNEL] = { "KERNEL", true,
		"the kernel's own count of both, which tcp_max_tw_buckets limits" },
	[DIFF] = { "DIFF", true, "TIME-WAIT plus FIN-WAIT-2 minus KERNEL" },
	[LIMIT] = { "LIMIT", true, "tcp_max_tw_buckets" },
	[USE] = { "USE%", true, "the kernel's count as per cent of the limit" },
	[OVERFLOWS] = { "OVERFLOWS", true,
		"dropped since boot: the limit was reached, or memory ran out" },
	[FULL] = { "FULL", true, "full sockets in the established hash, in any state" },
	[REQ] = { "REQ", true, "request sockets" },
	[TIMEWAITED] = { "TIMEWAITED", true,
		"the kernel's counter: entered (5.10: ended) since boot" },
	[RECYCLED] = { "RECYCLED", true, "reused by connect() since boot" },
	[KILLED] = { "KILLED", true, "the kernel's counter: those that lasted at most 4 s" },
	[REUSE] = { "REUSE", true, "tcp_tw_reuse: 0 off, 1 on, 2 loopback only" },
	[IN_RATE] = { "IN/S", true, "TIMEWAITED and KILLED a second, with --watch" },
	[RECYCLED_RATE] = { "RECYCLED/S", true, "RECYCLED a second, with --watch" },
	[OVERFLOW_RATE] = { "OVERFLOWS/S", true, "OVERFLOWS a second, with --watch" },
	[NOW] = { "NOW", true, "connect() with an ephemeral port may reuse them now (reads the rows)" },
	[LATER] = { "LATER", true, "connect() may reuse them before their time is over (reads the rows)" },
	[NEVER] = { "NEVER", true, "connect() may not reuse them (reads the rows)" },
	{ }
};

struct reusable {
	int64_t now, later, never;
};

/* Per second of the ms between two samples. */
static void add_rate(struct table *t, unsigned int column, int64_t from, int64_t to, int64_t ms)
{
	if (ms > 0 && from != UNKNOWN && to != UNKNOWN)
		table_decimal(t, column, (to - from) * 1000.0 / ms, 1);
}

static void add_rates(struct table *t, const struct net *n, const struct net *before, int64_t ms)
{
	add_rate(t, IN_RATE, before->timewaited + before->killed, n->timewaited + n->killed, ms);
	add_rate(t, RECYCLED_RATE, before->recycled, n->recycled, ms);
	add_rate(t, OVERFLOW_RATE, before->overflow, n->overflow, ms);
}

static void add_net(struct table *t, struct snapshot *snap, const struct net *n,
		    const struct reusable *reusable)
{
	int64_t use = n->max_tw > 0 ? n->count * 100 / n->max_tw : UNKNOWN;

	show_netns(t, NETNS, NAME, snap, n->inum);
	table_number(t, TIME_WAIT, n->tw);
	table_number(t, FIN_WAIT_2, n->fin_wait2);
	table_number(t, OVERDUE, n->overdue);
	table_number(t, KERNEL, n->count);
	table_number(t, DIFF, n->tw + n->fin_wait2 - n->count);
	table_number(t, LIMIT, n->max_tw);
	table_number(t, USE, use);
	table_notice(t, USE, use >= 100 ? ALARM : use >= 80 ? WARNING : PLAIN);
	table_number(t, OVERFLOWS, n->overflow);
	table_number(t, FULL, n->full);
	table_number(t, REQ, n->req);
	table_number(t, TIMEWAITED, n->timewaited);
	table_number(t, RECYCLED, n->recycled);
	table_number(t, KILLED, n->killed);
	table_number(t, REUSE, n->tw_reuse);
	if (reusable) {
		table_number(t, NOW, reusable->now);
		table_number(t, LATER, reusable->later);
		table_number(t, NEVER, reusable->never);
	}
}

/*
 * Counts the rows by when connect() may take them, one element for each namespace of the snapshot.
 */
static struct reusable *read_rows(struct snapshot *snap)
{
	struct reusable *counts = NULL;
	const struct record *r;
	const struct net *n;
	int64_t reuse;

	while ((r = snapshot_next(snap))) {
		if (!is_kind(r, TWINFO_TW) || snap->diag)
			continue;
		if (!counts) {
			counts = grown(NULL, snap->nets_count, sizeof(*counts));
			memset(counts, 0, snap->nets_count * sizeof(*counts));
		}
		n = snapshot_net(snap, tw_number(r, TW_NET));
		if (!n)
			record_damaged(r, "a row of a network namespace without a record 'net'");
		reuse = tw_number(r, TW_REUSE_IN);
		if (reuse == UNKNOWN)
			counts[n - snap->nets].never++;
		else if (reuse)
			counts[n - snap->nets].later++;
		else
			counts[n - snap->nets].now++;
	}
	return counts;
}

/* One look. Returns its snapshot, for the rates of the next one. */
static struct snapshot *look(const struct command *self, const struct options *options,
			   struct snapshot *before, const char *defaults)
{
	struct table *t = table_new("netns", self->columns, defaults, self->sort, &options->style);
	bool rows = table_shows(t, NOW) || table_shows(t, LATER) || table_shows(t, NEVER);
	static const struct reusable none;
	struct snapshot *snap = snapshot_open(&options->selection, rows ? TO_END : TO_COUNTS);
	struct reusable *reusable = read_rows(snap);
	const struct net *n, *last;
	size_t i;

	for (i = 0; i < snap->nets_count; i++) {
		n = &snap->nets[i];
		if (!n->counted || !snapshot_wants(snap, n))
			continue;
		add_net(t, snap, n, !rows || snap->diag ? NULL : reusable ? &reusable[i] : &none);
		last = before ? snapshot_net(before, n->inum) : NULL;
		if (last)
			add_rates(t, n, last, snap->now_ms - before->now_ms);
		table_line(t);
	}
	print_with_source(t, snap, options);
	free(reusable);
	return snap;
}

static int run(const struct command *self, const struct options *options)
{
	const char *defaults = options->watch_ms ? "NETNS,NAME,TIME-WAIT,FIN-WAIT-2,OVERDUE,KERNEL,LIMIT,"
						   "USE%,IN/S,RECYCLED/S,OVERFLOWS/S"
						 : self->defaults;
	struct snapshot *snap = NULL, *before = NULL;
	bool more;

	if (options->watch_ms)
		watch_begin(options->watch_ms, options->for_ms, for_people(options));
	do {
		if (options->watch_ms)
			watch_frame();
		snap = look(self, options, before, defaults);
		if (for_people(options))
			explain_summary(snap);
		if (before)
			snapshot_close(before);
		before = snap;
		more = options->watch_ms && watch_wait();
	} while (more);
	if (options->watch_ms)
		watch_end();
	snapshot_close(snap);
	return EXIT_DONE;
}

const struct command summary_command = {
	.name = "summary",
	.help = "how many in each namespace, the limit, do they add up (default)",
	.more = "What does tcp_tw_reuse do? See the lines below the table, and NOW, LATER, NEVER.\n"
		"(tcp_tw_recycle no longer exists: it was removed in Linux 4.12.)",
	.takes = TAKES_WATCH,
	.columns = columns,
	.defaults = "NETNS,NAME,TIME-WAIT,FIN-WAIT-2,OVERDUE,KERNEL,DIFF,LIMIT,USE%,OVERFLOWS",
	.run = run,
};
