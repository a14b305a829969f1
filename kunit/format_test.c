// SPDX-License-Identifier: GPL-2.0-only
/* Numbers and addresses as text, and the space that they need at most. */

#include <kunit/test.h>
#include <linux/inet.h>

#include "../module/format.c"

static char line[128];

#define ASSERT_TEXT(test, end, text)			\
	do {						\
		*(end) = '\0';				\
		KUNIT_ASSERT_STREQ(test, line, text);	\
	} while (0)

static void numbers_to_the_last_digit(struct kunit *test)
{
	static const u64 numbers[] = {
		0, 1, 9, 10, 99, 100, 65535, U32_MAX - 1, U32_MAX, U32_MAX + 1ULL,
		9999999999ULL, 10000000000ULL, U64_MAX - 1, U64_MAX,
	};
	char expected[32];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		snprintf(expected, sizeof(expected), "%llu", numbers[i]);
		ASSERT_TEXT(test, twi_put_u64(line, numbers[i]), expected);
		KUNIT_EXPECT_LE(test, strlen(expected), TWI_U64_LEN);
	}
}

/* All numbers of two, three and four digits, and both sides of each change of length. */
static void numbers_of_any_length(struct kunit *test)
{
	char expected[32];
	u64 n, power;

	for (n = 0; n < 20000; n++) {
		snprintf(expected, sizeof(expected), "%llu", n);
		ASSERT_TEXT(test, twi_put_u64(line, n), expected);
	}
	for (power = 10000; power < U64_MAX / 10; power *= 10) {
		for (n = power - 2; n < power + 3; n++) {
			snprintf(expected, sizeof(expected), "%llu", n);
			ASSERT_TEXT(test, twi_put_u64(line, n), expected);
		}
	}
}

static void negative_and_unknown_numbers(struct kunit *test)
{
	ASSERT_TEXT(test, twi_put_s64(line, -1), "-1");
	ASSERT_TEXT(test, twi_put_s64(line, -2048), "-2048");
	ASSERT_TEXT(test, twi_put_s64(line, S64_MAX), "9223372036854775807");
	ASSERT_TEXT(test, twi_put_s64(line, S64_MIN + 1), "-9223372036854775807");
	ASSERT_TEXT(test, twi_put_s64(line, 0), "0");
	ASSERT_TEXT(test, twi_put_s64(line, TWI_NONE), "-");
}

static void ip4(struct kunit *test)
{
	static const u8 low[4] = { 0, 0, 0, 0 }, high[4] = { 255, 255, 255, 255 },
			mixed[4] = { 127, 0, 10, 1 };

	ASSERT_TEXT(test, twi_put_ip4(line, low), "0.0.0.0");
	ASSERT_TEXT(test, twi_put_ip4(line, high), "255.255.255.255");
	ASSERT_TEXT(test, twi_put_ip4(line, mixed), "127.0.10.1");
}

static void every_octet(struct kunit *test)
{
	char expected[32];
	int n;

	for (n = 0; n < 256; n++) {
		const u8 addr[4] = { n, 255 - n, n, n ^ 85 };

		snprintf(expected, sizeof(expected), "%d.%d.%d.%d", n, 255 - n, n, n ^ 85);
		ASSERT_TEXT(test, twi_put_ip4(line, addr), expected);
	}
}

static const char * const ip6_texts[] = {
	"::", "::1", "1::", "1::2", "fe80::1", "2001:db8::1:0:0:1", "2001:db8:0:1:1:1:1:1",
	"2001:0:0:1::1", "1:0:0:2:0:0:0:3", "::1:2:3:4:5:6:7", "1:2:3:4:5:6:7::",
	"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::ffff:1.2.3.4", "::ffff:255.255.255.255",
	"::1.2.3.4", "::ffff:0:0:1", "64:ff9b::102:304", "a:b:c:d:e:f:1:0",
};

/* The text of inet_ntop(3), given where it differs from the input. */
static const char *ip6_expected(const char *text)
{
	if (!strcmp(text, "2001:0:0:1::1"))
		return "2001:0:0:1::1";
	if (!strcmp(text, "1:0:0:2:0:0:0:3"))
		return "1:0:0:2::3";
	/* a single zero word is written out */
	if (!strcmp(text, "::1:2:3:4:5:6:7"))
		return "0:1:2:3:4:5:6:7";
	if (!strcmp(text, "1:2:3:4:5:6:7::"))
		return "1:2:3:4:5:6:7:0";
	return text;
}

static void ip6(struct kunit *test)
{
	struct in6_addr addr;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ip6_texts); i++) {
		KUNIT_ASSERT_EQ(test, in6_pton(ip6_texts[i], -1, addr.s6_addr, -1, NULL), 1);
		ASSERT_TEXT(test, twi_put_ip6(line, &addr), ip6_expected(ip6_texts[i]));
		KUNIT_EXPECT_LE(test, strlen(line), 39);
	}
}

static void widest_endpoint_fits(struct kunit *test)
{
	struct in6_addr addr;

	memset(&addr, 0xff, sizeof(addr));
	ASSERT_TEXT(test, twi_put_endpoint(line, true, &addr, 65535),
		    "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
	KUNIT_EXPECT_LE(test, strlen(line), TWI_ENDPOINT_LEN);
	ASSERT_TEXT(test, twi_put_endpoint(line, false, &addr, 1), "255.255.255.255:1");
}

static struct kunit_case format_cases[] = {
	KUNIT_CASE(numbers_to_the_last_digit),
	KUNIT_CASE(numbers_of_any_length),
	KUNIT_CASE(negative_and_unknown_numbers),
	KUNIT_CASE(ip4),
	KUNIT_CASE(every_octet),
	KUNIT_CASE(ip6),
	KUNIT_CASE(widest_endpoint_fits),
	{ }
};

static struct kunit_suite format_suite = {
	.name = "twinfo_format",
	.test_cases = format_cases,
};

kunit_test_suite(format_suite);
