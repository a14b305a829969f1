/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of cells as a table for people. */
#ifndef TWINFO_TEXT_H
#define TWINFO_TEXT_H

#include "output/style.h"

struct text;

struct text *text_new(const struct column **columns, unsigned int shown, const struct table_style *style);
void text_line(struct text *t, const struct cell *cells);
void text_finish(struct text *t);

#endif /* TWINFO_TEXT_H */
