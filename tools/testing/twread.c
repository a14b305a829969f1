// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads /proc/twinfo in ways that cat does not, for tests: with a buffer of any size, from any
 * offset, repeatedly, while allocations fail (CONFIG_FAULT_INJECTION).
 */

#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *name = "/proc/twinfo";
static int fd;

static void put(const char *text, ssize_t len)
{
	if (len < 0)
		error(1, errno, "%s", name);
	if (write(STDOUT_FILENO, text, len) != len)
		error(1, errno, "standard output");
}

static ssize_t read_once(char *buffer, size_t size)
{
	ssize_t got = read(fd, buffer, size);

	put(buffer, got);
	return got;
}

/* Allocations fail for this process only, from the open to the end. It makes no other system calls meanwhile. */
static void set_fail(int to, char value)
{
	if (pwrite(to, &value, 1, 0) != 1)
		error(2, errno, "/proc/self/make-it-fail");
}

static int read_failing(size_t size)
{
	size_t room = 16 << 20, len = 0;
	int switch_fd = open("/proc/self/make-it-fail", O_WRONLY | O_CLOEXEC);
	char *all = malloc(room);
	ssize_t got = 0;

	if (!all)
		error(2, errno, "malloc");
	memset(all, 1, room);
	set_fail(switch_fd, '1');
	fd = open(name, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && len + size <= room && (got = read(fd, all + len, size)) > 0)
		len += got;
	if (fd < 0 || got < 0)
		got = errno;
	set_fail(switch_fd, '0');
	put(all, len);
	free(all);
	if (got)
		error(1, got, "%s: %s", fd < 0 ? "open" : "read", name);
	return 0;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	size_t size = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	off_t offset = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
	char *buffer = malloc(size);

	if (argc < 3 || !size || !buffer)
		error(2, 0,
		      "Usage: twread all|first|again|pread|seek|fail SIZE [OFFSET]\n"
		      "all: read to the end with a buffer of SIZE; first: one read(); again: three "
		      "reads, then from 0 to the end;\n"
		      "pread: SIZE bytes at OFFSET; seek: to OFFSET, then to the end;\n"
		      "fail: all, by a task whose memory fails");
	if (!strcmp(how, "fail")) {
		free(buffer);
		return read_failing(size);
	}
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		error(1, errno, "%s", name);

	if (!strcmp(how, "first")) {
		read_once(buffer, size);
		free(buffer);
		return 0;
	}
	if (!strcmp(how, "pread")) {
		put(buffer, pread(fd, buffer, size, offset));
		free(buffer);
		return 0;
	}
	if (!strcmp(how, "again")) {
		for (int i = 0; i < 3; i++)
			if (read(fd, buffer, size) < 0)
				error(1, errno, "%s", name);
		offset = 0;
	}
	if (strcmp(how, "all") && lseek(fd, offset, SEEK_SET) != offset)
		error(1, errno, "%s: lseek", name);
	while (read_once(buffer, size))
		;
	free(buffer);
	return 0;
}
