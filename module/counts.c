// SPDX-License-Identifier: GPL-2.0-only
/* Pass 1: `sum` for each namespace, `ehash` for each table. No row is kept. */

#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/timekeeping.h>

#include "breathe.h"
#include "snapshot.h"
#include "twinfo_format.h"

/* Counts a socket for its table, and for its namespace if the snapshot knows that. */
static void count_row(struct twi_snapshot *snap, struct twi_count *count,
		      const struct twi_row *row, unsigned long now)
{
	struct twi_net *ns = twi_netns_find(&snap->nets, row->key.net);

	if (ns && !(ns->counted && ns->alive))
		ns = NULL;

	switch (row->key.kind) {
	case TWI_KIND_FULL:
		count->full++;
		if (ns)
			ns->full++;
		return;
	case TWI_KIND_REQ:
		count->req++;
		if (ns)
			ns->req++;
		return;
	}

	if (row->fin_wait2)
		count->fin_wait2++;
	else
		count->tw++;
	count->v6_class += row->v6_class;
	if (!ns)
		return;
	if (row->fin_wait2)
		ns->fin_wait2++;
	else
		ns->tw++;
	if (row->pending && twi_left_ms(row->expires, now) < 0)
		ns->overdue++;
}

static int count_table(struct twi_snapshot *snap, u32 id)
{
	struct inet_hashinfo *table = twi_snapshot_table(snap, id);
	struct twi_count *count = &snap->counts[id];
	struct twi_effort effort = { 0 };
	u64 begin = ktime_get_ns();
	u32 slots, i, at = 0;
	int ret;

	if (!table)
		return 0;

	slots = twi_ehash_slots(table);
	twi_prefetch_forget(&snap->slot.prefetch);
	for (;;) {
		ret = twi_ehash_count(table, &at, &snap->slot, &effort);
		if (!ret)
			ret = twi_breathe_used(&snap->collected);
		if (ret)
			return ret;
		if (!snap->slot.chains)
			break;
		twi_netns_look(&snap->nets);
		for (i = 0; i < snap->slot.count; i++)
			count_row(snap, count, &snap->slot.rows[i], snap->slot.clock.ticks);
		for (i = 0; i < snap->slot.chains; i++)
			twi_histogram_add(&count->hist, snap->slot.lengths[i]);
	}
	twi_histogram_add_empty(&count->hist, slots - count->hist.slots);
	count->walk_ns = ktime_get_ns() - begin;
	return 0;
}

static int count_all(struct twi_snapshot *snap)
{
	u32 id, i;
	int ret;

	for (i = 0; i < snap->nets.count; i++)
		snap->nets.all[i].counted = snap->nets.all[i].alive;

	snap->counts = kvcalloc(snap->nets.tables, sizeof(*snap->counts), GFP_KERNEL_ACCOUNT);
	if (!snap->counts)
		return -ENOMEM;

	for (id = 0; id < snap->nets.tables; id++) {
		ret = count_table(snap, id);
		if (ret)
			return ret;
	}

	/* Who died meanwhile was counted in part. */
	for (i = 0; i < snap->nets.count; i++)
		snap->nets.all[i].counted &= snap->nets.all[i].alive;
	return 0;
}

/**
 * twi_next_sum() - go to the next `sum` record; before the first one, count
 * @snap: the snapshot
 *
 * Context: process context, may sleep.
 * Return: 1 at a record, 0 when there are no more, -ENOMEM, -EINTR.
 */
int twi_next_sum(struct twi_snapshot *snap)
{
	if (!snap->counts) {
		int ret = count_all(snap);

		if (ret)
			return ret;
	}
	while (snap->step < snap->nets.count && !snap->nets.all[snap->step].counted)
		snap->step++;
	return snap->step < snap->nets.count;
}

/**
 * twi_show_sum() - the `sum` record at hand
 * @snap: the snapshot
 * @m: where to
 *
 * Context: process context.
 */
void twi_show_sum(struct twi_snapshot *snap, struct seq_file *m)
{
	const struct twi_net *ns = &snap->nets.all[snap->step - 1];

	seq_printf(m, TWINFO_SUM " %u tw=%u fw2=%u overdue=%u full=%u req=%u\n", ns->inum, ns->tw,
		   ns->fin_wait2, ns->overdue, ns->full, ns->req);
}

/**
 * twi_next_ehash() - go to the next `ehash` record
 * @snap: the snapshot
 *
 * A private table has no record if its namespace died before it was counted.
 *
 * Context: process context.
 * Return: 1 at a record, 0 when there are no more.
 */
int twi_next_ehash(struct twi_snapshot *snap)
{
	while (snap->step < snap->nets.tables &&
	       (!twi_snapshot_tells_of(snap, snap->step) || !snap->counts[snap->step].hist.slots))
		snap->step++;
	return snap->step < snap->nets.tables;
}

/**
 * twi_show_chains() - print how many chains have which length, as the word chains=
 * @m: where to
 * @hist: the histogram
 *
 * Context: process context.
 */
void twi_show_chains(struct seq_file *m, const struct twi_histogram *hist)
{
	u32 i;

	for (i = 0; i < twi_histogram_classes(hist); i++)
		seq_printf(m, "%s%u", i ? "," : " chains=", hist->chains[i]);
}

/**
 * twi_show_ehash() - the `ehash` record at hand
 * @snap: the snapshot
 * @m: where to
 *
 * Context: process context.
 */
void twi_show_ehash(struct twi_snapshot *snap, struct seq_file *m)
{
	u32 id = snap->step - 1;
	const struct twi_count *count = &snap->counts[id];
	const struct twi_net *owner = twi_netns_owner(&snap->nets, id);

	seq_printf(m, TWINFO_EHASH " %u net=", id);
	if (owner)
		seq_printf(m, "%u", owner->inum);
	else
		seq_putc(m, '*');
	seq_printf(m, " slots=%u used=%u tw=%u fw2=%u full=%u req=%u max_chain=%u",
		   count->hist.slots, count->hist.used, count->tw, count->fin_wait2, count->full,
		   count->req, count->hist.max_chain);
	twi_show_chains(m, &count->hist);
	seq_printf(m, " walk_us=%llu\n", div_u64(count->walk_ns, NSEC_PER_USEC));
}
