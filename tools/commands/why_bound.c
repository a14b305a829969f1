// SPDX-License-Identifier: GPL-2.0-only
/*
 * `twinfo why SOURCE:PORT DESTINATION:PORT`: does connect() succeed from a socket that bind() gave the port?
 *
 * Only the tuple counts: a live connection blocks it, and a minisocket unless it has a timestamp. tcp_tw_reuse and
 * its delay do not apply (net/ipv4/inet_hashtables.c:__inet_check_established,
 * net/ipv4/tcp_ipv4.c:tcp_twsk_unique). A socket with a device meets the tuples of sockets without one, too; of two, the
 * first in the chain decides, as in analysis/port_space.c.
 */

#include <stdio.h>
#include <string.h>

#include "commands/why.h"
#include "common/number.h"
#include "output/terminal.h"
#include "snapshot/address.h"
#include "snapshot/links.h"
#include "snapshot/netns.h"
#include "snapshot/sockets.h"
#include "twinfo_format.h"

/* The tuple, of sockets with the same device or without one. */
struct found {
	bool live, mini, stamped;
	int64_t left;
};

/* What is known of one tuple. */
struct tuple {
	struct pair_key key;
	const struct links *links;
	uint16_t port;
	struct found own, joined;	/* joined: of sockets without the device */
	struct inodes inodes;		/* of the live connection */
};

static bool is_tuple(const struct tuple *t, const struct addr *local, const struct addr *peer, int64_t ifindex)
{
	return local->port == t->port && peer->port == t->key.port &&
	       links_match(t->links, ifindex, t->key.ifindex) &&
	       !memcmp(&local->ip, &t->key.source, sizeof(local->ip)) &&
	       !memcmp(&peer->ip, &t->key.dest, sizeof(peer->ip));
}

/* May connect() choose it? A socket that enters TIME_WAIT while the kernel is asked is seen twice. */
static bool choosable(const struct found *f)
{
	return f->mini ? f->stamped : !f->live;
}

static struct found *found_on(struct tuple *t, int64_t ifindex)
{
	return ifindex == t->key.ifindex ? &t->own : &t->joined;
}

static void take_live(const struct socket_row *row, void *data)
{
	struct tuple *t = data;

	if (!is_tuple(t, &row->local, &row->peer, row->ifindex))
		return;
	found_on(t, row->ifindex)->live = true;
	inodes_add(&t->inodes, row->inode);
}

static void take_row(struct tuple *t, const struct record *r)
{
	int64_t ifindex = tw_number(r, TW_IFINDEX);
	struct addr local, peer;

	tw_addr(r, TW_LOCAL, &local);
	tw_addr(r, TW_PEER, &peer);
	if (is_tuple(t, &local, &peer, ifindex))
		*found_on(t, ifindex) = (struct found){
			.mini = true, .stamped = tw_number(r, TW_TS_AGE) != UNKNOWN, .left = tw_number(r, TW_LEFT),
		};
}

static void explain(const struct found *tuple, uint16_t port, bool blocked, bool known, bool order_unknown)
{
	putchar('\n');
	if (order_unknown)
		say("It is unknown whether connect() succeeds now: a socket with this device and one without have this "
		    "tuple, and nothing tells which of them comes first in the hash and decides.");
	else if (!blocked && !known)
		say("connect() succeeds unless this tuple is a live connection, which is unknown here.");
	else if (!blocked)
		say("connect() from a socket that is bound to port %u succeeds now.", port);
	else if (tuple->mini && tuple->left != UNKNOWN)
		say("EADDRNOTAVAIL: connect() fails until the minisocket ends, in %.3f s.", tuple->left / 1000.0);
	else
		say("EADDRNOTAVAIL: connect() fails as long as this tuple is there.");
}

/**
 * why_bound() - will connect() succeed for a socket that is bound to a port?
 * @t: the table, which is printed
 * @snap: the snapshot, of which nothing was read
 * @options: what the user asked for
 * @key: source and destination
 * @device: what the socket is bound to, or NULL
 * @port: its port
 *
 * Return: the exit status.
 */
int why_bound(struct table *t, struct snapshot *snap, const struct options *options, const struct pair_key *key,
	      const char *device, uint16_t port)
{
	struct tuple tuple = { .key = *key, .port = port };
	int64_t inum = snap->live ? netns_live(snap->selection->netns) : 0;
	struct processes *processes = processes_new();
	bool blocked, known, order_unknown, live_known = false;
	const struct found *first;
	struct links links = { };
	const struct record *r;

	if (snap->live)
		links_read(&links, inum);
	tuple.links = &links;
	tuple.key.ifindex = why_device(device, snap->selection, &links);
	if (snap->live)
		live_known = sockets_each(inum, SOCKETS_LIVE, take_live, &tuple);
	while ((r = snapshot_next(snap)))
		if (is_kind(r, TWINFO_TW))
			take_row(&tuple, r);
	first = tuple.joined.live || tuple.joined.mini ? &tuple.joined : &tuple.own;
	order_unknown = first == &tuple.joined && tuple.own.mini && choosable(first) != choosable(&tuple.own);
	blocked = !choosable(first) && !order_unknown;
	/* Of a file the live sockets are not known. A minisocket with the same device leaves no place for one. */
	known = !order_unknown && (live_known || blocked || first == &tuple.joined ||
				   (first->mini && !tuple.key.ifindex));
	table_beside_number(t, "choosable", known ? !blocked : UNKNOWN);
	why_line(t, 1, "port", "that bind() gave to the socket", NULL);
	why_line(t, known ? blocked && !first->mini : UNKNOWN, "live", "this very tuple is a live connection",
		 table_shows(t, WHY_COLUMN_PROCESS) ? processes_of(processes, &tuple.inodes) : NULL);
	why_line(t, order_unknown ? UNKNOWN : first->mini && !first->stamped, "no-timestamps",
		 "a minisocket, of a connection without timestamps: never reused", NULL);
	why_line(t, order_unknown ? UNKNOWN : first->mini && first->stamped, "tw-now",
		 "a minisocket that connect() may reuse now", NULL);
	table_print(t);
	if (for_people(options)) {
		explain(first, port, blocked, known, order_unknown);
		explain_hidden(processes);
	}
	processes_free(processes);
	inodes_free(&tuple.inodes);
	links_free(&links);
	return blocked ? EXIT_NO : EXIT_DONE;
}
