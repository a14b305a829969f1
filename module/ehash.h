/* SPDX-License-Identifier: GPL-2.0-only */
/* The established hash: one slot at a time, without its lock. */
#ifndef TWINFO_EHASH_H
#define TWINFO_EHASH_H

#include <linux/types.h>

struct inet_hashinfo;
struct twi_slot;

/* What reading slots took, over a whole snapshot. */
struct twi_effort {
	u64 restarts;		/* slots started over because their chain changed underfoot */
	u64 locked;		/* slots read under their lock in the end */
};

/* After this many slots, empty or not, other tasks may run. */
#define TWI_EHASH_AT_ONCE	4096U

u32 twi_ehash_slots(const struct inet_hashinfo *table);
int twi_ehash_collect(struct inet_hashinfo *table, u32 at, struct twi_slot *slot,
		      struct twi_effort *effort);
int twi_ehash_count(struct inet_hashinfo *table, u32 *at, struct twi_slot *slot,
		    struct twi_effort *effort);
int twi_ehash_next(struct inet_hashinfo *table, u32 *at, struct twi_slot *slot,
		   struct twi_effort *effort);

/* Tries at a slot that keeps changing before its lock is taken; 0 takes it always. */
extern unsigned int twi_ehash_tries;

#endif /* TWINFO_EHASH_H */
