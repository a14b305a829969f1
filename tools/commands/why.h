/* SPDX-License-Identifier: GPL-2.0-only */
/* The two questions of `twinfo why`, of a socket without a port and of one that bind() gave a port, share a table. */
#ifndef TWINFO_WHY_H
#define TWINFO_WHY_H

#include "analysis/connect.h"
#include "commands/command.h"

enum { WHY_COLUMN_COUNT, WHY_COLUMN_REASON, WHY_COLUMN_WHY, WHY_COLUMN_PROCESS };

void why_line(struct table *t, int64_t ports, const char *reason, const char *why, const char *processes);
uint32_t why_device(const char *device, const struct selection *selection, const struct links *links);
int why_bound(struct table *t, struct snapshot *snap, const struct options *options, const struct pair_key *key,
	      const char *device, uint16_t port);

#endif /* TWINFO_WHY_H */
