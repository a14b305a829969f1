/* SPDX-License-Identifier: GPL-2.0-only */
/* How the tool ends when something is wrong: exit statuses, and one line on standard error. */
#ifndef TWINFO_FAIL_H
#define TWINFO_FAIL_H

#include <stdbool.h>
#include <stddef.h>

/* Exit statuses, as twinfo(8) documents them. */
enum {
	EXIT_DONE,		/* 0 */
	EXIT_NO,		/* 1: a check said no */
	EXIT_USE,		/* 2: wrong use */
	EXIT_UNREADABLE,	/* 3: no module, or the input cannot be read */
	EXIT_DAMAGED,		/* 4: the input is malformed, cut off or of a future format */
	EXIT_OUTPUT,		/* 5: the output cannot be written */
};

_Noreturn void fail(int status, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool fail_caught(void (*what)(void *), void *data, char *text, size_t size);
void on_failure(void (*restore)(void));
void *grown(void *array, unsigned long count, unsigned long size);
void no_recycle(const char *word);

#endif /* TWINFO_FAIL_H */
