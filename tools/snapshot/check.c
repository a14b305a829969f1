// SPDX-License-Identifier: GPL-2.0-only
/* What each kind of record must hold, so that every command refuses the same damaged files. */

#include <stddef.h>

#include "common/number.h"
#include "snapshot/check.h"
#include "snapshot/record.h"
#include "twinfo_format.h"

/*
 * Keys whose value is a number, or "-" where the kernel cannot tell. Keys that a later module adds
 * are unknown to this tool and not looked at.
 */
static const struct {
	const char *kind, *what;	/* what the record's first word is, NULL for a key at once */
	const char *keys[20];
} kinds[] = {
	{ TWINFO_HEADER, "the format's number", { "hz", "cpus", "now_ms", "date_s", "netns" } },
	{ TWINFO_NET, "a network namespace",
	  { "count", "max_tw", "timewaited", "timewaitrecycled", "timewaitkilled", "timewaitoverflow",
	    "tw_reuse", "tw_reuse_delay_ms", "timestamps", "rfc1337", "fin_timeout_ms", "reserved",
	    "port_step_width", "ehash" } },
	{ TWINFO_SUM, "a network namespace", { "tw", "fw2", "overdue", "full", "req" } },
	{ TWINFO_EHASH, "the table's number",
	  { "slots", "used", "tw", "fw2", "full", "req", "max_chain", "walk_us" } },
	{ TWINFO_BHASH, "the table's number", { "slots", "used", "buckets", "max_chain", "walk_us" } },
	{ TWINFO_BHASH2, "the table's number", { "slots", "used", "buckets", "max_chain", "walk_us" } },
	{ TWINFO_SLAB, NULL,
	  { "aliases", "live", "obj_bytes", "slot_bytes", "per_slab", "order", "total", "slabs",
	    "bytes" } },
	{ TWINFO_END, NULL, { "tw", "fw2", "bind", "now_ms" } },
};

/* Chains are counted in a list of numbers with commas between them. */
static void check_chains(const struct record *r)
{
	const char *c = record_value(r, "chains");

	for (;; c++) {
		size_t digits = strspn(c, "0123456789");

		c += digits;
		if (!digits || digits > 18 || (*c && *c != ','))
			record_damaged(r, "expected numbers for chains, found '%.40s'",
				       record_value(r, "chains"));
		if (!*c)
			return;
	}
}

/**
 * record_check() - check what a record must hold; a damaged one ends the program
 * @r: a record that is not a row; one of a kind that this tool does not know is accepted
 */
void record_check(const struct record *r)
{
	const char *const *key;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (!is_kind(r, kinds[i].kind))
			continue;
		if (kinds[i].what && record_number_at(r, 1, kinds[i].what) < 0)
			record_damaged(r, "expected %s, found '%.40s'", kinds[i].what, r->word[1]);
		for (key = kinds[i].keys; *key; key++)
			record_number(r, *key);
		if (is_kind(r, TWINFO_EHASH) || is_kind(r, TWINFO_BHASH))
			check_chains(r);
		return;
	}
}
