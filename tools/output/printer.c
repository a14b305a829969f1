// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints lines of cells as text for people, as raw words or as JSON.
 *
 * Millions of lines pass through here, so none is kept. Raw words and JSON are printed at once,
 * text in batches, each a table of libsmartcols. (libsmartcols would have to hold a whole table to
 * print it as JSON.)
 */

#include <ctype.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/printer.h"
#include "common/fail.h"

#define BATCH	5000
#define RAW	(4 << 10)

struct printer {
	const struct column **columns;	/* in the order of the output */
	unsigned int shown;
	const struct table_style *style;
	size_t lines;
	char *raw;			/* lines of raw words */
	size_t raw_used, raw_room;
	char **keys;			/* of JSON: "name": */
	char *beside;			/* of JSON: what follows the lines, or NULL */
	struct libscols_table *scols;	/* of text */
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

static char *json_key(const char *name)
{
	char *key = grown(NULL, strlen(name) + 5, 1), *c;

	sprintf(key, "\"%s\": ", name);
	for (c = key; *c; c++)
		*c = tolower((unsigned char)*c);
	return key;
}

static void begin_text(struct printer *p)
{
	unsigned int i;

	p->scols = made(scols_new_table());
	check(scols_table_enable_noheadings(p->scols, p->style->no_headings));
	check(scols_table_enable_colors(p->scols, p->style->color));
	/* A table of addresses that is cut at the window's edge snapshots nothing. */
	check(scols_table_enable_nowrap(p->scols, 0));
	for (i = 0; i < p->shown; i++)
		made(scols_table_new_column(p->scols, p->columns[i]->name, 0,
					    p->columns[i]->number ? SCOLS_FL_RIGHT : 0));
}

/**
 * printer_new() - begin to print a table
 * @name: what JSON calls it
 * @columns: all that it may have, up to one without a name
 * @place: of each column in the output, negative when it is not shown
 * @shown: how many are shown
 * @style: what the user said
 *
 * Return: the printer.
 */
struct printer *printer_new(const char *name, const struct column *columns, const int *place,
			    unsigned int shown, const struct table_style *style)
{
	struct printer *p = grown(NULL, 1, sizeof(*p));
	unsigned int i;

	memset(p, 0, sizeof(*p));
	p->style = style;
	p->shown = shown;
	p->columns = grown(NULL, shown, sizeof(*p->columns));
	for (i = 0; columns[i].name; i++)
		if (place[i] >= 0)
			p->columns[place[i]] = &columns[i];

	if (style->json) {
		p->keys = grown(NULL, shown, sizeof(*p->keys));
		for (i = 0; i < shown; i++)
			p->keys[i] = json_key(p->columns[i]->name);
		printf("{\n  \"%s\": [", name);
	} else if (!style->raw) {
		begin_text(p);
	} else if (!style->no_headings) {
		for (i = 0; i < shown; i++)
			printf("%s%s", i ? " " : "", p->columns[i]->name);
		putchar('\n');
	}
	return p;
}

/* Words are short: calling memcpy() takes longer than copying some bytes too many. */
static char *put_word(char *out, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i += WORD_BEYOND)
		memcpy(out + i, text + i, WORD_BEYOND);
	return out + len;
}

/* A blank inside a cell would begin another cell. */
static char *put_text(char *out, const char *text, size_t len)
{
	size_t i;

	if (!memchr(text, ' ', len))
		return mempcpy(out, text, len);
	for (i = 0; i < len; i++) {
		if (text[i] == ' ')
			out = stpcpy(out, "\\x20");
		else
			*out++ = text[i];
	}
	return out;
}

static void flush_raw(struct printer *p)
{
	if (p->raw_used)
		fwrite_unlocked(p->raw, p->raw_used, 1, stdout);
	p->raw_used = 0;
}

/* Many lines at once, because stdio takes longer for a line than writing it does. */
static void print_raw(struct printer *p, const struct cell *cells)
{
	size_t room = WORD_BEYOND;
	char *out;
	unsigned int i;

	/* At worst all is blanks; each cell has a blank after it. */
	for (i = 0; i < p->shown; i++)
		room += cells[i].len * strlen("\\x20") + 2;
	if (p->raw_used + room > p->raw_room) {
		flush_raw(p);
		if (room > p->raw_room) {
			p->raw_room = room + RAW;
			p->raw = grown(p->raw, p->raw_room, 1);
		}
	}
	out = p->raw + p->raw_used;
	for (i = 0; i < p->shown; i++) {
		const struct cell *c = &cells[i];

		if (!c->text || !c->len)
			*out++ = '-';
		else if (c->is_word)
			out = put_word(out, c->text, c->len);
		else
			out = put_text(out, c->text, c->len);
		*out++ = ' ';
	}
	out[-1] = '\n';
	p->raw_used = out - p->raw;
}

static void print_string(const char *text)
{
	const char *c = text;

	putchar_unlocked('"');
	while ((unsigned char)*c >= ' ' && *c != '"' && *c != '\\')
		c++;
	if (!*c) {
		fputs_unlocked(text, stdout);
		text = c;
	}
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putchar_unlocked('\\');
		if ((unsigned char)*text < ' ')
			printf("\\u%04x", *text);
		else
			putchar_unlocked(*text);
	}
	putchar_unlocked('"');
}

static void print_json(const struct printer *p, const struct cell *cells)
{
	const char *text;
	unsigned int i;

	fputs_unlocked(p->lines ? ",\n    {" : "\n    {", stdout);
	for (i = 0; i < p->shown; i++) {
		if (i)
			fputs_unlocked(", ", stdout);
		fputs_unlocked(p->keys[i], stdout);
		text = cells[i].text;
		if (!text)
			fputs_unlocked("null", stdout);
		else if (p->columns[i]->number)
			fputs_unlocked(text, stdout);
		else
			print_string(text);
	}
	putchar_unlocked('}');
}

static void print_batch(struct printer *p)
{
	struct libscols_column *cl;
	unsigned int i;

	check(scols_print_table(p->scols));
	scols_table_remove_lines(p->scols);
	check(scols_table_enable_noheadings(p->scols, 1));
	/* The next batch begins as wide as this one is. */
	for (i = 0; i < p->shown; i++) {
		cl = scols_table_get_column(p->scols, i);
		check(scols_column_set_whint(cl, scols_column_get_width(cl)));
	}
}

static void add_text(struct printer *p, const struct cell *cells)
{
	static const char *const colors[] = { [WARNING] = "yellow", [ALARM] = "red" };
	struct libscols_line *line = made(scols_table_new_line(p->scols, NULL));
	unsigned int i;

	for (i = 0; i < p->shown; i++) {
		check(scols_line_set_data(line, i, cells[i].text ?: "-"));
		if (cells[i].notice)
			check(scols_cell_set_color(scols_line_get_cell(line, i),
						   colors[cells[i].notice]));
	}
	if (p->lines % BATCH == BATCH - 1)
		print_batch(p);
}

/**
 * printer_line() - print a line
 * @p: the printer
 * @cells: the line
 */
void printer_line(struct printer *p, const struct cell *cells)
{
	if (p->style->json)
		print_json(p, cells);
	else if (p->style->raw)
		print_raw(p, cells);
	else
		add_text(p, cells);
	p->lines++;
}

/**
 * printer_beside() - add a value that JSON has beside the lines
 * @p: the printer
 * @name: its name
 * @value: its JSON text
 */
void printer_beside(struct printer *p, const char *name, const char *value)
{
	char *text;

	if (asprintf(&text, "%s,\n  \"%s\": %s", p->beside ?: "", name, value) < 0)
		fail(EXIT_OUTPUT, "out of memory");
	free(p->beside);
	p->beside = text;
}

/**
 * printer_finish() - print what is left, and free the printer
 * @p: the printer
 */
void printer_finish(struct printer *p)
{
	unsigned int i;

	if (p->style->json) {
		printf("%s%s\n}\n", p->lines ? "\n  ]" : "]", p->beside ?: "");
		free(p->beside);
		for (i = 0; i < p->shown; i++)
			free(p->keys[i]);
		free(p->keys);
	} else if (!p->style->raw) {
		if (p->lines % BATCH)
			print_batch(p);
		scols_unref_table(p->scols);
	}
	flush_raw(p);
	free(p->raw);
	free(p->columns);
	free(p);
}
