// SPDX-License-Identifier: GPL-2.0-only
/* Tables: columns by name, printed by libsmartcols as text, raw words or JSON. */

#include <inttypes.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "input.h"
#include "table.h"
#include "twinfo.h"

struct table {
	struct libscols_table *scols;
	struct libscols_line *line;
	const struct column *columns;
	int *place;		/* of each column in the output, -1 when it is not shown */
	int shown;
	bool json;
};

static void check(int rc)
{
	if (rc)
		fail(EXIT_OUTPUT, "cannot make the table: %s", strerror(-rc));
}

static void show_column(struct table *t, unsigned int i)
{
	const struct column *column = &t->columns[i];
	struct libscols_column *cl;

	if (t->place[i] >= 0)
		return;
	cl = scols_table_new_column(t->scols, column->name, 0, column->number ? SCOLS_FL_RIGHT : 0);
	if (!cl)
		fail(EXIT_OUTPUT, "cannot make the table: out of memory");
	check(scols_column_set_json_type(cl,
					 column->number ? SCOLS_JSON_NUMBER : SCOLS_JSON_STRING));
	t->place[i] = t->shown++;
}

static void show_named(struct table *t, const char *name, size_t len)
{
	unsigned int i;

	for (i = 0; t->columns[i].name; i++) {
		if (strlen(t->columns[i].name) == len &&
		    !strncasecmp(t->columns[i].name, name, len)) {
			show_column(t, i);
			return;
		}
	}
	fail(EXIT_USE, "unknown column '%.*s'; see --list-columns", (int)len, name);
}

static void show_list(struct table *t, const char *names)
{
	for (;;) {
		size_t len = strcspn(names, ",");

		show_named(t, names, len);
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
 * @style: what the user said. A column that does not exist ends the program with EXIT_USE
 *
 * Return: the table.
 */
struct table *table_new(const char *name, const struct column *columns, const char *defaults,
			const struct table_style *style)
{
	struct table *t = grown(NULL, 1, sizeof(*t));
	unsigned int i, count = 0;

	memset(t, 0, sizeof(*t));
	while (columns[count].name)
		count++;
	t->columns = columns;
	t->place = grown(NULL, count, sizeof(*t->place));
	for (i = 0; i < count; i++)
		t->place[i] = -1;

	t->scols = scols_new_table();
	if (!t->scols)
		fail(EXIT_OUTPUT, "cannot make the table: out of memory");
	check(scols_table_set_name(t->scols, name));
	check(scols_table_enable_json(t->scols, style->json));
	check(scols_table_enable_raw(t->scols, style->raw));
	check(scols_table_enable_noheadings(t->scols, style->no_headings));
	/* A table of addresses that is cut at the window's edge answers nothing. */
	check(scols_table_enable_nowrap(t->scols, 0));
	t->json = style->json;

	if (style->all) {
		for (i = 0; i < count; i++)
			show_column(t, i);
	} else if (style->output && *style->output == '+') {
		show_list(t, defaults);
		show_list(t, style->output + 1);
	} else {
		show_list(t, style->output ?: defaults);
	}
	return t;
}

/**
 * table_line() - begin a line
 * @t: the table
 */
void table_line(struct table *t)
{
	t->line = scols_table_new_line(t->scols, NULL);
	if (!t->line)
		fail(EXIT_OUTPUT, "cannot make the table: out of memory");
}

/**
 * table_text() - a cell of the line that was begun last
 * @t: the table
 * @column: its index in the columns
 * @text: what stands there; NULL for what is not known
 */
void table_text(struct table *t, unsigned int column, const char *text)
{
	if (t->place[column] < 0)
		return;
	if (!text && !t->json)
		text = "-";
	check(scols_line_set_data(t->line, t->place[column], text));
}

/**
 * table_number() - the same for a number
 * @t: the table
 * @column: its index in the columns
 * @n: the number, or UNKNOWN
 */
void table_number(struct table *t, unsigned int column, int64_t n)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64, n);
	table_text(t, column, n == UNKNOWN ? NULL : text);
}

/**
 * table_seconds() - the same for a time
 * @t: the table
 * @column: its index in the columns
 * @ms: milliseconds, or UNKNOWN; shown as seconds
 */
void table_seconds(struct table *t, unsigned int column, int64_t ms)
{
	char text[32];
	int64_t abs;

	if (ms == UNKNOWN) {
		table_text(t, column, NULL);
		return;
	}
	abs = ms < 0 ? -ms : ms;
	snprintf(text, sizeof(text), "%s%" PRId64 ".%03d", ms < 0 ? "-" : "", abs / 1000,
		 (int)(abs % 1000));
	table_text(t, column, text);
}

/**
 * table_print() - print a table and forget it
 * @t: the table
 */
void table_print(struct table *t)
{
	check(scols_print_table(t->scols));
	scols_unref_table(t->scols);
	free(t->place);
	free(t);
}
