// SPDX-License-Identifier: GPL-2.0-only
/* Reading the text of /proc/twinfo: record by record, checked on the way. */

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "columns.h"
#include "input.h"
#include "twinfo.h"
#include "twinfo_format.h"

#define PROC_FILE	"/proc/" TWINFO_PROC

/* More than the kernel gives at once, as each read() costs. */
#define READ		(128 << 10)

/*
 * Who wants settings only asks the kernel for so much at once. It gives all of that unless a section
 * ends (twinfo(5)): a short read is how that is known without paying for the counts.
 */
#define SETTINGS_READ	(32 << 10)

struct input {
	const char *name;
	int fd;
	bool live;			/* the kernel answers: stop where the command has enough */
	bool section_read;		/* of a live answer, what was read last ends a section */
	enum extent extent;

	char *text;			/* what was read and not yet given as lines */
	size_t from, to, room;

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
	fail(EXIT_DAMAGED, "%s: line %lu: %s", in->name, in->record.line, text);
}

static _Noreturn void unreadable(const struct input *in)
{
	const char *hint = "";

	if (in->live && errno == ENOENT)
		hint = "; is the module loaded? Try: modprobe twinfo";
	else if (in->live && errno == EACCES)
		hint = "; root may read it, others as the module's mode= and gid= allow";
	else if (in->live && errno == EIO)
		hint = "; the module was unloaded meanwhile";
	fail(EXIT_UNREADABLE, "%s: %s%s", in->name, strerror(errno), hint);
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
	in->tw_columns = (struct columns){ TWINFO_TW, tw_names, in->tw_place, 0 };
	in->bind_columns = (struct columns){ TWINFO_BIND, bind_names, in->bind_place, 0 };
	in->live = !path || !strcmp(path, PROC_FILE);
	in->name = path ?: PROC_FILE;
	in->extent = extent;
	in->room = READ;
	in->text = grown(NULL, in->room + RECORD_BEYOND, 1);
	if (path && !strcmp(path, "-")) {
		in->name = "standard input";
		in->fd = STDIN_FILENO;
		return in;
	}
	in->fd = open(in->name, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0)
		unreadable(in);
	return in;
}

/**
 * input_close() - give back what an input holds
 * @in: the input; its records are gone, too
 */
void input_close(struct input *in)
{
	if (in->fd != STDIN_FILENO)
		close(in->fd);
	free(in->text);
	free(in);
}

/* Gets more text behind what is there. Returns false at the end of the file. */
static bool more(struct input *in)
{
	size_t ask;
	ssize_t got;

	if (in->from) {
		memmove(in->text, in->text + in->from, in->to - in->from);
		in->to -= in->from;
		in->from = 0;
	}
	if (in->to == in->room) {
		in->room *= 2;
		in->text = grown(in->text, in->room + RECORD_BEYOND, 1);
	}
	ask = in->room - in->to;
	if (in->extent == TO_SETTINGS && ask > SETTINGS_READ)
		ask = SETTINGS_READ;
	do {
		got = read(in->fd, in->text + in->to, ask);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		unreadable(in);
	in->section_read = in->live && (size_t)got < ask;
	in->to += got;
	return got > 0;
}

/* The next line without its LF; NULL at the end of the file, or of what the command wants to know. */
static char *next_line(struct input *in, char **end)
{
	size_t looked = 0;
	char *line, *lf;

	for (;;) {
		line = in->text + in->from;
		lf = in->to > in->from ? memchr(line + looked, '\n', in->to - in->from - looked)
				       : NULL;
		if (lf)
			break;
		looked = in->to - in->from;
		if (!looked && in->section_read && in->extent == TO_SETTINGS && in->record.line)
			return NULL;
		if (more(in))
			continue;
		if (looked) {
			in->record.line++;
			input_damaged(in, in->record.line == 1
						  ? "expected the record 'twinfo'"
						  : "the answer is cut off here");
		}
		return NULL;
	}
	in->record.line++;
	in->from += lf + 1 - line;
	*lf = '\0';
	*end = lf;
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
	return in->live && in->extent != TO_END;
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
		fail(EXIT_DAMAGED, "%s: empty; expected an answer of /proc/twinfo", in->name);
	if (!in->ended && !(in->section_read && in->extent == TO_SETTINGS))
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
