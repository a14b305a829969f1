/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the next socket of ehash is, and that its memory has come when the walk is there. */
#ifndef TWINFO_AHEAD_H
#define TWINFO_AHEAD_H

#include <linux/types.h>

struct inet_hashinfo;

u32 twi_ahead(const struct inet_hashinfo *table, u32 at, u32 end);

#endif /* TWINFO_AHEAD_H */
