// SPDX-License-Identifier: GPL-2.0-only
/* Pass 2: a row for each minisocket, one for each bind bucket, and `end`, which counts them. */

#include <linux/in.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/timekeeping.h>
#include <net/ipv6.h>

#include "age.h"
#include "snapshot.h"
#include "bhash.h"
#include "compat.h"
#include "format.h"
#include "lhash.h"
#include "twinfo_format.h"

/* LOOPBACK_IFINDEX of net/flow.h */
#define LOOPBACK	1

/* After so many slots with rows other tasks may run. */
#define SLOTS_AT_ONCE	16

/* Room for a row: the widest has 2 endpoints and 9 numbers. */
#define ROW_MAX		320

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
	struct twi_bind *bind;

	if (row->key.kind == TWI_KIND_REQ)
		return;
	bind = twi_binds_find(&snap->binds, ns->rank, row->key.lport);
	if (!bind)
		return;
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

	for (i = 0; i < slot->count; i++) {
		const struct twi_row *row = &slot->rows[i];
		struct twi_net *ns = twi_netns_find(&snap->nets, row->key.net);

		if (!ns || !ns->pinned) {
			snap->gone += row->key.kind == TWI_KIND_TW;
			continue;
		}
		count_owner(snap, ns, row);
		if (row->key.kind != TWI_KIND_TW)
			continue;
		if (kept != i)
			slot->rows[kept] = *row;
		slot->rows[kept++].owner = ns - snap->nets.sorted;
	}
	slot->count = kept;
}

static const struct twi_row *at_hand(const struct twi_snapshot *snap)
{
	return &snap->slot.rows[snap->index - 1];
}

/* Many rows are one record, so twi_snapshot_next() is not called between their slots. */
static int breathe(struct twi_snapshot *snap)
{
	if (++snap->collected % SLOTS_AT_ONCE)
		return 0;
	cond_resched();
	return fatal_signal_pending(current) ? -EINTR : 0;
}

/**
 * twi_next_row() - go to the next `tw` row
 * @snap: the snapshot, its namespaces pinned
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

	while (snap->index == snap->slot.count) {
		struct inet_hashinfo *table;
		int ret;

		if (snap->table == snap->nets.tables)
			return 0;
		table = twi_snapshot_table(snap, snap->table);
		if (!table || snap->at == twi_ehash_slots(table)) {
			snap->table++;
			snap->at = 0;
			continue;
		}
		snap->index = 0;
		ret = twi_ehash_next(table, &snap->at, &snap->slot, &snap->effort);
		if (ret)
			return ret;
		if (snap->slot.count) {
			snap->at++;
			snap->slot_table = snap->table;
			pick_rows(snap);
			ret = breathe(snap);
			if (ret)
				return ret;
		}
	}

	snap->index++;
	if (at_hand(snap)->fin_wait2)
		snap->fin_wait2++;
	else
		snap->tw++;
	return 1;
}

/* What tcp_twsk_unique() takes for loopback. */
static bool is_loopback(const struct twi_key *key)
{
	const __be32 *l = key->laddr.s6_addr32, *r = key->raddr.s6_addr32;

	if (key->ifindex == LOOPBACK)
		return true;
	if (!key->v6)
		return ipv4_is_loopback(l[0]) || ipv4_is_loopback(r[0]);
	return ipv6_addr_loopback(&key->laddr) || ipv6_addr_loopback(&key->raddr) ||
	       (ipv6_addr_v4mapped(&key->laddr) && ipv4_is_loopback(l[3])) ||
	       (ipv6_addr_v4mapped(&key->raddr) && ipv4_is_loopback(r[3]));
}

static char *put_number(char *p, s64 n)
{
	*p++ = ' ';
	/* Half of the numbers of a row are 0. */
	if ((u64)n < 10) {
		*p++ = '0' + n;
		return p;
	}
	return twi_put_s64(p, n);
}

static char *put_times(char *p, const struct twi_row *row, const struct twi_net *ns,
		       const struct twi_clock *now)
{
	s64 left = row->pending ? twi_left_ms(row->expires, now->ticks) : TWI_NONE;
	s64 rearm = TWI_NONE, entry = TWI_NONE, reuse = TWI_NONE;

	if (row->pending && !row->fin_wait2)
		rearm = twi_rearm_age_ms(left);
	if (twc_has_entry_stamp())
		entry = twi_entry_age_ms(now->mono_ms, row->entry_stamp);
	if (!row->fin_wait2)
		reuse = twi_reuse_in_ms(&ns->reuse, is_loopback(&row->key), row->ts_stamp,
					row->entry_stamp, now);

	p = put_number(p, rearm);
	p = put_number(p, entry);
	p = put_number(p, left);
	p = put_number(p, twi_ts_age_s(now->mono_s, row->ts_stamp));
	return put_number(p, reuse);
}

static char *put_row(const struct twi_snapshot *snap, char *p)
{
	const struct twi_row *row = at_hand(snap);
	const struct twi_net *ns = &snap->nets.sorted[row->owner];

	p = twi_put_str(p, TWINFO_TW " ");
	p = twi_put_u64(p, ns->inum);
	if (row->fin_wait2)
		p = twi_put_str(p, " " TWINFO_STATE_FW2 " ");
	else
		p = twi_put_str(p, " " TWINFO_STATE_TW " ");
	p = twi_put_endpoint(p, row->key.v6, &row->key.laddr, row->key.lport);
	*p++ = ' ';
	p = twi_put_endpoint(p, row->key.v6, &row->key.raddr, row->key.rport);
	p = put_times(p, row, ns, &snap->slot.clock);
	p = put_number(p, snap->all ? row->mark : TWI_NONE);
	p = put_number(p, row->key.ifindex);
	p = put_number(p, twi_snapshot_tells_of(snap, snap->slot_table) ? snap->slot_table
									: TWI_NONE);
	*p++ = '\n';
	return p;
}

/**
 * twi_show_rows() - the current `tw` row, and those after it as long as there is room
 * @snap: the snapshot, its namespaces pinned
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
	if (room < ROW_MAX) {
		seq_commit(m, -1);
		return;
	}
	p = begin;
	do {
		p = put_row(snap, p);
		ret = begin + room - p < ROW_MAX ? 0 : twi_next_row(snap);
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
	char line[ROW_MAX], *p = line;

	p = twi_put_str(p, TWINFO_BIND);
	p = put_number(p, twi_netns_ranked(&snap->nets, b->rank)->inum);
	p = put_number(p, b->port);
	p = put_number(p, shared ? TWI_NONE : b->tw);
	p = put_number(p, shared ? TWI_NONE : b->fin_wait2);
	p = put_number(p, shared ? TWI_NONE : b->full);
	p = put_number(p, b->fastreuse);
	p = put_number(p, b->fastreuseport);
	p = put_number(p, b->l3mdev);
	p = put_option(p, shared ? 0 : b->reuseaddr);
	p = put_option(p, shared ? 0 : b->reuseport);
	p = put_option(p, shared ? 0 : b->v6only);
	p = put_number(p, shared ? TWI_NONE : b->listen);
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
