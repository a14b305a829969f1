// SPDX-License-Identifier: GPL-2.0-only
/* What the numbers of a summary mean, in sentences. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands/command.h"
#include "commands/explain.h"
#include "common/number.h"
#include "output/terminal.h"

/*
 * How late a 60 s timer may fire, in ms: the granularity of its level of the wheel
 * (kernel/time/timer.c).
 */
static int64_t lateness_ms(int64_t hz)
{
	int64_t granularity = 1;

	while (60 * hz >= 63 * granularity)
		granularity *= 8;
	return granularity * 1000 / hz;
}

/* Sums over the namespaces that the user asked for. */
struct totals {
	size_t nets, off;
	int64_t tw, fin_wait2, overdue, recycled, overflow;
	int64_t diff;
	const struct net *one;		/* when all have the same settings: any of them */
	bool same;
};

static struct totals total(const struct snapshot *snap)
{
	struct totals s = { .same = true };
	const struct net *n;
	int64_t diff;
	size_t i;

	for (i = 0; i < snap->nets_count; i++) {
		n = &snap->nets[i];
		if (!n->counted || !snapshot_wants(snap, n))
			continue;
		diff = n->tw + n->fin_wait2 - n->count;
		s.nets++;
		s.tw += n->tw;
		s.fin_wait2 += n->fin_wait2;
		s.overdue += n->overdue == UNKNOWN ? 0 : n->overdue;
		s.recycled += n->recycled == UNKNOWN ? 0 : n->recycled;
		s.overflow += n->overflow == UNKNOWN ? 0 : n->overflow;
		s.off += diff != 0;
		s.diff += llabs(diff);
		s.same = s.same && (!s.one || (s.one->tw_reuse == n->tw_reuse &&
					       s.one->tw_reuse_delay_ms == n->tw_reuse_delay_ms &&
					       s.one->timestamps == n->timestamps &&
					       s.one->fin_timeout_ms == n->fin_timeout_ms));
		s.one = n;
	}
	return s;
}

static void explain_time(const struct snapshot *snap, const struct totals *s)
{
	if (snap->hz == UNKNOWN)
		say("TIME-WAIT lasts 60 s, a constant of the kernel.");
	else
		say("TIME-WAIT lasts 60 s, a constant of the kernel. At HZ=%" PRId64
		    " the timer may fire up to %.2f s late.", snap->hz, lateness_ms(snap->hz) / 1000.0);
	if (s->same && s->fin_wait2)
		say("tcp_fin_timeout (%" PRId64 " s) affects FIN-WAIT-2 only.",
		    s->one->fin_timeout_ms / 1000);
	if (s->overdue)
		say("%" PRId64 " minisockets are past their end and wait for the timer wheel.", s->overdue);
}

static void explain_diff(const struct totals *s)
{
	if (!s->off)
		say("The rows add up to the kernel's own count.%s",
		    s->fin_wait2 ? " That count includes FIN-WAIT-2 minisockets: sockstat shows it, "
				   "ss state time-wait leaves them out." : "");
	else
		say("DIFF is not 0 in %zu of %zu namespaces, %" PRId64
		    " in total: tuples came and went between the kernel's count and the walk.",
		    s->off, s->nets, s->diff);
}

static void explain_reuse(const struct totals *s)
{
	char when[64] = "1 s after its last timestamp";

	if (!s->same) {
		say("tcp_tw_reuse differs between the namespaces: see -o netns,reuse,recycled.");
		return;
	}
	if (!s->one->tw_reuse) {
		say("tcp_tw_reuse=0: connect() reuses a tuple only if bind() chose its port before.");
		return;
	}
	if (s->one->tw_reuse_delay_ms != UNKNOWN)
		snprintf(when, sizeof(when), "%" PRId64 " ms after it entered TIME-WAIT",
			 s->one->tw_reuse_delay_ms);
	say("tcp_tw_reuse=%" PRId64 ": connect() may reuse %s tuple %s.%s Reused so far: %" PRId64 ".",
	    s->one->tw_reuse, s->one->tw_reuse == 2 ? "a loopback" : "an outgoing", when,
	    s->one->timestamps ? "" : " With tcp_timestamps=0 new connections have none, and are not reused.",
	    s->recycled);
}

/**
 * explain_summary() - print what the numbers mean
 * @snap: a snapshot that was read at least to its counts
 */
void explain_summary(const struct snapshot *snap)
{
	struct totals s = total(snap);

	if (!s.nets)
		return;
	putchar('\n');
	explain_time(snap, &s);
	explain_diff(&s);
	explain_reuse(&s);
	if (s.overflow)
		say("The kernel dropped %" PRId64 " instead of keeping them in TIME-WAIT: the limit was "
		    "reached, or memory ran out. It logs nothing about this.", s.overflow);
}
