/* SPDX-License-Identifier: GPL-2.0-only */
/* What tables and their printers share: columns, cells, and how the user wants to see them. */
#ifndef TWINFO_STYLE_H
#define TWINFO_STYLE_H

#include <stdbool.h>
#include <stdint.h>

/* A column: all that -o, --list-columns, the heading and JSON know of it. */
struct column {
	const char *name;
	bool number;		/* to the right; in JSON a number, or null when unknown */
	const char *help;
	unsigned int widest;	/* what a long table reserves; 0: what its first lines need */
};

struct table_style {
	const char *output;	/* what -o said, NULL for the defaults */
	const char *sort;	/* what --sort said: a column, "-" before it for descending */
	int64_t top;		/* lines to print at most, 0 for all */
	bool all, json, raw, no_headings;
	bool bytes;		/* sizes in bytes, also for people */
	bool color;
};

/* From any byte of a word so many can be read. */
#define WORD_BEYOND	8

/* How much a cell is highlighted. */
enum table_notice { PLAIN, WARNING, ALARM };

/* A cell of a line. */
struct cell {
	const char *text;	/* with a NUL after it; NULL if unknown */
	unsigned int len;	/* without the NUL */
	bool is_word;		/* as table_word() has it */
	enum table_notice notice;
};

#endif /* TWINFO_STYLE_H */
