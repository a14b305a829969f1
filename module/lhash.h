/* SPDX-License-Identifier: GPL-2.0-only */
/* The listening hash, which all namespaces share. */
#ifndef TWINFO_LHASH_H
#define TWINFO_LHASH_H

struct twi_binds;
struct twi_nets;
struct twi_slot;

int twi_lhash_count(struct twi_binds *binds, struct twi_nets *nets, struct twi_slot *slot);

#endif /* TWINFO_LHASH_H */
