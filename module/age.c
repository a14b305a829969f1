// SPDX-License-Identifier: GPL-2.0-only
/* Ages and times left of a minisocket, from a stated moment. Pure: no clock is read here. */

#include <linux/jiffies.h>
#include <linux/kernel.h>

#include "age.h"
#include "twinfo_format.h"

/**
 * twi_left_ms() - time until a timer fires
 * @expires: when it is to fire, in jiffies
 * @now: the moment, in jiffies
 *
 * Context: any.
 * Return: ms; negative when the moment has passed and the timer wheel is late, as it may be by 2 s
 * at HZ=250.
 */
s64 twi_left_ms(unsigned long expires, unsigned long now)
{
	long left = (long)(expires - now);

	return left < 0 ? -(s64)jiffies_to_msecs(-left) : (s64)jiffies_to_msecs(left);
}

/**
 * twi_rearm_age_ms() - time since a TIME_WAIT timer was last armed
 * @left_ms: twi_left_ms() of that timer
 *
 * Every arming in TIME_WAIT is for TCP_TIMEWAIT_LEN (tcp_timewait_state_process(),
 * tcp_time_wait()), so this is exact, and a lower bound of the age. FIN-WAIT-2 is armed for other
 * times: ask not.
 *
 * Context: any.
 * Return: ms.
 */
s64 twi_rearm_age_ms(s64 left_ms)
{
	return TWINFO_PERIOD_MS - left_ms;
}

/**
 * twi_entry_age_ms() - time since the entry stamp of a minisocket
 * @mono_ms: the moment, CLOCK_MONOTONIC in ms
 * @stamp_ms: low 32 bits of the same clock, from tw_entry_stamp
 *
 * Context: any.
 * Return: ms, right up to 24.8 days; 0 for a stamp that is newer than the moment.
 */
s64 twi_entry_age_ms(u64 mono_ms, u32 stamp_ms)
{
	return max_t(s32, (u32)mono_ms - stamp_ms, 0);
}

/**
 * twi_ts_age_s() - time since the peer's last segment that had a timestamp
 * @mono_s: the moment, CLOCK_MONOTONIC in s
 * @stamp_s: tw_ts_recent_stamp, 0 for a connection without timestamps
 *
 * Context: any.
 * Return: s, TWI_NONE without timestamps.
 */
s64 twi_ts_age_s(u32 mono_s, u32 stamp_s)
{
	return stamp_s ? max_t(s32, mono_s - stamp_s, 0) : TWI_NONE;
}

/**
 * twi_reuse_in_ms() - time until connect() with an ephemeral port may reuse a tuple
 * @how: the kernel's rule and the namespace's settings
 * @loopback: is the tuple one that tcp_twsk_unique() takes for loopback?
 * @ts_stamp_s: tw_ts_recent_stamp
 * @entry_stamp_ms: tw_entry_stamp, where stamped
 * @now: the moment
 *
 * The time rule of tcp_twsk_unique(), which is strict: after the stamp's second, or after the
 * delay's last ms.
 *
 * Context: any.
 * Return: ms, 0 for now, TWI_NONE for never under these settings.
 */
s64 twi_reuse_in_ms(const struct twi_reuse *how, bool loopback, u32 ts_stamp_s, u32 entry_stamp_ms,
		    const struct twi_clock *now)
{
	s32 wait;

	if (!ts_stamp_s || !how->mode || (how->mode == 2 && !loopback))
		return TWI_NONE;

	if (how->stamped) {
		wait = (s32)(entry_stamp_ms + how->delay_ms - (u32)now->mono_ms);
		return wait < 0 ? 0 : (s64)wait + 1;
	}

	if ((s32)(now->mono_s - ts_stamp_s) > 0)
		return 0;
	return max_t(s64, ((s64)ts_stamp_s + 1) * 1000 - (s64)now->mono_ms, 1);
}
