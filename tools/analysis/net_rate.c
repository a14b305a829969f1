// SPDX-License-Identifier: GPL-2.0-only
/* How fast tuples enter in each network namespace, and when tcp_max_tw_buckets is reached. */

#include "analysis/net_rate.h"
#include "common/number.h"
#include "twinfo_format.h"

/**
 * net_rates_begin() - no tuples yet
 * @rates: of struct net_rate, to be freed by groups_free()
 */
void net_rates_begin(struct groups *rates)
{
	groups_init(rates, sizeof(struct net_rate), sizeof(int64_t));
}

/**
 * net_rates_take() - count a row
 * @rates: of the namespaces
 * @snap: the snapshot
 * @r: its record; one of another kind than tw does not count
 */
void net_rates_take(struct groups *rates, struct snapshot *snap, const struct record *r)
{
	struct net_rate *n;
	int64_t net;

	if (!is_kind(r, TWINFO_TW))
		return;
	net = tw_number(r, TW_NET);
	n = groups_get(rates, &net);
	rate_take(&n->rate, tw_age_ms(r), snapshot_may_reuse(snap, r));
	forecast_take(&n->forecast, tw_ends_in_ms(r));
}

/**
 * net_rates_of() - those of a namespace
 * @rates: of the namespaces
 * @net: its inode number
 *
 * Return: what was counted, all 0 if it has no tuples; valid until the next call.
 */
const struct net_rate *net_rates_of(struct groups *rates, int64_t net)
{
	return groups_get(rates, &net);
}

/**
 * net_full_in() - when the count of a namespace reaches its limit, if tuples go on to enter as they do
 * @n: what was counted
 * @net: the namespace
 *
 * A tuple that connect() takes over makes room for one that enters. That cannot be told from one
 * snapshot, so the limit may be reached later than is told.
 *
 * Return: seconds, 0 if it is reached, NAN for never.
 */
double net_full_in(const struct net_rate *n, const struct net *net)
{
	return forecast_full_in(&n->forecast, &n->rate, net->max_tw - net->count, STAY_S);
}
