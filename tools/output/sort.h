/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of cells, kept to be sorted. */
#ifndef TWINFO_SORT_H
#define TWINFO_SORT_H

#include <stdbool.h>
#include <stddef.h>

#include "output/style.h"

/* By what a line is sorted. */
struct sort_key {
	double number;		/* of a column of numbers; NAN when not known */
	const char *text;	/* of others; NULL when not known */
};

struct block;
struct kept;

struct sort {
	bool numbers;		/* is it a column of numbers? */
	bool descending;
	unsigned int cells_count;
	int key_cell;		/* negative if it is not sorted by a cell */
	size_t top;		/* how many are wanted, 0 for all */
	bool was_cut;		/* there are @top lines, sorted, and those that came since */
	struct kept *kept;
	size_t count, room;
	struct block *blocks;	/* of the lines, if all are wanted */
	struct cell *cells;	/* of sort_at(), and their texts */
	char *texts;
	size_t texts_room;
};

void sort_begin(struct sort *l, unsigned int cells_count, int key_cell, size_t top);
void sort_keep(struct sort *l, const struct cell *cells, const struct sort_key *key);
void sort_sort(struct sort *l);
const struct cell *sort_at(struct sort *l, size_t i);
void sort_free(struct sort *l);

#endif /* TWINFO_SORT_H */
