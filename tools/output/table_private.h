/* SPDX-License-Identifier: GPL-2.0-only */
/* What a table is, for table.c and table_cells.c alone. */
#ifndef TWINFO_TABLE_PRIVATE_H
#define TWINFO_TABLE_PRIVATE_H

#include "common/number.h"
#include "output/printer.h"
#include "output/sort.h"
#include "output/style.h"

/* The text of a number. A column often has the number of the line before. */
struct number {
	int64_t n;		/* UNKNOWN when the text is not of a whole number */
	size_t len;
	char text[NUMBER_TEXT];
};

_Static_assert(NUMBER_TEXT % WORD_BEYOND == 0, "a number is a word");

struct table {
	const struct column *columns;
	const struct table_style *style;
	struct printer *printer;
	int *place;		/* of each column in the output, -1 when it is not shown */
	unsigned int shown;
	struct cell *cells;	/* of the line, in the order of the output */
	struct number *numbers;	/* texts of those that are numbers */

	int sort_by;		/* a column, -1 for none */
	struct sort_key key;	/* of the line */
	struct sort lines;
	int64_t printed;
};

#endif /* TWINFO_TABLE_PRIVATE_H */
