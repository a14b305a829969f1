/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A directory of recorded snapshots (`twinfo record`): one file each, compressed by zstd, named by
 * the moment at which it was taken. Other files in it are left alone.
 */
#ifndef TWINFO_RECORDINGS_H
#define TWINFO_RECORDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORDING_SUFFIX	".tw.zst"
#define RECORDING_PART		".part"		/* after that, while it is written */
#define RECORDING_NAME		48		/* bytes of a name */

/* Sorted by time, the earliest first. */
struct recordings {
	char *directory;
	int64_t *at_ms;			/* when each was taken, ms since 1970 */
	size_t count;
};

bool is_directory(const char *path);
void recordings_read(struct recordings *r, const char *directory);
void recordings_need(struct recordings *r, const char *directory);
void recordings_free(struct recordings *r);
char *recordings_path(const struct recordings *r, size_t i);
size_t recordings_at(const struct recordings *r, int64_t ms);
char *recordings_pick(const char *directory, int64_t ms);
bool recording_time(const char *name, const char *suffix, int64_t *at_ms);
void recording_name(int64_t at_ms, char *name);

#endif /* TWINFO_RECORDINGS_H */
