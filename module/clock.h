/* SPDX-License-Identifier: GPL-2.0-only */
/* The moment that a slot was collected. */
#ifndef TWINFO_CLOCK_H
#define TWINFO_CLOCK_H

#include <linux/types.h>

struct twi_clock {
	bool ticks_only;	/* all that counting asks for; the others cost more */
	u8 good_for;		/* so many slots more, mono_ms and mono_s are */
	unsigned long ticks;	/* jiffies */
	u64 mono_ms;		/* CLOCK_MONOTONIC */
	u32 mono_s;		/* CLOCK_MONOTONIC as ktime_get_seconds() gives it */
};

void twi_clock_read(struct twi_clock *clock);
void twi_clock_forget(struct twi_clock *clock);

#endif /* TWINFO_CLOCK_H */
