// SPDX-License-Identifier: GPL-2.0-only
/* Reads a file in the ways that cat does not, for tests: with a buffer of any size, from any offset, again. */

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

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	size_t size = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	off_t offset = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
	char *buffer = malloc(size);

	if (argc < 3 || !size || !buffer)
		error(2, 0,
		      "Usage: twread all|first|again|pread|seek SIZE [OFFSET]\n"
		      "all: read to the end with a buffer of SIZE; first: one read(); again: three "
		      "reads, then from 0 to the end;\n"
		      "pread: SIZE bytes at OFFSET; seek: to OFFSET, then to the end");
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		error(1, errno, "%s", name);

	if (!strcmp(how, "first")) {
		read_once(buffer, size);
		return 0;
	}
	if (!strcmp(how, "pread")) {
		put(buffer, pread(fd, buffer, size, offset));
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
	return 0;
}
