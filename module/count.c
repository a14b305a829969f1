// SPDX-License-Identifier: GPL-2.0-only
/* Pass 1: `sum` for each namespace, `ehash` for each table. Of the rows nothing is kept. */

#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/timekeeping.h>

#include "answer.h"
#include "twinfo_format.h"

/* Counts a socket where it is, and for its namespace if the answer knows that. */
static void count_row(const struct twi_answer *a, struct twi_count *count,
		      const struct twi_row *row, unsigned long now)
{
	struct twi_net *ns = twi_netns_find(&a->nets, row->key.net);

	if (ns && !ns->counted)
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

static int count_table(struct twi_answer *a, u32 id)
{
	struct inet_hashinfo *table = twi_answer_table(a, id);
	struct twi_count *count = &a->counts[id];
	struct twi_effort effort = { 0 };
	u64 begin = ktime_get_ns();
	u32 slots, i, at = 0;
	int ret;

	if (!table)
		return 0;

	for (slots = twi_ehash_slots(table); ; at++) {
		ret = twi_ehash_next(table, &at, &a->slot, &effort);
		if (ret)
			return ret;
		if (at == slots)
			break;
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
		for (i = 0; i < a->slot.count; i++)
			count_row(a, count, &a->slot.rows[i], a->slot.clock.ticks);
		twi_hist_add(&count->hist, a->slot.count);
	}
	twi_hist_add_empty(&count->hist, slots - count->hist.slots);
	count->walk_ns = ktime_get_ns() - begin;
	return 0;
}

static int count_all(struct twi_answer *a)
{
	u32 id, i;
	int ret;

	for (i = 0; i < a->nets.count; i++)
		a->nets.sorted[i].counted = a->nets.sorted[i].pinned;

	a->counts = kvcalloc(a->nets.tables, sizeof(*a->counts), GFP_KERNEL_ACCOUNT);
	if (!a->counts)
		return -ENOMEM;

	a->slot.clock.ticks_only = true;
	for (id = 0; id < a->nets.tables; id++) {
		ret = count_table(a, id);
		if (ret)
			return ret;
	}
	a->slot.clock.ticks_only = false;
	return 0;
}

/**
 * twi_next_sum() - go to the next `sum` record; before the first one, count
 * @a: the answer, its namespaces pinned
 *
 * Context: process context, may sleep.
 * Return: 1 at a record, 0 when there are no more, -ENOMEM, -EINTR.
 */
int twi_next_sum(struct twi_answer *a)
{
	if (!a->counts) {
		int ret = count_all(a);

		if (ret)
			return ret;
	}
	while (a->step < a->nets.count && !twi_netns_ranked(&a->nets, a->step)->counted)
		a->step++;
	return a->step < a->nets.count;
}

/**
 * twi_show_sum() - the `sum` record at hand
 * @a: the answer
 * @m: where to
 *
 * Context: process context.
 */
void twi_show_sum(struct twi_answer *a, struct seq_file *m)
{
	const struct twi_net *ns = twi_netns_ranked(&a->nets, a->step - 1);

	seq_printf(m, TWINFO_SUM " %u tw=%u fw2=%u overdue=%u full=%u req=%u\n", ns->inum, ns->tw,
		   ns->fin_wait2, ns->overdue, ns->full, ns->req);
}

/**
 * twi_next_ehash() - go to the next `ehash` record
 * @a: the answer
 *
 * A private table whose namespace died before it was counted has none.
 *
 * Context: process context.
 * Return: 1 at a record, 0 when there are no more.
 */
int twi_next_ehash(struct twi_answer *a)
{
	while (a->step < a->nets.tables &&
	       (!twi_answer_tells_of(a, a->step) || !a->counts[a->step].hist.slots))
		a->step++;
	return a->step < a->nets.tables;
}

/**
 * twi_show_chains() - how many chains have which length, as the word chains=
 * @m: where to
 * @hist: the histogram
 *
 * Context: process context.
 */
void twi_show_chains(struct seq_file *m, const struct twi_hist *hist)
{
	u32 i;

	for (i = 0; i < twi_hist_classes(hist); i++)
		seq_printf(m, "%s%u", i ? "," : " chains=", hist->chains[i]);
}

/**
 * twi_show_ehash() - the `ehash` record at hand
 * @a: the answer
 * @m: where to
 *
 * Context: process context.
 */
void twi_show_ehash(struct twi_answer *a, struct seq_file *m)
{
	u32 id = a->step - 1;
	const struct twi_count *count = &a->counts[id];
	const struct twi_net *owner = twi_netns_owner(&a->nets, id);

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
