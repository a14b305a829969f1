/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading the text of /proc/twinfo, from the kernel or from a file: record by record, checked on
 * the way. What the records mean is answer.h's.
 *
 * Whatever is wrong with the input ends the program: EXIT_UNREADABLE for what cannot be read,
 * EXIT_DAMAGED with the line and what was expected there for the rest.
 */
#ifndef TWINFO_INPUT_H
#define TWINFO_INPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define UNKNOWN		INT64_MIN	/* what the answer gives as "-" */
#define WORDS_MAX	128

struct record {
	unsigned long line;
	unsigned int words;
	char *word[WORDS_MAX + 1];	/* word[0] is the kind; behind the last, where a next would begin */
};

/* The columns of rows, in the order of their names in twinfo_format.h. */
enum tw_column {
	TW_NET, TW_STATE, TW_LOCAL, TW_PEER, TW_REARM_AGE, TW_ENTRY_AGE, TW_LEFT, TW_TS_AGE,
	TW_REUSE_IN, TW_MARK, TW_IFINDEX, TW_TABLE, TW_COLUMNS
};

enum bind_column {
	BIND_NET, BIND_PORT, BIND_TW, BIND_FIN_WAIT_2, BIND_FULL, BIND_FASTREUSE,
	BIND_FASTREUSEPORT, BIND_L3MDEV, BIND_COLUMNS
};

/* How far a command has to read an answer of the kernel. A file is always read and checked to its end. */
enum extent { TO_SETTINGS, TO_COUNTS, TO_END };

struct input;

struct input *input_open(const char *path, enum extent extent);
const struct record *input_next(struct input *in);
void input_close(struct input *in);
_Noreturn void input_damaged(const struct input *in, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Is it a record of that kind? Inline, as it is asked some times of each of millions of rows. */
static inline bool is_kind(const struct record *r, const char *kind)
{
	return !strcmp(r->word[0], kind);
}

const char *record_split(struct record *r, char *line, const char *end);
int64_t input_odd_number(const struct input *in, const char *text, const char *what);

/* The number that a word is; UNKNOWN for "-". There are millions, nearly all short and without a sign. */
static inline int64_t word_number(const struct input *in, const char *text, const char *what)
{
	const char *c = text;
	unsigned int digit;
	uint64_t n = 0;

	for (; (digit = (unsigned char)*c - '0') <= 9; c++)
		n = n * 10 + digit;
	/* With more digits it may be too large, and have wrapped. */
	return !*c && c != text && c - text <= 18 ? (int64_t)n : input_odd_number(in, text, what);
}

const char *input_value(const struct input *in, const struct record *r, const char *key);
int64_t input_number(const struct input *in, const struct record *r, const char *key);
const char *input_word(const struct input *in, const struct record *r, unsigned int word,
		       const char *what);
int64_t input_number_at(const struct input *in, const struct record *r, unsigned int word,
			const char *what);
const char *tw_text(const struct input *in, const struct record *r, enum tw_column column);
const char *tw_word(const struct input *in, const struct record *r, enum tw_column column, size_t *len);
int64_t tw_number(const struct input *in, const struct record *r, enum tw_column column);
int64_t tw_age_ms(const struct input *in, const struct record *r);
int64_t bind_number(const struct input *in, const struct record *r, enum bind_column column);

#endif /* TWINFO_INPUT_H */
