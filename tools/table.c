// SPDX-License-Identifier: GPL-2.0-only
/* Tables: which columns there are, and lines of cells that are sorted and handed to a printer. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "input.h"
#include "number.h"
#include "printer.h"
#include "table.h"
#include "twinfo.h"

/* A line that waits to be sorted. */
struct kept {
	size_t number;		/* in the order in which they came: equal ones stay so */
	double key;		/* of a column of numbers; NAN when not known */
	char *text_key;		/* of others */
	struct cells cells;
};

struct table {
	const struct column *columns;
	const struct table_style *style;
	struct printer *printer;
	int *place;		/* of each column in the output, -1 when it is not shown */
	unsigned int shown;
	bool begun;		/* there is a line in cells */
	struct cells cells;

	int sort_by;		/* a column, -1 for none */
	bool descending;
	double key;		/* of the line in cells */
	char *text_key;
	struct kept *kept;
	size_t kept_count, kept_room;
	int64_t printed;
};

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

	sort = style->sort ?: sort;
	t->sort_by = -1;
	if (sort) {
		t->descending = *sort == '-';
		sort += *sort == '-' || *sort == '+';
		t->sort_by = find_column(t, sort, strlen(sort));
	}
	cells_init(&t->cells, t->shown);
	t->printer = printer_new(name, columns, t->place, t->shown, style);
	return t;
}

/**
 * table_shows() - did the user want this column?
 * @t: the table
 * @column: its index in the columns
 */
bool table_shows(const struct table *t, unsigned int column)
{
	return t->place[column] >= 0 || t->sort_by == (int)column;
}

static void print_line(struct table *t, const struct cells *cells)
{
	if (!t->style->top || t->printed++ < t->style->top)
		printer_line(t->printer, cells);
}

/* The line in the cells is complete. */
static void finish_line(struct table *t)
{
	struct kept *k;

	if (!t->begun)
		return;
	t->begun = false;
	if (t->sort_by < 0) {
		print_line(t, &t->cells);
		return;
	}
	if (t->kept_count == t->kept_room) {
		t->kept_room = t->kept_room ? t->kept_room * 2 : 64;
		t->kept = grown(t->kept, t->kept_room, sizeof(*t->kept));
	}
	k = &t->kept[t->kept_count];
	*k = (struct kept){ t->kept_count, t->key, t->text_key, cells_copy(&t->cells, t->shown) };
	t->kept_count++;
	t->text_key = NULL;
}

/**
 * table_line() - begin a line
 * @t: the table
 */
void table_line(struct table *t)
{
	finish_line(t);
	cells_clear(&t->cells, t->shown);
	t->key = NAN;
	t->begun = true;
}

static void set(struct table *t, unsigned int column, const char *text, size_t len)
{
	if (t->place[column] >= 0)
		cells_set(&t->cells, t->place[column], text, len);
}

/**
 * table_text() - a cell of the line that was begun last
 * @t: the table
 * @column: its index in the columns
 * @text: what stands there; NULL for what is not known
 */
void table_text(struct table *t, unsigned int column, const char *text)
{
	if (!text)
		return;
	set(t, column, text, strlen(text));
	if (t->sort_by == (int)column) {
		free(t->text_key);
		t->text_key = strdup(text);
	}
}

static void set_number(struct table *t, unsigned int column, double n, const char *text, size_t len)
{
	set(t, column, text, len);
	if (t->sort_by == (int)column)
		t->key = n;
}

/**
 * table_number() - the same for a number
 * @t: the table
 * @column: its index in the columns
 * @n: the number, or UNKNOWN
 */
void table_number(struct table *t, unsigned int column, int64_t n)
{
	char text[NUMBER_TEXT];

	if (n != UNKNOWN)
		set_number(t, column, n, text, print_whole(n, text));
}

/**
 * table_seconds() - the same for a time
 * @t: the table
 * @column: its index in the columns
 * @ms: milliseconds, or UNKNOWN; shown as seconds
 */
void table_seconds(struct table *t, unsigned int column, int64_t ms)
{
	char text[NUMBER_TEXT];

	if (ms != UNKNOWN)
		set_number(t, column, ms, text, print_seconds(ms, text));
}

/**
 * table_decimal() - the same for a number with decimals
 * @t: the table
 * @column: its index in the columns
 * @n: the number, or NAN
 * @digits: how many behind the point
 */
void table_decimal(struct table *t, unsigned int column, double n, int digits)
{
	char text[NUMBER_TEXT];

	if (!isnan(n))
		set_number(t, column, n, text,
			   snprintf(text, sizeof(text), "%.*f", digits, n));
}

/**
 * table_bytes() - the same for a size
 * @t: the table
 * @column: its index in the columns
 * @bytes: the size, or UNKNOWN; for people in a larger unit, unless they said --bytes
 */
void table_bytes(struct table *t, unsigned int column, int64_t bytes)
{
	char text[NUMBER_TEXT];

	if (t->style->bytes || t->style->json || t->style->raw)
		table_number(t, column, bytes);
	else if (bytes != UNKNOWN)
		set_number(t, column, bytes, text, print_bytes(bytes, text));
}

/**
 * table_notice() - have a cell noticed where there are colours
 * @t: the table
 * @column: its index in the columns
 * @notice: how much
 */
void table_notice(struct table *t, unsigned int column, enum table_notice notice)
{
	if (t->place[column] >= 0)
		t->cells.notice[t->place[column]] = notice;
}

/* What is not known comes last, whichever way the rest is sorted. */
static int compare(const void *a, const void *b, void *table)
{
	const struct kept *x = a, *y = b;
	const struct table *t = table;
	int order;

	if (t->columns[t->sort_by].number) {
		if (isnan(x->key) || isnan(y->key))
			order = t->descending ? isnan(y->key) - isnan(x->key)
					      : isnan(x->key) - isnan(y->key);
		else
			order = (x->key > y->key) - (x->key < y->key);
	} else {
		/* Numbers in addresses count as numbers. */
		order = strverscmp(x->text_key ?: "", y->text_key ?: "");
	}
	if (t->descending)
		order = -order;
	return order ?: (x->number > y->number) - (x->number < y->number);
}

/**
 * table_print() - print what was not printed yet, and forget the table
 * @t: the table
 */
void table_print(struct table *t)
{
	size_t i;

	finish_line(t);
	if (t->kept_count)
		qsort_r(t->kept, t->kept_count, sizeof(*t->kept), compare, t);
	for (i = 0; i < t->kept_count; i++) {
		print_line(t, &t->kept[i].cells);
		cells_free(&t->kept[i].cells);
		free(t->kept[i].text_key);
	}
	printer_finish(t->printer);
	cells_free(&t->cells);
	free(t->kept);
	free(t->place);
	free(t);
}
