// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo list`: each tuple, its age and the time that it has left. */

#include <string.h>

#include "commands/command.h"
#include "common/number.h"
#include "snapshot/snapshot.h"
#include "snapshot/source.h"
#include "twinfo_format.h"

enum {
	NETNS, NAME, STATE, LOCAL, PEER, REARM_AGE, ENTRY_AGE, LEFT, TS_AGE, REUSE_IN, MARK, IFINDEX, TABLE
};

static const struct column columns[] = {
	[NETNS] = { "NETNS", true, "inode number of the network namespace", 10 },
	[NAME] = { "NAME", false, NAME_HELP },
	[STATE] = { "STATE", false, "TIME-WAIT or FIN-WAIT-2", 10 },
	[LOCAL] = { "LOCAL", false, "local address and port", 21 },
	[PEER] = { "PEER", false, "peer's address and port", 21 },
	[REARM_AGE] = { "REARM-AGE", true,
		"seconds since the timer was last armed: the age is at least this" },
	[ENTRY_AGE] = { "ENTRY-AGE", true,
		"seconds since the kernel's entry stamp: the age is at most this (from 6.14)" },
	[LEFT] = { "LEFT", true, "seconds left; negative while the timer wheel is late" },
	[TS_AGE] = { "TS-AGE", true, "seconds since the peer's last segment with a timestamp" },
	[REUSE_IN] = { "REUSE-IN", true,
		"seconds until connect() with an ephemeral port may reuse it; 0: now, -: never" },
	[MARK] = { "MARK", true, "fwmark" },
	[IFINDEX] = { "IFINDEX", true, "interface that the socket was bound to, 0 for none" },
	[TABLE] = { "TABLE", true, "id of the ehash table that holds it" },
	{ }
};

_Static_assert(SOURCE_BEYOND >= WORD_BEYOND, "a word of a record is one of a table");

/* Which value of a row goes into which column, and how. */
enum kind { WORD, NUMBER, TIME, NETNS_NAME };

struct part {
	unsigned int column;
	enum tw_column word;
	enum kind kind;
};

/* One that the user wants. */
struct shown {
	struct part part;
	struct cell *cell;		/* NULL if the table is sorted by it */
	char text[NUMBER_TEXT];		/* of a time; the number of the namespace that @name is of */
	const char *name;
};

static const struct part parts[] = {
	{ NETNS, TW_NET, NUMBER }, { NAME, TW_NET, NETNS_NAME }, { STATE, TW_STATE, WORD }, { LOCAL, TW_LOCAL, WORD },
	{ PEER, TW_PEER, WORD }, { REARM_AGE, TW_REARM_AGE, TIME },
	{ ENTRY_AGE, TW_ENTRY_AGE, TIME }, { LEFT, TW_LEFT, TIME }, { TS_AGE, TW_TS_AGE, NUMBER },
	{ REUSE_IN, TW_REUSE_IN, TIME }, { MARK, TW_MARK, NUMBER },
	{ IFINDEX, TW_IFINDEX, NUMBER }, { TABLE, TW_TABLE, NUMBER },
};

#define PARTS	(sizeof(parts) / sizeof(*parts))

/*
 * The parts that the user wants. Found once, because asking for each row takes longer than a part.
 */
static size_t pick_parts(struct table *t, struct shown *shown)
{
	size_t i, count = 0;

	for (i = 0; i < PARTS; i++)
		if (table_shows(t, parts[i].column))
			shown[count++] = (struct shown){ parts[i], table_cell(t, parts[i].column), "", NULL };
	return count;
}

/*
 * Is that text a number as it is to be shown? Then it need not be read and written again. The kernel's are; a file may have
 * leading zeros. "-" is none.
 */
static bool is_shown(const char *text, size_t len)
{
	bool negative = *text == '-';

	return (text[negative] >= '1' && text[negative] <= '9') || (*text == '0' && len == 1);
}

/* A cell of a word of the row. */
static void set_word(struct shown *s, const char *text, size_t len)
{
	*s->cell = (struct cell){ .text = text, .len = len, .is_word = true };
}

/* Rows that follow each other are often of one namespace. */
static const char *name_of(struct shown *s, struct snapshot *snap, const struct record *r, const char *netns, size_t len)
{
	if (len >= sizeof(s->text))
		return snapshot_name(snap, tw_number(r, TW_NET));
	if (memcmp(s->text, netns, len + 1)) {
		memcpy(s->text, netns, len + 1);
		s->name = snapshot_name(snap, tw_number(r, TW_NET));
	}
	return s->name;
}

static void add_part(struct table *t, struct snapshot *snap, const struct record *r, struct shown *s)
{
	const struct part *p = &s->part;
	size_t len;
	const char *text = tw_word(r, p->word, &len);

	if (p->kind == NETNS_NAME) {
		table_text(t, p->column, name_of(s, snap, r, text, len));
	} else if (p->kind == WORD) {
		if (s->cell)
			set_word(s, text, len);
		else
			table_word(t, p->column, text, len);
	} else if (!s->cell || !is_shown(text, len) || len >= 20) {
		if (p->kind == NUMBER)
			table_number(t, p->column, tw_number(r, p->word));
		else
			table_seconds(t, p->column, tw_number(r, p->word));
	} else if (p->kind == NUMBER) {
		set_word(s, text, len);
	} else {
		set_word(s, s->text, seconds_of_ms(text, len, s->text));
	}
}

static int run(const struct command *self, const struct options *options)
{
	struct table *t = table_new("tw", self->columns, self->defaults, self->sort,
				    &options->style);
	struct snapshot *snap = snapshot_open(&options->selection, TUPLES);
	struct shown shown[PARTS];
	size_t i, count = pick_parts(t, shown);
	const struct record *r;

	while ((r = snapshot_next(snap))) {
		if (!is_kind(r, TWINFO_TW))
			continue;
		for (i = 0; i < count; i++)
			add_part(t, snap, r, &shown[i]);
		table_line(t);
	}
	print_with_source(t, snap, options);
	snapshot_close(snap);
	return EXIT_DONE;
}

const struct command list_command = {
	.name = "list",
	.words = "[filter]",
	.help = "each tuple: its age, the time left, when it can be reused",
	.more = "Lines are printed as they are read, unless you ask for --sort.",
	.takes = TAKES_FILTER,
	.columns = columns,
	.defaults = "NETNS,NAME,STATE,LOCAL,PEER,REARM-AGE,ENTRY-AGE,LEFT,REUSE-IN",
	.run = run,
};
