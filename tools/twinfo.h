/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the tool share: exit statuses, options, commands. */
#ifndef TWINFO_TOOL_H
#define TWINFO_TOOL_H

#include <stdbool.h>
#include <stdint.h>

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
	char **words;		/* what follows the command */
	int words_count;
	char *filter;		/* these words in one, NULL for no filter */
	int64_t warn;		/* per cent, -1 when not asked for */
	int64_t watch_ms;	/* 0 for once */
	int64_t for_ms;		/* how long to watch, 0 for ever */
	bool chains;
	bool bars;
	struct table_style style;
};

/* What a command takes besides the options that all take. */
enum { TAKES_FILTER = 1, TAKES_WARN = 2, TAKES_WATCH = 4, TAKES_BARS = 8, TAKES_CHAINS = 16 };

struct command {
	const char *name;
	const char *words;		/* what follows the command, for the usage; NULL for nothing */
	const char *help;		/* one line */
	const char *more;		/* what else --help tells; NULL for nothing */
	unsigned int takes;
	int words_min, words_max;	/* unless it takes a filter */
	const struct column *columns;	/* ends with one that has no name */
	const char *defaults;		/* the columns to show, as -o takes them */
	const char *sort;		/* and by which the lines are sorted, as --sort takes it */
	int (*run)(const struct command *self, const struct options *options);
};

extern const struct command summary_command, list_command, dest_command, ports_command, why_command,
	bind_command, limit_command, age_command, hash_command, slab_command, metrics_command;

_Noreturn void fail(int status, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void *grown(void *array, unsigned long count, unsigned long size);
void no_recycle(const char *word);
bool for_people(const struct options *options);

#endif /* TWINFO_TOOL_H */
