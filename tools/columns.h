/* SPDX-License-Identifier: GPL-2.0-only */
/* The columns of rows: which there must be, and which word of a row each is. */
#ifndef TWINFO_COLUMNS_H
#define TWINFO_COLUMNS_H

#include "input.h"

/* Of a kind of row, from its line "# KIND name name ...". */
struct columns {
	const char *kind, *const *names;	/* those that must be there, up to NULL */
	unsigned int *place;			/* the word of each */
	unsigned int count;			/* of all that the line names, 0 before it came */
};

/* By enum tw_column and enum bind_column. */
extern const char *const tw_names[], *const bind_names[];

const char *columns_place(struct columns *columns, const struct record *r);

#endif /* TWINFO_COLUMNS_H */
