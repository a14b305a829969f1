// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a snapshot comes from, line by line. A read error ends the program with EXIT_UNREADABLE.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fail.h"
#include "snapshot/decompress.h"
#include "snapshot/diag.h"
#include "snapshot/source.h"
#include "twinfo_format.h"

#define PROC_FILE	"/proc/" TWINFO_PROC

/* More than the kernel returns at once, because each read() costs. */
#define READ		(128 << 10)

/*
 * For settings only, the kernel is asked for this much at once. It returns all of it unless a
 * section ends (twinfo(5)), so a short read shows the end of the settings before any count is paid
 * for.
 */
#define SETTINGS_READ	(32 << 10)

static _Noreturn void unreadable(const struct source *s)
{
	const char *hint = "";

	if (s->live && errno == ENOENT)
		hint = "; is the module loaded? Try: modprobe twinfo. Without it: twinfo --source diag";
	else if (s->live && errno == EACCES)
		hint = "; root may read it, others if the module's mode= and gid= allow it";
	else if (s->live && errno == EIO)
		hint = "; the module was unloaded in the meantime";
	fail(EXIT_UNREADABLE, "%s: %s%s", s->name, strerror(errno), hint);
}

static size_t read_some(struct source *s, size_t ask)
{
	ssize_t got;

	if (s->decompress)
		return decompress_read(s->decompress, s->text + s->to, ask);
	do {
		got = read(s->fd, s->text + s->to, ask);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		unreadable(s);
	return got;
}

/* The first bytes of a file tell whether it is compressed. A pipe may give them one by one. */
static void look_at_begin(struct source *s)
{
	size_t got;

	while (s->to < MAGIC_BYTES && (got = read_some(s, READ)))
		s->to += got;
	s->decompress = decompress_begin(s->name, s->fd, s->text, s->to);
	if (s->decompress)
		s->to = 0;
	memset(s->text + s->to, 0, SOURCE_BEYOND);
}

/**
 * source_open() - begin to read a snapshot
 * @s: the source
 * @origin: where it comes from
 * @settings_only: stop after the settings that the module gives; anything else is read to its end
 */
void source_open(struct source *s, const struct origin *origin, bool settings_only)
{
	const char *path = origin->input;
	bool live = !path || !strcmp(path, PROC_FILE);
	bool diag = !path && (origin->from == FROM_DIAG || (origin->from == FROM_EITHER && access(PROC_FILE, R_OK)));

	*s = (struct source){
		.name = diag ? "sock_diag" : path ?: PROC_FILE,
		.live = live,
		.diag = diag,
		.settings_only = live && !diag && settings_only,
		.room = READ,
	};
	s->text = grown(NULL, s->room + SOURCE_BEYOND, 1);
	if (path && !strcmp(path, "-")) {
		s->name = "standard input";
		s->fd = STDIN_FILENO;
	} else if (diag) {
		s->fd = diag_open(origin->netns);
	} else {
		s->fd = open(s->name, O_RDONLY | O_CLOEXEC);
		if (s->fd < 0)
			unreadable(s);
	}
	if (!live)
		look_at_begin(s);
}

/**
 * source_close() - close a source
 * @s: the source; its lines are gone, too
 */
void source_close(struct source *s)
{
	if (s->fd != STDIN_FILENO)
		close(s->fd);
	decompress_end(s->decompress);
	free(s->text);
}

/* Reads more text after what is there. Returns false at the end of the file. */
static bool more(struct source *s)
{
	size_t ask, got;

	if (s->from) {
		memmove(s->text, s->text + s->from, s->to - s->from);
		s->to -= s->from;
		s->from = 0;
	}
	if (s->to == s->room) {
		s->room *= 2;
		s->text = grown(s->text, s->room + SOURCE_BEYOND, 1);
	}
	ask = s->room - s->to;
	if (s->settings_only && ask > SETTINGS_READ)
		ask = SETTINGS_READ;
	got = read_some(s, ask);
	s->settings_read = s->settings_only && got && got < ask;
	s->to += got;
	memset(s->text + s->to, 0, SOURCE_BEYOND);
	return got;
}

/**
 * source_line() - the next line
 * @s: the source
 * @end: where the address of its end goes
 *
 * Return: the line, with a NUL in place of its LF or CR LF, valid until the next call; NULL at the end of the
 * file, or of the settings.
 */
char *source_line(struct source *s, char **end)
{
	size_t looked = 0;
	char *line, *lf;

	for (;;) {
		line = s->text + s->from;
		lf = s->to > s->from ? memchr(line + looked, '\n', s->to - s->from - looked) : NULL;
		if (lf)
			break;
		looked = s->to - s->from;
		if ((!looked && s->settings_read) || !more(s))
			return NULL;
	}
	s->from += lf + 1 - line;
	/* A file may have been on a machine that ends lines with CR LF. */
	if (lf > line && lf[-1] == '\r' && !s->live)
		lf--;
	*lf = '\0';
	*end = lf;
	return line;
}

/**
 * source_rest() - is there text after the last line?
 * @s: a source that has no more lines
 *
 * Return: true if text without an LF ends it.
 */
bool source_rest(const struct source *s)
{
	return s->from < s->to;
}
