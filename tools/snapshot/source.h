/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a snapshot comes from, line by line: the kernel by one of two ways, a file or standard input. */
#ifndef TWINFO_SOURCE_H
#define TWINFO_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "snapshot/origin.h"

/* This many bytes after the end of a line can be read, too. */
#define SOURCE_BEYOND	16

struct decompress;

struct source {
	const char *name;
	int fd;
	struct decompress *decompress;	/* of a compressed file, else NULL */
	bool live;			/* the running kernel */
	bool diag;			/* and sock_diag was asked */
	bool settings_only;		/* no more of a live snapshot is wanted */
	bool settings_read;		/* the last read() ended with them */

	char *text;			/* what was read but not yet returned as lines */
	size_t from, to, room;
};

void source_open(struct source *s, const struct origin *origin, bool settings_only);
void source_close(struct source *s);
char *source_line(struct source *s, char **end);
bool source_rest(const struct source *s);

#endif /* TWINFO_SOURCE_H */
