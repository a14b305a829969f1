// SPDX-License-Identifier: GPL-2.0-only
/*
 * Showing something repeatedly, in place on a terminal.
 *
 * Meanwhile the terminal shows its second screen, without a cursor; its settings are not changed.
 * Both are restored on every way out: the end, a failure, a signal, a stop with Ctrl-Z.
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "common/fail.h"
#include "common/quit.h"
#include "output/watch.h"

#define ENTER	"\033[?1049h\033[?25l"	/* the other screen, no cursor */
#define LEAVE	"\033[?25h\033[?1049l"
#define HOME	"\033[H\033[J"		/* to the first line, nothing below */

static int64_t every_ms, end_ms, next_ms;
static bool in_place, apart;
static unsigned long frames;
static FILE *terminal;		/* where a frame goes that is being written to memory */
static char *frame;
static size_t frame_len;
static volatile sig_atomic_t lent, resized;

/**
 * clock_ms() - a clock that never goes back
 *
 * Return: ms since some moment.
 */
int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void tell_terminal(const char *text)
{
	ssize_t done = write(STDOUT_FILENO, text, strlen(text));

	(void)done;
}

/**
 * watch_restore() - restore the terminal; may be called at any time, also in a signal handler
 */
void watch_restore(void)
{
	if (terminal) {
		/* The program ends within a frame. */
		stdout = terminal;
		terminal = NULL;
	}
	if (!lent)
		return;
	lent = 0;
	tell_terminal(LEAVE);
}

static void lend(void)
{
	tell_terminal(ENTER);
	lent = 1;
}

static void on_resize(int signal)
{
	(void)signal;
	resized = 1;
}

/* Stops with the terminal restored; continues with a new screen. */
static void on_stop(int sig)
{
	struct sigaction before, stop = { .sa_handler = SIG_DFL };
	int error = errno;
	sigset_t set;

	watch_restore();
	sigaction(sig, &stop, &before);
	sigemptyset(&set);
	sigaddset(&set, sig);
	raise(sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	/* Here the process stands still until it is continued. */
	sigaction(sig, &before, NULL);
	lend();
	resized = 1;
	errno = error;
}

static void on(int sig, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART }, before;

	/* What nohup(1) and the like ignore stays ignored. */
	if (!sigaction(sig, NULL, &before) && before.sa_handler == SIG_IGN)
		return;
	sigaction(sig, &action, NULL);
}

/**
 * watch_begin() - begin to watch
 * @every: ms from one look to the next
 * @duration: ms until the last one, 0 for no end
 * @people: without a terminal, separate the looks by a blank line
 */
void watch_begin(int64_t every, int64_t duration, bool people)
{
	const char *term = getenv("TERM");

	on_failure(watch_restore);
	every_ms = every;
	apart = people;
	next_ms = clock_ms();
	end_ms = duration ? next_ms + duration : 0;
	quit_on_signals(SA_RESTART, NULL);
	in_place = isatty(STDOUT_FILENO) && term && strcmp(term, "dumb");
	if (!in_place)
		return;
	on(SIGWINCH, on_resize);
	on(SIGTSTP, on_stop);
	atexit(watch_restore);
	lend();
}

/**
 * watch_frame() - begin a frame, which replaces the last one
 */
void watch_frame(void)
{
	resized = 0;
	if (!in_place) {
		if (frames++ && apart)
			putchar('\n');
		return;
	}
	fflush(stdout);
	free(frame);
	frame = NULL;
	terminal = stdout;
	stdout = open_memstream(&frame, &frame_len);
	if (!stdout) {
		stdout = terminal;
		fail(EXIT_UNREADABLE, "out of memory");
	}
}

/* The frame is complete. */
static void close_frame(void)
{
	if (!terminal)
		return;
	fclose(stdout);
	stdout = terminal;
	terminal = NULL;
}

/* As much of the frame as the terminal has lines for. */
static void show_frame(void)
{
	struct winsize size = { };
	const char *end = frame;
	unsigned int line;

	if (!frame)
		return;
	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	for (line = 1; end && (!size.ws_row || line < size.ws_row); line++) {
		end = strchr(end, '\n');
		if (end)
			end++;
	}
	fputs(HOME, stdout);
	fwrite(frame, 1, end ? (size_t)(end - frame) : frame_len, stdout);
}

/**
 * watch_wait() - wait for the next look
 *
 * Return: whether there is one; false when the time is up, or the user wants to end it.
 */
bool watch_wait(void)
{
	struct timespec rest;
	int64_t now, until;

	close_frame();
	if (in_place)
		show_frame();
	if (fflush(stdout) || ferror(stdout))
		fail(EXIT_OUTPUT, "cannot write the output: %s", strerror(errno));
	next_ms += every_ms;
	while (!quit_asked() && !resized) {
		now = clock_ms();
		until = end_ms && end_ms < next_ms ? end_ms : next_ms;
		if (now >= until)
			break;
		rest.tv_sec = (until - now) / 1000;
		rest.tv_nsec = (until - now) % 1000 * 1000000;
		nanosleep(&rest, NULL);
	}
	now = clock_ms();
	/* After a suspend or a slow look, do not try to catch up. */
	if (next_ms < now - every_ms)
		next_ms = now;
	if (resized && next_ms > now)
		next_ms = now;
	return !quit_asked() && !(end_ms && now >= end_ms);
}

/**
 * watch_end() - stop watching; the last frame stays visible
 */
void watch_end(void)
{
	close_frame();
	fflush(stdout);
	watch_restore();
	if (in_place && frame)
		fwrite(frame, 1, frame_len, stdout);
	free(frame);
	in_place = false;
}
