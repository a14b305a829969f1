/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the next socket of ehash is, and that its memory has come when the walk is there. */
#ifndef TWINFO_PREFETCH_H
#define TWINFO_PREFETCH_H

#include <linux/types.h>

struct inet_hashinfo;

u32 twi_prefetch_next(const struct inet_hashinfo *table, u32 at, u32 end);

#endif /* TWINFO_PREFETCH_H */
