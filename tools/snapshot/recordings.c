// SPDX-License-Identifier: GPL-2.0-only
/* A directory of recorded snapshots: what is in it, and which is the one of a moment. */

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/date.h"
#include "common/fail.h"
#include "common/number.h"
#include "snapshot/recordings.h"

/**
 * is_directory() - is it a directory of recordings, not one snapshot?
 * @path: a path
 */
bool is_directory(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/**
 * recording_time() - is this the name of a recorded snapshot?
 * @name: the name of a file
 * @suffix: what follows the moment: RECORDING_SUFFIX, or that with RECORDING_PART
 * @at_ms: where the moment goes
 */
bool recording_time(const char *name, const char *suffix, int64_t *at_ms)
{
	return date_parse_name(&name, at_ms) && !strcmp(name, suffix);
}

/**
 * recording_name() - the name of a recorded snapshot
 * @at_ms: when it was taken
 * @name: RECORDING_NAME bytes for it
 */
void recording_name(int64_t at_ms, char *name)
{
	date_print_name(at_ms, name);
	strcat(name, RECORDING_SUFFIX);
}

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/**
 * recordings_read() - what is in a directory; ends the program if it cannot be read
 * @r: where it goes, to be freed by recordings_free(); there may be none
 * @directory: the directory
 */
void recordings_read(struct recordings *r, const char *directory)
{
	DIR *dir = opendir(directory);
	const struct dirent *entry;
	size_t room = 0;
	int64_t at;

	if (!dir)
		fail(EXIT_UNREADABLE, "%s: %s", directory, strerror(errno));
	*r = (struct recordings){ .directory = strdup(directory) };
	while ((entry = readdir(dir))) {
		if (!recording_time(entry->d_name, RECORDING_SUFFIX, &at))
			continue;
		if (r->count == room) {
			room = room ? room * 2 : 64;
			r->at_ms = grown(r->at_ms, room, sizeof(*r->at_ms));
		}
		r->at_ms[r->count++] = at;
	}
	closedir(dir);
	if (r->count)
		qsort(r->at_ms, r->count, sizeof(*r->at_ms), by_time);
}

/**
 * recordings_need() - the same, and the end of the program if there is none
 * @r: where it goes, to be freed by recordings_free()
 * @directory: the directory
 */
void recordings_need(struct recordings *r, const char *directory)
{
	recordings_read(r, directory);
	if (!r->count)
		fail(EXIT_UNREADABLE, "%s: no recorded snapshot is in this directory; 'twinfo record' writes them", directory);
}

/**
 * recordings_free() - free what recordings_read() made
 * @r: the recordings
 */
void recordings_free(struct recordings *r)
{
	free(r->directory);
	free(r->at_ms);
}

/**
 * recordings_path() - where one of them is
 * @r: the recordings
 * @i: which
 *
 * Return: its path, to be freed.
 */
char *recordings_path(const struct recordings *r, size_t i)
{
	char name[RECORDING_NAME], *path;

	recording_name(r->at_ms[i], name);
	if (asprintf(&path, "%s/%s", r->directory, name) < 0)
		fail(EXIT_UNREADABLE, "out of memory");
	return path;
}

/**
 * recordings_at() - the last one that was taken at a moment or before
 * @r: the recordings
 * @ms: the moment
 *
 * Return: which; r->count if there is none.
 */
size_t recordings_at(const struct recordings *r, int64_t ms)
{
	size_t i = r->count;

	while (i && r->at_ms[i - 1] > ms)
		i--;
	return i ? i - 1 : r->count;
}

/**
 * recordings_pick() - the one of a moment; ends the program if there is none
 * @directory: of the recordings
 * @ms: the moment, UNKNOWN for the last
 *
 * Return: its path, to be freed.
 */
char *recordings_pick(const char *directory, int64_t ms)
{
	char wanted[DATE_TEXT], first[DATE_TEXT], *path;
	struct recordings r;
	size_t i;

	recordings_need(&r, directory);
	i = ms == UNKNOWN ? r.count - 1 : recordings_at(&r, ms);
	if (i == r.count) {
		date_print(ms, wanted);
		date_print(r.at_ms[0], first);
		fail(EXIT_UNREADABLE, "%s: no snapshot is as early as %s; the first is of %s", directory, wanted, first);
	}
	path = recordings_path(&r, i);
	recordings_free(&r);
	return path;
}
