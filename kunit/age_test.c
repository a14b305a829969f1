// SPDX-License-Identifier: GPL-2.0-only
/* Ages, times left, and the reuse rule at their edges. */

#include <kunit/test.h>

#include "../module/age.c"

static void left_counts_down_through_zero(struct kunit *test)
{
	unsigned long now = 1000000, tick = jiffies_to_msecs(1);

	KUNIT_EXPECT_EQ(test, twi_left_ms(now + 60 * HZ, now), 60000);
	KUNIT_EXPECT_EQ(test, twi_left_ms(now + 1, now), tick);
	KUNIT_EXPECT_EQ(test, twi_left_ms(now, now), 0);
	KUNIT_EXPECT_EQ(test, twi_left_ms(now - 1, now), -(s64)tick);
	KUNIT_EXPECT_EQ(test, twi_left_ms(now - 2 * HZ, now), -2000);
}

static void left_survives_the_wrap_of_jiffies(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, twi_left_ms(HZ - 1, -1UL), 1000);
	KUNIT_EXPECT_EQ(test, twi_left_ms(-1UL, HZ - 1), -1000);
	KUNIT_EXPECT_EQ(test, twi_left_ms(0, -1UL), jiffies_to_msecs(1));
	KUNIT_EXPECT_EQ(test, twi_left_ms(LONG_MIN, LONG_MAX - HZ + 1), 1000);
}

static void rearm_age_is_what_of_the_period_is_gone(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, twi_rearm_age_ms(60000), 0);
	KUNIT_EXPECT_EQ(test, twi_rearm_age_ms(1), 59999);
	KUNIT_EXPECT_EQ(test, twi_rearm_age_ms(0), 60000);
	/* overdue: the wheel is late */
	KUNIT_EXPECT_EQ(test, twi_rearm_age_ms(-2048), 62048);
}

static void entry_age_is_of_32_bits(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, twi_entry_age_ms(5000, 2000), 3000);
	KUNIT_EXPECT_EQ(test, twi_entry_age_ms(5000, 5000), 0);
	/* armed after its slot was read */
	KUNIT_EXPECT_EQ(test, twi_entry_age_ms(5000, 5001), 0);
	KUNIT_EXPECT_EQ(test, twi_entry_age_ms((1ULL << 32) + 9, U32_MAX), 10);
	KUNIT_EXPECT_EQ(test, twi_entry_age_ms(S32_MAX, 0), S32_MAX);
}

static void ts_age_is_unknown_without_timestamps(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, twi_ts_age_s(100, 0), TWI_NONE);
	KUNIT_EXPECT_EQ(test, twi_ts_age_s(100, 100), 0);
	KUNIT_EXPECT_EQ(test, twi_ts_age_s(100, 40), 60);
	KUNIT_EXPECT_EQ(test, twi_ts_age_s(100, 101), 0);
	KUNIT_EXPECT_EQ(test, twi_ts_age_s(5, U32_MAX), 6);
}

struct reuse_row {
	const char *name;
	struct twi_reuse how;
	bool loopback;
	u32 ts_s, entry_ms;
	u64 mono_ms;
	s64 in_ms;
};

/* The rule of 6.12 and before: strictly after the second of the last timestamp. */
#define SECONDS(m)	{ .mode = (m), .delay_ms = 0, .stamped = false }
/* The rule from 6.14 on: strictly after the delay. */
#define STAMPED(m, d)	{ .mode = (m), .delay_ms = (d), .stamped = true }

static const struct reuse_row reuse_rows[] = {
	{ "no timestamps", SECONDS(1), true, 0, 0, 90000, TWI_NONE },
	{ "mode 0", SECONDS(0), true, 50, 0, 90000, TWI_NONE },
	{ "mode 2, not loopback", SECONDS(2), false, 50, 0, 90000, TWI_NONE },
	{ "mode 2, loopback", SECONDS(2), true, 50, 0, 90000, 0 },
	{ "mode 1, not loopback", SECONDS(1), false, 50, 0, 90000, 0 },
	{ "the same second's begin", SECONDS(1), false, 50, 0, 50000, 1000 },
	{ "the same second's end", SECONDS(1), false, 50, 0, 50999, 1 },
	{ "the next second", SECONDS(1), false, 50, 0, 51000, 0 },
	{ "a clock of seconds that is behind", SECONDS(1), false, 51, 0, 50999, 1001 },
	{ "stamped, no timestamps", STAMPED(1, 1000), true, 0, 50000, 90000, TWI_NONE },
	{ "stamped, mode 0", STAMPED(0, 1000), true, 50, 50000, 90000, TWI_NONE },
	{ "stamped, mode 2, not loopback", STAMPED(2, 1000), false, 50, 50000, 90000, TWI_NONE },
	{ "stamped, at once", STAMPED(1, 1000), false, 50, 50000, 50000, 1001 },
	{ "stamped, the delay's last ms", STAMPED(1, 1000), false, 50, 50000, 51000, 1 },
	{ "stamped, after it", STAMPED(1, 1000), false, 50, 50000, 51001, 0 },
	{ "stamped, a minute", STAMPED(1, 60000), false, 50, 50000, 50000, 60001 },
	{ "stamped, the wrap", STAMPED(1, 1000), false, 50, U32_MAX, 1ULL << 32, 1000 },
	{ "stamped, behind the wrap", STAMPED(1, 1000), false, 50, U32_MAX - 999,
	  (1ULL << 32) + 1, 0 },
};

static void reuse_desc(const struct reuse_row *row, char *desc)
{
	strscpy(desc, row->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(reuse, reuse_rows, reuse_desc);

static void reuse_by_the_rule(struct kunit *test)
{
	const struct reuse_row *row = test->param_value;
	struct twi_clock now = { .mono_ms = row->mono_ms, .mono_s = row->mono_ms / 1000 };

	KUNIT_EXPECT_EQ(test, twi_reuse_in_ms(&row->how, row->loopback, row->ts_s, row->entry_ms,
					      &now), row->in_ms);
}

static struct kunit_case age_cases[] = {
	KUNIT_CASE(left_counts_down_through_zero),
	KUNIT_CASE(left_survives_the_wrap_of_jiffies),
	KUNIT_CASE(rearm_age_is_what_of_the_period_is_gone),
	KUNIT_CASE(entry_age_is_of_32_bits),
	KUNIT_CASE(ts_age_is_unknown_without_timestamps),
	KUNIT_CASE_PARAM(reuse_by_the_rule, reuse_gen_params),
	{ }
};

static struct kunit_suite age_suite = {
	.name = "twinfo_age",
	.test_cases = age_cases,
};

kunit_test_suite(age_suite);
