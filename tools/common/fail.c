// SPDX-License-Identifier: GPL-2.0-only
/* How the tool ends when something is wrong. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>

#include "common/fail.h"

static void (*restore_terminal)(void);

/* Of fail_caught(): where to go on, and where the message goes. */
static jmp_buf *caught;
static char *caught_text;
static size_t caught_size;

/**
 * on_failure() - name what has to be done before the message is printed
 * @restore: the function; a later one takes its place
 */
void on_failure(void (*restore)(void))
{
	restore_terminal = restore;
}

/**
 * fail() - end the program with one line on standard error
 * @status: one of the exit statuses
 * @fmt: what is wrong, without the program's name
 *
 * Output that is still in the buffer is discarded: half a snapshot is worth nothing.
 */
void fail(int status, const char *fmt, ...)
{
	va_list args;

	if (caught) {
		va_start(args, fmt);
		vsnprintf(caught_text, caught_size, fmt, args);
		va_end(args);
		longjmp(*caught, 1);
	}
	if (restore_terminal)
		restore_terminal();
	__fpurge(stdout);
	fputs("twinfo: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(status);
}

/**
 * fail_caught() - do something that may fail, and go on
 * @what: what to do; memory that it holds when it fails is lost
 * @data: its argument
 * @text: where the message goes if it fails
 * @size: bytes there
 *
 * Return: whether it failed.
 */
bool fail_caught(void (*what)(void *), void *data, char *text, size_t size)
{
	jmp_buf here;
	bool failed;

	caught_text = text;
	caught_size = size;
	caught = &here;
	failed = setjmp(here);
	if (!failed)
		what(data);
	caught = NULL;
	return failed;
}

/**
 * grown() - resize an array
 * @array: the array, or NULL for a new one
 * @count: the number of elements that it shall have
 * @size: bytes of an element
 *
 * Return: the array, which may have moved. Ends the program when there is no memory.
 */
void *grown(void *array, unsigned long count, unsigned long size)
{
	array = reallocarray(array, count, size);
	if (!array)
		fail(EXIT_UNREADABLE, "out of memory");
	return array;
}

/**
 * no_recycle() - end the program if the user asks for tcp_tw_recycle, which no longer exists
 * @word: what the user asked for
 */
void no_recycle(const char *word)
{
	if (strcasestr(word, "tw_recycle") || strcasestr(word, "tw-recycle"))
		fail(EXIT_USE, "'%s': tcp_tw_recycle no longer exists, it was removed in Linux 4.12",
		     word);
}
