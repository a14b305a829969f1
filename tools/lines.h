/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of cells that wait to be sorted. */
#ifndef TWINFO_LINES_H
#define TWINFO_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "printer.h"

/* By what a line is sorted. */
struct sort_key {
	double number;		/* of a column of numbers; NAN when not known */
	const char *text;	/* of others; NULL when not known */
};

struct kept;

struct lines {
	bool numbers;		/* is it a column of numbers? */
	bool descending;
	struct kept *kept;
	size_t count, room;
};

void lines_keep(struct lines *l, const struct cell *cells, unsigned int count,
		const struct sort_key *key);
void lines_sort(struct lines *l);
const struct cell *lines_at(const struct lines *l, size_t i);
void lines_free(struct lines *l);

#endif /* TWINFO_LINES_H */
