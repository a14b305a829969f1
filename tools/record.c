// SPDX-License-Identifier: GPL-2.0-only
/* What stands in a record: its words, and the values of its keys. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "twinfo.h"

/**
 * input_value() - what a record gives for a key
 * @in: the input
 * @r: a record of key=value words
 * @key: the key
 *
 * Return: the text behind "key=". A record without that key ends the program.
 */
const char *input_value(const struct input *in, const struct record *r, const char *key)
{
	size_t len = strlen(key);
	unsigned int i;

	for (i = 1; i < r->words; i++)
		if (!strncmp(r->word[i], key, len) && r->word[i][len] == '=')
			return r->word[i] + len + 1;
	input_damaged(in, "expected the key '%s'", key);
}

/**
 * input_odd_number() - a number that is no row of digits
 * @in: the input
 * @text: the word
 * @what: what it is, for the error
 *
 * Return: the number, UNKNOWN for "-".
 */
int64_t input_odd_number(const struct input *in, const char *text, const char *what)
{
	int64_t n;
	char *end;

	if (!strcmp(text, "-"))
		return UNKNOWN;
	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno || *end || end == text || n == UNKNOWN)
		input_damaged(in, "expected a number for %s, found '%.40s'", what, text);
	return n;
}

/**
 * input_number() - what number a record gives for a key
 * @in: the input
 * @r: a record of key=value words
 * @key: the key
 *
 * Return: the number in the unit that the key names, UNKNOWN for "-".
 */
int64_t input_number(const struct input *in, const struct record *r, const char *key)
{
	return word_number(in, input_value(in, r, key), key);
}

/**
 * input_word() - a word of a record
 * @in: the input
 * @r: the record
 * @word: which word, 0 being the kind
 * @what: what it is, for the error
 *
 * Return: the word.
 */
const char *input_word(const struct input *in, const struct record *r, unsigned int word,
		       const char *what)
{
	if (word >= r->words)
		input_damaged(in, "expected %s", what);
	return r->word[word];
}

/**
 * input_number_at() - a word of a record that is a number
 * @in: the input
 * @r: the record
 * @word: which word, 0 being the kind
 * @what: what it is, for the error
 *
 * Return: the number, UNKNOWN for "-".
 */
int64_t input_number_at(const struct input *in, const struct record *r, unsigned int word,
			const char *what)
{
	return word_number(in, input_word(in, r, word, what), what);
}
