/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading an answer of /proc/twinfo, from the kernel or from a file: record by record, checked on
 * the way.
 *
 * Whatever is wrong with the input ends the program: EXIT_UNREADABLE for what cannot be read,
 * EXIT_DAMAGED with the line and what was expected there for the rest.
 */
#ifndef TWINFO_INPUT_H
#define TWINFO_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#define UNKNOWN		INT64_MIN	/* what the answer gives as "-" */
#define WORDS_MAX	128

struct record {
	unsigned long line;
	unsigned int words;
	char *word[WORDS_MAX];		/* word[0] is the kind */
};

/* How far a command has to read an answer of the kernel. A file is always read and checked to its end. */
enum extent { TO_COUNTS, TO_END };

struct input;

struct input *input_open(const char *path, enum extent extent);
const struct record *input_next(struct input *in);
void input_close(struct input *in);

bool is_kind(const struct record *r, const char *kind);
int64_t input_number(const struct input *in, const struct record *r, const char *key);
int64_t input_number_at(const struct input *in, const struct record *r, unsigned int word,
			const char *what);
const char *input_column(const struct input *in, const struct record *r, const char *name);
int64_t input_column_number(const struct input *in, const struct record *r, const char *name);

#endif /* TWINFO_INPUT_H */
