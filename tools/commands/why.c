// SPDX-License-Identifier: GPL-2.0-only
/*
 * `twinfo why SOURCE[:PORT] DESTINATION:PORT`: why did connect() fail with EADDRNOTAVAIL?
 *
 * For a socket that bind() gave the port, only the tuple counts: a live connection blocks it, and a
 * minisocket unless it has a timestamp. tcp_tw_reuse and its delay do not apply
 * (net/ipv4/inet_hashtables.c:__inet_check_established, net/ipv4/tcp_ipv4.c:tcp_twsk_unique).
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/port_space.h"
#include "commands/command.h"
#include "common/number.h"
#include "output/terminal.h"
#include "snapshot/address.h"
#include "snapshot/links.h"
#include "snapshot/netns.h"
#include "snapshot/sockets.h"
#include "twinfo_format.h"

enum { COUNT, REASON, WHY };

static const struct column columns[] = {
	[COUNT] = { "PORTS", true, "how many; - if unknown" },
	[REASON] = { "REASON", false, "the reason in a word" },
	[WHY] = { "WHY", false, "the reason in a sentence" },
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

static void add_line(struct table *t, int64_t ports, const char *reason, const char *why)
{
	table_number(t, COUNT, ports);
	table_text(t, REASON, reason);
	table_text(t, WHY, why);
	table_line(t);
}

/* "unused, even: tried first": a socket with a range of its own does not prefer a parity. */
static const char *unused(const char *parity, bool first, bool own_range)
{
	static char text[64];

	snprintf(text, sizeof(text), "unused, %s%s", parity, own_range ? "" : first ? ": tried first" : ": tried last");
	return text;
}

static void print(struct table *t, const struct net *net, const struct space *s, bool own_range)
{
	char range[96];
	size_t i;

	snprintf(range, sizeof(range), "%s, %" PRId64 " to %" PRId64,
		 own_range ? "IP_LOCAL_PORT_RANGE within ip_local_port_range" : "ip_local_port_range",
		 net->ports.first, net->ports.last);
	add_line(t, s->size, "range", range);
	for (i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
		bool unknown = reasons[i].use == PORT_LIVE && !s->live_known;

		add_line(t, unknown ? UNKNOWN : s->ports[reasons[i].use], reasons[i].reason,
			 reasons[i].why);
	}
	add_line(t, s->live_known ? s->free_even : UNKNOWN, "free-even",
		 unused("even", net->ports.first % 2 == 0, own_range));
	add_line(t, s->live_known ? s->free_odd : UNKNOWN, "free-odd",
		 unused("odd", net->ports.first % 2 == 1, own_range));
	table_beside_number(t, "choosable", s->live_known ? space_free(s) : UNKNOWN);
	table_print(t);
}

static void explain(const struct net *net, const struct space *s)
{
	putchar('\n');
	if (!s->live_known)
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

static uint32_t take_device(const char *device, const struct selection *selection, const struct links *links)
{
	uint32_t ifindex = links_index(links, device);

	if (!ifindex)
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
	unsigned int major, minor;

	return options->range && sscanf(snap->kernel, "%u.%u", &major, &minor) == 2 &&
	       (major > 6 || (major == 6 && minor >= 8));
}

/* What is known of one tuple. */
struct tuple {
	struct pair_key key;
	const struct links *links;
	uint16_t port;
	bool live, mini, stamped;
	int64_t left;
};

static bool is_tuple(const struct tuple *t, const struct addr *local, const struct addr *peer, int64_t ifindex)
{
	return local->port == t->port && peer->port == t->key.port &&
	       links_match(t->links, ifindex, t->key.ifindex) &&
	       !memcmp(&local->ip, &t->key.source, sizeof(local->ip)) &&
	       !memcmp(&peer->ip, &t->key.dest, sizeof(peer->ip));
}

static void take_live(const struct socket_row *row, void *data)
{
	struct tuple *t = data;

	t->live |= is_tuple(t, &row->local, &row->peer, row->ifindex);
}

static void take_row(struct tuple *t, const struct record *r)
{
	struct addr local, peer;

	tw_addr(r, TW_LOCAL, &local);
	tw_addr(r, TW_PEER, &peer);
	if (!is_tuple(t, &local, &peer, tw_number(r, TW_IFINDEX)))
		return;
	t->mini = true;
	t->stamped = tw_number(r, TW_TS_AGE) != UNKNOWN;
	t->left = tw_number(r, TW_LEFT);
}

/* A socket that is bound to a port: will connect() succeed? */
static int run_bound(struct table *t, struct snapshot *snap, const struct options *options, struct tuple *tuple)
{
	bool live_known = snap->live && sockets_each(netns_live(snap->selection->netns), SOCKETS_LIVE, take_live,
						     tuple);
	const struct record *r;
	bool blocked;

	while ((r = snapshot_next(snap)))
		if (is_kind(r, TWINFO_TW))
			take_row(tuple, r);
	/* A socket that enters TIME_WAIT in between is seen twice. */
	blocked = tuple->mini ? !tuple->stamped : tuple->live;
	table_beside_number(t, "choosable", live_known || tuple->mini ? !blocked : UNKNOWN);
	add_line(t, 1, "port", "that bind() gave to the socket");
	add_line(t, live_known || tuple->mini ? blocked && !tuple->mini : UNKNOWN, "live",
		 "this very tuple is a live connection");
	add_line(t, tuple->mini && !tuple->stamped, "no-timestamps",
		 "a minisocket, of a connection without timestamps: never reused");
	add_line(t, tuple->mini && tuple->stamped, "tw-now", "a minisocket that connect() may reuse now");
	table_print(t);
	if (for_people(options)) {
		putchar('\n');
		if (!blocked && !live_known && !tuple->mini)
			say("connect() succeeds unless this tuple is a live connection, which is unknown here.");
		else if (!blocked)
			say("connect() from a socket that is bound to port %u succeeds now.", tuple->port);
		else if (tuple->mini && tuple->left != UNKNOWN)
			say("EADDRNOTAVAIL: connect() fails until the minisocket ends, in %.3f s.",
			    tuple->left / 1000.0);
		else
			say("EADDRNOTAVAIL: connect() fails as long as this tuple is there.");
	}
	return blocked ? EXIT_NO : EXIT_DONE;
}

static int run(const struct command *self, const struct options *options)
{
	struct selection selection = options->selection;
	struct port_range own_range = { };
	struct links links = { };
	const char *device = NULL;
	struct pair_key key = { };
	struct connects c = { };
	struct table *t;
	struct space space;
	struct snapshot *snap;
	struct addr dest;
	struct net net;
	struct pair *pair;
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
	if (device && !selection.input)
		links_read(&links, netns_live(selection.netns));
	if (device)
		key.ifindex = take_device(device, &selection, &links);
	t = table_new("why", self->columns, self->defaults, self->sort, &options->style);
	snap = snapshot_open(&selection, TO_END);
	if (port) {
		struct tuple tuple = { .key = key, .links = &links, .port = port, .left = UNKNOWN };

		status = run_bound(t, snap, options, &tuple);
		links_free(&links);
		snapshot_close(snap);
		return status;
	}
	connects_read(&c, snap);
	net = *snapshot_one(snap);
	narrow(&net.ports, &own_range);
	key.net = net.inum;
	pair = connects_pair(&c, &key);
	space_count(&c, &net, pair, &space);
	if (tries_all(snap, options))
		space.full = !space_free(&space);
	print(t, &net, &space, options->range);
	if (for_people(options))
		explain(&net, &space);
	status = !space.full ? EXIT_DONE : EXIT_NO;
	connects_free(&c);
	links_free(&links);
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
	.defaults = "PORTS,REASON,WHY",
	.run = run,
};
