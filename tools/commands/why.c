// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo why SOURCE[:PORT] DESTINATION:PORT`: why did connect() fail with EADDRNOTAVAIL? */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/holders.h"
#include "analysis/port_space.h"
#include "commands/command.h"
#include "commands/why.h"
#include "common/number.h"
#include "output/terminal.h"
#include "snapshot/address.h"
#include "snapshot/links.h"

static const struct column columns[] = {
	[WHY_COLUMN_COUNT] = { "PORTS", true, "how many; - if unknown" },
	[WHY_COLUMN_REASON] = { "REASON", false, "the reason in a word" },
	[WHY_COLUMN_WHY] = { "WHY", false, "the reason in a sentence" },
	[WHY_COLUMN_PROCESS] = { "PROCESS", false, "PID/COMMAND of each process that has a live socket of these ports open" },
	{ }
};

static const struct {
	enum port_use use;
	const char *reason, *why;
} reasons[] = {
	{ PORT_RESERVED, "reserved", "in ip_local_reserved_ports" },
	{ PORT_OWNED, "owned", "held by bind(), for every destination (see twinfo bind PORT)" },
	{ PORT_LIVE, "live", "this very tuple is a live connection" },
	{ PORT_LATER, "tw-later", "in TIME-WAIT, too young to be reused" },
	{ PORT_NO_TIMESTAMP, "no-timestamps", "in TIME-WAIT, of a connection without timestamps: never reused" },
	{ PORT_REUSE_OFF, "reuse-off", "in TIME-WAIT, and tcp_tw_reuse is 0" },
	{ PORT_NOT_LOOPBACK, "not-loopback", "in TIME-WAIT, and tcp_tw_reuse=2 is for loopback only" },
	{ PORT_FIN_WAIT_2, "fin-wait-2", "in FIN-WAIT-2: the peer has not closed its side yet" },
	{ PORT_NOW, "tw-now", "in TIME-WAIT, but connect() may reuse them now" },
};

/**
 * why_line() - add a line to the table
 * @t: the table
 * @ports: how many, UNKNOWN if nobody knows
 * @reason: a word
 * @why: a sentence
 * @processes: "PID/COMMAND,...", or NULL
 */
void why_line(struct table *t, int64_t ports, const char *reason, const char *why, const char *processes)
{
	table_number(t, WHY_COLUMN_COUNT, ports);
	table_text(t, WHY_COLUMN_REASON, reason);
	table_text(t, WHY_COLUMN_WHY, why);
	table_text(t, WHY_COLUMN_PROCESS, processes);
	table_line(t);
}

/* "unused, even: tried first": a socket with a range of its own does not prefer a parity. */
static const char *unused(const char *parity, bool first, bool own_range)
{
	static char text[64];

	snprintf(text, sizeof(text), "unused, %s%s", parity, own_range ? "" : first ? ": tried first" : ": tried last");
	return text;
}

/* The processes that have the sockets of a reason open. */
static const char *processes_for(struct table *t, enum port_use use, const struct connects *c, const struct net *net,
				 const struct pair *pair, struct processes *processes)
{
	struct inodes inodes = { };
	const char *text = NULL;

	if (!table_shows(t, WHY_COLUMN_PROCESS))
		return NULL;
	if (use == PORT_LIVE)
		pair_holders(pair, &inodes);
	else if (use == PORT_OWNED)
		owned_holders(c, net, pair->key.ifindex, &inodes);
	text = processes_of(processes, &inodes);
	inodes_free(&inodes);
	return text;
}

static void print_range(struct table *t, const struct net *net, const struct space *s, bool own_range)
{
	char range[96];

	snprintf(range, sizeof(range), "%s, %" PRId64 " to %" PRId64,
		 own_range ? "IP_LOCAL_PORT_RANGE within ip_local_port_range" : "ip_local_port_range",
		 net->ports.first, net->ports.last);
	why_line(t, s->size, "range", range, NULL);
}

static void print(struct table *t, const struct connects *c, const struct net *net, const struct pair *pair,
		  const struct space *s, bool own_range, struct processes *processes)
{
	size_t i;

	print_range(t, net, s, own_range);
	for (i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
		bool unknown = reasons[i].use == PORT_LIVE && !s->live_known;

		why_line(t, unknown ? UNKNOWN : s->ports[reasons[i].use], reasons[i].reason, reasons[i].why,
			 processes_for(t, reasons[i].use, c, net, pair, processes));
	}
	why_line(t, s->live_known ? s->free_even : UNKNOWN, "free-even",
		 unused("even", net->ports.first % 2 == 0, own_range), NULL);
	why_line(t, s->live_known ? s->free_odd : UNKNOWN, "free-odd",
		 unused("odd", net->ports.first % 2 == 1, own_range), NULL);
	table_beside_number(t, "choosable", s->live_known ? space_free(s) : UNKNOWN);
	table_print(t);
}

static void explain(const struct net *net, const struct space *s)
{
	putchar('\n');
	if (s->order_unknown)
		say("connect() can choose at most %" PRId64 " of %" PRId64 " ports. Some ports have a tuple of a socket "
		    "with this device and one of a socket without; nothing tells which of them comes first in the hash "
		    "and decides.", space_free(s), space_usable(s));
	else if (!s->live_known)
		say("connect() can choose at most %" PRId64 " of %" PRId64 " ports. Live sockets are unknown here.",
		    space_free(s), space_usable(s));
	else if (s->full && space_free(s))
		say("EADDRNOTAVAIL is possible: connect() can choose one port only, an end of a range with an odd "
		    "number of ports. A search leaves out the first port or the last.");
	else if (space_free(s))
		say("connect() can choose from %" PRId64 " of %" PRId64 " ports.", space_free(s),
		    space_usable(s));
	else
		say("EADDRNOTAVAIL: connect() can choose none of %" PRId64 " ports.", space_usable(s));
	if (s->next_ms != UNKNOWN)
		say("The next port in TIME-WAIT may be reused in %.3f s.", s->next_ms / 1000.0);
	if (net->port_step_width > 0)
		say("ip_local_port_step_width=%" PRId64 ": connect() steps through the range by random steps, "
		    "and still tries each port once.", net->port_step_width);
}

/*
 * "10.0.0.1", "10.0.0.1%2" or "10.0.0.1%eth0" for a socket bound to that interface, each with ":PORT";
 * "[::1]:40000", "[::1]%2:40000". @device gets the interface. Returns the port, 0 if there is none.
 */
static uint16_t take_source(char *text, struct pair_key *key, const char **device)
{
	char *percent = strchr(text, '%'), *colon, *end;
	char *behind = percent ?: *text == '[' ? strchr(text, ']') : text;
	uint16_t port = 0;
	bool v4;

	/* An IPv6 address without brackets has colons of its own. */
	colon = behind && (percent || *text == '[' || strchr(text, ':') == strrchr(text, ':')) ?
		strchr(behind, ':') : NULL;
	if (colon) {
		*colon = '\0';
		if (!addr_parse_port(colon + 1, &port) || !port)
			fail(EXIT_USE, "'%s': expected a port, 1 to 65535", colon + 1);
	}
	if (percent) {
		*percent = '\0';
		*device = percent + 1;
	}
	end = text + strlen(text) - 1;
	if (*text == '[' && end > text && *end == ']') {
		*end = '\0';
		text++;
	}
	if (!addr_parse_ip(text, &key->source, &v4))
		fail(EXIT_USE, "'%s': expected the source's address", text);
	return port;
}

/**
 * why_device() - the index of the device that SOURCE names
 * @device: its name, or the index itself; NULL for none
 * @selection: the input
 * @links: the devices of the namespace
 *
 * Return: the index, 0 for none. An unknown device ends the program.
 */
uint32_t why_device(const char *device, const struct selection *selection, const struct links *links)
{
	uint32_t ifindex = device ? links_index(links, device) : 0;

	if (device && !ifindex)
		fail(EXIT_USE, "'%s': expected %s after %%", device,
		     selection->input ? "the index of an interface, as the file has it," : "an interface");
	return ifindex;
}

/* "LOW-HIGH", of a socket with IP_LOCAL_PORT_RANGE. Either end may be 0, for that of the namespace. */
static struct port_range take_range(const char *text)
{
	struct port_range range;
	uint16_t low, high;
	char first[8];
	const char *dash = strchr(text, '-');

	snprintf(first, sizeof(first), "%.*s", dash ? (int)(dash - text) : 0, text);
	if (!dash || dash - text >= (int)sizeof(first) || !addr_parse_port(first, &low) ||
	    !addr_parse_port(dash + 1, &high) || (low && high && low > high))
		fail(EXIT_USE, "--range %s: expected LOW-HIGH, two ports", text);
	range.first = low;
	range.last = high;
	return range;
}

/* Source: net/ipv4/inet_connection_sock.c:inet_sk_get_local_port_range */
static void narrow(struct port_range *ports, const struct port_range *own)
{
	const struct port_range all = *ports;

	if (all.first <= own->first && own->first <= all.last)
		ports->first = own->first;
	if (all.first <= own->last && own->last <= all.last)
		ports->last = own->last;
}

/*
 * Does a socket with a range of its own try every port of it, one by one? From 6.8 on; before, by two like any other.
 * Source: net/ipv4/inet_hashtables.c:__inet_hash_connect
 */
static bool tries_all(const struct snapshot *snap, const struct options *options)
{
	return options->range && snapshot_kernel_from(snap, 6, 8);
}

/* A socket for which connect() chooses the port. */
static int run_any(struct table *t, struct snapshot *snap, const struct options *options, struct pair_key *key,
		   const char *device, const struct port_range *own_range)
{
	struct processes *processes = processes_new();
	struct connects c = { };
	struct space space;
	struct pair *pair;
	struct net net;

	connects_read(&c, snap);
	net = *snapshot_one(snap);
	narrow(&net.ports, own_range);
	key->net = net.inum;
	key->ifindex = why_device(device, snap->selection, &connects_devices(&c, net.inum)->links);
	pair = connects_pair(&c, key);
	space_count(&c, &net, pair, &space);
	if (tries_all(snap, options))
		space.full = !space_free(&space);
	print(t, &c, &net, pair, &space, options->range, processes);
	if (for_people(options)) {
		explain(&net, &space);
		explain_hidden(processes);
	}
	processes_free(processes);
	connects_free(&c);
	return !space.full ? EXIT_DONE : EXIT_NO;
}

static int run(const struct command *self, const struct options *options)
{
	struct selection selection = options->selection;
	struct port_range own_range = { };
	const char *device = NULL;
	struct pair_key key = { };
	struct snapshot *snap;
	struct table *t;
	struct addr dest;
	uint16_t port;
	int status;

	port = take_source(options->words[0], &key, &device);
	if (!addr_parse(options->words[1], &dest))
		fail(EXIT_USE, "'%s': expected the destination as ADDRESS:PORT", options->words[1]);
	key.dest = dest.ip;
	key.port = dest.port;
	if (options->range)
		own_range = take_range(options->range);
	if (options->range && port)
		fail(EXIT_USE, "--range: not for a SOURCE with a port");

	/* connect() is called in one namespace: the reader's, unless told. */
	selection.netns = options->selection.netns ?: "self";
	t = table_new("why", self->columns, self->defaults, self->sort, &options->style);
	snap = snapshot_open(&selection, TO_END);
	status = port ? why_bound(t, snap, options, &key, device, port) :
		run_any(t, snap, options, &key, device, &own_range);
	snapshot_close(snap);
	return status;
}

const struct command why_command = {
	.name = "why",
	.words = "SOURCE[%DEVICE][:PORT] DESTINATION:PORT",
	.takes = TAKES_RANGE,
	.help = "why did connect() fail with EADDRNOTAVAIL: ports by reason",
	.more = "With a PORT of SOURCE: for a socket that is bound to it before connect().\n"
		"Looks into your own network namespace unless -N names another.\nExit status 1 if no port can be chosen, or a search for one can fail.",
	.words_min = 2,
	.words_max = 2,
	.columns = columns,
	.needs = "bind buckets",
	.defaults = "PORTS,REASON,WHY,PROCESS",
	.run = run,
};
