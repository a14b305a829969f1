/* SPDX-License-Identifier: GPL-2.0-only */
/* Writing snapshots into a directory of recordings. */
#ifndef TWINFO_RECORDER_H
#define TWINFO_RECORDER_H

#include <stddef.h>
#include <stdint.h>

/* How much of the past is kept: what is older, or more, is removed, the oldest first. */
struct recorder_limits {
	int64_t keep_ms, max_bytes;
};

#include "snapshot/origin.h"

struct recorder;

struct recorder *recorder_open(const char *directory, const struct recorder_limits *limits);
int64_t recorder_wait_ms(const struct recorder *rec);
void recorder_take(struct recorder *rec, const struct origin *origin);
void recorder_close(struct recorder *rec);

/* What is in the directory, and of its last snapshot. */
size_t recorder_count(const struct recorder *rec);
int64_t recorder_bytes(const struct recorder *rec);
int64_t recorder_last_bytes(const struct recorder *rec);

#endif /* TWINFO_RECORDER_H */
