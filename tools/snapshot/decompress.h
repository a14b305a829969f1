/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading files that zstd or gzip compressed, and plain ones, alike. */
#ifndef TWINFO_DECOMPRESS_H
#define TWINFO_DECOMPRESS_H

#include <stddef.h>
#include <sys/types.h>

struct decompress;

/* Enough of the begin of a file to know how it is compressed. */
#define MAGIC_BYTES	4

struct decompress *decompress_begin(const char *name, int fd, const char *begin, size_t len);
size_t decompress_read(struct decompress *d, char *text, size_t room);
void decompress_end(struct decompress *d);

#endif /* TWINFO_DECOMPRESS_H */
