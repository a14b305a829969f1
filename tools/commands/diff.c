// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo diff OLD NEW`: what happened between two snapshots. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis/changes.h"
#include "analysis/tuple_groups.h"
#include "commands/command.h"
#include "commands/group.h"
#include "snapshot/address.h"
#include "twinfo_format.h"

enum {
	NETNS, NAME, DIR, LOCAL, PEER, OLD, NEW, STAYED_COUNT, REARMED_COUNT, CAME, ENDED_COUNT, EARLY_COUNT, CAME_RATE, GONE_RATE,
	CHANGE, STATE, LEFT
};

static const struct column columns[] = {
	[NETNS] = { "NETNS", true, "inode number of the network namespace" },
	[NAME] = { "NAME", false, NAME_HELP },
	[DIR] = { "DIR", false, "out or in: which side called, guessed from the ports" },
	[LOCAL] = { "LOCAL", false, "local address and port; *:PORT of incoming ones, else *:*; with --list all of it" },
	[PEER] = { "PEER", false, "peer's address and port; ADDRESS:* of incoming ones; with --list all of it" },
	[OLD] = { "OLD", true, "tuples in the earlier snapshot: STAYED, REARMED, ENDED and EARLY" },
	[NEW] = { "NEW", true, "tuples in the later snapshot: STAYED, REARMED and CAME" },
	[STAYED_COUNT] = { "STAYED", true, "are in both, with the same end" },
	[REARMED_COUNT] = { "REARMED", true, "are in both, but the timer was armed anew" },
	[CAME] = { "CAME", true, "are only in the later one" },
	[ENDED_COUNT] = { "ENDED", true, "are only in the earlier one, and their time is over" },
	[EARLY_COUNT] = { "EARLY", true, "ended before their time: taken over by connect(), reset or killed" },
	[CAME_RATE] = { "CAME/S", true, "CAME a second" },
	[GONE_RATE] = { "GONE/S", true, "ENDED and EARLY a second" },
	[CHANGE] = { "CHANGE", false, "with --list: stayed, rearmed, came, ended or early" },
	[STATE] = { "STATE", false, "with --list: TIME-WAIT or FIN-WAIT-2, when it was seen last" },
	[LEFT] = { "LEFT", true, "with --list: seconds that it had left when it was seen last" },
	{ }
};

/* A group, and what happened in it. */
struct changed {
	struct group_key key;
	int64_t fates[FATES], came;
};

/* The earlier or the later snapshot, its tuples taken. "-" is the running kernel. */
static struct snapshot *take(struct changes *c, struct groups *groups, const struct selection *selection, bool later)
{
	struct snapshot *snap = snapshot_open(selection, TUPLES);
	const struct record *r;
	struct group_key key;
	struct changed *g;

	while ((r = snapshot_next(snap))) {
		if (!is_kind(r, TWINFO_TW))
			continue;
		group_key_of(&key, &by_destination, snap, r);
		g = groups_get(groups, &key);
		changes_take(c, r, groups_index(groups, g), later);
	}
	return snap;
}

static void add_group(struct table *t, struct snapshot *snap, const struct changed *g, double seconds)
{
	char local[ADDR_TEXT], peer[ADDR_TEXT];
	int64_t kept = g->fates[STAYED] + g->fates[REARMED], gone = g->fates[ENDED] + g->fates[EARLY];

	show_netns(t, NETNS, NAME, snap, g->key.net);
	table_text(t, DIR, g->key.outgoing ? "out" : "in");
	group_end_point(t, LOCAL, NULL, g->key.local_port, local);
	group_end_point(t, PEER, &g->key.peer, g->key.peer_port, peer);
	table_number(t, OLD, kept + gone);
	table_number(t, NEW, kept + g->came);
	table_number(t, STAYED_COUNT, g->fates[STAYED]);
	table_number(t, REARMED_COUNT, g->fates[REARMED]);
	table_number(t, CAME, g->came);
	table_number(t, ENDED_COUNT, g->fates[ENDED]);
	table_number(t, EARLY_COUNT, g->fates[EARLY]);
	if (seconds > 0) {
		table_decimal(t, CAME_RATE, g->came / seconds, 1);
		table_decimal(t, GONE_RATE, gone / seconds, 1);
	}
	table_line(t);
}

static void add_tuple(struct table *t, struct snapshot *snap, const struct tuple *tuple, const struct sight *sight,
		      const char *change)
{
	struct addr local = { tuple->key.local, tuple->key.local_port }, peer = { tuple->key.peer, tuple->key.peer_port };
	char local_text[ADDR_TEXT], peer_text[ADDR_TEXT];

	table_text(t, CHANGE, change);
	show_netns(t, NETNS, NAME, snap, tuple->key.net);
	table_text(t, STATE, sight->time_wait ? TWINFO_STATE_TW : TWINFO_STATE_FW2);
	addr_print(&local, local_text);
	table_text(t, LOCAL, local_text);
	addr_print(&peer, peer_text);
	table_text(t, PEER, peer_text);
	table_seconds(t, LEFT, sight->left);
	table_line(t);
}

static void list(struct table *t, struct snapshot *snap, const struct changes *c)
{
	static const char *const fates[] = { "stayed", "rearmed", "ended", "early" };
	size_t i;

	for (i = 0; i < c->tuples.count; i++) {
		const struct tuple *tuple = groups_at(&c->tuples, i);
		enum fate fate = tuple->before.there ? tuple_fate(c, tuple) : FATES;

		if (fate != FATES)
			add_tuple(t, snap, tuple, fate >= ENDED ? &tuple->before : &tuple->after, fates[fate]);
		if (tuple_came(c, tuple))
			add_tuple(t, snap, tuple, &tuple->after, "came");
	}
}

static void count(struct table *t, struct snapshot *snap, const struct changes *c, struct groups *groups)
{
	double seconds = (c->after.from_ms - c->before.from_ms) / 1000.0;
	size_t i;

	for (i = 0; i < c->tuples.count; i++) {
		const struct tuple *tuple = groups_at(&c->tuples, i);
		struct changed *g = groups_at(groups, tuple->group);

		if (tuple->before.there)
			g->fates[tuple_fate(c, tuple)]++;
		g->came += tuple_came(c, tuple);
	}
	for (i = 0; i < groups->count; i++)
		add_group(t, snap, groups_at(groups, i), seconds);
}

static const char *name_of(const char *word)
{
	return strcmp(word, "-") ? word : "the running kernel";
}

static int run(const struct command *self, const struct options *options)
{
	const char *defaults = options->list ? "CHANGE,NETNS,NAME,STATE,LOCAL,PEER,LEFT" : self->defaults;
	const char *old = options->words[0], *new = options->words[1];
	struct table *t = table_new("diff", self->columns, defaults, options->list ? NULL : self->sort, &options->style);
	struct selection selection = options->selection;
	struct snapshot *before, *after;
	struct groups groups;
	struct changes c;

	changes_begin(&c);
	groups_init(&groups, sizeof(struct changed), sizeof(struct group_key));
	selection.input = strcmp(old, "-") ? old : NULL;
	before = take(&c, &groups, &selection, false);
	selection.input = strcmp(new, "-") ? new : NULL;
	after = take(&c, &groups, &selection, true);
	changes_between(&c, before, after, name_of(old), name_of(new));
	if (options->list)
		list(t, after, &c);
	else
		count(t, after, &c, &groups);
	print_with_source(t, before->diag ? before : after, options);
	if (for_people(options) && !options->list)
		printf("\n%.3f seconds lie between both snapshots.\n", (c.after.from_ms - c.before.from_ms) / 1000.0);
	snapshot_close(before);
	snapshot_close(after);
	groups_free(&groups);
	changes_free(&c);
	return EXIT_DONE;
}

const struct command diff_command = {
	.name = "diff",
	.words = "OLD NEW [filter]",
	.help = "what happened between two snapshots: stayed, came, ended, early",
	.more = "OLD and NEW are files, or - for the running kernel:\n"
		"  cat /proc/twinfo >old; sleep 10; twinfo diff old -\n"
		"With --list a line for each tuple.",
	.takes = TAKES_FILTER | TAKES_LIST | TAKES_NO_INPUT | TAKES_SOURCE,
	.words_min = 2,
	.words_max = 2,
	.columns = columns,
	.defaults = "NETNS,NAME,DIR,LOCAL,PEER,OLD,NEW,STAYED,REARMED,CAME,ENDED,EARLY,CAME/S,GONE/S",
	.sort = "-CAME",
	.run = run,
};
