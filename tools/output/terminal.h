/* SPDX-License-Identifier: GPL-2.0-only */
/* Fitting the terminal: sentences in lines, and the bars of a histogram. */
#ifndef TWINFO_TERMINAL_H
#define TWINFO_TERMINAL_H

#define BAR_MAX		200			/* columns */
#define BAR_TEXT	(BAR_MAX * 3 + 1)	/* bytes */

unsigned int terminal_columns(void);
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
unsigned int bar_width(unsigned int others);
void bar_draw(char *text, double n, double max, unsigned int width);

#endif /* TWINFO_TERMINAL_H */
