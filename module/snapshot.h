/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A snapshot: the records of one sequential pass over /proc/twinfo, from the header to `end`.
 *
 * A snapshot has sections, a section has parts, and a part is a run of records of one kind. A
 * read() never crosses from one section into the next, so a reader that stops early causes no walk.
 */
#ifndef TWINFO_SNAPSHOT_H
#define TWINFO_SNAPSHOT_H

#include <linux/types.h>

#include "ehash.h"
#include "histogram.h"
#include "netns.h"
#include "bind_buckets.h"
#include "row_text.h"
#include "slab.h"
#include "slot.h"

struct inet_hashinfo;
struct seq_file;

/* What pass 1 counts of a table. */
struct twi_count {
	struct twi_histogram hist;
	u32 tw;
	u32 fin_wait2;
	u32 full;
	u32 req;
	u32 v6_class;			/* tw and fin_wait2 of the cache tw_sock_TCPv6 */
	u64 walk_ns;
};

struct twi_snapshot {
	/* set when the file is opened */
	struct twi_net own;		/* the opener's namespace */
	bool all;			/* the opener may see all namespaces, else only own */

	/* set when the snapshot begins */
	u64 now_ms;			/* CLOCK_MONOTONIC, when it began */
	s64 date_s;			/* CLOCK_REALTIME, when it began */
	struct twi_nets nets;
	int err;			/* why the snapshot ended early */

	/* the position */
	unsigned int part;
	bool ready;			/* a record was found here and may be shown */
	bool crossed;			/* the record is the first of its section */
	u64 step;			/* how many records of this part came before */

	/* head */
	u32 rank;			/* the namespace whose net record came last, plus 1 */
	u32 port_from, port_to;		/* the reserved range that came last; 0: none yet */
	char line[768];			/* the record at hand */
	size_t line_len;

	u32 collected;			/* used slots so far */

	/* pass 1 */
	struct twi_count *counts;	/* by table */
	struct twi_histogram bhash[2];	/* of bhash and bhash2 */
	u64 bhash_ns;			/* what the one at hand took */
	struct twi_slab slab;		/* the cache at hand */

	/* pass 2: the cursor is (table, at, index) */
	u32 table;
	u32 at;
	u32 index;
	struct twi_slot slot;		/* the only copy of the slot at hand */
	u32 slot_table;			/* the table of that slot */
	struct twi_row_text row_text;
	struct twi_effort effort;
	struct twi_binds binds;		/* as they were when pass 2 began */
	struct twi_bind *owned;		/* the one of the socket before, or NULL */
	u64 bind;			/* bind rows shown */
	u64 tw, fin_wait2;		/* rows shown */
	u64 gone;			/* minisockets of namespaces that are dying or too new */
	u64 begun_ns;			/* when this read() began with rows, 0 if it has not */
	u64 walk_ns;			/* time for rows in earlier reads */
};

/* A read() ends at the end of a section. */
enum twi_section { TWI_SECTION_SETTINGS, TWI_SECTION_COUNT, TWI_SECTION_ROWS };

/**
 * struct twi_part - a run of records of one kind
 * @section: the section that the part belongs to
 * @next: go to the next record of the part (the first one if step is 0). Returns 1 if there is
 *        one, 0 at the end of the part, or a negative errno, which ends the snapshot. NULL: the
 *        part has exactly one record
 * @show: print that record; may be called again for the same record
 */
struct twi_part {
	enum twi_section section;
	int (*next)(struct twi_snapshot *snap);
	void (*show)(struct twi_snapshot *snap, struct seq_file *m);
};

int twi_snapshot_begin(struct twi_snapshot *snap);
void twi_snapshot_drop(struct twi_snapshot *snap);
int twi_snapshot_next(struct twi_snapshot *snap, bool cross);
void twi_snapshot_pause(struct twi_snapshot *snap);
void twi_snapshot_show(struct twi_snapshot *snap, struct seq_file *m);

struct inet_hashinfo *twi_snapshot_table(const struct twi_snapshot *snap, u32 id);
bool twi_snapshot_tells_of(const struct twi_snapshot *snap, u32 table);

/* settings.c */
void twi_show_header(struct twi_snapshot *snap, struct seq_file *m);
int twi_next_net(struct twi_snapshot *snap);
void twi_show_net(struct twi_snapshot *snap, struct seq_file *m);

/* counts.c */
int twi_next_sum(struct twi_snapshot *snap);
void twi_show_sum(struct twi_snapshot *snap, struct seq_file *m);
int twi_next_ehash(struct twi_snapshot *snap);
void twi_show_ehash(struct twi_snapshot *snap, struct seq_file *m);
void twi_show_chains(struct seq_file *m, const struct twi_histogram *hist);

/* tables.c */
int twi_next_bhash(struct twi_snapshot *snap);
void twi_show_bhash(struct twi_snapshot *snap, struct seq_file *m);
int twi_next_slab(struct twi_snapshot *snap);
void twi_show_slab(struct twi_snapshot *snap, struct seq_file *m);

/* rows.c */
void twi_show_columns(struct twi_snapshot *snap, struct seq_file *m);
int twi_next_row(struct twi_snapshot *snap);
void twi_show_rows(struct twi_snapshot *snap, struct seq_file *m);
void twi_show_bind_columns(struct twi_snapshot *snap, struct seq_file *m);
int twi_next_bind(struct twi_snapshot *snap);
void twi_show_bind(struct twi_snapshot *snap, struct seq_file *m);
void twi_show_end(struct twi_snapshot *snap, struct seq_file *m);

#endif /* TWINFO_SNAPSHOT_H */
