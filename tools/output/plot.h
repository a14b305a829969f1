/* SPDX-License-Identifier: GPL-2.0-only */
/* Plots of numbers over time, as SVG within a page. */
#ifndef TWINFO_PLOT_H
#define TWINFO_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* How numbers are written. */
enum plot_unit { PLOT_NUMBER, PLOT_PERCENT, PLOT_BYTES };

struct plot_line {
	const char *name;
	const double *values;		/* one for each moment; NAN: none, which is a gap */
	bool dashed;			/* a limit: it does not raise the scale far above the others */
};

struct plot {
	const char *title;
	enum plot_unit unit;
	const int64_t *at_ms;		/* the moments, ms since 1970, in order */
	size_t moments;
	const struct plot_line *lines;
	size_t count;
};

/* Lines that can be told from each other. */
#define PLOT_LINES	8

void plot_print(FILE *out, const struct plot *plot);
void plot_number(double n, enum plot_unit unit, char *text, size_t size);
void html_text(FILE *out, const char *text);

#endif /* TWINFO_PLOT_H */
