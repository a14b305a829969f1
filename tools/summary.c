// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo summary`: how many per network namespace, against the limit, and does it add up. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "netns.h"
#include "twinfo.h"
#include "twinfo_format.h"

enum { NETNS, TIME_WAIT, FIN_WAIT_2, OVERDUE, KERNEL, DIFF, LIMIT, USE, OVERFLOWS, FULL, REQ };

static const struct column columns[] = {
	[NETNS] = { "NETNS", true, "inode number of the network namespace" },
	[TIME_WAIT] = { "TIME-WAIT", true, "sockets in TIME-WAIT that were counted" },
	[FIN_WAIT_2] = { "FIN-WAIT-2", true, "minisockets in FIN-WAIT-2 that were counted" },
	[OVERDUE] = { "OVERDUE", true,
		"of both, those whose timer is past its end and did not fire yet" },
	[KERNEL] = { "KERNEL", true,
		"the kernel's own count of both, which tcp_max_tw_buckets limits" },
	[DIFF] = { "DIFF", true, "counted less the kernel's count" },
	[LIMIT] = { "LIMIT", true, "tcp_max_tw_buckets" },
	[USE] = { "USE%", true, "the kernel's count as per cent of the limit" },
	[OVERFLOWS] = { "OVERFLOWS", true,
		"not kept since boot: the limit was reached, or memory lacked" },
	[FULL] = { "FULL", true, "full sockets in the established hash, in any state" },
	[REQ] = { "REQ", true, "request sockets" },
	{ }
};

struct netns {
	int64_t inum, count, max, overflows;
	int64_t tw, fin_wait2, overdue, full, req;
	bool counted;			/* its sum record came */
};

struct summary {
	int64_t wanted;			/* NETNS_ALL or one */
	int64_t hz;
	struct netns *netns;
	size_t used, room;
};

static struct netns *find(const struct summary *s, int64_t inum)
{
	size_t i;

	for (i = s->used; i--;)
		if (s->netns[i].inum == inum)
			return &s->netns[i];
	return NULL;
}

static void take_net(struct summary *s, const struct input *in, const struct record *r)
{
	struct netns *n;

	if (s->used == s->room) {
		s->room = s->room ? s->room * 2 : 16;
		s->netns = grown(s->netns, s->room, sizeof(*s->netns));
	}
	n = &s->netns[s->used++];
	memset(n, 0, sizeof(*n));
	n->inum = input_number_at(in, r, 1, "a network namespace");
	n->count = input_number(in, r, "count");
	n->max = input_number(in, r, "max_tw");
	n->overflows = input_number(in, r, "timewaitoverflow");
}

/* A namespace that died between the two records has no sum, and is left out. */
static void take_sum(struct summary *s, const struct input *in, const struct record *r)
{
	struct netns *n = find(s, input_number_at(in, r, 1, "a network namespace"));

	if (!n)
		return;
	n->counted = true;
	n->tw = input_number(in, r, "tw");
	n->fin_wait2 = input_number(in, r, "fw2");
	n->overdue = input_number(in, r, "overdue");
	n->full = input_number(in, r, "full");
	n->req = input_number(in, r, "req");
}

static int64_t diff(const struct netns *n)
{
	return n->tw + n->fin_wait2 - n->count;
}

static bool is_shown(const struct summary *s, const struct netns *n)
{
	return n->counted && (s->wanted == NETNS_ALL || s->wanted == n->inum);
}

static void add_line(struct table *t, const struct netns *n)
{
	table_line(t);
	table_number(t, NETNS, n->inum);
	table_number(t, TIME_WAIT, n->tw);
	table_number(t, FIN_WAIT_2, n->fin_wait2);
	table_number(t, OVERDUE, n->overdue);
	table_number(t, KERNEL, n->count);
	table_number(t, DIFF, diff(n));
	table_number(t, LIMIT, n->max);
	table_number(t, USE, n->max > 0 ? n->count * 100 / n->max : UNKNOWN);
	table_number(t, OVERFLOWS, n->overflows);
	table_number(t, FULL, n->full);
	table_number(t, REQ, n->req);
}

/* How late a 60 s timer may fire, in ms: the granularity of its level of the wheel (timer.c). */
static int64_t lateness_ms(int64_t hz)
{
	int64_t granularity = 1;

	while (60 * hz >= 63 * granularity)
		granularity *= 8;
	return granularity * 1000 / hz;
}

static void explain(const struct summary *s)
{
	int64_t off = 0;
	size_t i, shown = 0;

	for (i = 0; i < s->used; i++) {
		if (!is_shown(s, &s->netns[i]))
			continue;
		shown++;
		off += diff(&s->netns[i]) != 0;
	}
	if (!shown)
		return;
	printf("\nTIME-WAIT lasts 60 s, a constant of the kernel; at HZ=%" PRId64
	       " its timer may fire up to %.2f s late.\n", s->hz, lateness_ms(s->hz) / 1000.0);
	if (off)
		printf("DIFF is not 0 in %" PRId64
		       " of %zu namespaces: tuples came and went between the kernel's count and "
		       "the walk.\n",
		       off, shown);
	else
		printf("What was counted adds up to the kernel's own count.\n");
}

static void run(const struct command *self, const struct options *options)
{
	struct table *t = table_new("netns", self->columns, self->defaults, &options->style);
	struct input *in = input_open(options->input, TO_COUNTS);
	struct summary s = { .wanted = NETNS_ALL };
	const struct record *r;
	bool any = false;
	size_t i;

	while ((r = input_next(in))) {
		if (is_kind(r, TWINFO_HEAD)) {
			s.wanted = netns_wanted(options->netns, input_number(in, r, "netns"));
			s.hz = input_number(in, r, "hz");
			if (s.hz < 1)
				fail(EXIT_DAMAGED,
				     "line 1: hz=%" PRId64 ": expected ticks a second", s.hz);
		} else if (is_kind(r, TWINFO_NET)) {
			take_net(&s, in, r);
		} else if (is_kind(r, TWINFO_SUM)) {
			take_sum(&s, in, r);
		}
	}
	input_close(in);

	for (i = 0; i < s.used; i++) {
		if (!is_shown(&s, &s.netns[i]))
			continue;
		any = true;
		add_line(t, &s.netns[i]);
	}
	if (!any && options->netns)
		netns_missing(options->netns);
	table_print(t);
	if (!options->style.json && !options->style.raw && !options->style.no_headings)
		explain(&s);
	free(s.netns);
}

const struct command summary_command = {
	.name = "summary",
	.help = "how many per network namespace, against the limit, and does it add up (default)",
	.columns = columns,
	.defaults = "NETNS,TIME-WAIT,FIN-WAIT-2,OVERDUE,KERNEL,DIFF,LIMIT,USE%,OVERFLOWS",
	.run = run,
};
