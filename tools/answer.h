/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An answer of /proc/twinfo as the commands use it: what its settings and counts say of each network
 * namespace is kept, everything else is handed on record by record, of the namespaces and rows that
 * the user asked for.
 */
#ifndef TWINFO_ANSWER_H
#define TWINFO_ANSWER_H

#include <stddef.h>

#include "input.h"
#include "twinfo.h"

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
	int64_t port_step_width;	/* how connect() hops through it, 7.3; 0 for port by port */
	struct port_range *reserved;
	size_t reserved_count;
	bool counted;			/* its record sum came: it lived when the tables were walked */
	int64_t tw, fin_wait2, overdue, full, req;
};

struct answer {
	struct input *in;
	const struct options *options;
	struct filter *filter;		/* NULL for every row */
	int64_t hz, cpus, now_ms, netns;
	char *kernel;
	bool scope_all;
	int64_t wanted;			/* NETNS_ALL or one */
	struct net *nets;
	size_t nets_count, nets_room;
	struct net *last;		/* the one that was looked up last */
};

struct answer *answer_open(const struct options *options, enum extent extent);
const struct record *answer_next(struct answer *a);
void answer_skip(struct answer *a);
void answer_close(struct answer *a);

struct net *answer_net(struct answer *a, int64_t inum);
bool answer_wants(const struct answer *a, const struct net *net);
bool net_range_has(const struct net *net, int64_t port);
bool net_reserves(const struct net *net, int64_t port);

#endif /* TWINFO_ANSWER_H */
