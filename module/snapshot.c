// SPDX-License-Identifier: GPL-2.0-only
/* A snapshot: which records it has, their order, and how to go from one to the next. */

#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <net/net_namespace.h>

#include "snapshot.h"

static const struct twi_part parts[] = {
	{ TWI_SECTION_SETTINGS,	NULL,		twi_show_header },
	{ TWI_SECTION_SETTINGS,	twi_next_net,	twi_show_net },

	{ TWI_SECTION_COUNT,	twi_next_sum,	twi_show_sum },
	{ TWI_SECTION_COUNT,	twi_next_ehash,	twi_show_ehash },
	{ TWI_SECTION_COUNT,	twi_next_bhash,	twi_show_bhash },
	{ TWI_SECTION_COUNT,	twi_next_slab,	twi_show_slab },
	/* Closes the section, so that a reader of counts knows that it has them all. */
	{ TWI_SECTION_COUNT,	NULL,		twi_show_columns },

	{ TWI_SECTION_ROWS,	twi_next_row,	twi_show_rows },
	{ TWI_SECTION_ROWS,	NULL,		twi_show_bind_columns },
	{ TWI_SECTION_ROWS,	twi_next_bind,	twi_show_bind },
	{ TWI_SECTION_ROWS,	NULL,		twi_show_end },
};

/**
 * twi_snapshot_begin() - begin a new snapshot
 * @snap: the snapshot; one in progress is dropped
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int twi_snapshot_begin(struct twi_snapshot *snap)
{
	twi_snapshot_drop(snap);
	snap->now_ms = div_u64(ktime_get_ns(), NSEC_PER_MSEC);
	snap->date_s = ktime_get_real_seconds();
	snap->err = twi_netns_capture(&snap->nets, snap->all ? NULL : &snap->own);
	return snap->err;
}

/**
 * twi_snapshot_drop() - free a snapshot
 * @snap: the snapshot; it keeps only who opened the file and what the opener may see
 *
 * Context: process context, may sleep.
 */
void twi_snapshot_drop(struct twi_snapshot *snap)
{
	const struct twi_net own = snap->own;
	const bool all = snap->all;

	twi_netns_free(&snap->nets);
	twi_slot_free(&snap->slot);
	twi_binds_free(&snap->binds);
	kvfree(snap->counts);
	memset(snap, 0, sizeof(*snap));
	snap->own = own;
	snap->all = all;
}

/**
 * twi_snapshot_next() - go to the next record
 * @snap: the snapshot
 * @cross: go on into the next section?
 *
 * Context: process context, may sleep.
 * Return: 1 at a record; 0 at the end of the section, or of the snapshot; a negative errno, then
 * the same for each later call.
 */
int twi_snapshot_next(struct twi_snapshot *snap, bool cross)
{
	cond_resched();
	if (!snap->err && fatal_signal_pending(current))
		snap->err = -EINTR;

	snap->ready = false;
	snap->crossed = false;
	while (!snap->err && snap->part < ARRAY_SIZE(parts)) {
		const struct twi_part *part = &parts[snap->part];
		int found = part->next ? part->next(snap) : !snap->step;

		if (found < 0) {
			snap->err = found;
			break;
		}
		if (found) {
			snap->step++;
			snap->ready = true;
			return 1;
		}
		snap->part++;
		snap->step = 0;
		if (snap->part < ARRAY_SIZE(parts) && part[1].section != part->section) {
			if (!cross)
				return 0;
			snap->crossed = true;
		}
	}
	return snap->err;
}

/**
 * twi_snapshot_pause() - end a read()
 * @snap: the snapshot
 *
 * Context: any; a namespace whose last reference this was is torn down by a worker.
 */
void twi_snapshot_pause(struct twi_snapshot *snap)
{
	if (snap->begun_ns)
		snap->walk_ns += ktime_get_ns() - snap->begun_ns;
	snap->begun_ns = 0;
	twi_netns_release(&snap->nets);
}

/**
 * twi_snapshot_show() - print the current record
 * @snap: the snapshot, after twi_snapshot_next() gave 1
 * @m: where to
 *
 * Context: process context, may sleep.
 */
void twi_snapshot_show(struct twi_snapshot *snap, struct seq_file *m)
{
	parts[snap->part].show(snap, m);
}

/**
 * twi_snapshot_table() - the ehash with an id
 * @snap: the snapshot
 * @id: below nets.tables
 *
 * Context: any.
 * Return: the table, to be used until the read() returns; NULL if its namespace is
 * gone, or if the opener sees nothing that is in it.
 */
struct inet_hashinfo *twi_snapshot_table(const struct twi_snapshot *snap, u32 id)
{
	const struct twi_net *owner = twi_netns_owner(&snap->nets, id);

	if (owner)
		return owner->held ? twi_netns_table(owner->net) : NULL;
	if (!snap->all && (snap->nets.tables > 1 || !snap->nets.count))
		return NULL;
	return twi_netns_table(&init_net);
}

/**
 * twi_snapshot_tells_of() - may the opener see how a table is used?
 * @snap: the snapshot
 * @table: the id of an ehash
 *
 * Context: any.
 * Return: true for a private table that is in the snapshot, and for the shared one if the opener
 * sees all.
 */
bool twi_snapshot_tells_of(const struct twi_snapshot *snap, u32 table)
{
	return snap->all || table != TWI_TABLE_SHARED;
}
