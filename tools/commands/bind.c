// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo bind [ADDRESS:]PORT`: does bind() succeed now, and who holds the port? */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/bind_conflict.h"
#include "common/groups.h"
#include "commands/bind.h"
#include "commands/command.h"
#include "common/number.h"
#include "output/terminal.h"
#include "snapshot/address.h"
#include "snapshot/links.h"
#include "snapshot/netns.h"
#include "snapshot/process.h"
#include "snapshot/snapshot.h"
#include "snapshot/sockets.h"
#include "twinfo_format.h"

static const struct column columns[] = {
	[BIND_COLUMN_NETNS] = { "NETNS", true, "inode number of the network namespace" },
	[BIND_COLUMN_NAME] = { "NAME", false, NAME_HELP },
	[BIND_COLUMN_STATE] = { "STATE", false, "state of the port's owners; OTHER: a bind bucket without known owners; of port 0: FREE, HELD, RESERVED" },
	[BIND_COLUMN_LOCAL] = { "LOCAL", false, "their address and port" },
	[BIND_COLUMN_COUNT] = { "COUNT", true, "how many" },
	[BIND_COLUMN_FIRST] = { "FIRST", true, "seconds until the first of them ends" },
	[BIND_COLUMN_LAST] = { "LAST", true, "seconds until the last of them ends; - if that has no set time" },
	[BIND_COLUMN_UID] = { "UID", true, "user of the owners; a minisocket has none" },
	[BIND_COLUMN_INODE] = { "INODE", true, "inode of the socket, as in /proc/PID/fd" },
	[BIND_COLUMN_PROCESS] = { "PROCESS", false, "PID/COMMAND of each process that has one of the sockets open" },
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
	struct inodes inodes;
	bool timed;
};

struct owners {
	struct groups groups;
	struct bind_port known;
	struct bind_request request;
	struct links links;
	bool live;
	struct processes *processes;
	uint16_t port;
	int64_t net;
	int64_t last;			/* ms until the last minisocket goes; UNKNOWN for none */
	int64_t minisockets, others;
};

/* Beyond the states of sockets. The last two are what a bucket says of sockets that are not known one by one. */
enum { MINI_TIME_WAIT = 100, MINI_FIN_WAIT_2, LISTENERS, BUCKET };

/* Returns whether it is in the VRF that is asked for, as far as is known. */
static bool note(struct owners *o, struct bind_owner owner)
{
	owner.l3mdev = links_l3mdev(&o->links, owner.ifindex);
	groups_get(&o->known.owners, &owner);
	return !o->live || owner.l3mdev == o->request.l3mdev;
}

static void take_sock(const struct socket_row *row, void *data)
{
	struct owners *o = data;
	struct key key = { o->net, row->local.ip, row->state, 0 };
	struct owner *owner;

	if (row->local.port != o->port ||
	    !note(o, (struct bind_owner){ .ip = row->local.ip, .ifindex = row->ifindex, .uid = row->uid,
					  .v6only = row->v6only, .hashed = 1 << row->state & SOCKETS_LIVE,
					  .listens = row->state == SOCKET_LISTENS }))
		return;
	/* Sockets without a connection are listed one by one. */
	if (!row->peer.port)
		key.inode = row->inode;
	owner = groups_get(&o->groups, &key);
	owner->count++;
	owner->uid = row->uid;
	inodes_add(&owner->inodes, row->inode);
	o->others++;
}

static void take_row(struct owners *o, const struct record *r)
{
	bool tw = *tw_text(r, TW_STATE) == *TWINFO_STATE_TW;
	int64_t left = tw_number(r, TW_LEFT);
	struct owner *owner;
	struct addr local;

	tw_addr(r, TW_LOCAL, &local);
	if (local.port != o->port ||
	    !note(o, (struct bind_owner){ .ip = local.ip, .ifindex = tw_number(r, TW_IFINDEX), .hashed = 1,
					  .mini = 1 }))
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

static void add_bucket(struct owners *o, struct key *key, uint32_t state, int64_t count)
{
	struct owner *owner;

	key->state = state;
	owner = groups_get(&o->groups, key);
	owner->count = count;
	owner->uid = UNKNOWN;
	o->others++;
}

/* With a file the live sockets are unknown, so the bucket's own counts are used. */
static void take_bucket(struct owners *o, const struct snapshot *snap, const struct record *r)
{
	int64_t l3mdev = bind_number(r, BIND_L3MDEV);
	bool live = o->live;
	int64_t full = bind_number(r, BIND_FULL), listen = bind_number(r, BIND_LISTEN);
	struct key key = { .net = bind_number(r, BIND_NET) };

	if (bind_number(r, BIND_PORT) != o->port)
		return;
	links_add_vrf(&o->links, l3mdev);
	if (!live)
		o->request.l3mdev = links_l3mdev(&o->links, o->request.ifindex);
	o->known.vrf_unknown |= !live && o->request.ifindex && l3mdev && !o->request.l3mdev;
	if (l3mdev != o->request.l3mdev)
		return;
	if (l3mdev)
		o->known.vrf_unknown = false;
	o->known.bucket = true;
	o->known.fastreuse = bind_number(r, BIND_FASTREUSE);
	o->known.fastreuseport = bind_number(r, BIND_FASTREUSEPORT);
	o->known.reuseaddr = bind_have(r, BIND_REUSEADDR);
	o->known.reuseport = bind_have(r, BIND_REUSEPORT);
	o->known.v6only = bind_have(r, BIND_V6ONLY);
	o->known.listen_reuseport = bind_have(r, BIND_LISTEN_REUSEPORT);
	o->known.bhash2 = snapshot_kernel_from(snap, 6, 1);
	o->known.hidden = (o->known.fastreuse >= 0 || o->known.fastreuseport >= 0) ?
			  !live || !snapshot_kernel_from(snap, 6, 8) : !live && full;
	if (live)
		return;
	if (listen > 0)
		add_bucket(o, &key, LISTENERS, listen);
	if (full || (listen <= 0 && bind_number(r, BIND_TW) + bind_number(r, BIND_FIN_WAIT_2) <= 0))
		add_bucket(o, &key, BUCKET, full > 0 ? full : UNKNOWN);
}

static void add_line(struct table *t, struct snapshot *snap, const struct owners *o, const struct owner *owner)
{
	struct addr local = { owner->key.ip, o->port };
	char text[ADDR_TEXT];

	show_netns(t, BIND_COLUMN_NETNS, BIND_COLUMN_NAME, snap, owner->key.net);
	table_text(t, BIND_COLUMN_STATE, owner->key.state == MINI_TIME_WAIT ? TWINFO_STATE_TW
			     : owner->key.state == MINI_FIN_WAIT_2 ? TWINFO_STATE_FW2
			     : owner->key.state == LISTENERS ? sock_state(SOCKET_LISTENS)
			     : owner->key.state == BUCKET ? "OTHER" : sock_state(owner->key.state));
	if (owner->key.state < LISTENERS) {
		addr_print(&local, text);
		table_text(t, BIND_COLUMN_LOCAL, text);
	}
	table_number(t, BIND_COLUMN_COUNT, owner->count);
	table_seconds(t, BIND_COLUMN_FIRST, owner->timed ? owner->first : UNKNOWN);
	table_seconds(t, BIND_COLUMN_LAST, owner->timed ? owner->last : UNKNOWN);
	table_number(t, BIND_COLUMN_UID, owner->uid);
	table_number(t, BIND_COLUMN_INODE, owner->key.inode ?: UNKNOWN);
	if (table_shows(t, BIND_COLUMN_PROCESS))
		table_text(t, BIND_COLUMN_PROCESS, processes_of(o->processes, &owner->inodes));
	table_line(t);
}

/* Would SO_REUSEADDR help? What nearly every server sets. */
static void explain_reuseaddr(const struct owners *o)
{
	struct bind_request request = o->request;
	const char *why = NULL;

	request.reuseaddr = true;
	switch (bind_judge(&o->known, &request, &why)) {
	case BIND_FREE:
		say("With SO_REUSEADDR bind() succeeds now.");
		break;
	case BIND_HELD:
		say("With SO_REUSEADDR bind() fails, too.");
		break;
	case BIND_UNKNOWN:
		say("It is unknown whether bind() succeeds with SO_REUSEADDR: %s.", why);
	}
}

static void explain(const struct owners *o, enum bind_verdict verdict, const char *why)
{
	if (!o->known.bucket) {
		say("Port %u is free: nothing holds it in this network namespace.", o->port);
		return;
	}
	putchar('\n');
	if (verdict == BIND_FREE)
		say("bind() succeeds now, although the port is in use.");
	else if (verdict == BIND_UNKNOWN)
		say("It is unknown whether bind() succeeds now: %s.", why);
	else
		say("EADDRINUSE: bind() fails now.");
	if (!o->others && o->last != UNKNOWN)
		say("Only minisockets hold port %u. The last one ends in %.3f s; then bind() succeeds.",
		    o->port, o->last / 1000.0);
	else if (o->minisockets)
		say("Live sockets or a listener hold port %u, too: waiting does not free it.",
		    o->port);
	else
		say("TIME-WAIT does not hold port %u.", o->port);
	explain_hidden(o->processes);
	if (verdict == BIND_HELD && !o->request.reuseaddr)
		explain_reuseaddr(o);
}

static void take_request(const struct options *options, struct bind_request *request, uint16_t *port)
{
	const char *word = options->words[0];
	struct addr at;

	*request = (struct bind_request){ .reuseaddr = options->reuseaddr, .reuseport = options->reuseport,
					  .uid = geteuid(), .any = addr_parse_port(word, port) };
	if (!request->any) {
		if (!addr_parse(word, &at))
			fail(EXIT_USE, "'%s': expected a port, 0 to 65535, or ADDRESS:PORT", word);
		request->ip = at.ip;
		*port = at.port;
		request->any = !at.port && addr_is_any(&at.ip);
	}
	if (!options->device)
		return;
	if (!*port)
		fail(EXIT_USE, "--device: not for port 0");
}

static void take_device(struct owners *o, const struct options *options)
{
	if (!options->device)
		return;
	o->request.ifindex = links_index(&o->links, options->device);
	if (!o->request.ifindex)
		fail(EXIT_USE, "--device %s: %s", options->device,
		     o->live ? "no such interface there" : "expected the index of an interface, as the file has it");
	o->request.l3mdev = links_l3mdev(&o->links, o->request.ifindex);
}

static int run(const struct command *self, const struct options *options)
{
	struct owners o = { .last = UNKNOWN, .processes = processes_new() };
	struct selection selection = options->selection;
	enum bind_verdict verdict;
	const char *why = NULL;
	const struct record *r;
	struct snapshot *snap;
	struct table *t;
	size_t i;

	take_request(options, &o.request, &o.port);
	/* bind() is called in one namespace: the reader's, unless told. */
	selection.netns = options->selection.netns ?: "self";
	t = table_new("bind", self->columns, self->defaults, self->sort, &options->style);
	snap = snapshot_open(&selection, TO_END);
	if (!o.port) {
		int status = bind_any(t, snap, options, &o.request);

		snapshot_close(snap);
		return status;
	}

	groups_init(&o.groups, sizeof(struct owner), sizeof(struct key));
	groups_init(&o.known.owners, sizeof(struct bind_owner), sizeof(struct bind_owner));
	o.net = netns_live(selection.netns);
	o.live = !options->selection.input && links_read(&o.links, o.net);
	take_device(&o, options);
	o.live = o.live && sockets_each(o.net, SOCKETS_LIVE | SOCKETS_LISTEN | SOCKETS_BOUND, take_sock, &o);
	while ((r = snapshot_next(snap))) {
		if (is_kind(r, TWINFO_TW))
			take_row(&o, r);
		else if (is_kind(r, TWINFO_BIND))
			take_bucket(&o, snap, r);
	}
	/* In a file the bind buckets, which tell what is a VRF, come after the sockets. */
	for (i = 0; i < o.known.owners.count; i++) {
		struct bind_owner *owner = groups_at(&o.known.owners, i);

		owner->l3mdev = links_l3mdev(&o.links, owner->ifindex);
	}
	verdict = bind_judge(&o.known, &o.request, &why);
	table_beside(t, "verdict", bind_verdicts[verdict]);
	for (i = 0; i < o.groups.count; i++)
		add_line(t, snap, &o, groups_at(&o.groups, i));
	table_print(t);
	if (for_people(options))
		explain(&o, verdict, why);
	snapshot_close(snap);
	for (i = 0; i < o.groups.count; i++)
		inodes_free(&((struct owner *)groups_at(&o.groups, i))->inodes);
	groups_free(&o.groups);
	groups_free(&o.known.owners);
	links_free(&o.links);
	processes_free(o.processes);
	return verdict == BIND_FREE ? EXIT_DONE : EXIT_NO;
}

const struct command bind_command = {
	.name = "bind",
	.words = "[ADDRESS:]PORT",
	.help = "does bind() succeed now, and if not, who holds the port, until when",
	.more = "Looks into your own network namespace unless -N names another.\nExit status 0 if bind() succeeds now,\n"
		"1 if it fails, or if the kernel does not tell enough to know.\n"
		"Port 0: how many ports bind() can give; 1 if it can fail.",
	.takes = TAKES_BIND,
	.words_min = 1,
	.words_max = 1,
	.columns = columns,
	.needs = "bind buckets",
	.defaults = "NETNS,NAME,STATE,LOCAL,COUNT,FIRST,LAST,UID,INODE,PROCESS",
	.sort = "-COUNT",
	.run = run,
};
