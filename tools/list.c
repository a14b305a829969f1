// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo list`: each tuple, for how long, and how much longer. */

#include <stdlib.h>

#include "input.h"
#include "netns.h"
#include "twinfo.h"
#include "twinfo_format.h"

enum {
	NETNS, STATE, LOCAL, PEER, REARM_AGE, ENTRY_AGE, LEFT, TS_AGE, REUSE_IN, MARK, IFINDEX, TABLE
};

static const struct column columns[] = {
	[NETNS] = { "NETNS", true, "inode number of the network namespace" },
	[STATE] = { "STATE", false, "TIME-WAIT or FIN-WAIT-2" },
	[LOCAL] = { "LOCAL", false, "local address and port" },
	[PEER] = { "PEER", false, "peer's address and port" },
	[REARM_AGE] = { "REARM-AGE", true,
		"seconds since the timer was last armed: the age is no less" },
	[ENTRY_AGE] = { "ENTRY-AGE", true,
		"seconds since the kernel's entry stamp: the age is no more (kernels from 6.14)" },
	[LEFT] = { "LEFT", true, "seconds left; negative while the timer wheel is late" },
	[TS_AGE] = { "TS-AGE", true, "seconds since the peer's last segment with a timestamp" },
	[REUSE_IN] = { "REUSE-IN", true,
		"seconds until connect() with an automatic port may take it; 0: now, -: never" },
	[MARK] = { "MARK", true, "fwmark" },
	[IFINDEX] = { "IFINDEX", true, "interface that the socket was bound to, 0 for none" },
	[TABLE] = { "TABLE", true, "id of the ehash table in which it was found" },
	{ }
};

static void add_row(struct table *t, const struct input *in, const struct record *r)
{
	table_line(t);
	table_text(t, NETNS, input_column(in, r, "net"));
	table_text(t, STATE, input_column(in, r, "state"));
	table_text(t, LOCAL, input_column(in, r, "local"));
	table_text(t, PEER, input_column(in, r, "peer"));
	table_seconds(t, REARM_AGE, input_column_number(in, r, "rearm_age_ms"));
	table_seconds(t, ENTRY_AGE, input_column_number(in, r, "entry_age_ms"));
	table_seconds(t, LEFT, input_column_number(in, r, "left_ms"));
	table_number(t, TS_AGE, input_column_number(in, r, "ts_age_s"));
	table_seconds(t, REUSE_IN, input_column_number(in, r, "reuse_in_ms"));
	table_number(t, MARK, input_column_number(in, r, "mark"));
	table_number(t, IFINDEX, input_column_number(in, r, "ifindex"));
	table_number(t, TABLE, input_column_number(in, r, "table"));
}

static void run(const struct command *self, const struct options *options)
{
	struct table *t = table_new("tw", self->columns, self->defaults, &options->style);
	struct input *in = input_open(options->input, TO_END);
	int64_t netns = NETNS_ALL;
	const struct record *r;
	bool known = false;

	while ((r = input_next(in))) {
		if (is_kind(r, TWINFO_HEAD))
			netns = netns_wanted(options->netns, input_number(in, r, "netns"));
		else if (is_kind(r, TWINFO_NET))
			known |= netns == input_number_at(in, r, 1, "a network namespace");
		else if (is_kind(r, TWINFO_TW) &&
			 (netns == NETNS_ALL || netns == input_column_number(in, r, "net")))
			add_row(t, in, r);
	}
	input_close(in);
	if (netns != NETNS_ALL && !known)
		netns_missing(options->netns);
	table_print(t);
}

const struct command list_command = {
	.name = "list",
	.help = "each tuple: for how long, how much longer, when it can be used again",
	.columns = columns,
	.defaults = "NETNS,STATE,LOCAL,PEER,REARM-AGE,ENTRY-AGE,LEFT,REUSE-IN",
	.run = run,
};
