// SPDX-License-Identifier: GPL-2.0-only
/* Reading the text of /proc/twinfo: record by record, checked on the way. */

#include <stdlib.h>
#include <string.h>

#include "common/fail.h"
#include "snapshot/check.h"
#include "snapshot/reader.h"
#include "snapshot/source.h"
#include "twinfo_format.h"

struct reader {
	struct source source;
	enum extent extent;
	struct record record;
	struct columns tw_columns, bind_columns;
	int64_t tw, fin_wait2, bind;	/* rows seen */
	bool ended;			/* the end record came */
};

/**
 * reader_open() - begin to read a snapshot
 * @origin: where it comes from
 * @extent: how far the command needs a snapshot of the kernel
 *
 * Return: the reader. Ends the program with EXIT_UNREADABLE if the input cannot be opened.
 */
struct reader *reader_open(const struct origin *origin, enum extent extent)
{
	struct reader *in = grown(NULL, 1, sizeof(*in));

	memset(in, 0, sizeof(*in));
	source_open(&in->source, origin, extent == TO_SETTINGS);
	in->record.source = in->source.name;
	in->extent = extent;
	in->tw_columns.kind = TWINFO_TW;
	in->bind_columns.kind = TWINFO_BIND;
	return in;
}

/**
 * reader_close() - free a reader
 * @in: the reader; its records are gone, too
 */
void reader_close(struct reader *in)
{
	source_close(&in->source);
	free(in);
}

/**
 * reader_live() - does the snapshot come from the running kernel?
 * @in: the reader
 */
bool reader_live(const struct reader *in)
{
	return in->source.live;
}

/**
 * reader_diag() - was the running kernel's sock_diag asked?
 * @in: the reader
 */
bool reader_diag(const struct reader *in)
{
	return in->source.diag;
}

/* The next line without its LF; NULL at the end of the snapshot, or of what the command needs. */
static char *next_line(struct reader *in, char **end)
{
	char *line = source_line(&in->source, end);

	if (!line && !source_rest(&in->source))
		return NULL;
	in->record.line++;
	if (!line)
		record_damaged(&in->record, in->record.line == 1 ? "expected the record 'twinfo'"
								 : "the snapshot is cut off here");
	return line;
}

static void split(struct reader *in, char *line, const char *end)
{
	const char *wrong = record_split(&in->record, line, end);

	if (wrong)
		record_damaged(&in->record, "%s", wrong);
}

static void check_header(const struct record *r)
{
	int64_t format;

	if (!is_kind(r, TWINFO_HEADER))
		record_damaged(r, "expected the record 'twinfo'; this is not a snapshot of /proc/twinfo");
	format = record_number_at(r, 1, "the format's number");
	if (format > TWINFO_FORMAT)
		record_damaged(r, "format %s is newer than this tool, which reads format 1", r->word[1]);
	if (format < 1)
		record_damaged(r, "expected the format's number, found '%s'", r->word[1]);
}

static void count_tw(struct reader *in, const struct record *r)
{
	const char *state = tw_text(r, TW_STATE);

	if (is_word(state, TWINFO_STATE_TW))
		in->tw++;
	else if (is_word(state, TWINFO_STATE_FW2))
		in->fin_wait2++;
	else
		record_damaged(r, "expected a state, found '%.40s'", state);
}

static void check_end(struct reader *in, const struct record *r)
{
	in->ended = true;
	if (record_number(r, "tw") != in->tw || record_number(r, "fw2") != in->fin_wait2 ||
	    record_number(r, "bind") != in->bind)
		record_damaged(r, "the record 'end' counts other rows than there are; the snapshot is "
				  "damaged");
}

static void place(const struct record *r, struct columns *columns)
{
	const char *missing = columns_place(columns, r);

	if (missing)
		record_damaged(r, "expected a column '%s'", missing);
}

/* Reads a line that begins with "#". Returns true when the command has all it needs. */
static bool take_comment(struct reader *in, char *line, char *end)
{
	const struct record *r = &in->record;

	if (strncmp(line, "# " TWINFO_TW " ", 5) && strncmp(line, "# " TWINFO_BIND " ", 7))
		return false;
	split(in, line, end);
	if (!strcmp(r->word[1], TWINFO_BIND)) {
		place(r, &in->bind_columns);
		return false;
	}
	place(r, &in->tw_columns);
	/* The kernel begins to walk for rows when more is read. */
	return in->source.live && in->extent < TUPLES;
}

static void take_record(struct reader *in, struct record *r)
{
	bool check = !in->source.live;

	if (r->line == 1) {
		check_header(r);
	} else if (is_kind(r, TWINFO_TW)) {
		row_begin(r, &in->tw_columns);
		if (check)
			row_check(r);
		count_tw(in, r);
		return;
	} else if (is_kind(r, TWINFO_BIND)) {
		row_begin(r, &in->bind_columns);
		if (check)
			row_check(r);
		in->bind++;
		return;
	} else if (is_kind(r, TWINFO_END)) {
		check_end(in, r);
	}
	if (check)
		record_check(r);
}

/**
 * reader_next() - the next record
 * @in: the reader
 *
 * Comments are skipped. A snapshot is complete when its last record, `end`, matches the number of
 * rows read. What comes from a file is checked whole, whatever the command uses of it.
 *
 * Return: the record, valid until the next call; NULL when the command has all that it asked for.
 */
const struct record *reader_next(struct reader *in)
{
	struct record *r = &in->record;
	char *line, *end;

	while ((line = next_line(in, &end))) {
		if (in->ended)
			record_damaged(r, "expected nothing after the record 'end'");
		if (*line == '#' && r->line > 1) {
			if (take_comment(in, line, end))
				return NULL;
			continue;
		}
		if (!memcmp(line, TWINFO_BIND " ", 5) && in->extent == TUPLES && in->source.live) {
			in->bind++;
			continue;
		}
		split(in, line, end);
		take_record(in, r);
		return r;
	}
	if (!r->line)
		fail(EXIT_DAMAGED, "%s: empty; expected a snapshot of /proc/twinfo", in->source.name);
	if (!in->ended && !in->source.settings_read)
		record_damaged(r, "the snapshot is cut off after this line: there is no record 'end'");
	return NULL;
}
