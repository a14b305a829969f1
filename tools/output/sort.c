// SPDX-License-Identifier: GPL-2.0-only
/* Lines of cells, kept to be sorted. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/sort.h"
#include "common/fail.h"

struct kept {
	size_t place;		/* in the order in which they came: equal ones stay so */
	struct sort_key key;
	struct cell *cells;	/* and their texts, in one piece of memory */
};

static char *copied(char *to, const char **text, size_t len)
{
	*text = memcpy(to, *text, len + 1);
	return to + len + 1;
}

/**
 * sort_keep() - keep a line
 * @l: the lines
 * @cells: its cells; they and their texts are copied
 * @count: how many there are, the same for each line
 * @key: by what it is sorted
 */
void sort_keep(struct sort *l, const struct cell *cells, unsigned int count,
		const struct sort_key *key)
{
	size_t key_len = key->text ? strlen(key->text) : 0;
	size_t bytes = count * sizeof(*cells) + key_len + 1 + WORD_BEYOND;
	struct kept *kept;
	unsigned int i;
	char *text;

	if (l->count == l->room) {
		l->room = l->room ? l->room * 2 : 64;
		l->kept = grown(l->kept, l->room, sizeof(*l->kept));
	}
	kept = &l->kept[l->count];
	for (i = 0; i < count; i++)
		bytes += cells[i].text ? cells[i].len + 1 : 0;
	*kept = (struct kept){ l->count, *key, grown(NULL, bytes, 1) };
	l->count++;

	memcpy(kept->cells, cells, count * sizeof(*cells));
	text = (char *)&kept->cells[count];
	for (i = 0; i < count; i++)
		if (kept->cells[i].text)
			text = copied(text, &kept->cells[i].text, kept->cells[i].len);
	if (key->text)
		copied(text, &kept->key.text, key_len);
}

/* Unknown values come last, in either order. */
static int compare(const void *a, const void *b, void *lines)
{
	const struct kept *x = a, *y = b;
	const struct sort *l = lines;
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
	if (l->descending)
		order = -order;
	return order ?: (x->place > y->place) - (x->place < y->place);
}

/**
 * sort_sort() - sort them
 * @l: the lines
 */
void sort_sort(struct sort *l)
{
	if (l->count)
		qsort_r(l->kept, l->count, sizeof(*l->kept), compare, l);
}

/**
 * sort_at() - a line
 * @l: the lines
 * @i: which
 *
 * Return: its cells, valid until sort_free().
 */
const struct cell *sort_at(const struct sort *l, size_t i)
{
	return l->kept[i].cells;
}

/**
 * sort_free() - free the lines
 * @l: the lines
 */
void sort_free(struct sort *l)
{
	size_t i;

	for (i = 0; i < l->count; i++)
		free(l->kept[i].cells);
	free(l->kept);
}
