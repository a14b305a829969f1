// SPDX-License-Identifier: GPL-2.0-only
/* Lines for standard output, many at once. */

#include <stdio.h>
#include <stdlib.h>

#include "common/fail.h"
#include "output/buffer.h"

#define ROOM	(4 << 10)

/**
 * buffer_room() - make room for a line
 * @b: the buffer; what is in it may be written
 * @bytes: of the line at most
 *
 * Return: where the line goes; b->used is to be advanced by it.
 */
char *buffer_room(struct buffer *b, size_t bytes)
{
	if (b->used + bytes > b->room) {
		buffer_flush(b);
		if (bytes > b->room) {
			b->room = bytes + ROOM;
			b->text = grown(b->text, b->room, 1);
		}
	}
	return b->text + b->used;
}

/**
 * buffer_flush() - write what is in a buffer
 * @b: the buffer, empty afterwards
 */
void buffer_flush(struct buffer *b)
{
	if (b->used)
		fwrite_unlocked(b->text, b->used, 1, stdout);
	b->used = 0;
}

/**
 * buffer_free() - write what is left, and free a buffer
 * @b: the buffer
 */
void buffer_free(struct buffer *b)
{
	buffer_flush(b);
	free(b->text);
}
