// SPDX-License-Identifier: GPL-2.0-only
/*
 * The entry of libFuzzer. Any bytes must be a snapshot that is read to its end, or be refused as
 * damaged with one line. Bytes after ":" must be a filter, or be refused as wrong use. scripts/fuzz
 * builds and runs this. With REPLAY defined it is a program that reads the files it is given.
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

#include "analysis/autobind.h"
#include "analysis/filter.h"
#include "common/fail.h"
#include "snapshot/snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static jmp_buf refused;
static int expected;

/* Replaces fail() of common/fail.c, which ends the program. */
void fail(int status, const char *fmt, ...)
{
	char text[8192];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (status != expected || len < 1 || strchr(text, '\n'))
		abort();
	longjmp(refused, 1);
}

void on_failure(void (*restore)(void))
{
	(void)restore;
}

void *grown(void *array, unsigned long count, unsigned long size)
{
	array = reallocarray(array, count, size);
	if (!array)
		abort();
	return array;
}

/* The bytes after ":" are a filter. A refused filter leaks its memory, so leaks are not checked. */
static void read_filter(const uint8_t *data, size_t size)
{
	char text[512];
	size_t i;

	if (size >= sizeof(text))
		return;
	memcpy(text, data, size);
	text[size] = '\0';
	/* Names of services are looked up in files of the machine, which is not tested here. */
	for (i = 0; i < size; i++)
		if (text[i] == '/' || text[i] == '\n')
			text[i] = '1';
	expected = EXIT_USE;
	if (!setjmp(refused))
		filter_free(filter_parse(text));
}

/* The filter reads every field of a row. */
static void read_snapshot(const char *path)
{
	static const char filter[] =
		"(dst 10.0.0.0/9 or not src [::1] or dport > 80) and (age > 1 or left < 60) or "
		"reuse now or netns = 1 or fwmark = 1 or dev = 1 or exclude time-wait";
	static struct selection selection;
	static struct connects c;
	static struct snapshot *snap;
	const struct record *r;
	struct space space;
	struct pair *pair;
	struct net *net;
	size_t i;

	if (!selection.filter)
		selection.filter = filter_parse(filter);
	selection.input = path;
	selection.passes = filter_passes;
	expected = EXIT_DAMAGED;
	snap = NULL;
	c = (struct connects){ };
	if (setjmp(refused)) {
		if (snap) {
			connects_free(&c);
			snapshot_close(snap);
		} else {
			/* A compressed file was refused while it was opened. */
			close_range(atoi(strrchr(path, '/') + 1) + 1, ~0U, 0);
		}
		return;
	}
	snap = snapshot_open(&selection, TO_END);
	connects_begin(&c, snap);
	while ((r = snapshot_next(snap)))
		connects_take(&c, snap, r);
	for (i = 0; i < c.pairs.count; i++) {
		pair = groups_at(&c.pairs, i);
		net = snapshot_net(snap, pair->key.net);
		if (!net)
			abort();
		space_count(&c, net, pair, &space);
		if (space_free(&space) < 0 || space_blocked(&space) < 0 || space.free_even < 0 ||
		    space.free_odd < 0 || space_free(&space) > space_usable(&space))
			abort();
	}
	connects_free(&c);
	snapshot_close(snap);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int file = -1;
	static char path[32];

	if (size && *data == ':') {
		read_filter(data + 1, size - 1);
		return 0;
	}
	if (file < 0) {
		file = memfd_create("snapshot", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	}
	if (file < 0 || ftruncate(file, 0) || pwrite(file, data, size, 0) != (ssize_t)size)
		abort();
	read_snapshot(path);
	return 0;
}

#ifdef REPLAY
/* Reads each file as an input of the fuzzer. */
int main(int argc, char **argv)
{
	static uint8_t data[1 << 20];
	ssize_t size;
	int i, fd;

	for (i = 1; i < argc; i++) {
		fd = open(argv[i], O_RDONLY | O_CLOEXEC);
		size = fd < 0 ? -1 : read(fd, data, sizeof(data));
		if (size < 0) {
			perror(argv[i]);
			return 1;
		}
		close(fd);
		LLVMFuzzerTestOneInput(data, size);
	}
	printf("%d inputs\n", argc - 1);
	return 0;
}
#endif
