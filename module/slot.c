// SPDX-License-Identifier: GPL-2.0-only
/* One slot of ehash as plain values: memory for it, and one row for each socket. */

#include <linux/build_bug.h>
#include <linux/mm.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "slot.h"

/* Initial room of a slot, in rows. In a table of normal size a chain has a few. */
#define ROOM_MIN	256

/* Below this, comparing each row with each other is faster than sorting. */
#define SORT_FROM	12

/**
 * twi_slot_grow() - make room for a longer chain
 * @slot: the slot; its rows are lost
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM, which leaves the slot as it was.
 */
int twi_slot_grow(struct twi_slot *slot)
{
	u32 room = slot->room ? slot->room * 2 : ROOM_MIN;
	struct twi_row *rows;

	BUILD_BUG_ON(sizeof(*rows) > 96);

	rows = kvmalloc_array(room, sizeof(*rows), GFP_KERNEL_ACCOUNT);
	if (!rows)
		return -ENOMEM;
	twi_slot_free(slot);
	slot->rows = rows;
	slot->room = room;
	return 0;
}

/**
 * twi_slot_free() - free the memory of a slot
 * @slot: the slot, empty afterwards
 *
 * Context: process context, may sleep.
 */
void twi_slot_free(struct twi_slot *slot)
{
	kvfree(slot->rows);
	slot->rows = NULL;
	slot->room = 0;
	slot->count = 0;
}

static int compare(const void *a, const void *b)
{
	const struct twi_row *x = a, *y = b;
	int order = memcmp(&x->key, &y->key, sizeof(x->key));

	return order ?: (x->met < y->met ? -1 : x->met > y->met);
}

static bool met_again(const struct twi_slot *slot, u32 at)
{
	const struct twi_key *key = &slot->rows[at].key;
	u32 i, end = slot->count;

	/* Sorted, only the neighbour can have the same key. */
	if (slot->count > SORT_FROM)
		end = min(end, at + 2);

	for (i = at + 1; i < end; i++)
		if (slot->rows[i].key.hash == key->hash &&
		    !memcmp(&slot->rows[i].key, key, sizeof(*key)))
			return true;
	return false;
}

/**
 * twi_slot_settle() - keep one row for each socket that was alive
 * @slot: the slot, as a walk filled it
 *
 * A walk that was carried back towards the head of its chain met some sockets twice; the last
 * meeting counts. A lookup does not find a minisocket without references, because it is new or
 * going away.
 *
 * Context: process context. Not under RCU or a lock: a long chain is sorted.
 */
void twi_slot_settle(struct twi_slot *slot)
{
	u32 i, kept = 0;

	/* Most chains have one socket. */
	if (slot->count == 1) {
		slot->count = slot->rows->alive;
		return;
	}
	if (slot->count > SORT_FROM)
		sort(slot->rows, slot->count, sizeof(*slot->rows), compare, NULL);

	for (i = 0; i < slot->count; i++) {
		if (!slot->rows[i].alive || met_again(slot, i))
			continue;
		if (kept != i)
			slot->rows[kept] = slot->rows[i];
		kept++;
	}
	slot->count = kept;
}
