// SPDX-License-Identifier: GPL-2.0-only
/* Pass 2: a row for each minisocket, one for each bind bucket, and `end`, which counts them. */

#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/timekeeping.h>

#include "snapshot.h"
#include "bhash.h"
#include "breathe.h"
#include "format.h"
#include "lhash.h"
#include "row_text.h"
#include "twinfo_format.h"

/**
 * twi_show_columns() - the line that names the columns of the rows
 * @snap: the snapshot
 * @m: where to
 *
 * Context: process context.
 */
void twi_show_columns(struct twi_snapshot *snap, struct seq_file *m)
{
	seq_puts(m, "# " TWINFO_TW " " TWINFO_TW_COLUMNS "\n");
}

/* Counts a socket of ehash for the bind bucket of its port. A request socket has no bucket. */
static void count_owner(struct twi_snapshot *snap, const struct twi_net *ns,
			const struct twi_row *row)
{
	struct twi_bind *bind = snap->owned;
	u32 rank = ns - snap->nets.all;

	if (row->key.kind == TWI_KIND_REQ)
		return;
	/* Where a server closes, all have the same bucket. */
	if (!bind || bind->port != row->key.lport || bind->rank != rank) {
		bind = twi_binds_find(&snap->binds, rank, row->key.lport);
		if (!bind)
			return;
		snap->owned = bind;
	}
	if (row->key.kind == TWI_KIND_FULL)
		bind->full++;
	else if (row->fin_wait2)
		bind->fin_wait2++;
	else
		bind->tw++;
	bind->reuseaddr |= row->reuseaddr ? TWI_OWNER_HAS : TWI_OWNER_LACKS;
	bind->reuseport |= row->reuseport ? TWI_OWNER_HAS : TWI_OWNER_LACKS;
	if (row->key.v6)
		bind->v6only |= row->v6only ? TWI_OWNER_HAS : TWI_OWNER_LACKS;
}

/* Keeps in the copy of the slot only what the opener may see as rows. */
static void pick_rows(struct twi_snapshot *snap)
{
	struct twi_slot *slot = &snap->slot;
	u32 i, kept = 0;

	twi_netns_look(&snap->nets);
	for (i = 0; i < slot->count; i++) {
		const struct twi_row *row = &slot->rows[i];
		struct twi_net *ns = twi_netns_find(&snap->nets, row->key.net);

		if (!ns || !ns->alive) {
			snap->gone += row->key.kind == TWI_KIND_TW;
			continue;
		}
		count_owner(snap, ns, row);
		if (row->key.kind != TWI_KIND_TW)
			continue;
		if (kept != i)
			slot->rows[kept] = *row;
		slot->rows[kept++].owner = ns - snap->nets.all;
	}
	slot->count = kept;
}

static const struct twi_row *at_hand(const struct twi_snapshot *snap)
{
	return &snap->slot.rows[snap->index - 1];
}

/* Goes to the next slot with rows. Return: 1, 0 when none is left, -ENOMEM, -EINTR. */
static int next_slot(struct twi_snapshot *snap)
{
	snap->slot.count = 0;
	snap->index = 0;
	for (; snap->table < snap->nets.tables; snap->table++, snap->at = 0) {
		struct inet_hashinfo *table = twi_snapshot_table(snap, snap->table);
		u32 slots = table ? twi_ehash_slots(table) : 0;

		while (snap->at < slots) {
			int ret = twi_ehash_next(table, &snap->at, &snap->slot, &snap->effort);

			if (ret)
				return ret;
			if (snap->at == slots)
				break;
			snap->at++;
			snap->slot_table = snap->table;
			pick_rows(snap);
			/* Many rows are one record: twi_snapshot_next() does not come between. */
			ret = twi_breathe_used(&snap->collected);
			if (ret)
				return ret;
			if (snap->slot.count)
				return 1;
		}
	}
	return 0;
}

/**
 * twi_next_row() - go to the next `tw` row
 * @snap: the snapshot
 *
 * Context: process context, may sleep.
 * Return: 1 at a row, 0 when there are no more, -ENOMEM, -EINTR.
 */
int twi_next_row(struct twi_snapshot *snap)
{
	if (!snap->begun_ns) {
		snap->begun_ns = ktime_get_ns();
		twi_clock_forget(&snap->slot.clock);
		twi_prefetch_forget(&snap->slot.prefetch);
	}
	if (!snap->step) {
		int ret = twi_bhash_collect(&snap->binds, &snap->nets);

		if (!ret)
			ret = twi_lhash_count(&snap->binds, &snap->nets, &snap->slot);
		if (ret)
			return ret;
		snap->slot.count = 0;
		snap->index = 0;
	}

	if (snap->index == snap->slot.count) {
		int ret = next_slot(snap);

		if (ret <= 0)
			return ret;
	}

	snap->index++;
	if (at_hand(snap)->fin_wait2)
		snap->fin_wait2++;
	else
		snap->tw++;
	return 1;
}

static char *put_row(struct twi_snapshot *snap, char *p)
{
	const struct twi_row *row = at_hand(snap);
	const struct twi_net *ns = &snap->nets.all[row->owner];
	s64 mark = snap->all ? row->mark : TWI_NONE;
	s64 table = twi_snapshot_tells_of(snap, snap->slot_table) ? snap->slot_table : TWI_NONE;

	return twi_put_row(&snap->row_text, p, row, ns, &snap->slot.clock, mark, table);
}

/**
 * twi_show_rows() - the current `tw` row, and those after it as long as there is room
 * @snap: the snapshot
 * @m: where to
 *
 * For seq_file all of them are one record, as a call of show and next for each row takes a fifth of
 * a snapshot's time.
 *
 * Context: process context, may sleep.
 */
void twi_show_rows(struct twi_snapshot *snap, struct seq_file *m)
{
	size_t room;
	char *begin, *p;
	int ret;

	/* Written in place. If there is no room, seq_file calls again with an empty buffer. */
	room = seq_get_buf(m, &begin);
	if (room < TWI_ROW_MAX) {
		seq_commit(m, -1);
		return;
	}
	p = begin;
	do {
		p = put_row(snap, p);
		ret = begin + room - p < TWI_ROW_MAX ? 0 : twi_next_row(snap);
	} while (ret > 0);
	/* The next call of twi_snapshot_next() finds the end, or the error. */
	snap->err = ret;
	seq_commit(m, p - begin);
}

/**
 * twi_show_bind_columns() - the line that names the columns of the bind rows
 * @snap: the snapshot
 * @m: where to
 *
 * Context: process context.
 */
void twi_show_bind_columns(struct twi_snapshot *snap, struct seq_file *m)
{
	seq_puts(m, "# " TWINFO_BIND " " TWINFO_BIND_COLUMNS "\n");
}

/**
 * twi_next_bind() - go to the next `bind` row
 * @snap: the snapshot, all its tw rows given
 *
 * Context: process context.
 * Return: 1 at a row, 0 when there are no more.
 */
int twi_next_bind(struct twi_snapshot *snap)
{
	if (snap->step == snap->binds.count)
		return 0;
	snap->bind++;
	return 1;
}

/* Do all owners of a bucket have an option? @owners: TWI_OWNER_ of those that were met */
static char *put_option(char *p, u8 owners)
{
	*p++ = ' ';
	switch (owners) {
	case TWI_OWNER_HAS:
		return twi_put_str(p, TWINFO_HAVE_ALL);
	case TWI_OWNER_LACKS:
		return twi_put_str(p, TWINFO_HAVE_NONE);
	case TWI_OWNER_HAS | TWI_OWNER_LACKS:
		return twi_put_str(p, TWINFO_HAVE_SOME);
	}
	*p++ = TWINFO_NONE;
	return p;
}

/**
 * twi_show_bind() - the current `bind` row
 * @snap: the snapshot
 * @m: where to
 *
 * Context: process context.
 */
void twi_show_bind(struct twi_snapshot *snap, struct seq_file *m)
{
	const struct twi_bind *b = &snap->binds.rows[snap->step - 1];
	bool shared = twi_binds_shared(&snap->binds, snap->step - 1);
	char line[TWI_ROW_MAX], *p = line;

	p = twi_put_str(p, TWINFO_BIND);
	p = twi_put_number(p, snap->nets.all[b->rank].inum);
	p = twi_put_number(p, b->port);
	p = twi_put_number(p, shared ? TWI_NONE : b->tw);
	p = twi_put_number(p, shared ? TWI_NONE : b->fin_wait2);
	p = twi_put_number(p, shared ? TWI_NONE : b->full);
	p = twi_put_number(p, b->fastreuse);
	p = twi_put_number(p, b->fastreuseport);
	p = twi_put_number(p, b->l3mdev);
	p = put_option(p, shared ? 0 : b->reuseaddr);
	p = put_option(p, shared ? 0 : b->reuseport);
	p = put_option(p, shared ? 0 : b->v6only);
	p = twi_put_number(p, shared ? TWI_NONE : b->listen);
	p = put_option(p, shared ? 0 : b->listen_reuseport);
	*p++ = '\n';
	seq_write(m, line, p - line);
}

static void show_told(struct seq_file *m, const char *name, bool tell, u64 n)
{
	if (tell)
		seq_printf(m, " %s=%llu", name, n);
	else
		seq_printf(m, " %s=%c", name, TWINFO_NONE);
}

/**
 * twi_show_end() - the `end` record
 * @snap: the snapshot
 * @m: where to
 *
 * Context: process context.
 */
void twi_show_end(struct twi_snapshot *snap, struct seq_file *m)
{
	/*
	 * A reader that sees only its own namespace must not learn what happens in the shared
	 * table.
	 */
	bool tell = snap->all || snap->nets.tables > 1;
	u64 now = ktime_get_ns();
	u64 walk_ns = snap->walk_ns + (snap->begun_ns ? now - snap->begun_ns : 0);

	seq_printf(m, TWINFO_END " tw=%llu fw2=%llu bind=%llu", snap->tw, snap->fin_wait2,
		   snap->bind);
	show_told(m, "restarts", tell, snap->effort.restarts);
	show_told(m, "locked", tell, snap->effort.locked);
	show_told(m, "gone", tell, snap->gone);
	seq_printf(m, " now_ms=%llu walk_us=%llu\n", div_u64(now, NSEC_PER_MSEC),
		   div_u64(walk_ns, NSEC_PER_USEC));
}
