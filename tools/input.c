// SPDX-License-Identifier: GPL-2.0-only
/* Reading the text of /proc/twinfo: record by record, checked on the way. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "input.h"
#include "source.h"
#include "twinfo.h"
#include "twinfo_format.h"

struct input {
	struct source source;
	enum extent extent;
	struct record record;
	unsigned int tw_place[TW_COLUMNS], bind_place[BIND_COLUMNS];
	struct columns tw_columns, bind_columns;
	int64_t tw, fin_wait2, bind;	/* rows seen */
	bool ended;			/* the end record came */
};

/**
 * input_damaged() - end the program as the record read last is not what it should be
 * @in: the input
 * @fmt: what was expected
 */
void input_damaged(const struct input *in, const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	fail(EXIT_DAMAGED, "%s: line %lu: %s", in->source.name, in->record.line, text);
}

/**
 * input_open() - begin to read an answer
 * @path: a file, "-" for standard input, NULL for /proc/twinfo
 * @extent: how far the command needs an answer of the kernel
 *
 * Return: the input. Ends the program with EXIT_UNREADABLE if it cannot be opened.
 */
struct input *input_open(const char *path, enum extent extent)
{
	struct input *in = grown(NULL, 1, sizeof(*in));

	memset(in, 0, sizeof(*in));
	source_open(&in->source, path, extent == TO_SETTINGS);
	in->extent = extent;
	in->tw_columns = (struct columns){ TWINFO_TW, tw_names, in->tw_place, 0 };
	in->bind_columns = (struct columns){ TWINFO_BIND, bind_names, in->bind_place, 0 };
	return in;
}

/**
 * input_close() - give back what an input holds
 * @in: the input; its records are gone, too
 */
void input_close(struct input *in)
{
	source_close(&in->source);
	free(in);
}

/* The next line without its LF; NULL at the end of the answer, or of what the command wants to know. */
static char *next_line(struct input *in, char **end)
{
	char *line = source_line(&in->source, end);

	if (!line && !source_rest(&in->source))
		return NULL;
	in->record.line++;
	if (!line)
		input_damaged(in, in->record.line == 1 ? "expected the record 'twinfo'"
						       : "the answer is cut off here");
	return line;
}

static void split(struct input *in, char *line, const char *end)
{
	const char *wrong = record_split(&in->record, line, end);

	if (wrong)
		input_damaged(in, "%s", wrong);
}

static void check_head(struct input *in)
{
	int64_t format;

	if (!is_kind(&in->record, TWINFO_HEAD))
		input_damaged(in, "expected the record 'twinfo'; this is no answer of /proc/twinfo");
	format = input_number_at(in, &in->record, 1, "the format's number");
	if (format > TWINFO_FORMAT)
		input_damaged(in, "format %s is newer than this tool, which reads format 1",
			      in->record.word[1]);
	if (format < 1)
		input_damaged(in, "expected the format's number, found '%s'", in->record.word[1]);
}

static void check_columns(const struct input *in, const struct columns *columns)
{
	if (!columns->count)
		input_damaged(in, "a row before the line '# %s' that names its columns",
			      columns->kind);
	if (in->record.words - 1 < columns->count)
		input_damaged(in, "expected %u words behind '%s', found %u", columns->count,
			      columns->kind, in->record.words - 1);
}

static void check_tw(struct input *in)
{
	const char *state;

	check_columns(in, &in->tw_columns);
	state = tw_text(in, &in->record, TW_STATE);
	if (!strcmp(state, TWINFO_STATE_TW))
		in->tw++;
	else if (!strcmp(state, TWINFO_STATE_FW2))
		in->fin_wait2++;
	else
		input_damaged(in, "expected a state, found '%.40s'", state);
}

static void check_end(struct input *in)
{
	in->ended = true;
	if (input_number(in, &in->record, "tw") != in->tw ||
	    input_number(in, &in->record, "fw2") != in->fin_wait2 ||
	    input_number(in, &in->record, "bind") != in->bind)
		input_damaged(in, "the record 'end' counts other rows than there are; the answer is "
				  "damaged");
}

static void place(struct input *in, struct columns *columns)
{
	const char *missing = columns_place(columns, &in->record);

	if (missing)
		input_damaged(in, "expected a column '%s'", missing);
}

/* Takes what a line beginning with "#" may tell. Returns true when the command has all it needs. */
static bool take_comment(struct input *in, char *line, char *end)
{
	struct record *r = &in->record;

	if (strncmp(line, "# " TWINFO_TW " ", 5) && strncmp(line, "# " TWINFO_BIND " ", 7))
		return false;
	split(in, line, end);
	if (!strcmp(r->word[1], TWINFO_BIND)) {
		place(in, &in->bind_columns);
		return false;
	}
	place(in, &in->tw_columns);
	/* The kernel begins to walk for rows when more is read. */
	return in->source.live && in->extent != TO_END;
}

/**
 * input_next() - the next record
 * @in: the input
 *
 * Comments are passed over, the end is checked: an answer is good when its `end` counts the rows
 * that came.
 *
 * Return: the record, good until the next call; NULL when the command has all that it asked for.
 */
const struct record *input_next(struct input *in)
{
	struct record *r = &in->record;
	char *line, *end;

	while ((line = next_line(in, &end))) {
		if (in->ended)
			input_damaged(in, "expected nothing behind the record 'end'");
		if (*line == '#' && r->line > 1) {
			if (take_comment(in, line, end))
				return NULL;
			continue;
		}
		split(in, line, end);
		if (r->line == 1) {
			check_head(in);
		} else if (is_kind(r, TWINFO_TW)) {
			check_tw(in);
		} else if (is_kind(r, TWINFO_BIND)) {
			check_columns(in, &in->bind_columns);
			in->bind++;
		} else if (is_kind(r, TWINFO_END)) {
			check_end(in);
		}
		return r;
	}
	if (!r->line)
		fail(EXIT_DAMAGED, "%s: empty; expected an answer of /proc/twinfo", in->source.name);
	if (!in->ended && !in->source.settings_read)
		input_damaged(in, "the answer is cut off behind this line: there is no record 'end'");
	return NULL;
}

/**
 * tw_text() - a word of a row
 * @in: the input
 * @r: a tw row
 * @column: which
 *
 * Return: the word.
 */
const char *tw_text(const struct input *in, const struct record *r, enum tw_column column)
{
	return r->word[in->tw_place[column]];
}

/**
 * tw_word() - a word of a row, and its length
 * @in: the input
 * @r: a tw row
 * @column: which
 * @len: where the length goes, without a NUL
 *
 * Return: the word.
 */
const char *tw_word(const struct input *in, const struct record *r, enum tw_column column, size_t *len)
{
	char *const *word = &r->word[in->tw_place[column]];

	*len = word[1] - word[0] - 1;
	return word[0];
}

/**
 * tw_number() - a number of a row
 * @in: the input
 * @r: a tw row
 * @column: which
 *
 * Return: the number in the unit that the column names, UNKNOWN for "-".
 */
int64_t tw_number(const struct input *in, const struct record *r, enum tw_column column)
{
	return word_number(in, r->word[in->tw_place[column]], tw_names[column]);
}

/**
 * tw_age_ms() - how old a tuple is, as far as it is known
 * @in: the input
 * @r: a tw row
 *
 * Return: ms since its entry stamp, or since its timer was last armed where there is no stamp; UNKNOWN
 * without both (FIN-WAIT-2 before 6.14).
 */
int64_t tw_age_ms(const struct input *in, const struct record *r)
{
	int64_t age = tw_number(in, r, TW_ENTRY_AGE);

	return age == UNKNOWN ? tw_number(in, r, TW_REARM_AGE) : age;
}

/**
 * bind_number() - a number of a row
 * @in: the input
 * @r: a bind row
 * @column: which
 *
 * Return: the number, UNKNOWN for "-".
 */
int64_t bind_number(const struct input *in, const struct record *r, enum bind_column column)
{
	return word_number(in, r->word[in->bind_place[column]], bind_names[column]);
}
