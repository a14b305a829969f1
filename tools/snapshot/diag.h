/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A snapshot in format 1 without the module: from sock_diag(7), the sysctls, the counters and the slabs of sysfs. It has
 * `-` for what they do not tell: entry stamps, timestamps, when connect() may reuse a tuple, hash tables. It has no bind
 * rows. Its header ends with source=diag.
 */
#ifndef TWINFO_DIAG_H
#define TWINFO_DIAG_H

#include <stdint.h>
#include <stdio.h>

#define DIAG_SOURCE	"diag"

/* What is counted while the rows are written. */
struct diag_counts {
	int64_t tw, fin_wait2;
	int64_t full, req;
};

int diag_open(const char *netns);
void diag_write_rows(FILE *to, int64_t inum, struct diag_counts *counts);
void diag_write_net(FILE *to, int64_t inum);
void diag_write_slabs(FILE *to);

#endif /* TWINFO_DIAG_H */
