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
#include "output/printer.h"
#include "output/sort.h"
#include "output/table.h"

/* The text of a number. A column often has the number of the line before. */
struct number {
	int64_t n;		/* UNKNOWN when the text is not of a whole number */
	size_t len;
	char text[NUMBER_TEXT];
};

_Static_assert(NUMBER_TEXT % WORD_BEYOND == 0, "a number is a word");

struct table {
	const struct column *columns;
	const struct table_style *style;
	struct printer *printer;
	int *place;		/* of each column in the output, -1 when it is not shown */
	unsigned int shown;
	struct cell *cells;	/* of the line, in the order of the output */
	struct number *numbers;	/* texts of those that are numbers; and one more for what is not shown */

	int sort_by;		/* a column, -1 for none */
	struct sort_key key;	/* of the line */
	struct sort lines;
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
	t->numbers = grown(NULL, t->shown + 1, sizeof(*t->numbers));
	for (i = 0; i <= t->shown; i++)
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

static void set(struct table *t, unsigned int column, const char *text, size_t len, bool is_word)
{
	struct cell *c;

	if (t->place[column] < 0)
		return;
	c = &t->cells[t->place[column]];
	c->text = text;
	c->len = len;
	c->is_word = is_word;
}

static void set_text(struct table *t, unsigned int column, const char *text, size_t len, bool is_word)
{
	set(t, column, text, len, is_word);
	if (t->sort_by == (int)column)
		t->key.text = text;
}

/**
 * table_word() - a cell of the line
 * @t: the table
 * @column: its index in the columns
 * @text: what stands there: no blank, a NUL after it, and all WORD_BEYOND bytes from any of its own
 * @len: how long it is, without the NUL
 */
void table_word(struct table *t, unsigned int column, const char *text, size_t len)
{
	set_text(t, column, text, len, true);
}

/**
 * table_text() - the same for any text
 * @t: the table
 * @column: its index in the columns
 * @text: what stands there, NULL for what is not known
 */
void table_text(struct table *t, unsigned int column, const char *text)
{
	if (text)
		set_text(t, column, text, strlen(text), false);
}

static struct number *number_of(struct table *t, unsigned int column)
{
	return &t->numbers[t->place[column] >= 0 ? (unsigned int)t->place[column] : t->shown];
}

/* Where the text of a number goes that is not whole. */
static char *number_text(struct table *t, unsigned int column)
{
	struct number *number = number_of(t, column);

	number->n = UNKNOWN;
	return number->text;
}

static void set_number(struct table *t, unsigned int column, double n, const char *text, size_t len)
{
	set(t, column, text, len, true);
	if (t->sort_by == (int)column)
		t->key.number = n;
}

/**
 * table_number() - the same for a number
 * @t: the table
 * @column: its index in the columns
 * @n: the number, or UNKNOWN
 */
void table_number(struct table *t, unsigned int column, int64_t n)
{
	struct number *number = number_of(t, column);

	if (n == UNKNOWN)
		return;
	if (n != number->n) {
		number->n = n;
		number->len = print_whole(n, number->text);
	}
	set_number(t, column, n, number->text, number->len);
}

/**
 * table_seconds() - the same for a time
 * @t: the table
 * @column: its index in the columns
 * @ms: milliseconds, or UNKNOWN; shown as seconds
 */
void table_seconds(struct table *t, unsigned int column, int64_t ms)
{
	char *text = number_text(t, column);

	if (ms != UNKNOWN)
		set_number(t, column, ms, text, print_seconds(ms, text));
}

/**
 * table_tenths() - the same for a number with one decimal
 * @t: the table
 * @column: its index in the columns
 * @tenths: ten times the number, at least 0; or UNKNOWN
 */
void table_tenths(struct table *t, unsigned int column, int64_t tenths)
{
	char *text = number_text(t, column);

	if (tenths != UNKNOWN)
		set_number(t, column, tenths, text, print_tenths(tenths, text));
}

/**
 * table_decimal() - the same for a number with decimals
 * @t: the table
 * @column: its index in the columns
 * @n: the number, or NAN
 * @digits: how many after the point
 */
void table_decimal(struct table *t, unsigned int column, double n, int digits)
{
	char *text = number_text(t, column);

	if (!isnan(n))
		set_number(t, column, n, text, snprintf(text, NUMBER_TEXT, "%.*f", digits, n));
}

/**
 * table_bytes() - the same for a size
 * @t: the table
 * @column: its index in the columns
 * @bytes: the size, or UNKNOWN; for people in a larger unit, unless they said --bytes
 */
void table_bytes(struct table *t, unsigned int column, int64_t bytes)
{
	char *text = number_text(t, column);

	if (t->style->bytes || t->style->json || t->style->raw)
		table_number(t, column, bytes);
	else if (bytes != UNKNOWN)
		set_number(t, column, bytes, text, print_bytes(bytes, text));
}

/**
 * table_notice() - highlight a cell if there are colours
 * @t: the table
 * @column: its index in the columns
 * @notice: how much
 */
void table_notice(struct table *t, unsigned int column, enum table_notice notice)
{
	if (t->place[column] >= 0)
		t->cells[t->place[column]].notice = notice;
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
