/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What happened between two snapshots of one kernel.
 *
 * A tuple that lives through a snapshot has exactly one row in it. So a tuple that only the later one
 * has came in between, and one that only the earlier one has ended in between. Whether that was in
 * time, its time left tells: a timer of the kernel may be late, but is never early.
 *
 * A tuple that both have may have been armed anew: its end is later now. It may also have ended, and
 * another one with the same addresses came. Kernels that store when a tuple entered (6.14 and later)
 * tell these apart; of others it counts as armed anew.
 *
 * A row is of some moment of its snapshot, so moments are compared as spans.
 */
#ifndef TWINFO_CHANGES_H
#define TWINFO_CHANGES_H

#include "common/groups.h"
#include "snapshot/snapshot.h"

/* What became of a tuple of the earlier snapshot. */
enum fate { STAYED, REARMED, ENDED, EARLY, FATES };

/* A tuple as a snapshot shows it. Times in ms, UNKNOWN for "-". */
struct sight {
	int64_t entry_age, left;
	bool there, time_wait;
};

struct tuple {
	struct tuple_key {
		int64_t net, ifindex;
		struct in6_addr local, peer;
		uint16_t local_port, peer_port;
		uint8_t zero[4];
	} key;
	struct sight before, after;
	uint32_t group;		/* whatever the caller counts it in */
};

struct changes {
	struct groups tuples;	/* struct tuple */
	/* of each snapshot: when it began and ended, ms of CLOCK_MONOTONIC; the date when it began, s */
	struct moment {
		int64_t from_ms, to_ms, date_s;
	} before, after;
	int64_t tick_ms;
};

void changes_begin(struct changes *c);
void changes_take(struct changes *c, const struct record *r, uint32_t group, bool later);
void changes_next(struct changes *c);
bool changes_possible(const struct snapshot *before, const struct snapshot *after);
void changes_span(struct changes *c, const struct snapshot *before, const struct snapshot *after);
void changes_between(struct changes *c, const struct snapshot *before, const struct snapshot *after,
		     const char *before_name, const char *after_name);
enum fate tuple_fate(const struct changes *c, const struct tuple *t);
bool tuple_came(const struct changes *c, const struct tuple *t);
void changes_free(struct changes *c);

#endif /* TWINFO_CHANGES_H */
