/* SPDX-License-Identifier: GPL-2.0-only */
/* Ages and times left of a minisocket, from a stated moment. Pure: no clock is read here. */
#ifndef TWINFO_AGE_H
#define TWINFO_AGE_H

#include <linux/limits.h>
#include <linux/types.h>

#include "clock.h"

/* A time that is not known; prints as "-". */
#define TWI_NONE	S64_MIN

/* What a kernel of either kind stores, and what its namespace is set to. */
struct twi_reuse {
	bool stamped;		/* the delay counts from the entry stamp (6.14 and later) */
	u8 mode;		/* tcp_tw_reuse: 0, 1, 2 (loopback only) */
	u32 delay_ms;		/* tcp_tw_reuse_delay, where stamped */
};

s64 twi_left_ms(unsigned long expires, unsigned long now);
s64 twi_rearm_age_ms(s64 left_ms);
s64 twi_entry_age_ms(u64 mono_ms, u32 stamp_ms);
s64 twi_ts_age_s(u32 mono_s, u32 stamp_s);
s64 twi_reuse_in_ms(const struct twi_reuse *how, bool loopback, u32 ts_stamp_s, u32 entry_stamp_ms,
		    const struct twi_clock *now);

#endif /* TWINFO_AGE_H */
