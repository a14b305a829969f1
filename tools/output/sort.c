// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines of cells, kept to be sorted.
 *
 * There may be millions of lines, so a line is packed: a byte that says whether it has notices,
 * these, and of each cell a byte that tells its length and whether it is a word, and its text. The
 * text of the cell that is sorted by has a NUL, too. If only the first lines are wanted, some more
 * are kept, sorted and cut again and again.
 */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/fail.h"
#include "output/buffer.h"
#include "output/sort.h"

#define BLOCK	(256 << 10)
#define AT_ONCE	1000	/* lines that come before they are cut */

/* The length of a cell, in a byte with IS_WORD. */
enum { LENGTH_MAX = 125, LONG, UNKNOWN_CELL, IS_WORD = 128 };	/* LONG: four bytes of length follow */

struct kept {
	union {
		double number;
		const char *text;	/* in the line */
	} key;
	char *line;
};

struct block {
	struct block *next;
	size_t used, room;
	char text[];
};

/* Also tells whether the line has notices. */
static size_t packed_size(const struct sort *l, const struct cell *cells, const struct sort_key *key, bool *notices)
{
	size_t bytes = 1 + l->cells_count;
	unsigned int i, all = PLAIN;

	for (i = 0; i < l->cells_count; i++) {
		all |= cells[i].notice;
		if (cells[i].text)
			bytes += cells[i].len + (cells[i].len > LENGTH_MAX ? sizeof(uint32_t) : 0);
	}
	*notices = all;
	bytes += *notices ? l->cells_count : 0;
	/* What is sorted by need not be shown. */
	return bytes + (l->numbers || !key->text ? 0 : l->key_cell < 0 ? strlen(key->text) + 1 : 1);
}

static char *room_for(struct sort *l, size_t bytes)
{
	struct block *b = l->blocks;

	if (!b || b->used + bytes > b->room) {
		size_t room = bytes > BLOCK ? bytes : BLOCK;

		b = grown(NULL, sizeof(*b) + room + WORD_BEYOND, 1);
		*b = (struct block){ .next = l->blocks, .room = room };
		l->blocks = b;
	}
	b->used += bytes;
	return b->text + b->used - bytes;
}

/* A copy of a cell's text. Return: its end. */
static char *put_cell(char *out, const char *text, size_t len, bool is_word)
{
	return is_word ? put_word(out, text, len) : mempcpy(out, text, len);
}

static void pack(const struct sort *l, struct kept *kept, const struct cell *cells, const struct sort_key *key,
		 bool notices)
{
	char *out = kept->line;
	unsigned int i;

	*out++ = notices;
	for (i = 0; notices && i < l->cells_count; i++)
		*out++ = cells[i].notice;
	for (i = 0; i < l->cells_count; i++) {
		bool is_key = !l->numbers && (int)i == l->key_cell;
		uint32_t len = cells[i].len;

		if (!cells[i].text) {
			*out++ = UNKNOWN_CELL;
			continue;
		}
		*out++ = (char)((len > LENGTH_MAX ? LONG : len) | (cells[i].is_word ? IS_WORD : 0));
		if (len > LENGTH_MAX)
			out = mempcpy(out, &len, sizeof(len));
		if (is_key)
			kept->key.text = out;
		out = put_cell(out, cells[i].text, len, cells[i].is_word);
		if (is_key)
			*out++ = '\0';
	}
	if (!l->numbers && l->key_cell < 0 && key->text)
		kept->key.text = strcpy(out, key->text);
}

/* Unknown values come last, in either order. */
static int compare(const struct kept *x, const struct kept *y, const struct sort *l)
{
	int order;

	if (l->numbers) {
		double n = x->key.number, m = y->key.number;

		if (isnan(n) || isnan(m))
			order = l->descending ? isnan(m) - isnan(n) : isnan(n) - isnan(m);
		else
			order = (n > m) - (n < m);
	} else {
		/* Numbers in addresses count as numbers. */
		order = strverscmp(x->key.text ?: "", y->key.text ?: "");
	}
	return l->descending ? -order : order;
}

/* Merges two runs that follow each other. Equal lines stay in their order. */
static void merge(const struct sort *l, const struct kept *from, size_t middle, size_t end, struct kept *to)
{
	size_t a = 0, b = middle;

	while (a < middle || b < end)
		*to++ = b == end || (a < middle && compare(&from[a], &from[b], l) <= 0) ? from[a++] : from[b++];
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void free_lines(struct sort *l, size_t from)
{
	for (; l->top && from < l->count; l->count--)
		free(l->kept[l->count - 1].line);
}

/**
 * sort_begin() - begin to keep lines
 * @l: the lines, with how they are sorted
 * @cells_count: the cells of a line
 * @key_cell: the one that it is sorted by, negative if that is not among them
 * @top: how many lines are wanted, 0 for all
 */
void sort_begin(struct sort *l, unsigned int cells_count, int key_cell, size_t top)
{
	l->cells_count = cells_count;
	l->key_cell = key_cell;
	l->top = top;
	l->cells = grown(NULL, cells_count, sizeof(*l->cells));
}

/**
 * sort_keep() - keep a line
 * @l: the lines
 * @cells: its cells; they and their texts are copied
 * @key: by what it is sorted
 */
void sort_keep(struct sort *l, const struct cell *cells, const struct sort_key *key)
{
	struct kept kept = { };
	size_t bytes;
	bool notices;

	if (l->numbers)
		kept.key.number = key->number;
	else
		kept.key.text = key->text;
	/* After a cut the last line that is kept is the last one that is wanted so far. */
	if (l->was_cut && compare(&kept, &l->kept[l->top - 1], l) >= 0)
		return;
	if (l->count == l->room) {
		l->room = l->room ? l->room * 2 : 64;
		l->kept = grown(l->kept, l->room, sizeof(*l->kept));
	}
	bytes = packed_size(l, cells, key, &notices);
	kept.line = l->top ? grown(NULL, bytes + WORD_BEYOND, 1) : room_for(l, bytes);
	pack(l, &kept, cells, key, notices);
	l->kept[l->count++] = kept;
	/* Not twice the top: that may be too large a number. */
	if (l->top && l->count > l->top && l->count - l->top == l->top + AT_ONCE) {
		sort_sort(l);
		l->was_cut = true;
	}
}

/**
 * sort_sort() - sort them, and drop what is not wanted
 * @l: the lines
 */
void sort_sort(struct sort *l)
{
	struct kept *spare = grown(NULL, l->count + 1, sizeof(*spare)), *sorted;
	size_t run, at;

	for (run = 1; run < l->count; run *= 2) {
		for (at = 0; at < l->count; at += 2 * run)
			merge(l, &l->kept[at], least(run, l->count - at), least(2 * run, l->count - at), &spare[at]);
		sorted = spare;
		spare = l->kept;
		l->kept = sorted;
		l->room = l->count + 1;
	}
	free(spare);
	free_lines(l, l->top);
}

/* A text for the next cell, with a NUL and as many bytes behind it as a word needs. */
static char *unpacked(struct sort *l, size_t *used, const char *text, size_t len, bool is_word)
{
	char *to;

	if (*used + len + 1 + WORD_BEYOND > l->texts_room) {
		size_t i, at[l->cells_count];

		/* The texts before it move with the buffer. */
		for (i = 0; i < l->cells_count; i++)
			at[i] = l->cells[i].text ? l->cells[i].text - l->texts : 0;
		l->texts_room = 2 * l->texts_room + len + 1 + WORD_BEYOND;
		l->texts = grown(l->texts, l->texts_room, 1);
		for (i = 0; i < l->cells_count; i++)
			if (l->cells[i].text)
				l->cells[i].text = l->texts + at[i];
	}
	to = l->texts + *used;
	*put_cell(to, text, len, is_word) = '\0';
	*used += len + 1;
	return to;
}

/**
 * sort_at() - a line
 * @l: the lines
 * @i: which
 *
 * Return: its cells, valid until the next call.
 */
const struct cell *sort_at(struct sort *l, size_t i)
{
	const char *in = l->kept[i].line, *notices = *in++ ? in : NULL;
	size_t used = 0;
	unsigned int c;

	in += notices ? l->cells_count : 0;
	memset(l->cells, 0, l->cells_count * sizeof(*l->cells));
	for (c = 0; c < l->cells_count; c++) {
		struct cell *cell = &l->cells[c];
		uint32_t code = (unsigned char)*in++, len = code & (IS_WORD - 1);

		if (notices)
			cell->notice = notices[c];
		if (len == UNKNOWN_CELL)
			continue;
		if (len == LONG) {
			memcpy(&len, in, sizeof(len));
			in += sizeof(len);
		}
		cell->is_word = code & IS_WORD;
		cell->text = unpacked(l, &used, in, len, cell->is_word);
		cell->len = len;
		in += len + (!l->numbers && (int)c == l->key_cell);
	}
	return l->cells;
}

/**
 * sort_free() - free the lines
 * @l: the lines
 */
void sort_free(struct sort *l)
{
	struct block *b;

	free_lines(l, 0);
	while ((b = l->blocks)) {
		l->blocks = b->next;
		free(b);
	}
	free(l->kept);
	free(l->cells);
	free(l->texts);
}
