// SPDX-License-Identifier: GPL-2.0-only
/* A snapshot in format 1 without the module: its records in their order. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "common/fail.h"
#include "snapshot/diag.h"
#include "snapshot/netns.h"
#include "twinfo_format.h"

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void write_header(FILE *to)
{
	struct utsname kernel;

	uname(&kernel);
	fprintf(to, TWINFO_HEADER " %d version=" TWINFO_VERSION " kernel=%s hz=- cpus=%ld now_ms=%" PRId64
		" date_s=%" PRId64 " netns=%" PRId64 " scope=own entry_stamp=no source=" DIAG_SOURCE "\n",
		TWINFO_FORMAT, kernel.release, sysconf(_SC_NPROCESSORS_ONLN), now_ms(), (int64_t)time(NULL),
		netns_own());
}

static void write_sum(FILE *to, int64_t inum, const struct diag_counts *counts)
{
	fprintf(to, TWINFO_SUM " %" PRId64 " tw=%" PRId64 " fw2=%" PRId64 " overdue=- full=%" PRId64 " req=%" PRId64 "\n",
		inum, counts->tw, counts->fin_wait2, counts->full, counts->req);
}

static void write_end(FILE *to, const struct diag_counts *counts, int64_t begin_ms)
{
	int64_t end_ms = now_ms();

	fprintf(to, TWINFO_END " tw=%" PRId64 " fw2=%" PRId64 " bind=0 restarts=- locked=- gone=- now_ms=%" PRId64
		" walk_us=%" PRId64 "\n", counts->tw, counts->fin_wait2, end_ms, (end_ms - begin_ms) * 1000);
}

/* The namespace is entered for what is of one. The rows are first, as their counts stand before them. */
static void write_namespace(FILE *to, int64_t inum, struct diag_counts *counts)
{
	char *rows;
	size_t size;
	FILE *late = open_memstream(&rows, &size);
	int back = netns_enter(inum);

	if (!late)
		fail(EXIT_UNREADABLE, "out of memory");
	if (back < 0)
		fail(EXIT_UNREADABLE, "cannot enter the network namespace %" PRId64 ": %s%s", inum, strerror(errno),
		     geteuid() ? "; root may" : "");
	diag_write_net(to, inum);
	diag_write_rows(late, inum, counts);
	netns_leave(back);
	write_sum(to, inum, counts);
	diag_write_slabs(to);
	if (fclose(late))
		fail(EXIT_UNREADABLE, "out of memory");
	fputs("# " TWINFO_TW " " TWINFO_TW_COLUMNS "\n", to);
	fwrite(rows, 1, size, to);
	fputs("# " TWINFO_BIND " " TWINFO_BIND_COLUMNS "\n", to);
	free(rows);
}

static FILE *writer_of(int fd)
{
	FILE *to = fd < 0 ? NULL : fdopen(dup(fd), "w");

	if (to)
		return to;
	fail(EXIT_UNREADABLE, "no memory for a snapshot: %s", strerror(errno));
}

/**
 * diag_open() - take a snapshot without the module
 * @netns: of which network namespace, as -N has it; NULL and "all": of the own one, as sock_diag asks for one at a time
 *
 * Return: a file descriptor to read it from. Ends the program with EXIT_UNREADABLE if the kernel refuses.
 */
int diag_open(const char *netns)
{
	int64_t inum = netns_live(netns), begin_ms = now_ms();
	int fd = memfd_create("twinfo", MFD_CLOEXEC);
	struct diag_counts counts = { };
	FILE *to = writer_of(fd);

	write_header(to);
	write_namespace(to, inum == NETNS_ALL ? netns_own() : inum, &counts);
	write_end(to, &counts, begin_ms);
	if (fclose(to) || lseek(fd, 0, SEEK_SET))
		fail(EXIT_UNREADABLE, "no memory for a snapshot: %s", strerror(errno));
	return fd;
}
