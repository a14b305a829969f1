/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A record: one line of /proc/twinfo, split into words.
 *
 * A value that is not what the format says ends the program with EXIT_DAMAGED, the name of the
 * input and the line.
 */
#ifndef TWINFO_RECORD_H
#define TWINFO_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/number.h"

#define WORDS_MAX	128

struct record {
	const char *source;		/* the name of the input */
	unsigned long line;		/* its number, from 1 */
	const unsigned int *place;	/* of a row: which word each column is (snapshot/rows.h) */
	unsigned int words;
	char *word[WORDS_MAX + 1];	/* word[0] is the kind; the last one is where another would begin */
};

_Noreturn void record_damaged(const struct record *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
const char *record_split(struct record *r, char *line, const char *end);

const char *record_find(const struct record *r, const char *key);
const char *record_value(const struct record *r, const char *key);
int64_t record_number(const struct record *r, const char *key);
const char *record_word(const struct record *r, unsigned int word, const char *what);
int64_t record_number_at(const struct record *r, unsigned int word, const char *what);
int64_t record_odd_number(const struct record *r, const char *text, const char *what);

/*
 * Is a word this text? Inline, so that the compiler compares all of a constant at once: it is asked several
 * times for each of millions of rows. Behind a word are at least as many bytes as a constant has.
 */
static inline bool is_word(const char *word, const char *text)
{
	return !memcmp(word, text, strlen(text) + 1);
}

static inline bool is_kind(const struct record *r, const char *kind)
{
	return is_word(r->word[0], kind);
}

/*
 * The number that a word is; UNKNOWN for "-". Millions are read, nearly all short and without a
 * sign.
 */
static inline int64_t word_number(const struct record *r, const char *text, const char *what)
{
	const char *c = text;
	unsigned int digit;
	uint64_t n = 0;

	if (c[0] == '-' && !c[1])
		return UNKNOWN;
	for (; (digit = (unsigned char)*c - '0') <= 9; c++)
		n = n * 10 + digit;
	/* A number with more digits may be too large, and n may have wrapped. */
	return !*c && c != text && c - text <= 18 ? (int64_t)n : record_odd_number(r, text, what);
}

#endif /* TWINFO_RECORD_H */
