/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the tool share: exit statuses, options, commands. */
#ifndef TWINFO_TOOL_H
#define TWINFO_TOOL_H

#include <stdbool.h>

#include "table.h"

/* Exit statuses, as twinfo(8) documents them. */
enum {
	EXIT_DONE,		/* 0 */
	EXIT_NO,		/* 1: a check said no */
	EXIT_USE,		/* 2: wrong use */
	EXIT_UNREADABLE,	/* 3: no module, or the input cannot be read */
	EXIT_DAMAGED,		/* 4: the input is malformed, cut off or of a future format */
	EXIT_OUTPUT,		/* 5: the output cannot be written */
};

struct options {
	const char *input;	/* a file, "-" for standard input, NULL for /proc/twinfo */
	const char *netns;	/* what -N said, NULL for all */
	struct table_style style;
};

struct command {
	const char *name;
	const char *help;
	const struct column *columns;	/* ends with one that has no name */
	const char *defaults;		/* the columns to show, as -o takes them */
	void (*run)(const struct command *self, const struct options *options);
};

extern const struct command summary_command, list_command;

_Noreturn void fail(int status, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void *grown(void *array, unsigned long count, unsigned long size);

#endif /* TWINFO_TOOL_H */
