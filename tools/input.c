// SPDX-License-Identifier: GPL-2.0-only
/* Reading an answer of /proc/twinfo: record by record, checked on the way. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input.h"
#include "twinfo.h"
#include "twinfo_format.h"

#define PROC_FILE	"/proc/" TWINFO_PROC
#define COLUMNS_MAX	64

/* The columns of a kind of row, from its line "# KIND name name ...". */
struct columns {
	const char *kind;
	char *text;			/* what the names point into */
	char *names[COLUMNS_MAX];
	unsigned int count;
};

struct input {
	const char *name;
	int fd;
	bool live;			/* the kernel answers: stop where the command has enough */
	enum extent extent;

	char *text;			/* what was read and not yet given as lines */
	size_t from, to, room;

	struct record record;
	struct columns tw_columns, bind_columns;
	int64_t tw, fin_wait2, bind;	/* rows seen */
	bool ended;			/* the end record came */
};

static _Noreturn void damaged(const struct input *in, const char *fmt, const char *what)
{
	char text[256];

	snprintf(text, sizeof(text), fmt, what);
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
	in->tw_columns.kind = TWINFO_TW;
	in->bind_columns.kind = TWINFO_BIND;
	in->live = !path;
	in->name = path ?: PROC_FILE;
	in->extent = extent;
	in->room = 1 << 17;
	in->text = grown(NULL, in->room, 1);
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
	free(in->tw_columns.text);
	free(in->bind_columns.text);
	free(in);
}

/* Gets more text behind what is there. Returns false at the end of the file. */
static bool more(struct input *in)
{
	ssize_t got;

	if (in->from) {
		memmove(in->text, in->text + in->from, in->to - in->from);
		in->to -= in->from;
		in->from = 0;
	}
	if (in->to == in->room) {
		in->room *= 2;
		in->text = grown(in->text, in->room, 1);
	}
	do {
		got = read(in->fd, in->text + in->to, in->room - in->to);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		unreadable(in);
	in->to += got;
	return got > 0;
}

/* The next line without its LF; NULL at the end of the file. */
static char *next_line(struct input *in)
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
		if (more(in))
			continue;
		if (looked) {
			in->record.line++;
			damaged(in, "%s",
				in->record.line == 1 ? "expected the record 'twinfo'"
						     : "the answer is cut off here");
		}
		return NULL;
	}
	in->record.line++;
	in->from += lf + 1 - line;
	*lf = '\0';
	if (strlen(line) != (size_t)(lf - line))
		damaged(in, "%s", "expected text, found a NUL byte");
	return line;
}

static void split(struct input *in, char *line)
{
	struct record *r = &in->record;

	for (r->words = 0; line; r->words++) {
		if (r->words == WORDS_MAX)
			damaged(in, "%s", "more words than a record has");
		r->word[r->words] = strsep(&line, " ");
		if (!*r->word[r->words])
			damaged(in, "%s", "expected words separated by one blank");
	}
}

/* Takes "# KIND name name ..." of a kind of rows. Returns false for any other line. */
static bool take_columns(struct columns *columns, const char *line)
{
	size_t len = strlen(columns->kind);
	char *rest;

	if (strncmp(line, "# ", 2) || strncmp(line + 2, columns->kind, len) || line[2 + len] != ' ')
		return false;
	free(columns->text);
	columns->text = strdup(line + 2 + len + 1);
	if (!columns->text)
		fail(EXIT_UNREADABLE, "out of memory");
	for (rest = columns->text, columns->count = 0; rest && columns->count < COLUMNS_MAX;)
		columns->names[columns->count++] = strsep(&rest, " ");
	return true;
}

static void check_head(struct input *in)
{
	int64_t format;

	if (!is_kind(&in->record, TWINFO_HEAD))
		damaged(in, "%s",
			"expected the record 'twinfo'; this is no answer of /proc/twinfo");
	format = input_number_at(in, &in->record, 1, "the format's number");
	if (format > TWINFO_FORMAT)
		damaged(in, "format %s is newer than this tool, which reads format 1",
			in->record.word[1]);
	if (format < 1)
		damaged(in, "expected the format's number, found '%s'", in->record.word[1]);
}

static void check_columns(const struct input *in, const struct columns *columns)
{
	char text[64];

	snprintf(text, sizeof(text), "a row before the line '# %s' that names its columns",
		 columns->kind);
	if (!columns->count)
		damaged(in, "%s", text);
	if (in->record.words - 1 < columns->count)
		damaged(in, "expected a word for each column; there is none for '%s'",
			columns->names[in->record.words - 1]);
}

static void check_tw(struct input *in)
{
	const char *state;

	check_columns(in, &in->tw_columns);
	state = input_column(in, &in->record, "state");
	if (!strcmp(state, TWINFO_STATE_TW))
		in->tw++;
	else if (!strcmp(state, TWINFO_STATE_FW2))
		in->fin_wait2++;
	else
		damaged(in, "expected a state, found '%s'", state);
}

static void check_bind(struct input *in)
{
	check_columns(in, &in->bind_columns);
	in->bind++;
}

static void check_end(struct input *in)
{
	in->ended = true;
	if (input_number(in, &in->record, "tw") != in->tw ||
	    input_number(in, &in->record, "fw2") != in->fin_wait2 ||
	    input_number(in, &in->record, "bind") != in->bind)
		damaged(in, "%s",
			"the record 'end' counts other rows than there are; the answer is damaged");
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
	char *line;

	while ((line = next_line(in))) {
		if (in->ended)
			damaged(in, "%s", "expected nothing behind the record 'end'");
		if (take_columns(&in->tw_columns, line)) {
			/* The kernel begins to walk for rows when more is read. */
			if (in->live && in->extent == TO_COUNTS)
				return NULL;
			continue;
		}
		if (take_columns(&in->bind_columns, line) || (*line == '#' && in->record.line > 1))
			continue;
		split(in, line);
		if (in->record.line == 1)
			check_head(in);
		else if (is_kind(&in->record, TWINFO_TW))
			check_tw(in);
		else if (is_kind(&in->record, TWINFO_BIND))
			check_bind(in);
		else if (is_kind(&in->record, TWINFO_END))
			check_end(in);
		return &in->record;
	}
	if (!in->record.line)
		fail(EXIT_DAMAGED, "%s: empty; expected an answer of /proc/twinfo", in->name);
	if (!in->ended)
		damaged(in, "%s",
			"the answer is cut off behind this line: there is no record 'end'");
	return NULL;
}

/**
 * is_kind() - is it a record of that kind?
 * @r: the record
 * @kind: its first word
 */
bool is_kind(const struct record *r, const char *kind)
{
	return !strcmp(r->word[0], kind);
}

/* The value of a key, NULL if the record does not have it. */
static const char *value_of(const struct record *r, const char *key)
{
	size_t len = strlen(key);
	unsigned int i;

	for (i = 1; i < r->words; i++)
		if (!strncmp(r->word[i], key, len) && r->word[i][len] == '=')
			return r->word[i] + len + 1;
	return NULL;
}

static int64_t number(const struct input *in, const char *text, const char *what)
{
	char why[128], *end;
	long long n;

	if (!strcmp(text, "-"))
		return UNKNOWN;
	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno || *end || end == text) {
		snprintf(why, sizeof(why), "expected a number for %s, found '%%.40s'", what);
		damaged(in, why, text);
	}
	return n;
}

/**
 * input_number() - what number a record gives for a key
 * @in: the input
 * @r: a record of key=value words
 * @key: the key
 *
 * Return: the number in the unit that the key names, UNKNOWN for "-".
 */
int64_t input_number(const struct input *in, const struct record *r, const char *key)
{
	const char *text = value_of(r, key);

	if (!text)
		damaged(in, "expected the key '%s'", key);
	return number(in, text, key);
}

/**
 * input_number_at() - a word of a record that is a number
 * @in: the input
 * @r: the record
 * @word: which word, 0 being the kind
 * @what: what it is, for the error
 *
 * Return: the number.
 */
int64_t input_number_at(const struct input *in, const struct record *r, unsigned int word,
			const char *what)
{
	if (word >= r->words)
		damaged(in, "expected %s", what);
	return number(in, r->word[word], what);
}

/**
 * input_column() - a word of a row by the name of its column
 * @in: the input
 * @r: a tw or bind row
 * @name: the column
 *
 * Return: the word.
 */
const char *input_column(const struct input *in, const struct record *r, const char *name)
{
	const struct columns *columns = is_kind(r, TWINFO_TW) ? &in->tw_columns : &in->bind_columns;
	unsigned int i;

	for (i = 0; i < columns->count; i++)
		if (!strcmp(columns->names[i], name))
			return r->word[i + 1];
	damaged(in, "expected a column '%s'", name);
}

/**
 * input_column_number() - a number of a row by the name of its column
 * @in: the input
 * @r: a tw or bind row
 * @name: the column
 *
 * Return: the number in the unit that the column names, UNKNOWN for "-".
 */
int64_t input_column_number(const struct input *in, const struct record *r, const char *name)
{
	return number(in, input_column(in, r, name), name);
}
