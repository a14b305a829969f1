// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables: which columns there are, and lines of cells that are handed to a printer, or kept to be
 * sorted.
 */

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/fail.h"
#include "common/number.h"
#include "output/table.h"
#include "output/table_private.h"

static int find_column(const struct table *t, const char *name, size_t len)
{
	unsigned int i;

	for (i = 0; t->columns[i].name; i++)
		if (strlen(t->columns[i].name) == len &&
		    !strncasecmp(t->columns[i].name, name, len))
			return i;
	no_recycle(name);
	fail(EXIT_USE, "unknown column '%.*s'; see --list-columns", (int)len, name);
}

static void show_column(struct table *t, unsigned int i)
{
	if (t->place[i] < 0)
		t->place[i] = t->shown++;
}

static void show_list(struct table *t, const char *names)
{
	for (;;) {
		size_t len = strcspn(names, ",");

		show_column(t, find_column(t, names, len));
		if (!names[len])
			return;
		names += len + 1;
	}
}

static void clear_line(struct table *t)
{
	memset(t->cells, 0, t->shown * sizeof(*t->cells));
	t->key = (struct sort_key){ NAN, NULL };
}

/**
 * table_new() - an empty table
 * @name: what JSON calls it
 * @columns: all that it may have, up to one without a name
 * @defaults: those that it has when the user does not say
 * @sort: by what it is sorted when the user does not say, NULL for not at all
 * @style: what the user said. A column that does not exist ends the program with EXIT_USE
 *
 * Return: the table.
 */
struct table *table_new(const char *name, const struct column *columns, const char *defaults,
			const char *sort, const struct table_style *style)
{
	struct table *t = grown(NULL, 1, sizeof(*t));
	unsigned int i, count = 0;

	memset(t, 0, sizeof(*t));
	while (columns[count].name)
		count++;
	t->columns = columns;
	t->style = style;
	t->place = grown(NULL, count, sizeof(*t->place));
	for (i = 0; i < count; i++)
		t->place[i] = -1;

	if (style->all) {
		for (i = 0; i < count; i++)
			show_column(t, i);
	} else if (style->output && *style->output == '+') {
		show_list(t, defaults);
		show_list(t, style->output + 1);
	} else {
		show_list(t, style->output ?: defaults);
	}

	if (style->sort)
		sort = style->sort;
	t->sort_by = -1;
	if (sort) {
		t->lines.descending = *sort == '-';
		sort += *sort == '-' || *sort == '+';
		t->sort_by = find_column(t, sort, strlen(sort));
		t->lines.numbers = t->columns[t->sort_by].number;
	}
	if (t->sort_by >= 0)
		sort_begin(&t->lines, t->shown, t->place[t->sort_by], style->top);
	t->cells = grown(NULL, t->shown, sizeof(*t->cells));
	t->numbers = grown(NULL, t->shown, sizeof(*t->numbers));
	for (i = 0; i < t->shown; i++)
		t->numbers[i].n = UNKNOWN;
	clear_line(t);
	t->printer = printer_new(name, columns, t->place, t->shown, style);
	return t;
}

/**
 * table_shows() - does the user want this column?
 * @t: the table
 * @column: its index in the columns
 */
bool table_shows(const struct table *t, unsigned int column)
{
	return t->place[column] >= 0 || t->sort_by == (int)column;
}

/**
 * table_sorted_by() - the column that the lines are sorted by
 * @t: the table
 * @descending: where it goes whether the largest comes first
 *
 * Return: its index in the columns, negative for none.
 */
int table_sorted_by(const struct table *t, bool *descending)
{
	*descending = t->lines.descending;
	return t->sort_by;
}

/**
 * table_come_sorted() - the lines come in the order of table_sorted_by(), so none has to be kept
 * @t: the table, to which no line was added
 *
 * Unknown values come last. Equal lines come in any order.
 */
void table_come_sorted(struct table *t)
{
	t->sort_by = -1;
}

static void print_line(struct table *t, const struct cell *cells)
{
	if (!t->style->top || t->printed++ < t->style->top)
		printer_line(t->printer, cells);
}

/**
 * table_cell() - where a cell of each line is, for who sets it himself
 * @t: the table
 * @column: its index in the columns
 *
 * Return: the cell, which is cleared for each line; NULL if it is not shown or the table is sorted by it.
 */
struct cell *table_cell(struct table *t, unsigned int column)
{
	return t->place[column] >= 0 && t->sort_by != (int)column ? &t->cells[t->place[column]] : NULL;
}

/**
 * table_line() - the cells that were set are a line, the next ones are of another
 * @t: the table
 */
void table_line(struct table *t)
{
	if (t->sort_by < 0)
		print_line(t, t->cells);
	else
		sort_keep(&t->lines, t->cells, &t->key);
	clear_line(t);
}

/**
 * table_beside() - a value that JSON has beside the lines; text has a sentence for it
 * @t: the table
 * @name: its name
 * @text: its text, without characters that JSON escapes
 */
void table_beside(struct table *t, const char *name, const char *text)
{
	char quoted[64];

	snprintf(quoted, sizeof(quoted), "\"%s\"", text);
	printer_beside(t->printer, name, quoted);
}

/**
 * table_beside_number() - a number that JSON has beside the lines
 * @t: the table
 * @name: its name
 * @n: the number, or UNKNOWN
 */
void table_beside_number(struct table *t, const char *name, int64_t n)
{
	char text[NUMBER_TEXT];

	snprintf(text, sizeof(text), "%" PRId64, n);
	printer_beside(t->printer, name, n == UNKNOWN ? "null" : text);
}

/**
 * table_print() - print the remaining lines, and free the table
 * @t: the table
 */
void table_print(struct table *t)
{
	size_t i;

	sort_sort(&t->lines);
	for (i = 0; i < t->lines.count; i++)
		print_line(t, sort_at(&t->lines, i));
	sort_free(&t->lines);
	printer_finish(t->printer);
	free(t->cells);
	free(t->numbers);
	free(t->place);
	free(t);
}
