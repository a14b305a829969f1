// SPDX-License-Identifier: GPL-2.0-only
/* What a snapshot without the module knows besides rows: sysctls, counters, slabs. All are of files of /proc and /sys. */

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/number.h"
#include "snapshot/diag.h"
#include "twinfo_format.h"

#define IPV4	"/proc/sys/net/ipv4/"
#define SLAB	"/sys/kernel/slab/"

/* Reads the first line of a file without its LF. Returns false without it, or without the right to read it. */
static bool line_of(const char *path, char *line, size_t size)
{
	FILE *file = fopen(path, "re");
	bool read;

	if (!file)
		return false;
	read = fgets(line, size, file);
	fclose(file);
	if (read)
		line[strcspn(line, "\n")] = '\0';
	return read;
}

static int64_t number_of(const char *folder, const char *name)
{
	char path[256], line[64];

	snprintf(path, sizeof(path), "%s%s", folder, name);
	return line_of(path, line, sizeof(line)) ? strtoll(line, NULL, 10) : UNKNOWN;
}

static void put(FILE *to, const char *name, int64_t n)
{
	if (n == UNKNOWN)
		fprintf(to, " %s=-", name);
	else
		fprintf(to, " %s=%" PRId64, name, n);
}

/* The kernel's count of minisockets, of /proc/net/sockstat: "TCP: inuse 5 orphan 0 tw 3 alloc 7 mem 2". */
static int64_t count_of_kernel(void)
{
	FILE *file = fopen("/proc/self/net/sockstat", "re");
	long long n = UNKNOWN;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "TCP: inuse %*d orphan %*d tw %lld", &n) == 1)
			break;
	if (file)
		fclose(file);
	return n;
}

/* A counter of /proc/net/netstat, where a line of names stands above each line of numbers. */
static int64_t counter(const char *wanted)
{
	FILE *file = fopen("/proc/self/net/netstat", "re");
	char *names = NULL, *numbers = NULL, *rest_names, *rest_numbers, *name, *number;
	size_t names_room = 0, numbers_room = 0;
	int64_t n = UNKNOWN;

	while (file && n == UNKNOWN && getline(&names, &names_room, file) > 0 && getline(&numbers, &numbers_room, file) > 0) {
		name = strtok_r(names, " \n", &rest_names);
		number = strtok_r(numbers, " \n", &rest_numbers);
		if (!name || strcmp(name, "TcpExt:"))
			continue;
		while (name && number) {
			if (!strcmp(name, wanted))
				n = strtoll(number, NULL, 10);
			name = strtok_r(NULL, " \n", &rest_names);
			number = strtok_r(NULL, " \n", &rest_numbers);
		}
	}
	if (file)
		fclose(file);
	free(names);
	free(numbers);
	return n;
}

/* Counts the reserved ports inside a range; prints their records if @to is not NULL. */
static int64_t reserved_ports(FILE *to, int64_t inum, int64_t first, int64_t last)
{
	FILE *file = fopen(IPV4 "ip_local_reserved_ports", "re");
	char *text = NULL, *c, *end;
	int64_t count = 0;
	size_t room = 0;

	if (!file)
		return UNKNOWN;
	if (getline(&text, &room, file) < 0)
		text[0] = '\0';
	fclose(file);
	for (c = text; *c >= '0' && *c <= '9'; c = *end == ',' ? end + 1 : end) {
		int64_t from = strtol(c, &end, 10), until = from;

		if (*end == '-')
			until = strtol(end + 1, &end, 10);
		from = from < first ? first : from;
		until = until > last ? last : until;
		if (from > until)
			continue;
		count += until - from + 1;
		if (to)
			fprintf(to, TWINFO_RESERVED " %" PRId64 " %" PRId64 " %" PRId64 "\n", inum, from, until);
	}
	free(text);
	return count;
}

/**
 * diag_write_net() - write the settings and counters of the network namespace that this thread is in
 * @to: where to
 * @inum: its inode number
 */
void diag_write_net(FILE *to, int64_t inum)
{
	int64_t first = 32768, last = 60999, fin_timeout = number_of(IPV4, "tcp_fin_timeout");
	char ports[64];

	if (line_of(IPV4 "ip_local_port_range", ports, sizeof(ports)))
		sscanf(ports, "%" SCNd64 " %" SCNd64, &first, &last);
	fprintf(to, TWINFO_NET " %" PRId64, inum);
	put(to, "count", count_of_kernel());
	put(to, "max_tw", number_of(IPV4, "tcp_max_tw_buckets"));
	put(to, "timewaited", counter("TW"));
	put(to, "timewaitrecycled", counter("TWRecycled"));
	put(to, "timewaitkilled", counter("TWKilled"));
	put(to, "timewaitoverflow", counter("TCPTimeWaitOverflow"));
	fputs(" counted_at=-", to);
	put(to, "tw_reuse", number_of(IPV4, "tcp_tw_reuse"));
	put(to, "tw_reuse_delay_ms", number_of(IPV4, "tcp_tw_reuse_delay"));
	put(to, "timestamps", number_of(IPV4, "tcp_timestamps"));
	put(to, "rfc1337", number_of(IPV4, "tcp_rfc1337"));
	put(to, "fin_timeout_ms", fin_timeout == UNKNOWN ? UNKNOWN : fin_timeout * 1000);
	fprintf(to, " ports=%" PRId64 "-%" PRId64, first, last);
	put(to, "reserved", reserved_ports(NULL, inum, first, last));
	put(to, "port_step_width", number_of(IPV4, "ip_local_port_step_width"));
	fputs(" ehash=-\n", to);
	reserved_ports(to, inum, first, last);
}

/* A cache. Its objects are of all namespaces, so that how many are live is not known. */
static void write_slab(FILE *to, const char *name)
{
	char folder[64], resolved[PATH_MAX];
	int64_t order, slabs;

	snprintf(folder, sizeof(folder), SLAB "%s/", name);
	slabs = number_of(folder, "slabs");
	order = number_of(folder, "order");
	/* A shared cache is a link to the one that it is a part of. */
	if (slabs == UNKNOWN || !realpath(folder, resolved))
		return;
	fprintf(to, TWINFO_SLAB " %s cache=%s", name, strrchr(resolved, '/') + 1);
	put(to, "aliases", number_of(folder, "aliases"));
	put(to, "live", UNKNOWN);
	put(to, "obj_bytes", number_of(folder, "object_size"));
	put(to, "slot_bytes", number_of(folder, "slab_size"));
	put(to, "per_slab", number_of(folder, "objs_per_slab"));
	put(to, "order", order);
	put(to, "total", number_of(folder, "total_objects"));
	put(to, "slabs", slabs);
	put(to, "bytes", order == UNKNOWN ? UNKNOWN : slabs * sysconf(_SC_PAGESIZE) << order);
	fputc('\n', to);
}

/**
 * diag_write_slabs() - write how much memory minisockets take, where the kernel tells; root may read it
 * @to: where to
 */
void diag_write_slabs(FILE *to)
{
	write_slab(to, "tw_sock_TCP");
	write_slab(to, "tw_sock_TCPv6");
}
