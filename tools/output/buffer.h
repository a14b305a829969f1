/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines for standard output, many at once: stdio takes longer for a line than writing it does. */
#ifndef TWINFO_BUFFER_H
#define TWINFO_BUFFER_H

#include <stddef.h>
#include <string.h>

#include "output/style.h"

struct buffer {
	char *text;
	size_t used, room;
};

char *buffer_room(struct buffer *b, size_t bytes);
void buffer_flush(struct buffer *b);
void buffer_free(struct buffer *b);

/* Words are short: calling memcpy() takes longer than copying some bytes too many, WORD_BEYOND at most. */
static inline char *put_word(char *out, const char *text, size_t len)
{
	size_t i;

	memcpy(out, text, WORD_BEYOND);
	for (i = WORD_BEYOND; i < len; i += WORD_BEYOND)
		memcpy(out + i, text + i, WORD_BEYOND);
	return out + len;
}

#endif /* TWINFO_BUFFER_H */
