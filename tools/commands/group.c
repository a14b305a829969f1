// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo group COLUMNS`: how many tuples have the same values in these columns. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analysis/tuple_groups.h"
#include "commands/group.h"
#include "common/fail.h"
#include "common/number.h"
#include "snapshot/address.h"
#include "twinfo_format.h"

enum {
	NETNS, NAME, STATE, DIR, LOCAL, LOCAL_ADDRESS, LOCAL_PORT, PEER, PEER_ADDRESS, PEER_PORT, MARK, IFINDEX, REUSE,
	COUNT, TIME_WAIT, FIN_WAIT_2, OLDEST, NEWEST, LAST, NOW, LATER, NEVER,
	RATE
};

const struct column group_columns[] = {
	[NETNS] = { "NETNS", true, "inode number of the network namespace" },
	[NAME] = { "NAME", false, NAME_HELP },
	[STATE] = { "STATE", false, "TIME-WAIT or FIN-WAIT-2" },
	[DIR] = { "DIR", false, "out or in: which side called, guessed from the ports" },
	[LOCAL] = { "LOCAL", false, "local address and port; with DIR *:PORT of incoming ones, else *:*" },
	[LOCAL_ADDRESS] = { "LOCAL-ADDRESS", false, "local address, or its network if a prefix was given" },
	[LOCAL_PORT] = { "LOCAL-PORT", true, "local port" },
	[PEER] = { "PEER", false, "peer's address and port; with DIR ADDRESS:* of incoming ones" },
	[PEER_ADDRESS] = { "PEER-ADDRESS", false, "peer's address, or its network if a prefix was given" },
	[PEER_PORT] = { "PEER-PORT", true, "peer's port" },
	[MARK] = { "MARK", true, "fwmark" },
	[IFINDEX] = { "IFINDEX", true, "interface that the socket was bound to, 0 for none" },
	[REUSE] = { "REUSE", false, "may connect() reuse it: now, later or never" },
	[COUNT] = { "COUNT", true, "tuples" },
	[TIME_WAIT] = { "TIME-WAIT", true, "sockets in TIME-WAIT" },
	[FIN_WAIT_2] = { "FIN-WAIT-2", true, "minisockets in FIN-WAIT-2" },
	[OLDEST] = { "OLDEST", true, "seconds: the greatest age (entry age, else rearm age)" },
	[NEWEST] = { "NEWEST", true, "seconds: the least age" },
	[LAST] = { "LAST", true, "seconds until the last of them ends" },
	[NOW] = { "NOW", true, "connect() with an ephemeral port may reuse them now" },
	[LATER] = { "LATER", true, "connect() may reuse them before their time is over" },
	[NEVER] = { "NEVER", true, "connect() may not reuse them under these settings" },
	RATE_COLUMNS,
	{ }
};

/* The columns that tuples are grouped by, and what that means for the groups. */
struct by {
	bool column[COUNT];
	int bits[COUNT];	/* of an ADDRESS column: the prefix */
	struct group_by group;
};

static int take_column(const char *word, size_t len)
{
	int i;

	for (i = 0; i < COUNT; i++)
		if (strlen(group_columns[i].name) == len && !strncasecmp(group_columns[i].name, word, len))
			return i;
	fail(EXIT_USE, "'%.*s': no column to group by; see twinfo group --list-columns", (int)len, word);
}

/* "netns,peer-address/24"; @shown gets the names of the columns. */
static void take_columns(const char *words, struct by *by, char *shown, size_t size)
{
	const char *word = words, *end;
	size_t used = 0;

	*by = (struct by){ .bits = { [LOCAL_ADDRESS] = 128, [PEER_ADDRESS] = 128 } };
	for (;; word = end + 1) {
		size_t len;
		const char *slash;
		char *rest;
		int column;

		end = strchrnul(word, ',');
		slash = memchr(word, '/', end - word);
		len = (slash ?: end) - word;
		column = take_column(word, len);
		if (slash) {
			long n = strtol(slash + 1, &rest, 10);

			if (rest == slash + 1 || rest != end || n < 0 || n > 128 ||
			    (column != LOCAL_ADDRESS && column != PEER_ADDRESS))
				fail(EXIT_USE, "'%.*s': expected a prefix of 0 to 128 bits, after an ADDRESS column",
				     (int)(end - word), word);
			by->bits[column] = n;
		}
		if (by->column[column])
			fail(EXIT_USE, "'%s' is there twice", group_columns[column].name);
		by->column[column] = true;
		used += snprintf(shown + used, size - used, "%s,", group_columns[column].name);
		if (!*end)
			break;
	}
	if (by->column[DIR] && (by->column[LOCAL_ADDRESS] || by->column[LOCAL_PORT] || by->column[PEER_PORT]))
		fail(EXIT_USE, "'%s': with DIR only LOCAL, PEER and PEER-ADDRESS of the addresses", words);
	by->group = (struct group_by){
		.net = by->column[NETNS] || by->column[NAME], .state = by->column[STATE],
		.direction = by->column[DIR], .mark = by->column[MARK], .ifindex = by->column[IFINDEX],
		.reuse = by->column[REUSE],
		.local_ip = by->column[LOCAL] || by->column[LOCAL_ADDRESS],
		.local_port = by->column[LOCAL] || by->column[LOCAL_PORT],
		.peer_ip = by->column[PEER] || by->column[PEER_ADDRESS],
		.peer_port = by->column[PEER] || by->column[PEER_PORT],
		.local_bits = by->column[LOCAL] ? 128 : by->bits[LOCAL_ADDRESS],
		.peer_bits = by->column[PEER] ? 128 : by->bits[PEER_ADDRESS],
	};
}

/* The address, and the prefix if it is shorter than the address. */
static void add_network(struct table *t, unsigned int column, const struct in6_addr *ip, int bits,
			char text[static ADDR_TEXT])
{
	struct in6_addr shown = group_masked(*ip, bits);
	size_t len = addr_print_ip(&shown, text);

	if (bits < (IN6_IS_ADDR_V4MAPPED(ip) ? 32 : 128)) {
		text[len++] = '/';
		len += print_whole(bits, text + len);
	}
	table_word(t, column, text, len);
}

/**
 * group_end_point() - a cell with what a group has of an address and its port
 * @t: the table
 * @column: its index in the columns
 * @ip: the address; NULL for any: "*:80"
 * @port: the port, 0 for any: "1.2.3.4:*"
 * @text: where the text goes, to stay until the line is added
 */
void group_end_point(struct table *t, unsigned int column, const struct in6_addr *ip, uint16_t port,
		     char text[static ADDR_TEXT])
{
	table_word(t, column, text, addr_print_end(ip, port, text));
}

/* The last cells of a line, and its end, as their texts are here. */
static void add_ends(struct table *t, const struct by *by, const struct group_key *key)
{
	char local[ADDR_TEXT], peer[ADDR_TEXT], local_ip[ADDR_TEXT], peer_ip[ADDR_TEXT];
	const bool *has = by->column;

	if (has[LOCAL])
		group_end_point(t, LOCAL, has[DIR] ? NULL : &key->local, key->local_port, local);
	if (has[LOCAL_ADDRESS])
		add_network(t, LOCAL_ADDRESS, &key->local, by->bits[LOCAL_ADDRESS], local_ip);
	if (by->group.local_port && (key->local_port || !has[DIR]))
		table_number(t, LOCAL_PORT, key->local_port);
	if (has[PEER])
		group_end_point(t, PEER, &key->peer, key->peer_port, peer);
	if (has[PEER_ADDRESS])
		add_network(t, PEER_ADDRESS, &key->peer, by->bits[PEER_ADDRESS], peer_ip);
	if (by->group.peer_port && (key->peer_port || !has[DIR]))
		table_number(t, PEER_PORT, key->peer_port);
	table_line(t);
}

static void add_line(struct table *t, struct snapshot *snap, const struct by *by, const struct tuple_group *g)
{
	static const char *const reuses[] = { "now", "later", "never" };
	const bool *has = by->column;

	if (by->group.net)
		show_netns(t, NETNS, NAME, snap, g->key.net);
	if (has[STATE])
		table_text(t, STATE, g->key.time_wait ? TWINFO_STATE_TW : TWINFO_STATE_FW2);
	if (has[DIR])
		table_text(t, DIR, g->key.outgoing ? "out" : "in");
	if (has[MARK])
		table_number(t, MARK, g->key.mark);
	if (has[IFINDEX])
		table_number(t, IFINDEX, g->key.ifindex);
	if (has[REUSE] && !snap->diag)
		table_text(t, REUSE, reuses[g->key.reuse]);
	table_number(t, COUNT, g->time_wait + g->fin_wait2);
	table_number(t, TIME_WAIT, g->time_wait);
	table_number(t, FIN_WAIT_2, g->fin_wait2);
	table_seconds(t, OLDEST, g->span.aged ? g->span.oldest : UNKNOWN);
	table_seconds(t, NEWEST, g->span.aged ? g->span.newest : UNKNOWN);
	table_seconds(t, LAST, g->span.last);
	if (!snap->diag) {
		table_number(t, NOW, g->reuse[GROUP_NOW]);
		table_number(t, LATER, g->reuse[GROUP_LATER]);
		table_number(t, NEVER, g->reuse[GROUP_NEVER]);
	}
	show_rate(t, RATE, &g->rate);
	add_ends(t, by, &g->key);
}

/* What a group has in a column of numbers. Return: false for another column. */
static bool number_in(const struct tuple_group *g, int column, int64_t *n)
{
	switch (column) {
	case COUNT:
		*n = g->time_wait + g->fin_wait2;
		return true;
	case TIME_WAIT:
		*n = g->time_wait;
		return true;
	case FIN_WAIT_2:
		*n = g->fin_wait2;
		return true;
	case LAST:
		*n = g->span.last;
		return true;
	case RATE:
		*n = rate_tenths(&g->rate);
		return true;
	default:
		return false;
	}
}

/* A group and what it is sorted by. */
struct place {
	int64_t n;
	uint32_t i;
};

static int compare(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return x->n != y->n ? (x->n > y->n) - (x->n < y->n) : (x->i > y->i) - (x->i < y->i);
}

/*
 * Adds the groups as lines. The table would have to keep each line to sort it, and its cells are ten times as long as
 * the number that it is sorted by.
 */
static void add_lines(struct table *t, struct snapshot *snap, const struct by *by, const struct groups *groups)
{
	struct place *places = grown(NULL, groups->count + 1, sizeof(*places));
	bool descending, sorted = true;
	int column = table_sorted_by(t, &descending);
	uint32_t i;

	for (i = 0; i < groups->count && sorted; i++) {
		sorted = number_in(groups_at(groups, i), column, &places[i].n);
		/* Equal ones stay in their order, whichever comes first. */
		places[i].n = descending ? -places[i].n : places[i].n;
		places[i].i = i;
	}
	if (sorted) {
		qsort(places, groups->count, sizeof(*places), compare);
		table_come_sorted(t);
	}
	for (i = 0; i < groups->count; i++)
		add_line(t, snap, by, groups_at(groups, sorted ? places[i].i : i));
	free(places);
}

/**
 * group_run() - print how many tuples have the same values
 * @self: the command
 * @options: what the user asked for
 * @words: the columns to group by, "netns,peer-address/24"
 * @counts: the columns to show behind them, "COUNT,LAST"; NULL: the command's own choice of all columns
 *
 * Return: the exit status.
 */
int group_run(const struct command *self, const struct options *options, const char *words, const char *counts)
{
	char shown[512];
	struct snapshot *snap;
	struct groups groups;
	struct table *t;
	struct by by;

	take_columns(words, &by, shown, sizeof(shown));
	if (counts)
		strncat(shown, counts, sizeof(shown) - strlen(shown) - 1);
	t = table_new(self->name, self->columns, counts ? shown : self->defaults, self->sort, &options->style);
	snap = snapshot_open(&options->selection, TUPLES);
	tuple_groups_read(&groups, &by.group, snap);
	add_lines(t, snap, &by, &groups);
	print_with_source(t, snap, options);
	snapshot_close(snap);
	groups_free(&groups);
	return EXIT_DONE;
}

static int run(const struct command *self, const struct options *options)
{
	return group_run(self, options, options->words[0], "COUNT,OLDEST,NEWEST,LAST");
}

const struct command group_command = {
	.name = "group",
	.words = "COLUMNS [filter]",
	.help = "how many tuples have the same values in these columns",
	.more = "COLUMNS are names of --list-columns before COUNT, with commas: netns,peer-address/24,local-port.\n"
		"An address with a prefix is grouped by its network.\n"
		"With dir, local and peer leave out what connect() chose: dir,local,peer is a line for each destination.",
	.takes = TAKES_FILTER,
	.words_min = 1,
	.words_max = 1,
	.columns = group_columns,
	.defaults = "PEER-ADDRESS,COUNT,OLDEST,NEWEST,LAST",
	.sort = "-COUNT",
	.run = run,
};
