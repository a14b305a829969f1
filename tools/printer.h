/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of cells as text for people, as raw words and as JSON. */
#ifndef TWINFO_PRINTER_H
#define TWINFO_PRINTER_H

#include <stddef.h>

#include "table.h"

/* The cells of a line in the order of the output; those that nobody set are not known. */
struct cells {
	char *text;		/* all of them, each with its NUL */
	size_t used, room;
	unsigned int *at;	/* where each begins, NOT_SET for none */
	unsigned int *len;	/* without the NUL */
	unsigned char *notice;	/* of each */
};

#define NOT_SET		(~0U)

void cells_init(struct cells *c, unsigned int count);
void cells_clear(struct cells *c, unsigned int count);
void cells_set(struct cells *c, unsigned int i, const char *text, size_t len);
struct cells cells_copy(const struct cells *c, unsigned int count);
void cells_free(struct cells *c);

struct printer;

struct printer *printer_new(const char *name, const struct column *columns, const int *place,
			    unsigned int shown, const struct table_style *style);
void printer_line(struct printer *p, const struct cells *cells);
void printer_finish(struct printer *p);

#endif /* TWINFO_PRINTER_H */
