/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A snapshot: one complete read of /proc/twinfo, as the commands use it. The settings and counts of
 * each network namespace are kept. All other records are returned one by one, limited to the
 * namespaces and rows that the user selected.
 */
#ifndef TWINFO_ANSWER_H
#define TWINFO_ANSWER_H

#include <stddef.h>

#include "common/groups.h"
#include "snapshot/reader.h"

struct port_range {
	int64_t first, last;
};

/* A network namespace: its records net, reserved and sum. Times in ms, UNKNOWN for "-". */
struct net {
	int64_t inum;
	int64_t count, max_tw;
	int64_t timewaited, recycled, killed, overflow;
	int64_t tw_reuse, tw_reuse_delay_ms, timestamps, fin_timeout_ms;
	struct port_range ports;	/* ip_local_port_range */
	int64_t port_step_width;	/* how connect() steps through it, 7.3; 0: port by port */
	struct port_range *reserved;
	size_t reserved_count;
	bool counted;			/* it has a record sum: it existed when the tables were walked */
	int64_t tw, fin_wait2, overdue, full, req;
};

struct filter;
struct snapshot;

/* What the user wants to see: -i, --source, -N and the filter. */
struct selection {
	enum from from;			/* without input */
	const char *input;		/* a file or a directory of recordings, "-" for standard input, NULL for /proc/twinfo */
	int64_t at_ms;			/* of a directory, the last one of this moment or before; UNKNOWN: the last */
	const char *netns;		/* as -N has it, NULL for all */
	struct filter *filter;		/* NULL for every row */
	bool (*passes)(const struct filter *filter, const struct snapshot *snap,
		       const struct record *r);	/* does the filter select this tw row? */
	const char *needs;		/* what the command needs that sock_diag does not tell, or NULL */
	const char *command;		/* the command's name */
};

struct snapshot {
	struct reader *in;
	char *recording;		/* the path of one in a directory, or NULL */
	const struct selection *selection;
	bool live;			/* it is the running kernel's */
	bool diag;			/* it comes from sock_diag, as its header says */
	int64_t hz, cpus, now_ms, date_s, netns;
	int64_t end_ms;			/* now_ms of its end, once that was read */
	char *kernel;			/* its release, and the first two numbers of that */
	unsigned int major, minor;
	bool scope_all;
	int64_t wanted;			/* NETNS_ALL or one */
	struct net *nets;
	size_t nets_count, nets_room;
	struct groups places;		/* struct net_place: there may be thousands, and a row is of any of them */
	struct net *last;		/* found by the last lookup */
	struct netns_names *names;	/* of a live snapshot, once asked for */
	int64_t named;			/* the namespace asked for last, and its name */
	const char *name;
};

struct snapshot *snapshot_open(const struct selection *selection, enum extent extent);
const struct record *snapshot_next(struct snapshot *snap);
void snapshot_skip(struct snapshot *snap);
void snapshot_close(struct snapshot *snap);
void snapshot_save(const struct selection *selection, const char *path);

const char *snapshot_name(struct snapshot *snap, int64_t inum);
struct net *snapshot_net(struct snapshot *snap, int64_t inum);
struct net *snapshot_one(struct snapshot *snap);
bool snapshot_kernel_from(const struct snapshot *snap, unsigned int major, unsigned int minor);
bool snapshot_may_reuse(struct snapshot *snap, const struct record *r);
bool snapshot_wants(const struct snapshot *snap, const struct net *net);
bool net_range_has(const struct net *net, int64_t port);
bool net_reserves(const struct net *net, int64_t port);

#endif /* TWINFO_ANSWER_H */
