/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables: columns by name, printed by libsmartcols as text, raw words or JSON. */
#ifndef TWINFO_TABLE_H
#define TWINFO_TABLE_H

#include <stdbool.h>
#include <stdint.h>

/* A column: all that -o, --list-columns, the heading and JSON know of it. */
struct column {
	const char *name;
	bool number;		/* to the right; in JSON a number, or null when unknown */
	const char *help;
};

struct table_style {
	const char *output;	/* what -o said, NULL for the defaults */
	bool all, json, raw, no_headings;
};

struct table;

struct table *table_new(const char *name, const struct column *columns, const char *defaults,
			const struct table_style *style);
void table_line(struct table *t);
void table_text(struct table *t, unsigned int column, const char *text);
void table_number(struct table *t, unsigned int column, int64_t n);
void table_seconds(struct table *t, unsigned int column, int64_t ms);
void table_print(struct table *t);

#endif /* TWINFO_TABLE_H */
