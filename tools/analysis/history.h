/* SPDX-License-Identifier: GPL-2.0-only */
/* What a directory of recordings says of a time: counts, rates, ports, tables and slabs. */
#ifndef TWINFO_HISTORY_H
#define TWINFO_HISTORY_H

#include "analysis/tuple_groups.h"
#include "common/groups.h"
#include "snapshot/recordings.h"

/* A recorded snapshot. Of numbers that it does not have, NAN. */
struct sample {
	int64_t at_ms;			/* ms since 1970 */
	int64_t minisockets;
	double came, ended, early;	/* a second, since the one before; NAN for the first of a boot */
	double ports;			/* per cent of the range that are blocked, of the fullest source and destination */
	double load;			/* sockets for each slot of the shared established hash */
	double slab_bytes;		/* of minisockets and bind buckets */
};

/* A namespace. For each sample, NAN where it is not in it. */
struct net_history {
	int64_t inum;			/* the key */
	double *count, *limit;
	int64_t most;
};

/* A destination, over all samples. */
struct destination_history {
	struct group_key key;
	int64_t most, most_at_ms;	/* minisockets, and when */
	int64_t sum;			/* of all samples */
	int64_t rate_tenths;		/* the highest */
};

struct history {
	struct sample *samples;
	size_t count;
	struct groups nets;		/* struct net_history */
	struct groups destinations;	/* struct destination_history */
	size_t boots;
	char *kernel;			/* of the last one */
	int64_t came, ended, early;	/* tuples, in all */
};

void history_read(struct history *h, const struct recordings *r, const struct selection *wanted,
		  void (*progress)(size_t done, size_t all));
void history_free(struct history *h);

#endif /* TWINFO_HISTORY_H */
