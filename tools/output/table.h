/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables: columns by name, in the order and number that the user wants, as text for people (by
 * libsmartcols), raw words or JSON. Lines are printed as they come unless they have to be sorted.
 *
 * A line is cells, then table_line(). Texts are not copied: they have to stay until then.
 */
#ifndef TWINFO_TABLE_H
#define TWINFO_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output/style.h"

struct table;

struct table *table_new(const char *name, const struct column *columns, const char *defaults,
			const char *sort, const struct table_style *style);
bool table_shows(const struct table *t, unsigned int column);
int table_sorted_by(const struct table *t, bool *descending);
void table_come_sorted(struct table *t);
struct cell *table_cell(struct table *t, unsigned int column);
void table_line(struct table *t);
void table_word(struct table *t, unsigned int column, const char *text, size_t len);
void table_text(struct table *t, unsigned int column, const char *text);
void table_number(struct table *t, unsigned int column, int64_t n);
void table_seconds(struct table *t, unsigned int column, int64_t ms);
void table_tenths(struct table *t, unsigned int column, int64_t tenths);
void table_decimal(struct table *t, unsigned int column, double n, int digits);
void table_bytes(struct table *t, unsigned int column, int64_t bytes);
void table_notice(struct table *t, unsigned int column, enum table_notice notice);
void table_beside(struct table *t, const char *name, const char *text);
void table_beside_number(struct table *t, const char *name, int64_t n);
void table_print(struct table *t);

#endif /* TWINFO_TABLE_H */
