/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How fast tuples enter, and when what they take is full if that goes on: from the ages and ends of
 * one snapshot.
 *
 * The age of a tuple tells when it entered. Those that have gone since do not count, so a rate is at
 * least what is told. connect() may take over a tuple that is a second old. Of tuples that it may
 * take over, only those of the last second are therefore sure to be all, and a rate is what the last
 * 10 s or the last second show, whichever is more.
 */
#ifndef TWINFO_RATE_H
#define TWINFO_RATE_H

#include <stdbool.h>
#include <stdint.h>

#define STAY_S	60	/* how long TIME_WAIT lasts (TCP_TIMEWAIT_LEN) */

enum rate_window { LAST_1S, LAST_10S, LAST_60S, RATE_WINDOWS };

/* Tuples of a group by when they entered. All 0 for a group without tuples. */
struct rate {
	int64_t entered[RATE_WINDOWS];	/* within that time */
	int64_t lasting_10s;		/* of those of the last 10 s: connect() may not take them over */
	int64_t reusable_10s;		/* it may, some time */
	int64_t reusable_1s;		/* of those of the last second */
};

/* Something that tuples take part of: ports of a pair, or the limit of a namespace. */
struct forecast {
	uint32_t ends[STAY_S + 1];	/* how much is given back in each second from now on */
};

void rate_take(struct rate *rate, int64_t age_ms, bool may_reuse);
void rate_add(struct rate *rate, const struct rate *other);
int64_t rate_tenths(const struct rate *rate);
int64_t rate_steady(const struct rate *rate);

void forecast_take(struct forecast *f, int64_t ends_in_ms);
double forecast_full_in(const struct forecast *f, const struct rate *rate, int64_t room, double reused_after_s);

#endif /* TWINFO_RATE_H */
