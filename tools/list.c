// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo list`: each tuple, for how long, and how much longer. */

#include "answer.h"
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
	static const struct {
		unsigned int column;
		enum tw_column word;
	} words[] = { { NETNS, TW_NET }, { TS_AGE, TW_TS_AGE }, { MARK, TW_MARK },
		      { IFINDEX, TW_IFINDEX }, { TABLE, TW_TABLE } },
	  times[] = { { REARM_AGE, TW_REARM_AGE }, { ENTRY_AGE, TW_ENTRY_AGE }, { LEFT, TW_LEFT },
		      { REUSE_IN, TW_REUSE_IN } };
	unsigned int i;

	table_line(t);
	table_text(t, STATE, tw_text(in, r, TW_STATE));
	table_text(t, LOCAL, tw_text(in, r, TW_LOCAL));
	table_text(t, PEER, tw_text(in, r, TW_PEER));
	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (table_shows(t, words[i].column))
			table_number(t, words[i].column, tw_number(in, r, words[i].word));
	for (i = 0; i < sizeof(times) / sizeof(*times); i++)
		if (table_shows(t, times[i].column))
			table_seconds(t, times[i].column, tw_number(in, r, times[i].word));
}

static int run(const struct command *self, const struct options *options)
{
	struct table *t = table_new("tw", self->columns, self->defaults, self->sort,
				    &options->style);
	struct answer *a = answer_open(options, TO_END);
	const struct record *r;

	while ((r = answer_next(a)))
		if (is_kind(r, TWINFO_TW))
			add_row(t, a->in, r);
	answer_close(a);
	table_print(t);
	return EXIT_DONE;
}

const struct command list_command = {
	.name = "list",
	.words = "[filter]",
	.help = "each tuple: since when, how much longer, when it can be reused",
	.more = "Lines come as they are read, unless --sort is asked for.",
	.takes = TAKES_FILTER,
	.columns = columns,
	.defaults = "NETNS,STATE,LOCAL,PEER,REARM-AGE,ENTRY-AGE,LEFT,REUSE-IN",
	.run = run,
};
