/* SPDX-License-Identifier: GPL-2.0-only */
/* What twmake was asked to make. */
#ifndef TWMAKE_H
#define TWMAKE_H

#include <netinet/in.h>
#include <stdbool.h>

#define THREADS_MAX 64

enum family { V4, V6, MAPPED };

struct shape {
	long count;
	enum family family;
	bool client_closes, fin_wait2, one_source, auto_port, hold, dry_run;
	const char *timestamps;		/* what to write to the setting, NULL to leave it */
	struct in6_addr source;		/* of row 0; an IPv4 address is kept as its v4-mapped one */
	struct in6_addr server;
	long port, first_port, span;
	long rate, threads, churn_s, nice;
};

struct shape parse(int argc, char **argv);

#endif /* TWMAKE_H */
