// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading files that zstd or gzip compressed, and plain ones, alike.
 *
 * Several compressed parts one after the other are one text, as zstd(1) and gzip(1) have it.
 * Input that ends within a part, or that is none, ends the program with EXIT_DAMAGED.
 */

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "common/fail.h"
#include "common/library.h"
#include "snapshot/decompress.h"

#define INPUT	(128 << 10)

#define ZSTD(F)	F(ZSTD_createDStream) F(ZSTD_decompressStream) F(ZSTD_freeDStream) F(ZSTD_isError) F(ZSTD_getErrorName)
#define ZLIB(F)	F(inflateInit2_) F(inflate) F(inflateReset) F(inflateEnd)

static struct { ZSTD(LIBRARY_POINTER) } zstd;
static struct { ZLIB(LIBRARY_POINTER) } zlib;

struct decompress {
	const char *name;
	int fd;
	ZSTD_DStream *stream;		/* of zstd; NULL: gzip */
	z_stream gzip;
	bool inside;			/* a part has begun and not ended */
	size_t from, to;		/* what was read of the file but not yet decompressed */
	char input[INPUT];
};

/**
 * decompress_begin() - is a file compressed?
 * @name: its name, for messages; must stay
 * @fd: the file
 * @begin: what was read of it so far,
 * @len: bytes of that, at least MAGIC_BYTES unless the file is shorter
 *
 * Return: what decompresses it, to be freed by decompress_end(); NULL for a plain file.
 */
struct decompress *decompress_begin(const char *name, int fd, const char *begin, size_t len)
{
	bool is_zstd = len >= 4 && !memcmp(begin, "\x28\xb5\x2f\xfd", 4);
	struct decompress *d;

	if (!is_zstd && (len < 2 || memcmp(begin, "\x1f\x8b", 2)))
		return NULL;
	d = grown(NULL, 1, sizeof(*d));
	memset(d, 0, offsetof(struct decompress, input));
	d->name = name;
	d->fd = fd;
	if (is_zstd) {
		library_load("libzstd.so.1", (const char *const[]){ ZSTD(LIBRARY_NAME) NULL }, &zstd);
		d->stream = zstd.ZSTD_createDStream();
	} else {
		library_load("libz.so.1", (const char *const[]){ ZLIB(LIBRARY_NAME) NULL }, &zlib);
	}
	/* What inflateInit2() of zlib.h is; 16: the header of gzip, not that of zlib. */
	if (is_zstd ? !d->stream :
	    zlib.inflateInit2_(&d->gzip, 16 + MAX_WBITS, ZLIB_VERSION, sizeof(d->gzip)) != Z_OK)
		fail(EXIT_UNREADABLE, "out of memory");
	d->to = len < sizeof(d->input) ? len : sizeof(d->input);
	memcpy(d->input, begin, d->to);
	return d;
}

/**
 * decompress_end() - free it
 * @d: what decompress_begin() returned; may be NULL
 */
void decompress_end(struct decompress *d)
{
	if (!d)
		return;
	if (d->stream)
		zstd.ZSTD_freeDStream(d->stream);
	else
		zlib.inflateEnd(&d->gzip);
	free(d);
}

/* Reads more of the file. Returns false at its end. */
static bool refill(struct decompress *d)
{
	ssize_t got;

	do {
		got = read(d->fd, d->input, sizeof(d->input));
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		fail(EXIT_UNREADABLE, "%s: %s", d->name, strerror(errno));
	d->from = 0;
	d->to = got;
	return got;
}

/* Each of these decompresses a step, and returns the bytes that it wrote. */
static size_t step_zstd(struct decompress *d, char *text, size_t room)
{
	ZSTD_inBuffer in = { d->input, d->to, d->from };
	ZSTD_outBuffer out = { text, room, 0 };
	size_t rest = zstd.ZSTD_decompressStream(d->stream, &out, &in);

	if (zstd.ZSTD_isError(rest))
		fail(EXIT_DAMAGED, "%s: the zstd data is damaged: %s", d->name, zstd.ZSTD_getErrorName(rest));
	d->from = in.pos;
	d->inside = rest;
	return out.pos;
}

static size_t step_gzip(struct decompress *d, char *text, size_t room)
{
	int status;

	d->gzip.next_in = (unsigned char *)d->input + d->from;
	d->gzip.avail_in = d->to - d->from;
	d->gzip.next_out = (unsigned char *)text;
	d->gzip.avail_out = room;
	status = zlib.inflate(&d->gzip, Z_NO_FLUSH);
	if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
		fail(EXIT_DAMAGED, "%s: the gzip data is damaged: %s", d->name, d->gzip.msg ?: "unknown error");
	d->from = d->to - d->gzip.avail_in;
	d->inside = status != Z_STREAM_END;
	if (!d->inside)
		zlib.inflateReset(&d->gzip);
	return room - d->gzip.avail_out;
}

/**
 * decompress_read() - the next part of the text, like read()
 * @d: of the file
 * @text: where it goes
 * @room: bytes there
 *
 * Return: bytes of text; 0 at its end.
 */
size_t decompress_read(struct decompress *d, char *text, size_t room)
{
	size_t got;

	for (;;) {
		bool end = d->from == d->to && !refill(d);

		if (end && !d->inside)
			return 0;
		/* At the end of the file, too: there may be text that had no room. */
		got = d->stream ? step_zstd(d, text, room) : step_gzip(d, text, room);
		if (got)
			return got;
		if (end && d->inside)
			fail(EXIT_DAMAGED, "%s: the %s data is cut off", d->name, d->stream ? "zstd" : "gzip");
	}
}
