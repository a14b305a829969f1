// SPDX-License-Identifier: GPL-2.0-only
/* The cells of a table's line: words, texts, and numbers in their units. */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/number.h"
#include "output/table.h"
#include "output/table_private.h"

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
