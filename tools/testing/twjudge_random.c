// SPDX-License-Identifier: GPL-2.0-only
/*
 * The random situations of twjudge, and the questions about them. Most questions are about what a situation
 * has: two independent choices seldom meet.
 */

#include <stdlib.h>
#include <string.h>

#include "twjudge.h"

#define PAIRS_MAX	10

/* The sources and destinations of the connections that a situation has. */
static struct pair {
	const char *source, *dest;
} pairs[PAIRS_MAX];
static int pair_count;

static int pick(int n)
{
	return random() % n;
}

#define ONE_OF(...) ((const char *const[]){ __VA_ARGS__ })[pick(sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))]

#define SOURCES	"127.0.0.1", "127.0.0.5", "127.0.0.6"
#define DESTS	"127.0.9.1:9000", "127.0.9.1:9001", "127.0.9.2:9000"
#define DESTS6	"[::1]:9000", "[::1]:9001", "[fd00::1]:9000"
#define SHARING	"-", "-", "r", "p", "rp"

/* The flag of a device, or none. IPv6 has no addresses in the VRF, and no route leads through its port. */
static const char *any_device(bool vrf, bool v6, bool connects)
{
	return vrf && !v6 && pick(2) ? (connects ? "v" : ONE_OF("v", "v", "d")) : pick(6) ? "" : "l";
}

static void add_random(struct situation *s, int first, int last, bool vrf)
{
	bool v6 = !pick(5);
	const char *source = v6 ? ONE_OF("[::1]", "[::1]", "[fd00::1]") : ONE_OF(SOURCES);
	const char *dest = v6 ? ONE_OF(DESTS6) : ONE_OF(DESTS);
	const char *at = v6 ? ONE_OF("[::]", "[::1]", "[fd00::1]") : ONE_OF("0.0.0.0", "127.0.0.1", "127.0.0.5");
	const char *on = any_device(vrf, v6, false), *user = pick(4) ? "" : "u";
	int port = first + pick(last - first + 1);

	switch (pick(11)) {
	case 0:
		add_step(s, "listen %s:%d %s%s%s%s", at, port, ONE_OF("-", "r", "p"), on, user, v6 && !pick(3) ? "6" : "");
		break;
	case 1:
		add_step(s, "idle %s:%d %s%s%s%s", at, pick(2) ? port : 0, ONE_OF(SHARING), on, user,
		    v6 && !pick(3) ? "6" : "");
		break;
	case 2:
		add_step(s, "reserve %d %d", port, port + pick(3));
		break;
	case 3:
		add_step(s, "set tcp_timestamps %d", pick(2));
		break;
	case 4:
		add_step(s, "set tcp_max_tw_buckets %d", pick(12));
		break;
	case 5:
		add_step(s, "out 1 %s:%d %s %s%s%s%s %s", source, port, dest, ONE_OF("b", "br", "bp", "brp"), on, user,
		    pick(4) ? "" : v6 ? "6" : "m", ONE_OF("hold", "client", "server", "half"));
		break;
	default:
		if (pair_count < PAIRS_MAX)
			pairs[pair_count++] = (struct pair){ source, dest };
		add_step(s, "out %d %s:0 %s %s%s%s %s", 1 + pick(last - first + 3), source, dest,
		    ONE_OF("-", "b", "br", "bn", "bn", "bp"), on, pick(4) ? "" : v6 ? "6" : "m",
		    ONE_OF("hold", "client", "client", "server", "half"));
	}
}

static void add_why(struct situation *s, bool vrf)
{
	bool v6 = !pick(5);
	struct pair p = { v6 ? ONE_OF("[::1]", "[fd00::1]") : ONE_OF(SOURCES), v6 ? ONE_OF(DESTS6) : ONE_OF(DESTS) };
	int brackets;

	if (pair_count && pick(3))
		p = pairs[pick(pair_count)];
	brackets = *p.source == '[';
	add_step(s, "ask why %.*s %s -%s", (int)strlen(p.source) - 2 * brackets, p.source + brackets, p.dest,
		 any_device(vrf, brackets, true));
}

/* What connect() does: these leave connections behind. */
static void add_connects(struct situation *s, int first, int last, bool vrf)
{
	int i, low_end = first + pick(last - first + 1);

	for (i = 0; i < 2; i++)
		add_why(s, vrf);
	if (!pick(3))
		add_step(s, "ask range %s %s %d %d", ONE_OF(SOURCES), ONE_OF(DESTS), pick(4) ? low_end : 0,
		    low_end + pick(last + 4 - low_end));
}

/* What bind() does: ports that only connections used have an owner from then on. */
static void add_binds(struct situation *s, int first, int last, bool vrf)
{
	bool v6;
	int i;

	for (i = 0; i < 3; i++) {
		v6 = !pick(5);
		add_step(s, "ask bound %s:%d %s -%s", v6 ? ONE_OF("[::1]", "[fd00::1]") : ONE_OF(SOURCES),
		    first + pick(last - first + 1), v6 ? ONE_OF(DESTS6) : ONE_OF(DESTS), any_device(vrf, v6, true));
	}
	for (i = 0; i < 4; i++) {
		v6 = !pick(4);
		add_step(s, "ask bind %s:%d %s%s", v6 ? ONE_OF("[::]", "[::1]", "[fd00::1]") : ONE_OF("0.0.0.0", SOURCES),
		    first + pick(last - first + 1), ONE_OF(SHARING), any_device(vrf, v6, false));
	}
	add_step(s, "ask any %s", ONE_OF("-", "r"));
	for (i = 0; i < 2; i++)
		add_step(s, "ask source %s %s", ONE_OF(SOURCES, "::1", "fd00::1"), ONE_OF("-", "r"));
}

static void add_questions(struct situation *s, int first, int last, bool vrf)
{
	/* It accepts its connection, so it comes before those that leave theirs unaccepted. */
	if (!pick(3))
		add_step(s, "ask limit %s", pick(2) ? "module" : "diag");
	if (pick(2))
		add_step(s, "ask rows");
	if (pick(2)) {
		add_connects(s, first, last, vrf);
		add_binds(s, first, last, vrf);
	} else {
		add_binds(s, first, last, vrf);
		add_connects(s, first, last, vrf);
	}
}

void make_random(struct situation *s)
{
	int first = 20000 + pick(100), last = first + pick(pick(2) ? 6 : 30), i;
	bool vrf = !pick(6);

	*s = (struct situation){ };
	pair_count = 0;
	add_step(s, "range %d %d", first, last);
	add_step(s, "set tcp_tw_reuse %d", pick(3));
	if (vrf)
		add_step(s, "vrf");
	for (i = pick(10); i > 0; i--)
		add_random(s, first, last, vrf);
	/* connect() reuses a tuple after one to two seconds, as it goes by whole ones before 6.14. */
	if (!pick(3))
		add_step(s, "sleep %s", ONE_OF("1200", "2100"));
	add_questions(s, first, last, vrf);
}

