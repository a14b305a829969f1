/* SPDX-License-Identifier: GPL-2.0-only */
/* How many chains have which length. Pure. */
#ifndef TWINFO_HISTOGRAM_H
#define TWINFO_HISTOGRAM_H

#include <linux/types.h>

/* Lengths 0 to 31 have a class each; the last class is all that is longer. */
#define TWI_HIST_CLASSES	33

struct twi_histogram {
	u32 slots;			/* chains counted */
	u32 used;			/* of them, those that are not empty */
	u32 max_chain;			/* the longest */
	u32 total;			/* what all of them hold */
	u32 chains[TWI_HIST_CLASSES];
};

void twi_histogram_add(struct twi_histogram *hist, u32 length);
void twi_histogram_add_empty(struct twi_histogram *hist, u32 slots);
u32 twi_histogram_classes(const struct twi_histogram *hist);

#endif /* TWINFO_HISTOGRAM_H */
