// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo slab`: how much memory. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "commands/command.h"
#include "common/number.h"
#include "output/terminal.h"
#include "snapshot/snapshot.h"
#include "twinfo_format.h"

enum { NAME, CACHE, LIVE, TOTAL, USE, OBJECT, SLOT, PER_SLAB, SLABS, BYTES, NEEDED, WASTE, ALIASES };

static const struct column columns[] = {
	[NAME] = { "NAME", false, "name of the cache in the kernel's code" },
	[CACHE] = { "CACHE", false, "the cache behind it, which others may share" },
	[LIVE] = { "LIVE", true, "objects counted in the tables: exact on a quiet machine" },
	[TOTAL] = { "TOTAL", true, "objects that the slabs have room for, of all that share the cache" },
	[USE] = { "USE%", true, "LIVE in per cent of TOTAL; - if shared" },
	[OBJECT] = { "OBJECT", true, "size of an object" },
	[SLOT] = { "SLOT", true, "size with alignment" },
	[PER_SLAB] = { "PER-SLAB", true, "objects in a slab" },
	[SLABS] = { "SLABS", true, "slabs" },
	[BYTES] = { "BYTES", true, "memory of the slabs" },
	[NEEDED] = { "NEEDED", true, "memory that LIVE objects take" },
	[WASTE] = { "WASTE", true, "BYTES minus NEEDED; - if shared" },
	[ALIASES] = { "ALIASES", true, "other caches that share this one; 0 for none" },
	{ }
};

static void add_line(struct table *t, const struct record *r)
{
	int64_t live = record_number(r, "live"), total = record_number(r, "total");
	int64_t slot = record_number(r, "slot_bytes"), bytes = record_number(r, "bytes");
	bool shared = record_number(r, "aliases") > 0;
	bool whole = live != UNKNOWN && total != UNKNOWN && slot != UNKNOWN && bytes != UNKNOWN;

	table_text(t, NAME, record_word(r, 1, "the name of a cache"));
	table_text(t, CACHE, record_value(r, "cache"));
	table_number(t, LIVE, live);
	table_number(t, TOTAL, total);
	table_number(t, USE, whole && !shared && total ? live * 100 / total : UNKNOWN);
	table_bytes(t, OBJECT, record_number(r, "obj_bytes"));
	table_bytes(t, SLOT, slot);
	table_number(t, PER_SLAB, record_number(r, "per_slab"));
	table_number(t, SLABS, record_number(r, "slabs"));
	table_bytes(t, BYTES, bytes);
	table_bytes(t, NEEDED, whole ? live * slot : UNKNOWN);
	table_bytes(t, WASTE, whole && !shared ? bytes - live * slot : UNKNOWN);
	table_number(t, ALIASES, record_number(r, "aliases"));
	table_line(t);
}

struct sums {
	int64_t sockets, socket_bytes, buckets, bucket_bytes;
	bool shared;
};

static void sum_up(struct sums *s, const struct record *r)
{
	int64_t live = record_number(r, "live"), slot = record_number(r, "slot_bytes");

	if (live == UNKNOWN || slot == UNKNOWN)
		return;
	if (strncmp(r->word[1], "tw_sock", 7)) {
		s->buckets += live;
		s->bucket_bytes += live * slot;
	} else {
		s->sockets += live;
		s->socket_bytes += live * slot;
	}
	s->shared |= record_number(r, "aliases") > 0;
}

static void explain(const struct sums *s)
{
	char sockets[NUMBER_TEXT], buckets[NUMBER_TEXT];

	print_bytes(s->socket_bytes, sockets);
	print_bytes(s->bucket_bytes, buckets);
	putchar('\n');
	say("%" PRId64 " minisockets need %s; %" PRId64 " bind buckets, of all sockets, need %s.", s->sockets,
	    sockets, s->buckets, buckets);
	say("TOTAL minus LIVE is free, or cached by the CPUs. slabtop counts cached objects as used.");
	if (s->shared)
		say("A cache with ALIASES is shared: TOTAL and BYTES count all objects in it, LIVE only "
		    "those of TCP.");
}

static int run(const struct command *self, const struct options *options)
{
	struct table *t = table_new("slab", self->columns, self->defaults, self->sort,
				    &options->style);
	struct snapshot *snap = snapshot_open(&options->selection, TO_COUNTS);
	const struct record *r;
	struct sums sums = { };
	bool any = false;

	while ((r = snapshot_next(snap))) {
		if (!is_kind(r, TWINFO_SLAB))
			continue;
		any = true;
		add_line(t, r);
		sum_up(&sums, r);
	}
	if (!any && snap->diag)
		fail(EXIT_UNREADABLE, "/sys/kernel/slab: root may read it");
	if (!any && !snap->scope_all)
		fail(EXIT_UNREADABLE, "the slabs belong to the whole machine: the snapshot of a reader "
				      "without CAP_NET_ADMIN there does not have them");
	print_with_source(t, snap, options);
	if (any && !snap->diag && for_people(options))
		explain(&sums);
	snapshot_close(snap);
	return EXIT_DONE;
}

const struct command slab_command = {
	.name = "slab",
	.help = "how much memory: live and total objects, bytes, waste, sharing",
	.columns = columns,
	.defaults = "NAME,CACHE,LIVE,TOTAL,USE%,OBJECT,SLOT,BYTES,NEEDED,WASTE,ALIASES",
	.run = run,
};
