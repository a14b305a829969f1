/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of cells, kept to be sorted. */
#ifndef TWINFO_SORT_H
#define TWINFO_SORT_H

#include <stdbool.h>
#include <stddef.h>

#include "output/printer.h"

/* By what a line is sorted. */
struct sort_key {
	double number;		/* of a column of numbers; NAN when not known */
	const char *text;	/* of others; NULL when not known */
};

struct kept;

struct sort {
	bool numbers;		/* is it a column of numbers? */
	bool descending;
	struct kept *kept;
	size_t count, room;
};

void sort_keep(struct sort *l, const struct cell *cells, unsigned int count,
		const struct sort_key *key);
void sort_sort(struct sort *l);
const struct cell *sort_at(const struct sort *l, size_t i);
void sort_free(struct sort *l);

#endif /* TWINFO_SORT_H */
