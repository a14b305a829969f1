// SPDX-License-Identifier: GPL-2.0-only
/*
 * `twinfo bind PORT`: why did bind() fail with EADDRINUSE?
 *
 * Source of the rule: net/ipv4/inet_connection_sock.c:inet_csk_bind_conflict. Two sockets conflict
 * when their addresses overlap, unless both have SO_REUSEADDR and the older one does not listen, or
 * both have SO_REUSEPORT and one user. fastreuse and fastreuseport are what the bind bucket
 * remembers of that.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/autobind.h"
#include "analysis/groups.h"
#include "commands/command.h"
#include "common/number.h"
#include "output/terminal.h"
#include "snapshot/address.h"
#include "snapshot/netns.h"
#include "snapshot/snapshot.h"
#include "snapshot/sockets.h"
#include "twinfo_format.h"

enum { NETNS, NAME, STATE, LOCAL, COUNT, FIRST, LAST, UID, INODE };

static const struct column columns[] = {
	[NETNS] = { "NETNS", true, "inode number of the network namespace" },
	[NAME] = { "NAME", false, NAME_HELP },
	[STATE] = { "STATE", false, "state of the port's owners; OTHER: a bind bucket without known owners; of port 0: FREE, HELD, RESERVED" },
	[LOCAL] = { "LOCAL", false, "their address and port" },
	[COUNT] = { "COUNT", true, "how many" },
	[FIRST] = { "FIRST", true, "seconds until the first of them ends" },
	[LAST] = { "LAST", true, "seconds until the last of them ends; - if that has no set time" },
	[UID] = { "UID", true, "user of the owners; a minisocket has none" },
	[INODE] = { "INODE", true, "inode of the socket, as in /proc/PID/fd" },
	{ }
};

struct key {
	int64_t net;
	struct in6_addr ip;
	uint32_t state, inode;
};

struct owner {
	struct key key;
	int64_t count, first, last, uid;
	bool timed;
};

struct owners {
	struct groups groups;
	uint16_t port;
	int64_t net;
	int64_t fastreuse, fastreuseport, buckets;
	int64_t last;			/* ms until the last minisocket goes; UNKNOWN for none */
	int64_t minisockets, others;
};

enum { MINI_TIME_WAIT = 100, MINI_FIN_WAIT_2, BUCKET };

static void take_sock(const struct socket_row *row, void *data)
{
	struct owners *o = data;
	struct key key = { o->net, row->local.ip, row->state, 0 };
	struct owner *owner;

	if (row->local.port != o->port)
		return;
	/* Sockets without a connection are listed one by one. */
	if (!row->peer.port)
		key.inode = row->inode;
	owner = groups_get(&o->groups, &key);
	owner->count++;
	owner->uid = row->uid;
	o->others++;
}

static void take_row(struct owners *o, const struct record *r)
{
	const char *text = tw_text(r, TW_LOCAL);
	bool tw = *tw_text(r, TW_STATE) == *TWINFO_STATE_TW;
	int64_t left = tw_number(r, TW_LEFT);
	struct owner *owner;
	struct addr local;

	if (!addr_parse(text, &local))
		record_damaged(r, "expected an address and its port, found '%.60s'", text);
	if (local.port != o->port)
		return;

	struct key key = { tw_number(r, TW_NET), local.ip, tw ? MINI_TIME_WAIT : MINI_FIN_WAIT_2, 0 };

	owner = groups_get(&o->groups, &key);
	owner->count++;
	owner->uid = UNKNOWN;
	o->minisockets++;
	if (left == UNKNOWN)
		return;
	if (!owner->timed || left < owner->first)
		owner->first = left;
	if (!owner->timed || left > owner->last)
		owner->last = left;
	owner->timed = true;
	if (o->last == UNKNOWN || left > o->last)
		o->last = left;
}

/* With a file the live sockets are unknown, so the bucket's own counts are used. */
static void take_bucket(struct owners *o, const struct record *r, bool live)
{
	struct key key = { .net = bind_number(r, BIND_NET), .state = BUCKET };
	int64_t full = bind_number(r, BIND_FULL);
	struct owner *owner;

	if (bind_number(r, BIND_PORT) != o->port)
		return;
	o->buckets++;
	o->fastreuse = bind_number(r, BIND_FASTREUSE);
	o->fastreuseport = bind_number(r, BIND_FASTREUSEPORT);
	if (live || (!full && bind_number(r, BIND_TW) + bind_number(r, BIND_FIN_WAIT_2) > 0))
		return;
	owner = groups_get(&o->groups, &key);
	owner->count = full > 0 ? full : UNKNOWN;
	owner->uid = UNKNOWN;
	o->others++;
}

static void add_line(struct table *t, struct snapshot *snap, const struct owners *o, const struct owner *owner)
{
	struct addr local = { owner->key.ip, o->port };
	char text[ADDR_TEXT];

	show_netns(t, NETNS, NAME, snap, owner->key.net);
	table_text(t, STATE, owner->key.state == MINI_TIME_WAIT ? TWINFO_STATE_TW
			     : owner->key.state == MINI_FIN_WAIT_2 ? TWINFO_STATE_FW2
			     : owner->key.state == BUCKET ? "OTHER" : sock_state(owner->key.state));
	if (owner->key.state != BUCKET) {
		addr_print(&local, text);
		table_text(t, LOCAL, text);
	}
	table_number(t, COUNT, owner->count);
	table_seconds(t, FIRST, owner->timed ? owner->first : UNKNOWN);
	table_seconds(t, LAST, owner->timed ? owner->last : UNKNOWN);
	table_number(t, UID, owner->uid);
	table_number(t, INODE, owner->key.inode ?: UNKNOWN);
	table_line(t);
}

static void explain(const struct owners *o)
{
	if (!o->buckets) {
		say("Port %u is free: nothing holds it in this network namespace.", o->port);
		return;
	}
	putchar('\n');
	if (!o->others && o->last != UNKNOWN)
		say("Only minisockets hold port %u. The last one ends in %.3f s; then bind() succeeds.",
		    o->port, o->last / 1000.0);
	else if (o->minisockets)
		say("Live sockets or a listener hold port %u, too: waiting does not free it.",
		    o->port);
	else
		say("TIME-WAIT does not hold port %u.", o->port);
	if (o->buckets > 1)
		say("The port has several bind buckets (of VRFs, or namespaces), each on its own.");
	else if (o->fastreuse > 0)
		say("fastreuse=1: all sockets that called bind() have SO_REUSEADDR, and none listens. "
		    "bind() with SO_REUSEADDR succeeds now.");
	else if (o->fastreuse < 0)
		say("fastreuse=-1: connect() chose the port. bind() to an address that is not in use there "
		    "succeeds.");
	else
		say("fastreuse=0: a socket listens, or did not set SO_REUSEADDR before bind(). bind() with "
		    "SO_REUSEADDR succeeds only if every owner of an overlapping address has it, too, "
		    "and none of them listens.");
	if (o->fastreuseport > 0)
		say("fastreuseport=1: bind() with SO_REUSEPORT by the same user succeeds now.");
}

static void add_count(struct table *t, struct snapshot *snap, const struct net *net, const char *state, int64_t count)
{
	show_netns(t, NETNS, NAME, snap, net->inum);
	table_text(t, STATE, state);
	table_number(t, COUNT, count);
	table_line(t);
}

/* Port 0: how many ports bind() can give for the wildcard address, which every other overlaps. */
static int run_any(struct table *t, struct snapshot *snap, const struct options *options)
{
	struct net *net;
	struct connects c = { };
	struct space space;

	connects_read(&c, snap);
	net = snapshot_net(snap, snap->wanted);
	if (!net)
		fail(EXIT_USE, "-N %s: expected one network namespace", snap->selection->netns);
	source_count(&c, net, NULL, &space);
	add_count(t, snap, net, "FREE", space_free(&space));
	add_count(t, snap, net, "HELD", space.ports[PORT_OWNED]);
	add_count(t, snap, net, "RESERVED", space.ports[PORT_RESERVED]);
	table_print(t);
	if (for_people(options)) {
		putchar('\n');
		say("bind() with port 0 and the wildcard address can give %" PRId64 " of %" PRId64 " ports%s",
		    space_free(&space), space_usable(&space), !space.full ? "." :
		    space_free(&space) ? ", an end of a range with an odd number of ports: it may fail." :
		    ": it fails with EADDRINUSE.");
		say("For one source address it can give more: see the bind() lines of twinfo ports.");
	}
	connects_free(&c);
	return space.full ? EXIT_NO : EXIT_DONE;
}

static int run(const struct command *self, const struct options *options)
{
	struct owners o = { .last = UNKNOWN };
	struct selection selection = options->selection;
	bool live = !options->selection.input;
	const struct record *r;
	struct snapshot *snap;
	struct table *t;
	int64_t net;
	size_t i;

	if (!addr_parse_port(options->words[0], &o.port))
		fail(EXIT_USE, "'%s': expected a port, 0 to 65535", options->words[0]);
	/* bind() is called in one namespace: the reader's, unless told. */
	selection.netns = options->selection.netns ?: "self";
	t = table_new("bind", self->columns, self->defaults, self->sort, &options->style);
	groups_init(&o.groups, sizeof(struct owner), sizeof(struct key));

	snap = snapshot_open(&selection, TO_END);
	if (!o.port) {
		int status = run_any(t, snap, options);

		snapshot_close(snap);
		groups_free(&o.groups);
		return status;
	}
	net = netns_wanted(selection.netns, NETNS_SELF);
	o.net = net == NETNS_SELF ? netns_own() : net;
	live = live && sockets_each(o.net, SOCKETS_LIVE | SOCKETS_LISTEN | SOCKETS_BOUND, take_sock, &o);
	while ((r = snapshot_next(snap))) {
		if (is_kind(r, TWINFO_TW))
			take_row(&o, r);
		else if (is_kind(r, TWINFO_BIND))
			take_bucket(&o, r, live);
	}
	for (i = 0; i < o.groups.count; i++)
		add_line(t, snap, &o, groups_at(&o.groups, i));
	table_print(t);
	snapshot_close(snap);
	groups_free(&o.groups);
	if (for_people(options))
		explain(&o);
	return o.buckets ? EXIT_NO : EXIT_DONE;
}

const struct command bind_command = {
	.name = "bind",
	.words = "PORT",
	.help = "why did bind() fail with EADDRINUSE: who holds the port, until when",
	.more = "Looks into your own network namespace unless -N names another.\nExit status 1 if the port is held.\n"
		"Port 0: how many ports bind() can give for the wildcard address; 1 if it can fail.",
	.words_min = 1,
	.words_max = 1,
	.columns = columns,
	.defaults = "NETNS,NAME,STATE,LOCAL,COUNT,FIRST,LAST,UID,INODE",
	.sort = "-COUNT",
	.run = run,
};
