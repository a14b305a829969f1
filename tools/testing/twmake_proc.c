// SPDX-License-Identifier: GPL-2.0-only
/* The files of /proc that twmake reads and writes. */

#include <errno.h>
#include <error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "twmake.h"

#define TIMESTAMPS "/proc/sys/net/ipv4/tcp_timestamps"

static char old_timestamps[16];

/* The only sign of a tuple that was lost to tcp_max_tw_buckets or to a lack of memory. */
long overflows(void)
{
	char names[8192], values[8192], *n, *v, *np, *vp;
	FILE *f = fopen("/proc/net/netstat", "re");
	long found = 0;

	while (f && fgets(names, sizeof(names), f) && fgets(values, sizeof(values), f)) {
		n = strtok_r(names, " \n", &np);
		v = strtok_r(values, " \n", &vp);
		for (; n && v; n = strtok_r(NULL, " \n", &np), v = strtok_r(NULL, " \n", &vp))
			if (!strcmp(n, "TCPTimeWaitOverflow"))
				found = atol(v);
	}
	if (f)
		fclose(f);
	return found;
}

void set_timestamps(const char *value)
{
	FILE *f = fopen(TIMESTAMPS, "r+e");

	if (!f || (!*old_timestamps && !fgets(old_timestamps, sizeof(old_timestamps), f)) ||
	    fseek(f, 0, SEEK_SET) || fputs(value, f) < 0 || fclose(f))
		error(1, errno, TIMESTAMPS);
}

void restore_timestamps(void)
{
	if (*old_timestamps)
		set_timestamps(old_timestamps);
}
