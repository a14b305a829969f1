// SPDX-License-Identifier: GPL-2.0-only
/* Numbers as people write and read them. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/number.h"

/**
 * parse_time_ms() - a time
 * @text: a decimal number and its unit: s (which may be left out), ms, m, h or d
 * @ms: where it goes, milliseconds
 *
 * Return: whether it is one, and less than a year.
 */
bool parse_time_ms(const char *text, int64_t *ms)
{
	static const struct {
		const char *unit;
		double ms;
	} units[] = { { "", 1e3 }, { "s", 1e3 }, { "ms", 1 }, { "m", 6e4 }, { "min", 6e4 }, { "h", 36e5 }, { "d", 864e5 } };
	const char *digits = text + (*text == '-');
	double n;
	char *end;
	size_t i;

	/* strtod() would take "inf" and hexadecimals, too. */
	if (strspn(digits, "0123456789.") == 0 || *digits == '.')
		return false;
	n = strtod(text, &end);
	for (i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (strcmp(end, units[i].unit))
			continue;
		n *= units[i].ms;
		if (n < -31536e6 || n > 31536e6)
			return false;
		*ms = (int64_t)(n < 0 ? n - 0.5 : n + 0.5);
		return true;
	}
	return false;
}

/**
 * parse_whole() - a whole number
 * @text: decimal digits
 * @max: the largest that it may be
 * @n: where it goes
 *
 * Return: whether it is one, 0 to @max.
 */
bool parse_whole(const char *text, int64_t max, int64_t *n)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*n = strtoll(text, &end, 10);
	return !errno && !*end && *n <= max;
}

/**
 * parse_bytes() - a size
 * @text: a decimal number and its unit: none for bytes, K, M, G or T for powers of 1024
 * @bytes: where it goes
 *
 * Return: whether it is one, and less than 2^63 bytes.
 */
bool parse_bytes(const char *text, int64_t *bytes)
{
	static const char units[] = "KMGT";
	const char *unit;
	double n;
	char *end;

	if (strspn(text, "0123456789.") == 0 || *text == '.')
		return false;
	n = strtod(text, &end);
	if (*end) {
		unit = strchr(units, *end & ~0x20);
		if (!unit || !*unit || end[1])
			return false;
		for (; unit >= units; unit--)
			n *= 1024;
	}
	if (n >= 0x1p63)
		return false;
	*bytes = n;
	return true;
}

/* Millions of numbers are printed, so printf() is not asked, and two digits come at once. */
static const char pairs[] =
	"00010203040506070809101112131415161718192021222324"
	"25262728293031323334353637383940414243444546474849"
	"50515253545556575859606162636465666768697071727374"
	"75767778798081828384858687888990919293949596979899";

static void put_pair(char *text, unsigned int n)
{
	memcpy(text, pairs + n * 2, 2);
}

static unsigned int digits_of(uint64_t n)
{
	unsigned int digits = 1;

	for (; n >= 10000; n /= 10000)
		digits += 4;
	return digits + (n >= 10) + (n >= 100) + (n >= 1000);
}

/**
 * print_whole() - a number
 * @n: the number
 * @text: at least NUMBER_TEXT bytes
 *
 * Return: how long it is.
 */
size_t print_whole(int64_t n, char *text)
{
	uint64_t rest = n < 0 ? -(uint64_t)n : (uint64_t)n;
	size_t len = (n < 0) + digits_of(rest);
	char *out = text + len;

	*text = '-'; /* overwritten unless it is one */
	*out = '\0';
	for (; rest >= 100; rest /= 100)
		put_pair(out -= 2, rest % 100);
	if (rest >= 10)
		put_pair(out - 2, rest);
	else
		out[-1] = '0' + rest;
	return len;
}

/**
 * print_seconds() - a time
 * @ms: milliseconds
 * @text: at least NUMBER_TEXT bytes, for seconds with three decimals
 *
 * Return: how long it is.
 */
size_t print_seconds(int64_t ms, char *text)
{
	uint64_t rest = ms < 0 ? -(uint64_t)ms : (uint64_t)ms;
	unsigned int fraction = rest % 1000;
	char *out = text;

	*out = '-'; /* overwritten unless it is one */
	out += ms < 0;
	out += print_whole(rest / 1000, out);
	out[0] = '.';
	put_pair(out + 1, fraction / 10);
	out[3] = '0' + fraction % 10;
	out[4] = '\0';
	return out + 4 - text;
}

/**
 * print_tenths() - a number with one decimal
 * @tenths: ten times the number, at least 0
 * @text: at least NUMBER_TEXT bytes
 *
 * Return: how long it is.
 */
size_t print_tenths(int64_t tenths, char *text)
{
	char *out = text + print_whole(tenths / 10, text);

	out[0] = '.';
	out[1] = '0' + tenths % 10;
	out[2] = '\0';
	return out + 2 - text;
}

/**
 * seconds_of_ms() - a time from the text of its milliseconds
 * @ms: a whole number of less than 20 digits, of which 8 bytes from any byte can be read
 * @len: how long it is
 * @text: at least NUMBER_TEXT bytes, for seconds with three decimals
 *
 * Return: how long that is.
 */
size_t seconds_of_ms(const char *ms, size_t len, char *text)
{
	char *out = text;

	if (*ms == '-') {
		*out++ = '-';
		ms++;
		len--;
	}
	if (len <= 3) {
		memcpy(out, "0.000", 6);
		memcpy(out + 5 - len, ms, len);
		return out + 5 - text;
	}
	/* Most have five digits: 8 bytes at once take less than as many as there are. */
	if (len <= 3 + 8)
		memcpy(out, ms, 8);
	else
		memcpy(out, ms, len - 3);
	out += len - 3;
	out[0] = '.';
	memcpy(out + 1, ms + len - 3, 3);
	out[4] = '\0';
	return out + 4 - text;
}

/**
 * print_bytes() - a size in the largest unit that leaves it above 1
 * @bytes: the size
 * @text: at least NUMBER_TEXT bytes, for what lsblk(8) would print: "264B", "8K", "1.5M"
 *
 * Return: how long it is.
 */
size_t print_bytes(int64_t bytes, char *text)
{
	static const char units[] = "BKMGTPE";
	double n = bytes;
	unsigned int unit = 0;

	while (n >= 1024 && unit < sizeof(units) - 2) {
		n /= 1024;
		unit++;
	}
	if (n >= 100 || n == (int64_t)n)
		return sprintf(text, "%.0f%c", n, units[unit]);
	return sprintf(text, "%.1f%c", n, units[unit]);
}
