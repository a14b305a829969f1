/* SPDX-License-Identifier: GPL-2.0-only */
/* Finds the next used slot of ehash, and prefetches the sockets of those that come after it. */
#ifndef TWINFO_PREFETCH_H
#define TWINFO_PREFETCH_H

#include <linux/types.h>

struct inet_hashinfo;

/* A power of two. */
#define TWI_PREFETCH_RING	64U

/*
 * With so few in the ring it is filled again: as many as are prefetched ahead, and those that
 * pass 1 takes at once.
 */
#define TWI_PREFETCH_LOW	(TWI_PREFETCH_AHEAD + TWI_CHAINS_AT_ONCE)

/* How many used slots ahead the first socket of a chain is prefetched. */
#define TWI_PREFETCH_AHEAD	16U

/* So many chains are counted in one RCU section, about a microsecond. */
#define TWI_CHAINS_AT_ONCE	8U

/* The used slots that come next. To be forgotten where the table may have gone. */
struct twi_prefetch {
	const struct inet_hashinfo *table;	/* a name, not a way to it */
	u32 at;					/* the slot that is to be asked for next */
	u32 scanned;				/* all slots before it were looked at */
	u32 head, tail;				/* of the ring, never reset in a walk */
	u32 used[TWI_PREFETCH_RING];
};

void twi_prefetch_forget(struct twi_prefetch *p);
void twi_prefetch_fill(struct twi_prefetch *p, const struct inet_hashinfo *table, u32 at, u32 end);
void twi_prefetch_chains(const struct twi_prefetch *p, const struct inet_hashinfo *table);

/* Is it of another slot, or are too few in the ring to be prefetched? */
static inline bool twi_prefetch_is_low(const struct twi_prefetch *p,
				       const struct inet_hashinfo *table, u32 at)
{
	return p->table != table || p->at != at || p->tail - p->head <= TWI_PREFETCH_LOW;
}

/**
 * twi_prefetch_take() - go to the next used slot of those that are noted
 * @p: what is known of the slots that come
 * @end: the slot to stop at, as twi_prefetch_fill() had it
 *
 * Context: any.
 * Return: the slot, @end if none is noted before it.
 */
static inline u32 twi_prefetch_take(struct twi_prefetch *p, u32 end)
{
	u32 at;

	p->at = end;
	if (p->tail == p->head || p->used[p->head % TWI_PREFETCH_RING] >= end)
		return end;
	at = p->used[p->head++ % TWI_PREFETCH_RING];
	p->at = at + 1;
	return at;
}

/**
 * twi_prefetch_next() - go to the next used slot
 * @p: what is known of the slots that come; unless it is of this table and slot, it begins anew
 * @table: the global table, or a private one whose namespace was held since @p was forgotten
 * @at: the slot to begin with
 * @end: the slot to stop at, at most the table's size
 *
 * Context: any.
 * Return: the first slot from @at that was not empty, @end if all were.
 */
static inline u32 twi_prefetch_next(struct twi_prefetch *p, const struct inet_hashinfo *table,
				    u32 at, u32 end)
{
	if (twi_prefetch_is_low(p, table, at))
		twi_prefetch_fill(p, table, at, end);
	return twi_prefetch_take(p, end);
}

#endif /* TWINFO_PREFETCH_H */
