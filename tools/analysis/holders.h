/* SPDX-License-Identifier: GPL-2.0-only */
/* The live sockets that hold ports, for the question which processes do. */
#ifndef TWINFO_HOLDERS_H
#define TWINFO_HOLDERS_H

#include "analysis/connect.h"
#include "snapshot/process.h"

void pair_holders(const struct pair *pair, struct inodes *inodes);
void owned_holders(const struct connects *c, const struct net *net, uint32_t ifindex, struct inodes *inodes);

#endif /* TWINFO_HOLDERS_H */
