// SPDX-License-Identifier: GPL-2.0-only
/*
 * libFuzzer's entry: whatever the bytes are, they are read to the end as an answer, or refused as
 * damaged with one line. Built and run by scripts/fuzz.
 */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../input.h"
#include "../twinfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static jmp_buf refused;

/* In the place of twinfo.c's, which ends the program. */
void fail(int status, const char *fmt, ...)
{
	char text[8192];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (status != EXIT_DAMAGED || len < 1 || (size_t)len >= sizeof(text) || strchr(text, '\n'))
		abort();
	longjmp(refused, 1);
}

void *grown(void *array, unsigned long count, unsigned long size)
{
	array = reallocarray(array, count, size);
	if (!array)
		abort();
	return array;
}

/* All that a command may ask of a record. */
static void ask(const struct input *in, const struct record *r)
{
	static const char *const numbers[] = { "netns", "hz", "count", "max_tw", "timewaitoverflow",
					       "tw", "fw2", "overdue", "full", "req" };
	static const char *const columns[] = { "net", "state", "local", "peer" };
	static const char *const column_numbers[] = { "rearm_age_ms", "entry_age_ms", "left_ms",
						      "ts_age_s", "reuse_in_ms", "mark",
						      "ifindex", "table" };
	unsigned int i;

	if (is_kind(r, "tw")) {
		for (i = 0; i < sizeof(columns) / sizeof(*columns); i++)
			if (!*input_column(in, r, columns[i]))
				abort();
		for (i = 0; i < sizeof(column_numbers) / sizeof(*column_numbers); i++)
			input_column_number(in, r, column_numbers[i]);
	} else if (is_kind(r, "twinfo")) {
		input_number(in, r, numbers[0]);
		input_number(in, r, numbers[1]);
	} else if (is_kind(r, "net")) {
		input_number_at(in, r, 1, "a network namespace");
		for (i = 2; i < 5; i++)
			input_number(in, r, numbers[i]);
	} else if (is_kind(r, "sum")) {
		input_number_at(in, r, 1, "a network namespace");
		for (i = 5; i < 10; i++)
			input_number(in, r, numbers[i]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int file = -1;
	static char path[32];
	const struct record *r;
	struct input *in;

	if (file < 0) {
		file = memfd_create("answer", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	}
	if (file < 0 || ftruncate(file, 0) || pwrite(file, data, size, 0) != (ssize_t)size)
		abort();

	in = input_open(path, TO_END);
	if (!setjmp(refused))
		while ((r = input_next(in)))
			ask(in, r);
	input_close(in);
	return 0;
}
