/* SPDX-License-Identifier: GPL-2.0-only */
/* The two questions of `twinfo bind`, about a port and about port 0, share a table. */
#ifndef TWINFO_BIND_H
#define TWINFO_BIND_H

#include "analysis/bind_conflict.h"
#include "commands/command.h"

enum {
	BIND_COLUMN_NETNS, BIND_COLUMN_NAME, BIND_COLUMN_STATE, BIND_COLUMN_LOCAL, BIND_COLUMN_COUNT, BIND_COLUMN_FIRST,
	BIND_COLUMN_LAST, BIND_COLUMN_UID, BIND_COLUMN_INODE, BIND_COLUMN_PROCESS
};

extern const char *const bind_verdicts[];	/* by enum bind_verdict */

int bind_any(struct table *t, struct snapshot *snap, const struct options *options,
	     const struct bind_request *request);

#endif /* TWINFO_BIND_H */
