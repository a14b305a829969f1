/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of cells as text for people, as raw words and as JSON. */
#ifndef TWINFO_PRINTER_H
#define TWINFO_PRINTER_H

#include "output/style.h"

struct printer;

struct printer *printer_new(const char *name, const struct column *columns, const int *place,
			    unsigned int shown, const struct table_style *style);
void printer_line(struct printer *p, const struct cell *cells);
void printer_beside(struct printer *p, const char *name, const char *value);
void printer_finish(struct printer *p);

#endif /* TWINFO_PRINTER_H */
