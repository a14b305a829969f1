// SPDX-License-Identifier: GPL-2.0-only
/*
 * `twinfo dest`: how many for each destination.
 *
 * A minisocket does not say which side called, so the ports decide: the side whose port connect()
 * could have chosen called. If that is true of both sides or of none, the side with the higher port
 * called. Outgoing tuples are counted by the peer's address and port, incoming ones by the local
 * port and the peer's address.
 */

#include <stdio.h>
#include <string.h>

#include "analysis/groups.h"
#include "analysis/span.h"
#include "commands/command.h"
#include "common/number.h"
#include "snapshot/address.h"
#include "snapshot/snapshot.h"
#include "twinfo_format.h"

enum { NETNS, NAME, DIR, LOCAL, PEER, TIME_WAIT, FIN_WAIT_2, OLDEST, NEWEST, LAST, NOW, LATER, NEVER };

static const struct column columns[] = {
	[NETNS] = { "NETNS", true, "inode number of the network namespace" },
	[NAME] = { "NAME", false, NAME_HELP },
	[DIR] = { "DIR", false, "out or in: which side called, guessed from the ports" },
	[LOCAL] = { "LOCAL", false, "the local side: *:PORT of incoming ones, else *:*" },
	[PEER] = { "PEER", false, "the peer: ADDRESS:PORT of outgoing, ADDRESS:* of incoming ones" },
	[TIME_WAIT] = { "TIME-WAIT", true, "sockets in TIME-WAIT" },
	[FIN_WAIT_2] = { "FIN-WAIT-2", true, "minisockets in FIN-WAIT-2" },
	[OLDEST] = { "OLDEST", true, "seconds: the greatest age (entry age, else rearm age)" },
	[NEWEST] = { "NEWEST", true, "seconds: the least age" },
	[LAST] = { "LAST", true, "seconds until the last of them ends" },
	[NOW] = { "NOW", true, "connect() with an ephemeral port may reuse them now" },
	[LATER] = { "LATER", true, "connect() may reuse them before their time is over" },
	[NEVER] = { "NEVER", true, "connect() may not reuse them under these settings" },
	{ }
};

struct key {
	int64_t net;
	struct in6_addr peer;
	uint16_t peer_port, local_port;	/* 0 if it does not count */
	uint32_t outgoing;
};

struct dest {
	struct key key;
	int64_t tw, fin_wait2, now, later, never;
	struct span span;
};

static bool is_outgoing(struct snapshot *snap, int64_t inum, uint16_t local, uint16_t peer)
{
	const struct net *net = snapshot_net(snap, inum);
	bool chosen = net && net_range_has(net, local), peer_chosen = net && net_range_has(net, peer);

	return chosen != peer_chosen ? chosen : local > peer;
}

static struct dest *dest_of(struct snapshot *snap, const struct record *r, struct groups *dests)
{
	const char *local_text = addr_port_text(tw_text(r, TW_LOCAL));
	struct key key = { .net = tw_number(r, TW_NET) };
	struct addr peer;
	uint16_t local;

	if (!local_text || !addr_parse_port(local_text, &local))
		record_damaged(r, "expected an address and its port, found '%.60s'",
			      tw_text(r, TW_LOCAL));
	tw_addr(r, TW_PEER, &peer);
	key.peer = peer.ip;
	key.outgoing = is_outgoing(snap, key.net, local, peer.port);
	if (key.outgoing)
		key.peer_port = peer.port;
	else
		key.local_port = local;
	return groups_get(dests, &key);
}

static void count_row(struct snapshot *snap, const struct record *r, struct groups *dests)
{
	struct dest *d = dest_of(snap, r, dests);
	int64_t reuse = tw_number(r, TW_REUSE_IN);

	if (*tw_text(r, TW_STATE) == *TWINFO_STATE_TW)
		d->tw++;
	else
		d->fin_wait2++;
	if (reuse == UNKNOWN)
		d->never++;
	else if (reuse)
		d->later++;
	else
		d->now++;
	span_take(&d->span, r);
}

static void add_line(struct table *t, struct snapshot *snap, const struct dest *d)
{
	struct addr peer = { d->key.peer, d->key.peer_port };
	char local_text[ADDR_TEXT], peer_text[ADDR_TEXT];

	show_netns(t, NETNS, NAME, snap, d->key.net);
	table_text(t, DIR, d->key.outgoing ? "out" : "in");
	if (d->key.outgoing) {
		table_text(t, LOCAL, "*:*");
		addr_print(&peer, peer_text);
	} else {
		snprintf(local_text, sizeof(local_text), "*:%u", d->key.local_port);
		table_text(t, LOCAL, local_text);
		addr_print_ip(&peer.ip, peer_text);
		strcat(peer_text, ":*");
	}
	table_text(t, PEER, peer_text);
	table_number(t, TIME_WAIT, d->tw);
	table_number(t, FIN_WAIT_2, d->fin_wait2);
	table_seconds(t, OLDEST, d->span.aged ? d->span.oldest : UNKNOWN);
	table_seconds(t, NEWEST, d->span.aged ? d->span.newest : UNKNOWN);
	table_seconds(t, LAST, d->span.last);
	table_number(t, NOW, d->now);
	table_number(t, LATER, d->later);
	table_number(t, NEVER, d->never);
	table_line(t);
}

static int run(const struct command *self, const struct options *options)
{
	struct table *t = table_new("dest", self->columns, self->defaults, self->sort,
				    &options->style);
	struct snapshot *snap = snapshot_open(&options->selection, TO_END);
	const struct record *r;
	struct groups dests;
	size_t i;

	groups_init(&dests, sizeof(struct dest), sizeof(struct key));
	while ((r = snapshot_next(snap)))
		if (is_kind(r, TWINFO_TW))
			count_row(snap, r, &dests);
	for (i = 0; i < dests.count; i++)
		add_line(t, snap, groups_at(&dests, i));
	table_print(t);
	snapshot_close(snap);
	groups_free(&dests);
	return EXIT_DONE;
}

const struct command dest_command = {
	.name = "dest",
	.words = "[filter]",
	.help = "how many for each destination, their ages, how many can be reused",
	.takes = TAKES_FILTER,
	.columns = columns,
	.defaults = "NETNS,NAME,DIR,LOCAL,PEER,TIME-WAIT,FIN-WAIT-2,OLDEST,NEWEST,LAST,NOW,LATER,NEVER",
	.sort = "-TIME-WAIT",
	.run = run,
};
