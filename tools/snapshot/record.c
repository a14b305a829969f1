// SPDX-License-Identifier: GPL-2.0-only
/* A record: its words, and the values of its keys. */

#include <endian.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/fail.h"
#include "common/number.h"
#include "snapshot/record.h"

/**
 * record_damaged() - end the program because a record is not what it should be
 * @r: the record
 * @fmt: what was expected
 */
void record_damaged(const struct record *r, const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	fail(EXIT_DAMAGED, "%s: line %lu: %s", r->source, r->line, text);
}

/*
 * The high bit of each byte below 0x21: of blanks and control characters. The first byte is the
 * lowest.
 */
static uint64_t ends_of_words(const char *p)
{
	const uint64_t ones = 0x0101010101010101, high = ones * 0x80;
	uint64_t bytes;

	memcpy(&bytes, p, sizeof(bytes));
	bytes = le64toh(bytes);
	return ~(((bytes | high) - ones * 0x21) | bytes) & high;
}

/**
 * record_split() - the words of a line
 * @r: takes them
 * @line: the line; NULs are put after its words
 * @end: the NUL that ends it; SOURCE_BEYOND bytes after it can be read
 *
 * Eight bytes at a time, as most of the time of a million rows went into looking for where words
 * end.
 *
 * Return: what is wrong with it, NULL for nothing.
 */
const char *record_split(struct record *r, char *line, const char *end)
{
	char *word = line, *behind, *p;
	unsigned int count = 0;
	uint64_t found;
	bool last;

	for (p = line;; p += sizeof(found)) {
		for (found = ends_of_words(p); found; found &= found - 1) {
			behind = p + (unsigned int)__builtin_ctzll(found) / 8;
			last = *behind != ' ';
			if (last && behind != end)
				return *behind ? "expected text, found a control character"
					       : "expected text, found a NUL byte";
			if (behind == word)
				return "expected words separated by one blank";
			if (count == WORDS_MAX)
				return "more words than a record has";
			r->word[count++] = word;
			*behind = '\0';
			word = behind + 1;
			if (last) {
				r->word[count] = word;
				r->words = count;
				return NULL;
			}
		}
	}
}

/**
 * record_find() - what a record gives for a key that it may not have
 * @r: a record of key=value words
 * @key: the key
 *
 * Return: the text after "key=", NULL without that key.
 */
const char *record_find(const struct record *r, const char *key)
{
	size_t len = strlen(key);
	unsigned int i;

	for (i = 1; i < r->words; i++)
		if (!strncmp(r->word[i], key, len) && r->word[i][len] == '=')
			return r->word[i] + len + 1;
	return NULL;
}

/**
 * record_value() - what a record gives for a key
 * @r: a record of key=value words
 * @key: the key
 *
 * Return: the text after "key=". A record without that key ends the program.
 */
const char *record_value(const struct record *r, const char *key)
{
	const char *value = record_find(r, key);

	if (value)
		return value;
	record_damaged(r, "expected the key '%s'", key);
}

/**
 * record_odd_number() - read a number that is not just a few digits
 * @r: the record that it is in
 * @text: the word
 * @what: what it is, for the error
 *
 * Return: the number, UNKNOWN for "-".
 */
int64_t record_odd_number(const struct record *r, const char *text, const char *what)
{
	int64_t n;
	char *end;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno || *end || end == text || n == UNKNOWN)
		record_damaged(r, "expected a number for %s, found '%.40s'", what, text);
	return n;
}

/**
 * record_number() - what number a record gives for a key
 * @r: a record of key=value words
 * @key: the key
 *
 * Return: the number in the unit that the key names, UNKNOWN for "-".
 */
int64_t record_number(const struct record *r, const char *key)
{
	return word_number(r, record_value(r, key), key);
}

/**
 * record_word() - a word of a record
 * @r: the record
 * @word: which word, 0 being the kind
 * @what: what it is, for the error
 *
 * Return: the word.
 */
const char *record_word(const struct record *r, unsigned int word,
		       const char *what)
{
	if (word >= r->words)
		record_damaged(r, "expected %s", what);
	return r->word[word];
}

/**
 * record_number_at() - a word of a record that is a number
 * @r: the record
 * @word: which word, 0 being the kind
 * @what: what it is, for the error
 *
 * Return: the number, UNKNOWN for "-".
 */
int64_t record_number_at(const struct record *r, unsigned int word,
			const char *what)
{
	return word_number(r, record_word(r, word, what), what);
}
