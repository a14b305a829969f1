// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing snapshots into a directory of recordings.
 *
 * A snapshot is written under a name that no reader looks at, synced, and renamed: whatever stops
 * the program, or the machine, a file of the right name is whole. What a killed recorder left is
 * removed by the next one; a lock on the directory tells that there is only one.
 *
 * Before the rename, the oldest snapshots make room, so the limits hold at any time.
 */

#include <errno.h>
#include <fcntl.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "common/date.h"
#include "common/fail.h"
#include "common/library.h"
#include "snapshot/recorder.h"
#include "snapshot/recordings.h"
#include "snapshot/source.h"
#include "twinfo_format.h"

/* A clock that is set back by no more than this is waited for. */
#define WAIT_FOR_CLOCK_MS	60000

#define ZSTD(F)	F(ZSTD_createCStream) F(ZSTD_freeCStream) F(ZSTD_CStreamOutSize) F(ZSTD_CCtx_setParameter) \
	F(ZSTD_compressStream2) F(ZSTD_isError) F(ZSTD_getErrorName)

static struct { ZSTD(LIBRARY_POINTER) } zstd;

struct recorder {
	const char *directory;
	int dir;
	struct recorder_limits limits;
	struct recordings have;
	int64_t *sizes;			/* of those in have, in bytes */
	size_t room;
	int64_t bytes;			/* of all of them */
	ZSTD_CStream *stream;
	char *out;			/* what zstd wrote; as much as it wants */
};

/* What is being written, for a failure to remove. */
static int part_dir;
static char part[RECORDING_NAME + sizeof(RECORDING_PART)];

static void remove_part(void)
{
	if (*part)
		unlinkat(part_dir, part, 0);
	*part = '\0';
}

static _Noreturn void cannot(const struct recorder *rec, int status, const char *what, const char *name)
{
	fail(status, "%s/%s: cannot %s: %s", rec->directory, name, what, strerror(errno));
}

static void remove_old_parts(struct recorder *rec)
{
	DIR *dir = opendir(rec->directory);
	const struct dirent *entry;
	int64_t at;

	while (dir && (entry = readdir(dir)))
		if (recording_time(entry->d_name, RECORDING_SUFFIX RECORDING_PART, &at) &&
		    unlinkat(rec->dir, entry->d_name, 0))
			cannot(rec, EXIT_OUTPUT, "remove", entry->d_name);
	if (dir)
		closedir(dir);
}

static void read_sizes(struct recorder *rec)
{
	char name[RECORDING_NAME];
	struct stat st;
	size_t i;

	recordings_read(&rec->have, rec->directory);
	rec->room = rec->have.count;
	rec->sizes = grown(NULL, rec->room + 1, sizeof(*rec->sizes));
	for (i = 0; i < rec->have.count; i++) {
		recording_name(rec->have.at_ms[i], name);
		if (fstatat(rec->dir, name, &st, AT_SYMLINK_NOFOLLOW))
			cannot(rec, EXIT_UNREADABLE, "read", name);
		rec->sizes[i] = st.st_size;
		rec->bytes += st.st_size;
	}
}

/**
 * recorder_open() - begin to record; ends the program if that is not possible
 * @directory: where to; made if it is missing
 * @limits: how much is kept
 */
struct recorder *recorder_open(const char *directory, const struct recorder_limits *limits)
{
	struct recorder *rec = grown(NULL, 1, sizeof(*rec));

	*rec = (struct recorder){ .directory = directory, .limits = *limits };
	/* Who may not read /proc/twinfo may not read it here. */
	if (mkdir(directory, 0700) && errno != EEXIST)
		fail(EXIT_OUTPUT, "%s: %s", directory, strerror(errno));
	rec->dir = part_dir = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (rec->dir < 0)
		fail(EXIT_OUTPUT, "%s: %s", directory, strerror(errno));
	if (flock(rec->dir, LOCK_EX | LOCK_NB)) {
		if (errno == EWOULDBLOCK)
			fail(EXIT_OUTPUT, "%s: another 'twinfo record' writes there", directory);
		/* A small kernel may have no locks of files; then it is up to the user. */
		if (errno != ENOSYS)
			fail(EXIT_OUTPUT, "%s: cannot be locked: %s", directory, strerror(errno));
	}
	on_failure(remove_part);
	remove_old_parts(rec);
	read_sizes(rec);
	library_load("libzstd.so.1", (const char *const[]){ ZSTD(LIBRARY_NAME) NULL }, &zstd);
	rec->stream = zstd.ZSTD_createCStream();
	rec->out = grown(NULL, zstd.ZSTD_CStreamOutSize(), 1);
	if (!rec->stream)
		fail(EXIT_UNREADABLE, "out of memory");
	zstd.ZSTD_CCtx_setParameter(rec->stream, ZSTD_c_checksumFlag, 1);
	return rec;
}

/**
 * recorder_close() - stop recording
 * @rec: the recorder
 */
void recorder_close(struct recorder *rec)
{
	on_failure(NULL);
	zstd.ZSTD_freeCStream(rec->stream);
	close(rec->dir);
	recordings_free(&rec->have);
	free(rec->sizes);
	free(rec->out);
	free(rec);
}

size_t recorder_count(const struct recorder *rec)
{
	return rec->have.count;
}

int64_t recorder_bytes(const struct recorder *rec)
{
	return rec->bytes;
}

int64_t recorder_last_bytes(const struct recorder *rec)
{
	return rec->have.count ? rec->sizes[rec->have.count - 1] : 0;
}

/**
 * recorder_wait_ms() - how long until a snapshot is later than the last one
 * @rec: the recorder
 *
 * Return: ms, 0 for now. Ends the program if the clock was set back so far that waiting is no help.
 */
int64_t recorder_wait_ms(const struct recorder *rec)
{
	int64_t last = rec->have.count ? rec->have.at_ms[rec->have.count - 1] : INT64_MIN, now = date_now_ms();
	char text[DATE_TEXT];

	if (now > last)
		return 0;
	if (last - now >= WAIT_FOR_CLOCK_MS) {
		date_print(last, text);
		fail(EXIT_OUTPUT, "%s: its last snapshot is of %s, later than now: the clock was set back; record into another directory",
		     rec->directory, text);
	}
	return last - now + 1;
}

static void write_out(struct recorder *rec, int fd, const char *data, size_t len)
{
	ssize_t done;

	for (; len; data += done, len -= done) {
		done = write(fd, data, len);
		if (done < 0 && errno == EINTR)
			done = 0;
		else if (done < 0)
			cannot(rec, EXIT_OUTPUT, "write", part);
	}
}

static void compress(struct recorder *rec, int fd, const char *text, size_t len, ZSTD_EndDirective directive)
{
	ZSTD_inBuffer in = { text, len, 0 };
	size_t rest;

	do {
		ZSTD_outBuffer out = { rec->out, zstd.ZSTD_CStreamOutSize(), 0 };

		rest = zstd.ZSTD_compressStream2(rec->stream, &out, &in, directive);
		if (zstd.ZSTD_isError(rest))
			fail(EXIT_UNREADABLE, "zstd: %s", zstd.ZSTD_getErrorName(rest));
		write_out(rec, fd, out.dst, out.pos);
	} while (directive == ZSTD_e_end ? rest : in.pos < in.size);
}

/* Copies a snapshot. Whether each of its rows is right is not looked at, but it must have its begin and its end. */
static void copy(struct recorder *rec, const struct origin *origin, int fd)
{
	char *line, *end, last[sizeof(TWINFO_END)] = "";
	struct source source;
	bool first = true;

	source_open(&source, origin, false);
	while ((line = source_line(&source, &end))) {
		if (first && strncmp(line, TWINFO_HEADER " ", strlen(TWINFO_HEADER) + 1))
			fail(EXIT_DAMAGED, "%s: line 1: this is not a snapshot of /proc/twinfo", source.name);
		first = false;
		snprintf(last, sizeof(last), "%s", line);
		*end = '\n';
		compress(rec, fd, line, end + 1 - line, ZSTD_e_continue);
	}
	if (strcmp(last, TWINFO_END) || source_rest(&source))
		fail(EXIT_DAMAGED, "%s: the snapshot is cut off: there is no record 'end'", source.name);
	compress(rec, fd, NULL, 0, ZSTD_e_end);
	source_close(&source);
}

/* Removes the oldest until one of this moment and size fits the limits. */
static void make_room(struct recorder *rec, int64_t at_ms, int64_t size)
{
	struct recordings *have = &rec->have;
	char name[RECORDING_NAME];
	size_t gone = 0;

	if (size > rec->limits.max_bytes)
		fail(EXIT_OUTPUT, "%s: --max is less than the %lld bytes of one snapshot", rec->directory, (long long)size);
	while (gone < have->count && (have->at_ms[gone] < at_ms - rec->limits.keep_ms ||
				      rec->bytes + size > rec->limits.max_bytes)) {
		recording_name(have->at_ms[gone], name);
		if (unlinkat(rec->dir, name, 0) && errno != ENOENT)
			cannot(rec, EXIT_OUTPUT, "remove", name);
		rec->bytes -= rec->sizes[gone++];
	}
	if (!gone)
		return;
	have->count -= gone;
	memmove(have->at_ms, have->at_ms + gone, have->count * sizeof(*have->at_ms));
	memmove(rec->sizes, rec->sizes + gone, have->count * sizeof(*rec->sizes));
}

static void remember(struct recorder *rec, int64_t at_ms, int64_t size)
{
	if (rec->have.count >= rec->room) {
		rec->room = rec->room * 2 + 64;
		rec->have.at_ms = grown(rec->have.at_ms, rec->room, sizeof(*rec->have.at_ms));
		rec->sizes = grown(rec->sizes, rec->room, sizeof(*rec->sizes));
	}
	rec->have.at_ms[rec->have.count] = at_ms;
	rec->sizes[rec->have.count++] = size;
	rec->bytes += size;
}

/**
 * recorder_take() - record a snapshot; ends the program if that is not possible
 * @rec: the recorder, of which recorder_wait_ms() is 0
 * @input: what is recorded: a file, or NULL for /proc/twinfo
 *
 * Whatever happens, the earlier snapshots stay readable and none is half.
 */
void recorder_take(struct recorder *rec, const struct origin *origin)
{
	int64_t at_ms = date_now_ms();
	char name[RECORDING_NAME];
	struct stat st;
	int fd;

	recording_name(at_ms, name);
	snprintf(part, sizeof(part), "%s" RECORDING_PART, name);
	fd = openat(rec->dir, part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		cannot(rec, EXIT_OUTPUT, "create", part);
	copy(rec, origin, fd);
	if (fsync(fd) || fstat(fd, &st) || close(fd))
		cannot(rec, EXIT_OUTPUT, "write", part);
	make_room(rec, at_ms, st.st_size);
	if (renameat(rec->dir, part, rec->dir, name))
		cannot(rec, EXIT_OUTPUT, "rename", part);
	*part = '\0';
	if (fsync(rec->dir))
		cannot(rec, EXIT_OUTPUT, "sync", name);
	remember(rec, at_ms, st.st_size);
}
