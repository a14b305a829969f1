// SPDX-License-Identifier: GPL-2.0-only
/* What stands behind an option. */

#include <stdio.h>
#include <string.h>

#include "commands/option_values.h"
#include "common/date.h"
#include "common/fail.h"
#include "common/number.h"

/**
 * parse_percent() - --warn: per cent
 * @text: 0 to 100, with or without a %
 *
 * Return: the number. A wrong one ends the program.
 */
int64_t parse_percent(const char *text)
{
	int64_t n;
	char digits[16];
	size_t len = strlen(text);

	if (len && text[len - 1] == '%')
		len--;
	snprintf(digits, sizeof(digits), "%.*s", (int)len, text);
	if (len >= sizeof(digits) || !parse_whole(digits, 100, &n))
		fail(EXIT_USE, "--warn %s: expected per cent, 0 to 100", text);
	return n;
}

/**
 * parse_time() - a time
 * @option: its name, for the error
 * @text: as parse_time_ms() takes it
 *
 * Return: ms, at least 1. A wrong one ends the program.
 */
int64_t parse_time(const char *option, const char *text)
{
	int64_t ms;

	if (!parse_time_ms(text, &ms) || ms < 1)
		fail(EXIT_USE, "%s %s: expected a time as 2, 0.5s, 500ms or 1m", option, text);
	return ms;
}

/**
 * parse_source() - --source
 * @text: module, diag or auto
 *
 * Return: which. A wrong one ends the program.
 */
enum from parse_source(const char *text)
{
	static const char *const names[] = { [FROM_MODULE] = "module", [FROM_DIAG] = "diag", [FROM_EITHER] = "auto" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(text, names[i]))
			return i;
	fail(EXIT_USE, "--source %s: expected module, diag or auto", text);
}

/**
 * parse_moment() - --at: a moment
 * @text: as date_parse() takes it
 *
 * Return: ms since 1970. A wrong one ends the program.
 */
int64_t parse_moment(const char *text)
{
	int64_t ms;

	if (!date_parse(text, date_now_ms(), &ms))
		fail(EXIT_USE, "--at %s: expected a moment as '2026-11-28 12:18:14', 12:18 or -10m", text);
	return ms;
}

/**
 * parse_size() - a size
 * @option: its name, for the error
 * @text: as parse_bytes() takes it
 *
 * Return: bytes, at least 1. A wrong one ends the program.
 */
int64_t parse_size(const char *option, const char *text)
{
	int64_t bytes;

	if (!parse_bytes(text, &bytes) || !bytes)
		fail(EXIT_USE, "%s %s: expected a size as 500M or 1G", option, text);
	return bytes;
}
