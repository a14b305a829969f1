// SPDX-License-Identifier: GPL-2.0-only
/* Fitting the terminal: sentences in lines, and the bars of a histogram. */

#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "output/terminal.h"

/**
 * terminal_columns() - the width of a line
 *
 * Return: columns of the terminal, else the value of COLUMNS, else 80.
 */
unsigned int terminal_columns(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size = { };

	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col)
		return size.ws_col;
	return columns && atoi(columns) > 0 ? atoi(columns) : 80;
}

/**
 * say() - print a paragraph, in lines as wide as the terminal, at most 100 columns
 * @fmt: one or more sentences, without a newline
 */
void say(const char *fmt, ...)
{
	unsigned int width = terminal_columns(), column = 0, len;
	char text[1024], *word = text;
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (width > 100)
		width = 100;
	while (*word) {
		len = strcspn(word, " ");
		if (column && column + 1 + len > width) {
			putchar('\n');
			column = 0;
		}
		column += printf("%s%.*s", column ? " " : "", (int)len, word);
		word += len;
		word += *word == ' ';
	}
	putchar('\n');
}

/**
 * bar_width() - how long the longest bar may be
 * @others: columns that the rest of the line takes
 *
 * Return: columns, at least 8.
 */
unsigned int bar_width(unsigned int others)
{
	unsigned int all = terminal_columns();

	if (all < others + 8)
		return 8;
	return all - others < BAR_MAX ? all - others : BAR_MAX;
}

/**
 * bar_draw() - a bar: blocks in eighths where the locale has them, else #
 * @text: BAR_TEXT bytes for it
 * @n: what it shows; anything above 0 is seen
 * @max: what the longest bar shows
 * @width: of the longest bar, columns, at most BAR_MAX
 */
void bar_draw(char *text, double n, double max, unsigned int width)
{
	static const char *const eighths[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█" };
	unsigned int length;

	*text = '\0';
	if (n <= 0 || max <= 0)
		return;
	if (strcmp(nl_langinfo(CODESET), "UTF-8")) {
		length = n * width / max + 0.5;
		memset(text, '#', length ?: 1);
		text[length ?: 1] = '\0';
		return;
	}
	length = n * width * 8 / max + 0.5;
	length = length ?: 1;
	for (; length > 8; length -= 8)
		text = stpcpy(text, eighths[8]);
	strcpy(text, eighths[length]);
}
