// SPDX-License-Identifier: GPL-2.0-only
/* An answer: which records it has, in which order, and how to go from one to the next. */

#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/timekeeping.h>
#include <net/net_namespace.h>

#include "answer.h"

static const struct twi_part parts[] = {
	{ TWI_SECTION_HEAD,	NULL,		twi_show_head },
	{ TWI_SECTION_HEAD,	twi_next_net,	twi_show_net },

	{ TWI_SECTION_COUNT,	twi_next_sum,	twi_show_sum },
	{ TWI_SECTION_COUNT,	twi_next_ehash,	twi_show_ehash },
	{ TWI_SECTION_COUNT,	twi_next_bhash,	twi_show_bhash },
	{ TWI_SECTION_COUNT,	twi_next_slab,	twi_show_slab },
	/* Closes the section, so that a reader of counts knows that he has them all. */
	{ TWI_SECTION_COUNT,	NULL,		twi_show_columns },

	{ TWI_SECTION_ROWS,	twi_next_row,	twi_show_row },
	{ TWI_SECTION_ROWS,	NULL,		twi_show_bind_columns },
	{ TWI_SECTION_ROWS,	twi_next_bind,	twi_show_bind },
	{ TWI_SECTION_ROWS,	NULL,		twi_show_end },
};

/**
 * twi_answer_begin() - a fresh answer
 * @a: the answer; one that was under way is dropped
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int twi_answer_begin(struct twi_answer *a)
{
	twi_answer_drop(a);
	a->now_ms = div_u64(ktime_get_ns(), NSEC_PER_MSEC);
	a->date_s = ktime_get_real_seconds();
	a->err = twi_netns_capture(&a->nets, a->all ? NULL : &a->own);
	return a->err;
}

/**
 * twi_answer_drop() - forget an answer
 * @a: the answer; the opener and what he may see stay
 *
 * Context: process context, may sleep.
 */
void twi_answer_drop(struct twi_answer *a)
{
	struct twi_answer fresh = { .own = a->own, .all = a->all };

	twi_netns_free(&a->nets);
	twi_slot_free(&a->slot);
	twi_binds_free(&a->binds);
	kvfree(a->counts);
	*a = fresh;
}

/**
 * twi_answer_next() - go to the next record
 * @a: the answer, its namespaces pinned
 * @cross: go on into the next section?
 *
 * Context: process context, may sleep.
 * Return: 1 at a record; 0 at the end of the section, or of the answer; a negative errno, from then
 * on always.
 */
int twi_answer_next(struct twi_answer *a, bool cross)
{
	cond_resched();
	if (!a->err && fatal_signal_pending(current))
		a->err = -EINTR;

	a->ready = false;
	a->crossed = false;
	while (!a->err && a->part < ARRAY_SIZE(parts)) {
		const struct twi_part *part = &parts[a->part];
		int found = part->next ? part->next(a) : !a->step;

		if (found < 0) {
			a->err = found;
			break;
		}
		if (found) {
			a->step++;
			a->ready = true;
			return 1;
		}
		a->part++;
		a->step = 0;
		if (a->part < ARRAY_SIZE(parts) && part[1].section != part->section) {
			if (!cross)
				return 0;
			a->crossed = true;
		}
	}
	return a->err;
}

/**
 * twi_answer_pause() - a read() ends
 * @a: the answer, its namespaces pinned; they are no more afterwards
 *
 * Context: any; a namespace whose last reference this was is torn down by a worker.
 */
void twi_answer_pause(struct twi_answer *a)
{
	if (a->begun_ns)
		a->walk_ns += ktime_get_ns() - a->begun_ns;
	a->begun_ns = 0;
	twi_netns_unpin(&a->nets);
}

/**
 * twi_answer_show() - print the record at hand
 * @a: the answer, after twi_answer_next() gave 1
 * @m: where to
 *
 * Context: process context, may sleep.
 */
void twi_answer_show(struct twi_answer *a, struct seq_file *m)
{
	parts[a->part].show(a, m);
}

/**
 * twi_answer_table() - the ehash with that id
 * @a: the answer, its namespaces pinned
 * @id: below nets.tables
 *
 * Context: any.
 * Return: the table, to be used as long as the namespaces are pinned; NULL if its namespace is
 * gone, or if the opener sees nothing that is in it.
 */
struct inet_hashinfo *twi_answer_table(const struct twi_answer *a, u32 id)
{
	const struct twi_net *owner = twi_netns_owner(&a->nets, id);

	if (owner)
		return owner->pinned ? twi_netns_table(owner->net) : NULL;
	if (!a->all && (a->nets.tables > 1 || !a->nets.count))
		return NULL;
	return twi_netns_table(&init_net);
}

/**
 * twi_answer_tells_of() - may the opener learn how a table is used?
 * @a: the answer
 * @table: the id of an ehash
 *
 * Context: any.
 * Return: true for a private table that is in the answer, and for the shared one if the opener sees
 * all.
 */
bool twi_answer_tells_of(const struct twi_answer *a, u32 table)
{
	return a->all || table != TWI_TABLE_SHARED;
}
