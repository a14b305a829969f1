// SPDX-License-Identifier: GPL-2.0-only
/*
 * `twinfo hash`: are the tables big enough?
 *
 * A good hash spreads n entries over m slots at random: the number of slots with k entries is then
 * m * e^-l * l^k / k! for the load l = n / m (Poisson). Longer chains are a sign of tuples chosen
 * to collide, or of a table that is too small for its entries.
 */

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/command.h"
#include "output/terminal.h"
#include "snapshot/snapshot.h"
#include "twinfo_format.h"

enum { TABLE, ID, NETNS, NAME, SLOTS, USED, USED_EXPECTED, ENTRIES, LOAD, MAX, MAX_EXPECTED, WALK, WALK_TIME };

static const struct column columns[] = {
	[TABLE] = { "TABLE", false, "ehash (by tuple), bhash (by port), bhash2 (by address and port)" },
	[ID] = { "ID", true, "number of the table; 0 is the shared one" },
	[NETNS] = { "NETNS", true, "the namespace that owns the table; - for the shared one" },
	[NAME] = { "NAME", false, NAME_HELP },
	[SLOTS] = { "SLOTS", true, "slots" },
	[USED] = { "USED", true, "slots that are not empty" },
	[USED_EXPECTED] = { "EXPECTED", true, "used slots if the hash were even" },
	[ENTRIES] = { "ENTRIES", true, "sockets or bind buckets in the table" },
	[LOAD] = { "LOAD", true, "entries for each slot" },
	[MAX] = { "MAX", true, "the longest chain" },
	[MAX_EXPECTED] = { "MAX-EXPECTED", true, "the longest chain if the hash were even, about" },
	[WALK] = { "WALK", false, "how it was walked: rcu, or lock: one chain's lock at a time" },
	[WALK_TIME] = { "WALK-TIME", true, "seconds that the walk took" },
	{ }
};

enum { C_NAME, C_ID, C_LENGTH, C_SLOTS, C_EXPECTED, C_BAR };

static const struct column chain_columns[] = {
	[C_NAME] = { "TABLE", false, "ehash or bhash" },
	[C_ID] = { "ID", true, "number of the table" },
	[C_LENGTH] = { "LENGTH", true, "entries in a chain; 32 stands for 32 and more" },
	[C_SLOTS] = { "SLOTS", true, "slots with such a chain" },
	[C_EXPECTED] = { "EXPECTED", true, "such slots if the hash were even" },
	[C_BAR] = { "BAR", false, "SLOTS as a bar" },
	{ }
};

/* Slots with k entries if n entries are spread over m slots at random. */
static double expected(double m, double n, unsigned int k)
{
	double load = n / m;

	if (!n)
		return k ? 0 : m;
	return m * exp(k * log(load) - load - lgamma(k + 1));
}

/* The longest chain that may be expected: the least k that less than half a slot exceeds. */
static unsigned int expected_max(double m, double n)
{
	unsigned int k;
	double beyond = m;

	for (k = 0; k < 100000; k++) {
		beyond -= expected(m, n, k);
		if (beyond < 0.5 && k >= n / m)
			break;
	}
	return k;
}

static int64_t entries(const struct record *r)
{
	if (!is_kind(r, TWINFO_EHASH))
		return record_number(r, "buckets");
	return record_number(r, "tw") + record_number(r, "fw2") + record_number(r, "full") +
	       record_number(r, "req");
}

static void add_line(struct table *t, struct snapshot *snap, const struct record *r)
{
	int64_t slots = record_number(r, "slots"), n = entries(r);

	if (slots < 1 || n < 0)
		record_damaged(r, "expected a table with slots");
	table_text(t, TABLE, r->word[0]);
	table_number(t, ID, record_number_at(r, 1, "the table's number"));
	if (is_kind(r, TWINFO_EHASH) && strcmp(record_value(r, "net"), "*"))
		show_netns(t, NETNS, NAME, snap, record_number(r, "net"));
	table_number(t, SLOTS, slots);
	table_number(t, USED, record_number(r, "used"));
	table_decimal(t, USED_EXPECTED, slots - expected(slots, n, 0), 1);
	table_number(t, ENTRIES, n);
	table_decimal(t, LOAD, (double)n / slots, 3);
	table_number(t, MAX, record_number(r, "max_chain"));
	table_number(t, MAX_EXPECTED, expected_max(slots, n));
	if (!is_kind(r, TWINFO_EHASH))
		table_text(t, WALK, record_value(r, "walk"));
	else
		table_text(t, WALK, "rcu");
	table_seconds(t, WALK_TIME, record_number(r, "walk_us") / 1000);
	table_line(t);
}

/* How long the chains of a table are, kept until the table of tables is printed. */
#define CLASSES_MAX	64

struct chains {
	const char *kind;
	int64_t id, slots, entries;
	unsigned int classes;
	int64_t counts[CLASSES_MAX];	/* slots by the length of their chain */
};

static void keep_chains(struct chains *c, const struct record *r)
{
	const char *text = record_value(r, "chains");
	char *end = (char *)text;

	c->kind = is_kind(r, TWINFO_EHASH) ? TWINFO_EHASH : TWINFO_BHASH;
	c->id = record_number_at(r, 1, "the table's number");
	c->slots = record_number(r, "slots");
	c->entries = entries(r);
	for (c->classes = 0; c->classes < CLASSES_MAX; end++) {
		c->counts[c->classes++] = strtoll(end, &end, 10);
		if (*end != ',')
			break;
	}
	if (*end || strspn(text, "0123456789,") != strlen(text))
		record_damaged(r, "expected numbers for chains, found '%.40s'", text);
}

static void add_chains(struct table *t, const struct chains *c, unsigned int width)
{
	char bar[BAR_TEXT];
	unsigned int length;
	int64_t max = 0;

	/* Empty slots have no bar: it would dwarf the others. */
	for (length = 1; length < c->classes; length++)
		if (c->counts[length] > max)
			max = c->counts[length];
	for (length = 0; length < c->classes; length++) {
		table_text(t, C_NAME, c->kind);
		table_number(t, C_ID, c->id);
		table_number(t, C_LENGTH, length);
		table_number(t, C_SLOTS, c->counts[length]);
		table_decimal(t, C_EXPECTED, expected(c->slots, c->entries, length), 1);
		bar_draw(bar, length ? c->counts[length] : 0, max, width);
		table_text(t, C_BAR, bar);
		table_line(t);
	}
}

static void explain(void)
{
	putchar('\n');
	say("EXPECTED is what an even hash would have (Poisson). A longest chain far above MAX-EXPECTED means "
	    "that tuples collide. A LOAD far above 1 means too few slots: see thash_entries= at boot, or "
	    "net.ipv4.tcp_child_ehash_entries for new namespaces from 6.1 on.");
}

static int run(const struct command *self, const struct options *options)
{
	const char *chain_defaults = options->bars ? "TABLE,ID,LENGTH,SLOTS,EXPECTED,BAR"
						   : "TABLE,ID,LENGTH,SLOTS,EXPECTED";
	bool tables = !options->chains;
	bool both = tables && options->bars && for_people(options) && !options->style.output;
	struct table *t = table_new(tables ? "hash" : "chains", tables ? self->columns : chain_columns,
				    tables ? self->defaults : chain_defaults, self->sort,
				    &options->style);
	struct snapshot *snap = snapshot_open(&options->selection, TO_COUNTS);
	unsigned int width = bar_width(38);
	struct chains *chains = NULL;
	const struct record *r;
	size_t count = 0, i;
	bool any = false;

	while ((r = snapshot_next(snap))) {
		bool with_chains = is_kind(r, TWINFO_EHASH) || is_kind(r, TWINFO_BHASH);

		if (!with_chains && !is_kind(r, TWINFO_BHASH2))
			continue;
		any = true;
		if (tables)
			add_line(t, snap, r);
		if (!with_chains || (tables && !both))
			continue;
		chains = grown(chains, count + 1, sizeof(*chains));
		keep_chains(&chains[count++], r);
	}
	if (!any && !snap->scope_all)
		fail(EXIT_UNREADABLE, "the shared tables belong to the whole machine: the snapshot of a "
				      "reader without CAP_NET_ADMIN there does not have them");
	snapshot_close(snap);
	if (both) {
		table_print(t);
		putchar('\n');
		t = table_new("chains", chain_columns, chain_defaults, NULL, &options->style);
	}
	for (i = 0; i < count; i++)
		add_chains(t, &chains[i], width);
	free(chains);
	table_print(t);
	if (for_people(options))
		explain();
	return EXIT_DONE;
}

const struct command hash_command = {
	.name = "hash",
	.help = "are the hash tables big enough: load and longest chain, as expected?",
	.more = "--chains shows slots by the length of their chains: TABLE, ID, LENGTH, SLOTS, EXPECTED, BAR.",
	.takes = TAKES_CHAINS | TAKES_BARS,
	.columns = columns,
	.needs = "the hash tables",
	.defaults = "TABLE,ID,NETNS,NAME,SLOTS,USED,EXPECTED,ENTRIES,LOAD,MAX,MAX-EXPECTED",
	.run = run,
};
