// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints lines of cells as raw words or as JSON, or gives them to text.c.
 *
 * Millions of lines pass through here, so none is kept. (libsmartcols would have to hold a whole
 * table to print it as JSON.)
 */

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fail.h"
#include "output/buffer.h"
#include "output/printer.h"
#include "output/text.h"

struct key {
	char *text;
	size_t len;
};

struct printer {
	const struct column **columns;	/* in the order of the output */
	unsigned int shown;
	const struct table_style *style;
	size_t lines;
	struct buffer buffer;		/* lines of raw words or JSON */
	struct key *keys;		/* of JSON: "name": */
	char *beside;			/* of JSON: what follows the lines, or NULL */
	struct text *text;
};

static struct key json_key(const char *name)
{
	char *text = grown(NULL, strlen(name) + 5, 1), *c;

	sprintf(text, "\"%s\": ", name);
	for (c = text; *c; c++)
		*c = tolower((unsigned char)*c);
	return (struct key){ text, c - text };
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
		p->text = text_new(p->columns, shown, style);
	} else if (!style->no_headings) {
		for (i = 0; i < shown; i++)
			printf("%s%s", i ? " " : "", p->columns[i]->name);
		putchar('\n');
	}
	return p;
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

static void print_raw(struct printer *p, const struct cell *cells)
{
	size_t room = WORD_BEYOND;
	char *out;
	unsigned int i;

	/* At worst all is blanks; each cell has a blank after it. */
	for (i = 0; i < p->shown; i++)
		room += cells[i].len * strlen("\\x20") + 2;
	out = buffer_room(&p->buffer, room);
	for (i = 0; i < p->shown; i++) {
		const struct cell *c = &cells[i];

		if (c->is_word)
			out = put_word(out, c->text, c->len);
		else if (!c->text || !c->len)
			*out++ = '-';
		else
			out = put_text(out, c->text, c->len);
		*out++ = ' ';
	}
	out[-1] = '\n';
	p->buffer.used = out - p->buffer.text;
}

/* At most six bytes for each of the text, and two quotes. */
static char *put_string(char *out, const char *text)
{
	*out++ = '"';
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			*out++ = '\\';
		if ((unsigned char)*text < ' ')
			out += sprintf(out, "\\u%04x", *text);
		else
			*out++ = *text;
	}
	*out++ = '"';
	return out;
}

/* A word needs no escapes: it is an address, a state or a number. */
static char *put_value(char *out, const struct column *column, const struct cell *cell)
{
	if (!cell->text)
		return stpcpy(out, "null");
	if (!cell->is_word)
		return column->number ? stpcpy(out, cell->text) : put_string(out, cell->text);
	if (column->number)
		return put_word(out, cell->text, cell->len);
	*out++ = '"';
	out = put_word(out, cell->text, cell->len);
	*out++ = '"';
	return out;
}

static void print_json(struct printer *p, const struct cell *cells)
{
	size_t room = 16 + WORD_BEYOND;
	unsigned int i;
	char *out;

	for (i = 0; i < p->shown; i++)
		room += p->keys[i].len + 6 * cells[i].len + 8;
	out = buffer_room(&p->buffer, room);
	out = stpcpy(out, p->lines ? ",\n    {" : "\n    {");
	for (i = 0; i < p->shown; i++) {
		if (i)
			out = stpcpy(out, ", ");
		out = mempcpy(out, p->keys[i].text, p->keys[i].len);
		out = put_value(out, p->columns[i], &cells[i]);
	}
	*out++ = '}';
	p->buffer.used = out - p->buffer.text;
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
		text_line(p->text, cells);
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
		buffer_flush(&p->buffer);
		printf("%s%s\n}\n", p->lines ? "\n  ]" : "]", p->beside ?: "");
		free(p->beside);
		for (i = 0; i < p->shown; i++)
			free(p->keys[i].text);
		free(p->keys);
	} else if (!p->style->raw) {
		text_finish(p->text);
	}
	buffer_free(&p->buffer);
	free(p->columns);
	free(p);
}
