// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo group COLUMNS`: how many tuples have the same values in these columns. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analysis/groups.h"
#include "analysis/span.h"
#include "commands/command.h"
#include "common/fail.h"
#include "snapshot/address.h"
#include "snapshot/snapshot.h"
#include "twinfo_format.h"

enum {
	NETNS, NAME, STATE, LOCAL, LOCAL_ADDRESS, LOCAL_PORT, PEER, PEER_ADDRESS, PEER_PORT, MARK, IFINDEX, REUSE,
	COUNT, OLDEST, NEWEST, LAST
};

static const struct column columns[] = {
	[NETNS] = { "NETNS", true, "inode number of the network namespace" },
	[NAME] = { "NAME", false, NAME_HELP },
	[STATE] = { "STATE", false, "TIME-WAIT or FIN-WAIT-2" },
	[LOCAL] = { "LOCAL", false, "local address and port" },
	[LOCAL_ADDRESS] = { "LOCAL-ADDRESS", false, "local address, or its network if a prefix was given" },
	[LOCAL_PORT] = { "LOCAL-PORT", true, "local port" },
	[PEER] = { "PEER", false, "peer's address and port" },
	[PEER_ADDRESS] = { "PEER-ADDRESS", false, "peer's address, or its network if a prefix was given" },
	[PEER_PORT] = { "PEER-PORT", true, "peer's port" },
	[MARK] = { "MARK", true, "fwmark" },
	[IFINDEX] = { "IFINDEX", true, "interface that the socket was bound to, 0 for none" },
	[REUSE] = { "REUSE", false, "may connect() reuse it: now, later or never" },
	[COUNT] = { "COUNT", true, "tuples" },
	[OLDEST] = { "OLDEST", true, "seconds: the greatest age (entry age, else rearm age)" },
	[NEWEST] = { "NEWEST", true, "seconds: the least age" },
	[LAST] = { "LAST", true, "seconds until the last of them ends" },
	{ }
};

/* By which columns; of the two addresses, by how many bits. An IPv4 address has the last 32 bits. */
struct by {
	bool column[COUNT];
	int local_bits, peer_bits;
};

/* What is not asked for is 0. */
struct key {
	int64_t net, mark, ifindex;
	struct in6_addr local, peer;
	uint16_t local_port, peer_port;
	uint8_t state, reuse, zero[2];
};

struct group {
	struct key key;
	int64_t count;
	struct span span;
};

static const char *const reuses[] = { "now", "later", "never" };

static int take_column(const char *word, size_t len)
{
	int i;

	for (i = 0; i < COUNT; i++)
		if (strlen(columns[i].name) == len && !strncasecmp(columns[i].name, word, len))
			return i;
	fail(EXIT_USE, "'%.*s': no column to group by; see twinfo group --list-columns", (int)len, word);
}

/* "netns,peer-address/24"; @defaults gets the columns of the output. */
static void take_columns(const char *words, struct by *by, char *defaults, size_t size)
{
	const char *word = words, *end;
	size_t used = 0;

	*by = (struct by){ .local_bits = 128, .peer_bits = 128 };
	for (;; word = end + 1) {
		size_t len;
		const char *slash;
		int column, bits;
		char *rest;

		end = strchrnul(word, ',');
		slash = memchr(word, '/', end - word);
		len = (slash ?: end) - word;
		column = take_column(word, len);
		if (slash) {
			bits = strtol(slash + 1, &rest, 10);
			if (rest == slash + 1 || rest != end || bits < 0 || bits > 128 ||
			    (column != LOCAL_ADDRESS && column != PEER_ADDRESS))
				fail(EXIT_USE, "'%.*s': expected a prefix of 0 to 128 bits, after an ADDRESS column",
				     (int)(end - word), word);
			*(column == LOCAL_ADDRESS ? &by->local_bits : &by->peer_bits) = bits;
		}
		if (by->column[column])
			fail(EXIT_USE, "'%s' is there twice", columns[column].name);
		by->column[column] = true;
		used += snprintf(defaults + used, size - used, "%s,", columns[column].name);
		if (!*end)
			break;
	}
	snprintf(defaults + used, size - used, "COUNT,OLDEST,NEWEST,LAST");
}

/* Keeps so many bits: of an IPv4 address 32 are all, of any other 128. */
static struct in6_addr masked(struct in6_addr ip, int bits)
{
	int i, keep = IN6_IS_ADDR_V4MAPPED(&ip) ? 96 + (bits > 32 ? 32 : bits) : bits;

	for (i = 0; i < 16; i++, keep -= 8)
		if (keep < 8)
			ip.s6_addr[i] &= keep <= 0 ? 0 : 0xff << (8 - keep);
	return ip;
}

static void take_end(const struct record *r, enum tw_column column, bool ip, bool port, int bits,
		     struct in6_addr *to_ip, uint16_t *to_port)
{
	struct addr addr;

	if (!ip && !port)
		return;
	tw_addr(r, column, &addr);
	if (ip)
		*to_ip = masked(addr.ip, bits);
	if (port)
		*to_port = addr.port;
}

static void count_row(struct groups *groups, const struct by *by, const struct record *r)
{
	const bool *has = by->column;
	struct key key = { };
	struct group *group;

	if (has[NETNS] || has[NAME])
		key.net = tw_number(r, TW_NET);
	if (has[MARK])
		key.mark = tw_number(r, TW_MARK);
	if (has[IFINDEX])
		key.ifindex = tw_number(r, TW_IFINDEX);
	if (has[STATE])
		key.state = *tw_text(r, TW_STATE) == *TWINFO_STATE_TW;
	if (has[REUSE])
		key.reuse = tw_number(r, TW_REUSE_IN) == UNKNOWN ? 2 : tw_number(r, TW_REUSE_IN) > 0;
	take_end(r, TW_LOCAL, has[LOCAL] || has[LOCAL_ADDRESS], has[LOCAL] || has[LOCAL_PORT],
		 has[LOCAL] ? 128 : by->local_bits, &key.local, &key.local_port);
	take_end(r, TW_PEER, has[PEER] || has[PEER_ADDRESS], has[PEER] || has[PEER_PORT],
		 has[PEER] ? 128 : by->peer_bits, &key.peer, &key.peer_port);
	group = groups_get(groups, &key);
	group->count++;
	span_take(&group->span, r);
}

/* The address, and the prefix if it is shorter than the address. */
static char *network(const struct in6_addr *ip, int bits, char *text)
{
	struct in6_addr shown = masked(*ip, bits);

	addr_print_ip(&shown, text);
	if (bits < (IN6_IS_ADDR_V4MAPPED(ip) ? 32 : 128))
		sprintf(text + strlen(text), "/%d", bits);
	return text;
}

static void add_line(struct table *t, struct snapshot *snap, const struct by *by, const struct group *g)
{
	char local[ADDR_TEXT + 8], peer[ADDR_TEXT + 8], local_ip[ADDR_TEXT + 8], peer_ip[ADDR_TEXT + 8];
	struct addr local_addr = { g->key.local, g->key.local_port };
	struct addr peer_addr = { g->key.peer, g->key.peer_port };
	const bool *has = by->column;

	if (has[NETNS] || has[NAME])
		show_netns(t, NETNS, NAME, snap, g->key.net);
	if (has[STATE])
		table_text(t, STATE, g->key.state ? TWINFO_STATE_TW : TWINFO_STATE_FW2);
	if (has[LOCAL]) {
		addr_print(&local_addr, local);
		table_text(t, LOCAL, local);
	}
	if (has[LOCAL_ADDRESS])
		table_text(t, LOCAL_ADDRESS, network(&g->key.local, by->local_bits, local_ip));
	if (has[LOCAL] || has[LOCAL_PORT])
		table_number(t, LOCAL_PORT, g->key.local_port);
	if (has[PEER]) {
		addr_print(&peer_addr, peer);
		table_text(t, PEER, peer);
	}
	if (has[PEER_ADDRESS])
		table_text(t, PEER_ADDRESS, network(&g->key.peer, by->peer_bits, peer_ip));
	if (has[PEER] || has[PEER_PORT])
		table_number(t, PEER_PORT, g->key.peer_port);
	if (has[MARK])
		table_number(t, MARK, g->key.mark);
	if (has[IFINDEX])
		table_number(t, IFINDEX, g->key.ifindex);
	if (has[REUSE])
		table_text(t, REUSE, reuses[g->key.reuse]);
	table_number(t, COUNT, g->count);
	table_seconds(t, OLDEST, g->span.aged ? g->span.oldest : UNKNOWN);
	table_seconds(t, NEWEST, g->span.aged ? g->span.newest : UNKNOWN);
	table_seconds(t, LAST, g->span.last);
	table_line(t);
}

static int run(const struct command *self, const struct options *options)
{
	char defaults[512];
	const struct record *r;
	struct snapshot *snap;
	struct groups groups;
	struct table *t;
	struct by by;
	size_t i;

	take_columns(options->words[0], &by, defaults, sizeof(defaults));
	t = table_new("group", self->columns, defaults, self->sort, &options->style);
	snap = snapshot_open(&options->selection, TO_END);
	groups_init(&groups, sizeof(struct group), sizeof(struct key));
	while ((r = snapshot_next(snap)))
		if (is_kind(r, TWINFO_TW))
			count_row(&groups, &by, r);
	for (i = 0; i < groups.count; i++)
		add_line(t, snap, &by, groups_at(&groups, i));
	table_print(t);
	snapshot_close(snap);
	groups_free(&groups);
	return EXIT_DONE;
}

const struct command group_command = {
	.name = "group",
	.words = "COLUMNS [filter]",
	.help = "how many tuples have the same values in these columns",
	.more = "COLUMNS are names of --list-columns before COUNT, with commas: netns,peer-address/24,local-port.\n"
		"An address with a prefix is grouped by its network.",
	.takes = TAKES_FILTER,
	.words_min = 1,
	.words_max = 1,
	.columns = columns,
	.defaults = "PEER-ADDRESS,COUNT,OLDEST,NEWEST,LAST",
	.sort = "-COUNT",
	.run = run,
};
