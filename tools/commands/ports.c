// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo ports`: will connect() run out of ports? */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis/autobind.h"
#include "analysis/holders.h"
#include "analysis/port_space.h"
#include "commands/command.h"
#include "output/terminal.h"

enum {
	NETNS, NAME, SOURCE, DEST, RANGE, RESERVED, OWNED, LIVE, NOW, LATER, NEVER, BLOCKED, FREE, FREE_EVEN, FREE_ODD,
	USE, RATE, FULL_IN = RATE + RATE_COLUMNS_COUNT, NEXT, LOW, HIGH, PROCESS
};

static const struct column columns[] = {
	[NETNS] = { "NETNS", true, "inode number of the network namespace" },
	[NAME] = { "NAME", false, NAME_HELP },
	[SOURCE] = { "SOURCE", false, "local address; %N if bound to the interface with index N" },
	[DEST] = { "DESTINATION", false, "the peer's address and port; bind(): for a socket that calls bind() with SOURCE and port 0" },
	[RANGE] = { "RANGE", true, "ports of ip_local_port_range" },
	[RESERVED] = { "RESERVED", true, "ports of RANGE that are in ip_local_reserved_ports" },
	[OWNED] = { "OWNED", true, "held by bind(): connect() never chooses them; in a bind() line: held by any socket of SOURCE" },
	[LIVE] = { "LIVE", true, "used by live sockets of this pair; - if unknown" },
	[NOW] = { "TW-NOW", true, "in TIME-WAIT; connect() may reuse them now" },
	[LATER] = { "TW-LATER", true, "in TIME-WAIT; connect() may reuse them later" },
	[NEVER] = { "TW-NEVER", true, "held by a minisocket until it ends, under these settings" },
	[BLOCKED] = { "BLOCKED", true, "OWNED, LIVE (if known), TW-LATER and TW-NEVER" },
	[FREE] = { "FREE", true, "ports that connect() or bind() can choose, TW-NOW included; - if unknown" },
	[FREE_EVEN] = { "FREE-EVEN", true, "even ports of FREE, without TW-NOW" },
	[FREE_ODD] = { "FREE-ODD", true, "odd ports; connect() first tries the parity of RANGE's first port" },
	[USE] = { "USE%", true, "BLOCKED in per cent of RANGE minus RESERVED; 100 if a search for a port can fail" },
	RATE_COLUMNS,
	[FULL_IN] = { "FULL-IN", true, FULL_IN_HELP("connect() can find no port") },
	[NEXT] = { "NEXT", true, "seconds until the first of TW-LATER may be reused" },
	[LOW] = { "FIRST", true, "first port of the range" },
	[HIGH] = { "LAST", true, "last port of the range" },
	[PROCESS] = { "PROCESS", false, "PID/COMMAND of each process that has a live socket of LIVE open; in a bind() line: of OWNED" },
	{ }
};

/* What a line of either kind shows. @inodes: the sockets whose processes it shows. */
static void add_space(struct table *t, const struct net *net, const struct space *s, struct processes *processes,
		      struct inodes *inodes)
{
	int64_t use = space_percent(s);

	table_number(t, RANGE, s->size);
	table_number(t, RESERVED, s->ports[PORT_RESERVED]);
	table_number(t, OWNED, s->ports[PORT_OWNED]);
	table_number(t, BLOCKED, space_blocked(s));
	if (s->live_known) {
		table_number(t, FREE, space_free(s));
		table_number(t, FREE_EVEN, s->free_even);
		table_number(t, FREE_ODD, s->free_odd);
		table_number(t, USE, use);
		table_notice(t, USE, use >= 95 ? ALARM : use >= 80 ? WARNING : PLAIN);
	}
	table_seconds(t, NEXT, s->next_ms);
	table_number(t, LOW, net->ports.first);
	table_number(t, HIGH, net->ports.last);
	if (table_shows(t, PROCESS))
		table_text(t, PROCESS, processes_of(processes, inodes));
	table_line(t);
	inodes_free(inodes);
}

static void add_pair(struct table *t, struct snapshot *snap, const struct net *net, const struct pair *pair,
		     const struct space *s, struct processes *processes)
{
	struct inodes inodes = { };
	struct addr dest = { pair->key.dest, pair->key.port };
	char source_text[ADDR_TEXT + 16], dest_text[ADDR_TEXT];

	show_netns(t, NETNS, NAME, snap, pair->key.net);
	addr_print_ip(&pair->key.source, source_text);
	if (pair->key.ifindex)
		sprintf(source_text + strlen(source_text), "%%%u", pair->key.ifindex);
	table_text(t, SOURCE, source_text);
	addr_print(&dest, dest_text);
	table_text(t, DEST, dest_text);
	if (s->live_known)
		table_number(t, LIVE, s->ports[PORT_LIVE]);
	table_number(t, NOW, s->ports[PORT_NOW]);
	table_number(t, LATER, s->ports[PORT_LATER]);
	table_number(t, NEVER, s->ports[PORT_NO_TIMESTAMP] + s->ports[PORT_REUSE_OFF] +
				       s->ports[PORT_NOT_LOOPBACK] + s->ports[PORT_FIN_WAIT_2]);
	show_rate(t, RATE, &pair->rate);
	if (s->live_known)
		show_full_in(t, FULL_IN, space_full_in(s, pair, net));
	pair_holders(pair, &inodes);
	add_space(t, net, s, processes, &inodes);
}

static void add_source(struct table *t, struct snapshot *snap, const struct net *net, const struct source *source,
		       const struct space *s, struct processes *processes, struct inodes *inodes)
{
	char text[ADDR_TEXT];

	show_netns(t, NETNS, NAME, snap, source->key.net);
	addr_print_ip(&source->key.ip, text);
	table_text(t, SOURCE, text);
	table_text(t, DEST, "bind()");
	add_space(t, net, s, processes, inodes);
}

static int run(const struct command *self, const struct options *options)
{
	struct table *t = table_new("ports", self->columns, self->defaults, self->sort,
				    &options->style);
	struct snapshot *snap = snapshot_open(&options->selection, TO_END);
	bool warned = false, unknown = false, order_unknown = false, any = false;
	struct connects c = { };
	struct processes *processes = processes_new();
	struct groups sources;
	struct space space;
	struct pair *pair;
	struct net *net;
	size_t i;

	connects_read(&c, snap);
	for (i = 0; i < c.pairs.count; i++) {
		pair = groups_at(&c.pairs, i);
		net = snapshot_net(snap, pair->key.net);
		if (!net || !snapshot_wants(snap, net) || (options->selection.filter && !pair->mini))
			continue;
		/* A pair without such a port is the other end of a connection to a listener. */
		if (!pair_calls(&c, net, pair))
			continue;
		space_count(&c, net, pair, &space);
		any = true;
		unknown |= !space.live_known && !space.order_unknown;
		order_unknown |= space.order_unknown;
		warned |= options->warn >= 0 && space_percent(&space) >= options->warn;
		warned |= warns_in(options, space_full_in(&space, pair, net));
		add_pair(t, snap, net, pair, &space, processes);
	}
	sources_read(&sources, &c, snap);
	for (i = 0; i < sources.count && !options->selection.filter; i++) {
		const struct source *source = groups_at(&sources, i);
		struct inodes holders = { };

		net = snapshot_net(snap, source->key.net);
		if (!source->owns || !net || !snapshot_wants(snap, net))
			continue;
		source_count(&c, net, source, &space, &holders);
		any = true;
		unknown |= !space.live_known;
		warned |= options->warn >= 0 && space_percent(&space) >= options->warn;
		add_source(t, snap, net, source, &space, processes, &holders);
	}
	sources_free(&sources);
	connects_free(&c);
	snapshot_close(snap);
	table_print(t);
	if (!any && for_people(options))
		say("No ephemeral port is in use by an outgoing connection.");
	if ((unknown || order_unknown) &&
	    (for_people(options) || ((options->warn >= 0 || options->warn_in_ms >= 0) && !warned)))
		fprintf(stderr, "twinfo: %s, so more ports may be in use than BLOCKED shows\n",
			unknown ? "live sockets are unknown here" :
				  "sockets with a device and without have tuples of the same ports");
	if (for_people(options))
		explain_hidden(processes);
	processes_free(processes);
	return warned ? EXIT_NO : EXIT_DONE;
}

const struct command ports_command = {
	.name = "ports",
	.words = "[filter]",
	.help = "will connect() run out of ports: each source and destination",
	.more = "A filter selects minisockets. With a filter, pairs that have none are left out.\n"
		"A line with the destination bind() is about ports that bind(SOURCE, port 0) can give.",
	.takes = TAKES_FILTER | TAKES_WARN | TAKES_WARN_IN,
	.columns = columns,
	.needs = "bind buckets",
	.defaults = "NETNS,NAME,SOURCE,DESTINATION,RANGE,RESERVED,OWNED,LIVE,TW-NOW,TW-LATER,TW-NEVER,FREE,"
		    "USE%,RATE,STEADY,FULL-IN,PROCESS",
	.sort = "-BLOCKED",
	.run = run,
};
