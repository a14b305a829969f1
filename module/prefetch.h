/* SPDX-License-Identifier: GPL-2.0-only */
/* Finds the next used slot of ehash, and prefetches its sockets before the walk needs them. */
#ifndef TWINFO_PREFETCH_H
#define TWINFO_PREFETCH_H

#include <linux/types.h>

struct inet_hashinfo;

u32 twi_prefetch_next(const struct inet_hashinfo *table, u32 at, u32 end);

#endif /* TWINFO_PREFETCH_H */
