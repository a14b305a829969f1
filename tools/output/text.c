// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines of cells as a table for people.
 *
 * The first lines make a table of libsmartcols. To print it takes some 60,000 instructions a line,
 * so a longer table is written here, line by line, in the widths of the first lines: a column widens
 * from the first line on that does not fit. What may have another width on the screen than in
 * memory, and what has colours, is left to libsmartcols.
 */

#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fail.h"
#include "output/buffer.h"
#include "output/text.h"

#define FIRST_LINES	50

/* How a column is written here. */
struct shape {
	unsigned int width;		/* of what was written, or waits */
	bool blanks_before, blanks_after;
};

struct text {
	const struct column **columns;
	const struct table_style *style;
	unsigned int shown;
	struct shape *shapes;
	size_t room;			/* for a line */
	bool streams;			/* lines are written as they come */
	struct buffer buffer;
	struct libscols_table *scols;
	size_t lines;			/* that wait in it */
	bool all_plain;			/* they need no libsmartcols */
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

	*t = (struct text){ .columns = columns, .style = style, .shown = shown, .all_plain = true };
	t->shapes = grown(NULL, shown, sizeof(*t->shapes));
	t->room = shown + WORD_BEYOND;
	t->scols = made(scols_new_table());
	check(scols_table_enable_noheadings(t->scols, style->no_headings));
	check(scols_table_enable_colors(t->scols, style->color));
	/* A table of addresses that is cut at the window's edge tells nothing. */
	check(scols_table_enable_nowrap(t->scols, 0));
	for (i = 0; i < shown; i++) {
		bool right = columns[i]->number;

		made(scols_table_new_column(t->scols, columns[i]->name, 0, right ? SCOLS_FL_RIGHT : 0));
		t->shapes[i] = (struct shape){ 0, right, !right && i + 1 < shown };
	}
	return t;
}

static void widen(struct text *t, unsigned int column, unsigned int width)
{
	struct shape *s = &t->shapes[column];

	if (width > s->width) {
		t->room += width - s->width;
		s->width = width;
	}
}

/*
 * Makes the heading, printed or not, as wide as the column is here. A hint of the width would be ignored where the
 * values are narrower than the heading (libsmartcols/src/calculate.c).
 */
static void pad_heading(struct text *t, unsigned int i)
{
	int width = t->shapes[i].width;
	char *heading;

	if (asprintf(&heading, "%*s", t->columns[i]->number ? width : -width, t->columns[i]->name) < 0)
		fail(EXIT_OUTPUT, "out of memory");
	check(scols_cell_set_data(scols_column_get_header(scols_table_get_column(t->scols, i)), heading));
	free(heading);
}

/* The lines that waited are printed, and so is the heading. */
static void done_with_lines(struct text *t)
{
	scols_table_remove_lines(t->scols);
	check(scols_table_enable_noheadings(t->scols, 1));
	t->lines = 0;
}

static void print_scols(struct text *t)
{
	unsigned int i;

	buffer_flush(&t->buffer);
	for (i = 0; t->streams && i < t->shown; i++)
		pad_heading(t, i);
	check(scols_print_table(t->scols));
	for (i = 0; t->streams && i < t->shown; i++)
		widen(t, i, scols_column_get_width(scols_table_get_column(t->scols, i)));
	done_with_lines(t);
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

/* Is a byte of the cell a column on the screen? */
static bool is_plain(const struct cell *c)
{
	unsigned int at;

	for (at = 0; at < c->len; at++)
		if (c->text[at] < ' ' || c->text[at] > '~')
			return false;
	return true;
}

/* Can the line be written here? Then the columns are as wide as its cells. */
static bool takes(struct text *t, const struct cell *cells)
{
	const struct shape *s = t->shapes, *end = s + t->shown;

	for (; s < end; s++, cells++) {
		if (cells->notice && t->style->color)
			return false;
		if (!cells->is_word && !is_plain(cells))
			return false;
		if (cells->len > s->width)
			widen(t, s - t->shapes, cells->len);
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

static void write_line(struct text *t, const struct cell *cells)
{
	static const struct cell unknown = { .text = "-\0\0\0\0\0\0", .len = 1, .is_word = true };
	const struct shape *s = t->shapes, *end = s + t->shown;
	char *out = buffer_room(&t->buffer, t->room);
	const struct cell *c;

	for (; s < end; s++, cells++) {
		c = cells->text ? cells : &unknown;
		if (s->blanks_before)
			out = put_blanks(out, s->width - c->len);
		out = c->is_word ? put_word(out, c->text, c->len) : mempcpy(out, c->text, c->len);
		if (s->blanks_after)
			out = put_blanks(out, s->width - c->len);
		*out++ = ' ';
	}
	out[-1] = '\n';
	t->buffer.used = out - t->buffer.text;
}

static struct cell cell_of(const char *text)
{
	return (struct cell){ .text = text, .len = strlen(text) };
}

/* Writes the heading and the lines that wait. */
static void write_first(struct text *t)
{
	struct libscols_iter *lines = made(scols_new_iter(SCOLS_ITER_FORWARD));
	struct cell *cells = grown(NULL, t->shown, sizeof(*cells));
	struct libscols_line *line;
	unsigned int i;

	for (i = 0; i < t->shown; i++)
		cells[i] = cell_of(t->columns[i]->name);
	if (!t->style->no_headings)
		write_line(t, cells);
	while (!scols_table_next_line(t->scols, lines, &line)) {
		for (i = 0; i < t->shown; i++)
			cells[i] = cell_of(scols_cell_get_data(scols_line_get_cell(line, i)));
		write_line(t, cells);
	}
	scols_free_iter(lines);
	free(cells);
	done_with_lines(t);
}

/* The table is long: before its first lines are printed, the columns get room for their headings and the widest usual values. */
static void begin_stream(struct text *t)
{
	unsigned int i;

	for (i = 0; i < t->shown; i++) {
		widen(t, i, t->columns[i]->widest);
		widen(t, i, strlen(t->columns[i]->name));
	}
	t->streams = true;
	if (t->all_plain)
		write_first(t);
	else
		print_scols(t);
}

/**
 * text_line() - add a line
 * @t: the table
 * @cells: the line
 */
void text_line(struct text *t, const struct cell *cells)
{
	bool plain = takes(t, cells);

	if (t->streams && plain) {
		write_line(t, cells);
		return;
	}
	add_scols(t, cells);
	t->all_plain &= plain;
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
	free(t->shapes);
	free(t);
}
