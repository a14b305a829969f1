/* SPDX-License-Identifier: GPL-2.0-only */
/* How fast tuples enter in each network namespace, and when tcp_max_tw_buckets is reached. */
#ifndef TWINFO_NET_RATE_H
#define TWINFO_NET_RATE_H

#include "common/groups.h"
#include "analysis/rate.h"
#include "snapshot/snapshot.h"

struct net_rate {
	int64_t net;			/* the key */
	struct rate rate;
	struct forecast forecast;	/* of its minisockets */
};

void net_rates_begin(struct groups *rates);
void net_rates_take(struct groups *rates, struct snapshot *snap, const struct record *r);
const struct net_rate *net_rates_of(struct groups *rates, int64_t net);
double net_full_in(const struct net_rate *n, const struct net *net);

#endif /* TWINFO_NET_RATE_H */
