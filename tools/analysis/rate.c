// SPDX-License-Identifier: GPL-2.0-only
/* How fast tuples enter, and when what they take is full. */

#include <math.h>

#include "analysis/rate.h"
#include "common/number.h"

/**
 * rate_take() - count a tuple
 * @rate: of its group
 * @age_ms: how old it is; one of UNKNOWN age does not count
 * @may_reuse: may connect() take it over, now or later?
 */
void rate_take(struct rate *rate, int64_t age_ms, bool may_reuse)
{
	if (age_ms == UNKNOWN || age_ms >= 60000)
		return;
	rate->entered[LAST_60S]++;
	if (age_ms >= 10000)
		return;
	rate->entered[LAST_10S]++;
	if (may_reuse)
		rate->reusable_10s++;
	else
		rate->lasting_10s++;
	if (age_ms >= 1000)
		return;
	rate->entered[LAST_1S]++;
	rate->reusable_1s += may_reuse;
}

/**
 * rate_add() - count the tuples of another group, too
 * @rate: of a group
 * @other: of the other one
 */
void rate_add(struct rate *rate, const struct rate *other)
{
	enum rate_window w;

	for (w = LAST_1S; w < RATE_WINDOWS; w++)
		rate->entered[w] += other->entered[w];
	rate->lasting_10s += other->lasting_10s;
	rate->reusable_10s += other->reusable_10s;
	rate->reusable_1s += other->reusable_1s;
}

/* Of those that connect() may take over: ten times how many enter a second. */
static int64_t reusable_tenths(const struct rate *rate)
{
	return rate->reusable_10s > rate->reusable_1s * 10 ? rate->reusable_10s : rate->reusable_1s * 10;
}

/**
 * rate_tenths() - how fast tuples enter
 * @rate: of a group
 *
 * Return: ten times how many enter a second.
 */
int64_t rate_tenths(const struct rate *rate)
{
	return rate->lasting_10s + reusable_tenths(rate);
}

/**
 * rate_steady() - how many there will be in a minute if that goes on and none ends before its time
 * @rate: of a group
 */
int64_t rate_steady(const struct rate *rate)
{
	return rate_tenths(rate) * STAY_S / 10;
}

/**
 * forecast_take() - count what a tuple takes now
 * @f: the forecast
 * @ends_in_ms: until it is given back
 */
void forecast_take(struct forecast *f, int64_t ends_in_ms)
{
	int64_t second = ends_in_ms / 1000;

	f->ends[second > STAY_S ? STAY_S : second]++;
}

/**
 * forecast_full_in() - when there is no room
 * @f: what is given back, and when
 * @rate: how fast tuples enter
 * @room: how many more there may be now
 * @reused_after_s: how long a tuple takes its part that connect() may take over
 *
 * What is given back within a second is given back evenly. After a minute nothing changes any more:
 * as many tuples end as enter.
 *
 * Return: seconds, 0 if there is no room now; NAN for never, if it goes on like that.
 */
double forecast_full_in(const struct forecast *f, const struct rate *rate, int64_t room, double reused_after_s)
{
	double lasting = rate->lasting_10s / 10.0, reusable = reusable_tenths(rate) / 10.0, left = room;
	int second;

	if (room <= 0)
		return 0;
	for (second = 0; second <= STAY_S; second++) {
		double reused = fmin(fmax(reused_after_s - second, 0), 1);
		double taken = (second < STAY_S ? lasting : 0) + reusable * reused - f->ends[second];

		if (taken >= left)
			return second + left / taken;
		left -= taken;
	}
	return NAN;
}
