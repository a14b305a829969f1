/* SPDX-License-Identifier: GPL-2.0-only */
/* Finds the next used slot of ehash, and prefetches the sockets of those that come after it. */
#ifndef TWINFO_PREFETCH_H
#define TWINFO_PREFETCH_H

#include <linux/types.h>

struct inet_hashinfo;

/* A power of two. */
#define TWI_PREFETCH_RING	64U

/* The used slots that come next. To be forgotten where the table may have gone. */
struct twi_prefetch {
	const struct inet_hashinfo *table;	/* a name, not a way to it */
	u32 at;					/* the slot that is to be asked for next */
	u32 scanned;				/* all slots before it were looked at */
	u32 head, tail;				/* of the ring, never reset in a walk */
	u32 used[TWI_PREFETCH_RING];
};

void twi_prefetch_forget(struct twi_prefetch *p);
u32 twi_prefetch_next(struct twi_prefetch *p, const struct inet_hashinfo *table, u32 at, u32 end);

#endif /* TWINFO_PREFETCH_H */
