/* SPDX-License-Identifier: GPL-2.0-only */
/* The two bind hashes, which all namespaces share. */
#ifndef TWINFO_BHASH_H
#define TWINFO_BHASH_H

#include <linux/types.h>

struct twi_binds;
struct twi_histogram;
struct twi_nets;

int twi_bhash_count(struct twi_histogram *hist);
int twi_bhash2_count(struct twi_histogram *hist);
int twi_bhash_collect(struct twi_binds *binds, struct twi_nets *nets);

#endif /* TWINFO_BHASH_H */
