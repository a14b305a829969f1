// SPDX-License-Identifier: GPL-2.0-only
/* Moments as people and file names have them. */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/date.h"
#include "common/number.h"

/**
 * date_now_ms() - the clock on the wall
 */
int64_t date_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/**
 * date_parse() - a moment as people write it
 * @text: "2026-11-28 12:18:14", with T for the blank, without seconds or a time; "12:18" for today;
 *	"-10m" for 10 minutes ago; in local time, or with a Z at its end in UTC
 * @now_ms: the moment that is now
 * @ms: where it goes
 *
 * Return: whether it is one.
 */
bool date_parse(const char *text, int64_t now_ms, int64_t *ms)
{
	static const char *const forms[] = {
		"%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d", "%H:%M:%S", "%H:%M",
	};
	time_t now = now_ms / 1000, seconds;
	int64_t ago;
	size_t i;

	if (*text == '-' && parse_time_ms(text + 1, &ago)) {
		*ms = now_ms - ago;
		return true;
	}
	for (i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct tm tm;
		const char *rest;

		localtime_r(&now, &tm);
		tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
		rest = strptime(text, forms[i], &tm);
		if (!rest || (*rest && strcmp(rest, "Z")))
			continue;
		tm.tm_isdst = -1;
		seconds = *rest ? timegm(&tm) : mktime(&tm);
		/* All of the last second, when it is to the second. */
		*ms = seconds * 1000LL + 999;
		return true;
	}
	return false;
}

/**
 * date_print() - a moment for people, in local time
 * @ms: the moment
 * @text: DATE_TEXT bytes, for "2026-11-28 12:18:14"
 */
void date_print(int64_t ms, char *text)
{
	time_t seconds = ms / 1000;
	struct tm tm;

	strftime(text, DATE_TEXT, "%Y-%m-%d %H:%M:%S", localtime_r(&seconds, &tm));
}

/**
 * date_print_name() - a moment as part of a file's name, in UTC, so that names sort by time
 * @ms: the moment, of a year with four digits
 * @text: DATE_TEXT bytes, for "20261128T121814.123Z"
 */
void date_print_name(int64_t ms, char *text)
{
	time_t seconds = ms / 1000;
	struct tm tm;
	size_t len = strftime(text, DATE_TEXT, "%Y%m%dT%H%M%S", gmtime_r(&seconds, &tm));

	snprintf(text + len, DATE_TEXT - len, ".%03dZ", (int)(ms % 1000));
}

/**
 * date_parse_name() - the moment in a file's name
 * @text: the name; set to what follows the moment
 * @ms: where it goes
 *
 * Return: whether date_print_name() would print this.
 */
bool date_parse_name(const char **text, int64_t *ms)
{
	char again[DATE_TEXT];
	struct tm tm = { };
	int fraction, len = 0;

	if (sscanf(*text, "%4d%2d%2dT%2d%2d%2d.%3dZ%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min,
		   &tm.tm_sec, &fraction, &len) != 7 || !len)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	*ms = timegm(&tm) * 1000LL + fraction;
	date_print_name(*ms, again);
	if (strncmp(again, *text, len))
		return false;
	*text += len;
	return true;
}
