// SPDX-License-Identifier: GPL-2.0-only
/*
 * A full screen, by ncurses.
 *
 * Signals that end the program, or tell a new size, are let in only while it waits for a key, so
 * none is lost between a look at a flag and the wait. Ctrl-Z is the matter of ncurses.
 */

/* Functions, not macros that name a window: the library is loaded late. */
#define NCURSES_NOMACROS
#include <curses.h>
#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#include "common/fail.h"
#include "common/library.h"
#include "common/quit.h"
#include "output/screen.h"

#define NCURSES(F) F(newterm) F(delscreen) F(endwin) F(cbreak) F(noecho) F(nonl) F(keypad) F(nodelay) \
	F(set_escdelay) F(curs_set) F(has_colors) F(start_color) F(use_default_colors) F(init_pair) F(pair_content) \
	F(COLOR_PAIR) F(attrset) F(mvaddwstr) F(mvhline) F(move) F(clrtoeol) F(erase) F(refresh) F(clearok) \
	F(getch) F(stdscr) F(curscr) F(LINES) F(COLS)

static struct { NCURSES(LIBRARY_POINTER) } curses;
static SCREEN *screen;
static sigset_t while_waiting;

int screen_lines(void)
{
	return *curses.LINES;
}

int screen_columns(void)
{
	return *curses.COLS;
}

static void take_signals(void)
{
	sigset_t held;

	quit_on_signals(0, &held);
	sigaddset(&held, SIGWINCH);
	sigprocmask(SIG_BLOCK, &held, &while_waiting);
}

/**
 * screen_end() - restore the terminal; may be called at any time, and again
 */
void screen_end(void)
{
	if (!screen)
		return;
	/* A terminal without a second screen keeps this one; what is written next has a line of its own. */
	curses.move(screen_lines() - 1, 0);
	curses.clrtoeol();
	curses.refresh();
	curses.endwin();
	curses.delscreen(screen);
	screen = NULL;
}

/**
 * screen_begin() - begin to show a full screen; ends the program if the terminal cannot
 * @color: with colours, if the terminal has them
 */
void screen_begin(bool color)
{
	const char *term = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		fail(EXIT_USE, "it needs a terminal for its input and output");
	library_load("libncursesw.so.6", (const char *const[]){ NCURSES(LIBRARY_NAME) NULL }, &curses);
	screen = curses.newterm(NULL, stdout, stdin);
	if (!screen)
		fail(EXIT_USE, "TERM=%s: the terminal is unknown here", term ?: "");
	on_failure(screen_end);
	atexit(screen_end);
	take_signals();
	curses.cbreak();
	curses.noecho();
	curses.nonl();
	curses.keypad(*curses.stdscr, TRUE);
	curses.nodelay(*curses.stdscr, TRUE);
	curses.set_escdelay(25);
	curses.curs_set(0);
	if (!color || !curses.has_colors())
		return;
	curses.start_color();
	curses.use_default_colors();
	curses.init_pair(LOOK_WARNING, COLOR_YELLOW, -1);
	curses.init_pair(LOOK_ALARM, COLOR_RED, -1);
}

void screen_clear(void)
{
	curses.erase();
}

static attr_t attributes(enum screen_look look)
{
	static const attr_t looks[] = { A_NORMAL, A_BOLD, A_REVERSE, A_BOLD, A_BOLD | A_REVERSE };

	if (look < LOOK_WARNING || !curses.has_colors() || !curses.pair_content(look, &(short){ 0 }, &(short){ 0 }))
		return looks[look];
	return A_BOLD | curses.COLOR_PAIR(look);
}

/*
 * As much of a text as fits the columns, in the characters that the terminal has. What cannot be
 * shown is a question mark, and a text that is cut ends with "+". Returns the columns that it takes.
 */
static int fit(const char *text, int width, wchar_t *out, size_t room)
{
	size_t used = 0;
	mbstate_t state = { };
	int column = 0;

	while (*text && used + 2 < room) {
		wchar_t c;
		size_t len = mbrtowc(&c, text, strlen(text), &state);
		int columns;

		if (len == (size_t)-1 || len == (size_t)-2) {
			memset(&state, 0, sizeof(state));
			c = L'?';
			len = 1;
		}
		columns = wcwidth(c);
		if (columns < 0) {
			c = L'?';
			columns = 1;
		}
		if (column + columns > width) {
			/* A wide character gives two columns free for it. */
			while (used && column >= width)
				column -= wcwidth(out[--used]);
			if (width > 0) {
				out[used++] = L'+';
				column++;
			}
			break;
		}
		out[used++] = c;
		column += columns;
		text += len;
	}
	out[used] = L'\0';
	return column;
}

/**
 * screen_text() - put a text on the screen
 * @line: the line; what is not on the screen is left out
 * @column: the first column of its place
 * @width: columns of its place; a text that is longer is cut
 * @right: to the right of its place?
 * @look: how it looks
 * @text: the text
 *
 * Return: the column after its place.
 */
int screen_text(int line, int column, int width, bool right, enum screen_look look, const char *text)
{
	wchar_t shown[512];
	int taken;

	if (line < 0 || line >= screen_lines() || column >= screen_columns())
		return column + width;
	taken = fit(text, width < screen_columns() - column ? width : screen_columns() - column, shown, sizeof(shown) / sizeof(*shown));
	curses.attrset(attributes(look));
	curses.mvaddwstr(line, right && taken < width ? column + width - taken : column, shown);
	curses.attrset(A_NORMAL);
	return column + width;
}

/**
 * screen_fill() - give a whole line a look, before texts are put on it
 * @line: the line
 * @look: the look
 */
void screen_fill(int line, enum screen_look look)
{
	if (line < 0 || line >= screen_lines())
		return;
	curses.attrset(attributes(look));
	curses.mvhline(line, 0, ' ', screen_columns());
	curses.attrset(A_NORMAL);
}

/**
 * screen_show() - bring what was put there to the terminal
 */
void screen_show(void)
{
	curses.refresh();
}

static int translated(int c)
{
	switch (c) {
	case ERR:
		return KEY_NONE;
	case KEY_RESIZE:
		return KEY_REDRAW;
	case 'L' & 0x1f:
		curses.clearok(*curses.curscr, TRUE);
		return KEY_REDRAW;
	case KEY_UP:
		return KEY_LINE_UP;
	case KEY_DOWN:
		return KEY_LINE_DOWN;
	case KEY_PPAGE:
		return KEY_PAGE_UP;
	case KEY_NPAGE:
		return KEY_PAGE_DOWN;
	case KEY_HOME:
		return KEY_FIRST;
	case KEY_END:
		return KEY_LAST;
	case KEY_LEFT:
		return KEY_BACK;
	case KEY_RIGHT:
		return KEY_FORTH;
	case KEY_ENTER:
		return '\r';
	case KEY_BACKSPACE:
		return '\b';
	}
	return c;
}

/**
 * screen_key() - wait for a key
 * @ms: how long at most; less than 0: for ever
 *
 * Return: a character, or one of enum screen_key.
 */
int screen_key(int64_t ms)
{
	struct pollfd input = { STDIN_FILENO, POLLIN, 0 };
	struct timespec most = { ms / 1000, ms % 1000 * 1000000 };
	int key = translated(curses.getch()), got;

	if (key != KEY_NONE)
		return key;
	if (quit_asked())
		return KEY_END_PROGRAM;
	got = ppoll(&input, 1, ms < 0 ? NULL : &most, &while_waiting);
	if (quit_asked() || (got > 0 && input.revents & (POLLHUP | POLLERR | POLLNVAL)))
		return KEY_END_PROGRAM;
	key = translated(curses.getch());
	/* A signal: another size, or Ctrl-Z and its end. */
	return got < 0 && key == KEY_NONE ? KEY_REDRAW : key;
}

/**
 * screen_ask() - let the user edit a line at the bottom of the screen
 * @question: what stands before it
 * @text: what it is now, and then what it became
 * @size: bytes there
 *
 * Return: whether the user ended it with Enter, not with Escape.
 */
bool screen_ask(const char *question, char *text, size_t size)
{
	size_t len = strlen(text);
	int key = KEY_REDRAW, before;

	curses.curs_set(1);
	while (key != '\r' && key != '\n' && key != 27 && key != KEY_END_PROGRAM) {
		screen_fill(screen_lines() - 1, LOOK_PLAIN);
		before = screen_text(screen_lines() - 1, 0, strlen(question), false, LOOK_BOLD, question);
		/* Its end is where the user writes. */
		screen_text(screen_lines() - 1, before, screen_columns() - before - 1, false, LOOK_PLAIN,
			    (int)len > screen_columns() - before - 2 ? text + len - (screen_columns() - before - 2) : text);
		curses.refresh();
		key = screen_key(-1);
		if ((key == '\b' || key == 127) && len)
			text[--len] = '\0';
		else if (key == ('U' & 0x1f))
			text[len = 0] = '\0';
		else if (key >= ' ' && key < 127 && len + 1 < size)
			text[len++] = key, text[len] = '\0';
	}
	curses.curs_set(0);
	/* The signal is still to be seen by who asked. */
	return key == '\r' || key == '\n';
}
