// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines of cells as a table for people.
 *
 * The first lines make a table of libsmartcols, which finds the widths. That takes some 50,000
 * instructions a line, so of a longer table the others are written at once, in those widths: a
 * column widens from the first line on that does not fit. What may have another width on the screen
 * than in memory, and what has colours, is left to libsmartcols.
 */

#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "common/fail.h"
#include "output/buffer.h"
#include "output/text.h"

#define FIRST_LINES	50

struct text {
	const struct column **columns;
	const struct table_style *style;
	unsigned int shown;
	size_t lines;			/* that wait in @scols */
	bool streams;
	unsigned int *widths;		/* of a table that streams */
	struct buffer buffer;
	struct libscols_table *scols;
};

static void check(int rc)
{
	if (rc)
		fail(EXIT_OUTPUT, "cannot make the table: %s", strerror(-rc));
}

static void *made(void *it)
{
	if (!it)
		fail(EXIT_OUTPUT, "cannot make the table: out of memory");
	return it;
}

/**
 * text_new() - begin a table
 * @columns: the columns that are shown; they have to stay
 * @shown: how many
 * @style: what the user said
 *
 * Return: the table, for text_finish().
 */
struct text *text_new(const struct column **columns, unsigned int shown, const struct table_style *style)
{
	struct text *t = grown(NULL, 1, sizeof(*t));
	unsigned int i;

	*t = (struct text){ .columns = columns, .style = style, .shown = shown };
	t->widths = grown(NULL, shown, sizeof(*t->widths));
	t->scols = made(scols_new_table());
	check(scols_table_enable_noheadings(t->scols, style->no_headings));
	check(scols_table_enable_colors(t->scols, style->color));
	/* A table of addresses that is cut at the window's edge tells nothing. */
	check(scols_table_enable_nowrap(t->scols, 0));
	for (i = 0; i < shown; i++)
		made(scols_table_new_column(t->scols, columns[i]->name, 0,
					    columns[i]->number ? SCOLS_FL_RIGHT : 0));
	return t;
}

static void set_width(struct text *t, unsigned int i, unsigned int width)
{
	t->widths[i] = width;
	check(scols_column_set_whint(scols_table_get_column(t->scols, i), width));
}

static void print_scols(struct text *t)
{
	buffer_flush(&t->buffer);
	check(scols_print_table(t->scols));
	scols_table_remove_lines(t->scols);
	check(scols_table_enable_noheadings(t->scols, 1));
	t->lines = 0;
}

/* The table is long: its columns get room for the widest usual values before the first lines are printed. */
static void begin_stream(struct text *t)
{
	unsigned int i;

	for (i = 0; i < t->shown; i++)
		set_width(t, i, t->columns[i]->widest);
	print_scols(t);
	for (i = 0; i < t->shown; i++)
		set_width(t, i, scols_column_get_width(scols_table_get_column(t->scols, i)));
	t->streams = true;
}

static void add_scols(struct text *t, const struct cell *cells)
{
	static const char *const colors[] = { [WARNING] = "yellow", [ALARM] = "red" };
	struct libscols_line *line = made(scols_table_new_line(t->scols, NULL));
	unsigned int i;

	for (i = 0; i < t->shown; i++) {
		check(scols_line_set_data(line, i, cells[i].text ?: "-"));
		if (cells[i].notice)
			check(scols_cell_set_color(scols_line_get_cell(line, i),
						   colors[cells[i].notice]));
	}
	t->lines++;
}

/* Is a byte of each cell a column on the screen? */
static bool is_plain(const struct text *t, const struct cell *cells)
{
	unsigned int i, at;

	for (i = 0; i < t->shown; i++) {
		if (cells[i].notice && t->style->color)
			return false;
		for (at = 0; !cells[i].is_word && at < cells[i].len; at++)
			if (cells[i].text[at] < ' ' || cells[i].text[at] > '~')
				return false;
	}
	return true;
}

/* As put_word(): memset() would take longer than some blanks too many. */
static char *put_blanks(char *out, size_t count)
{
	size_t i;

	for (i = 0; i < count; i += WORD_BEYOND)
		memset(out + i, ' ', WORD_BEYOND);
	return out + count;
}

static void stream_line(struct text *t, const struct cell *cells)
{
	size_t room = WORD_BEYOND;
	unsigned int i;
	char *out;

	for (i = 0; i < t->shown; i++) {
		if (cells[i].len > t->widths[i])
			set_width(t, i, cells[i].len);
		room += t->widths[i] + 1;
	}
	out = buffer_room(&t->buffer, room);
	for (i = 0; i < t->shown; i++) {
		const char *text = cells[i].text ?: "-";
		size_t len = cells[i].text ? cells[i].len : 1, blanks = t->widths[i] - len;

		if (t->columns[i]->number)
			out = put_blanks(out, blanks);
		out = cells[i].text && cells[i].is_word ? put_word(out, text, len) : mempcpy(out, text, len);
		if (!t->columns[i]->number && i + 1 < t->shown)
			out = put_blanks(out, blanks);
		*out++ = ' ';
	}
	out[-1] = '\n';
	t->buffer.used = out - t->buffer.text;
}

/**
 * text_line() - add a line
 * @t: the table
 * @cells: the line
 */
void text_line(struct text *t, const struct cell *cells)
{
	if (t->streams && is_plain(t, cells)) {
		stream_line(t, cells);
		return;
	}
	add_scols(t, cells);
	if (t->streams)
		print_scols(t);
	else if (t->lines > FIRST_LINES)
		begin_stream(t);
}

/**
 * text_finish() - print what is left, and free the table
 * @t: the table
 */
void text_finish(struct text *t)
{
	if (t->lines)
		print_scols(t);
	scols_unref_table(t->scols);
	buffer_free(&t->buffer);
	free(t->widths);
	free(t);
}
