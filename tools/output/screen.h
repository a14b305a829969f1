/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A full screen, by ncurses. What it was is restored on every way out: the end, a failure, a signal;
 * and while Ctrl-Z stops the program.
 */
#ifndef TWINFO_SCREEN_H
#define TWINFO_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output/style.h"

/* Keys. Others are the characters themselves. */
enum screen_key {
	KEY_NONE = -1,		/* the time is over */
	KEY_END_PROGRAM = -2,	/* a signal asks for it */
	KEY_REDRAW = -3,	/* the screen has another size, or was not ours for a while */
	KEY_LINE_UP = 1000, KEY_LINE_DOWN, KEY_PAGE_UP, KEY_PAGE_DOWN, KEY_FIRST, KEY_LAST, KEY_BACK, KEY_FORTH,
};

/* How a text looks. */
enum screen_look { LOOK_PLAIN, LOOK_BOLD, LOOK_HEADING, LOOK_WARNING, LOOK_ALARM };

void screen_begin(bool color);
void screen_end(void);
int screen_lines(void);
int screen_columns(void);
void screen_clear(void);
int screen_text(int line, int column, int width, bool right, enum screen_look look, const char *text);
void screen_fill(int line, enum screen_look look);
void screen_show(void);
int screen_key(int64_t ms);
bool screen_ask(const char *question, char *text, size_t size);

#endif /* TWINFO_SCREEN_H */
