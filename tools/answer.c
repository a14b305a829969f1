// SPDX-License-Identifier: GPL-2.0-only
/* An answer of /proc/twinfo as the commands use it. */

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "filter.h"
#include "netns.h"
#include "twinfo_format.h"

/**
 * answer_open() - begin to read what the user asked for
 * @options: where from, which namespaces, which rows
 * @extent: how far the command needs an answer of the kernel
 *
 * Return: the answer, of which nothing is known yet.
 */
struct answer *answer_open(const struct options *options, enum extent extent)
{
	struct answer *a = grown(NULL, 1, sizeof(*a));

	memset(a, 0, sizeof(*a));
	a->options = options;
	a->wanted = NETNS_ALL;
	/* A mistake in it is told before anything is read. */
	a->filter = filter_parse(options->filter);
	a->in = input_open(options->input, extent);
	return a;
}

/**
 * answer_close() - give back what an answer holds
 * @a: the answer
 */
void answer_close(struct answer *a)
{
	size_t i;

	for (i = 0; i < a->nets_count; i++)
		free(a->nets[i].reserved);
	free(a->nets);
	free(a->kernel);
	filter_free(a->filter);
	input_close(a->in);
	free(a);
}

/**
 * answer_net() - what is known of a network namespace
 * @a: the answer
 * @inum: its inode number
 *
 * Return: it, good until the next call of answer_next(); NULL when the answer does not name it.
 */
struct net *answer_net(struct answer *a, int64_t inum)
{
	size_t i;

	if (a->last && a->last->inum == inum)
		return a->last;
	for (i = a->nets_count; i--;)
		if (a->nets[i].inum == inum)
			return a->last = &a->nets[i];
	return NULL;
}

/**
 * answer_wants() - did the user ask for this network namespace?
 * @a: the answer
 * @net: the namespace
 */
bool answer_wants(const struct answer *a, const struct net *net)
{
	return a->wanted == NETNS_ALL || a->wanted == net->inum;
}

static void take_head(struct answer *a, const struct record *r)
{
	struct input *in = a->in;

	a->hz = input_number(in, r, "hz");
	if (a->hz < 1)
		input_damaged(in, "expected ticks a second for hz, found '%s'",
			      input_value(in, r, "hz"));
	a->cpus = input_number(in, r, "cpus");
	a->now_ms = input_number(in, r, "now_ms");
	a->netns = input_number(in, r, "netns");
	a->scope_all = !strcmp(input_value(in, r, "scope"), "all");
	a->kernel = strdup(input_value(in, r, "kernel"));
	a->wanted = netns_wanted(a->options->netns, a->netns);
	filter_reader(a->filter, a->netns);
}

static bool take_range(const char *text, struct port_range *range)
{
	char *end;

	range->first = strtol(text, &end, 10);
	if (*end++ != '-')
		return false;
	range->last = strtol(end, &end, 10);
	return !*end && range->first >= 0 && range->last >= range->first && range->last < 65536;
}

static void take_net(struct answer *a, const struct record *r)
{
	struct input *in = a->in;
	struct net *n;

	if (a->nets_count == a->nets_room) {
		a->nets_room = a->nets_room ? a->nets_room * 2 : 16;
		a->nets = grown(a->nets, a->nets_room, sizeof(*a->nets));
	}
	n = a->last = &a->nets[a->nets_count++];
	memset(n, 0, sizeof(*n));
	n->inum = input_number_at(in, r, 1, "a network namespace");
	n->count = input_number(in, r, "count");
	n->max_tw = input_number(in, r, "max_tw");
	n->timewaited = input_number(in, r, "timewaited");
	n->recycled = input_number(in, r, "timewaitrecycled");
	n->killed = input_number(in, r, "timewaitkilled");
	n->overflow = input_number(in, r, "timewaitoverflow");
	n->tw_reuse = input_number(in, r, "tw_reuse");
	n->tw_reuse_delay_ms = input_number(in, r, "tw_reuse_delay_ms");
	n->timestamps = input_number(in, r, "timestamps");
	n->fin_timeout_ms = input_number(in, r, "fin_timeout_ms");
	n->port_step_width = input_number(in, r, "port_step_width");
	if (!take_range(input_value(in, r, "ports"), &n->ports))
		input_damaged(in, "expected FIRST-LAST for ports, found '%.40s'",
			      input_value(in, r, "ports"));
}

static struct net *net_of(struct answer *a, const struct record *r)
{
	return answer_net(a, input_number_at(a->in, r, 1, "a network namespace"));
}

static void take_reserved(struct answer *a, const struct record *r)
{
	struct port_range range = {
		input_number_at(a->in, r, 2, "the first port"),
		input_number_at(a->in, r, 3, "the last port"),
	};
	struct net *n = net_of(a, r);

	if (!n)
		input_damaged(a->in, "expected the network namespace's record 'net' before this one");
	if (range.first < 0 || range.last < range.first || range.last > 65535)
		input_damaged(a->in, "expected a range of ports");
	n->reserved = grown(n->reserved, n->reserved_count + 1, sizeof(*n->reserved));
	n->reserved[n->reserved_count++] = range;
}

/* A namespace that was born between the two records is left out. */
static void take_sum(struct answer *a, const struct record *r)
{
	struct input *in = a->in;
	struct net *n = net_of(a, r);

	if (!n)
		return;
	n->counted = true;
	n->tw = input_number(in, r, "tw");
	n->fin_wait2 = input_number(in, r, "fw2");
	n->overdue = input_number(in, r, "overdue");
	n->full = input_number(in, r, "full");
	n->req = input_number(in, r, "req");
}

/* A namespace that the user names must be there. */
static void check_wanted(struct answer *a)
{
	if (a->wanted != NETNS_ALL && !answer_net(a, a->wanted))
		netns_missing(a->options->netns);
}

/**
 * answer_next() - the next record that the answer does not keep itself
 * @a: the answer
 *
 * Rows come of the namespaces that the user asked for, and, those of minisockets, as far as the
 * filter lets them pass.
 *
 * Return: the record, good until the next call; NULL at the end.
 */
const struct record *answer_next(struct answer *a)
{
	const struct record *r;

	while ((r = input_next(a->in))) {
		if (is_kind(r, TWINFO_TW)) {
			if (a->wanted != NETNS_ALL && tw_number(a->in, r, TW_NET) != a->wanted)
				continue;
			if (a->filter && !filter_passes(a->filter, a->in, r))
				continue;
			return r;
		}
		if (is_kind(r, TWINFO_HEAD)) {
			take_head(a, r);
		} else if (is_kind(r, TWINFO_NET)) {
			take_net(a, r);
		} else if (is_kind(r, TWINFO_RESERVED)) {
			take_reserved(a, r);
		} else if (is_kind(r, TWINFO_SUM)) {
			take_sum(a, r);
		} else if (!is_kind(r, TWINFO_BIND) || a->wanted == NETNS_ALL ||
			   bind_number(a->in, r, BIND_NET) == a->wanted) {
			return r;
		}
	}
	check_wanted(a);
	return NULL;
}

/**
 * answer_skip() - read an answer for what it keeps itself
 * @a: the answer
 */
void answer_skip(struct answer *a)
{
	while (answer_next(a))
		;
}

/**
 * net_range_has() - may connect() choose this port, as far as the range goes?
 * @net: the namespace
 * @port: the port
 */
bool net_range_has(const struct net *net, int64_t port)
{
	return port >= net->ports.first && port <= net->ports.last;
}

/**
 * net_reserves() - is it one of ip_local_reserved_ports?
 * @net: the namespace
 * @port: a port inside the range; the answer tells of no others
 */
bool net_reserves(const struct net *net, int64_t port)
{
	size_t i;

	for (i = 0; i < net->reserved_count; i++)
		if (port >= net->reserved[i].first && port <= net->reserved[i].last)
			return true;
	return false;
}
