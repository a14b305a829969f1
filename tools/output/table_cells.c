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

/* A number of the line. Return: where its text goes, NULL if nobody sees it. */
static struct number *take_number(struct table *t, unsigned int column, double n)
{
	if (t->sort_by == (int)column)
		t->key.number = n;
	return t->place[column] < 0 ? NULL : &t->numbers[t->place[column]];
}

/* The text of a number that is not whole. */
static void set_number(struct table *t, unsigned int column, struct number *number, size_t len)
{
	number->n = UNKNOWN;
	set(t, column, number->text, len, true);
}

/**
 * table_number() - the same for a number
 * @t: the table
 * @column: its index in the columns
 * @n: the number, or UNKNOWN
 */
void table_number(struct table *t, unsigned int column, int64_t n)
{
	struct number *number = n == UNKNOWN ? NULL : take_number(t, column, n);

	if (!number)
		return;
	if (n != number->n) {
		number->n = n;
		number->len = print_whole(n, number->text);
	}
	set(t, column, number->text, number->len, true);
}

/**
 * table_seconds() - the same for a time
 * @t: the table
 * @column: its index in the columns
 * @ms: milliseconds, or UNKNOWN; shown as seconds
 */
void table_seconds(struct table *t, unsigned int column, int64_t ms)
{
	struct number *number = ms == UNKNOWN ? NULL : take_number(t, column, ms);

	if (number)
		set_number(t, column, number, print_seconds(ms, number->text));
}

/**
 * table_tenths() - the same for a number with one decimal
 * @t: the table
 * @column: its index in the columns
 * @tenths: ten times the number, at least 0; or UNKNOWN
 */
void table_tenths(struct table *t, unsigned int column, int64_t tenths)
{
	struct number *number = tenths == UNKNOWN ? NULL : take_number(t, column, tenths);

	if (number)
		set_number(t, column, number, print_tenths(tenths, number->text));
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
	struct number *number = isnan(n) ? NULL : take_number(t, column, n);

	if (number)
		set_number(t, column, number, snprintf(number->text, NUMBER_TEXT, "%.*f", digits, n));
}

/**
 * table_bytes() - the same for a size
 * @t: the table
 * @column: its index in the columns
 * @bytes: the size, or UNKNOWN; for people in a larger unit, unless they said --bytes
 */
void table_bytes(struct table *t, unsigned int column, int64_t bytes)
{
	struct number *number;

	if (bytes == UNKNOWN || t->style->bytes || t->style->json || t->style->raw) {
		table_number(t, column, bytes);
		return;
	}
	number = take_number(t, column, bytes);
	if (number)
		set_number(t, column, number, print_bytes(bytes, number->text));
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
