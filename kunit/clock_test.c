// SPDX-License-Identifier: GPL-2.0-only
/* The moment of a slot: a few slots share a reading of the clock, never across a tick. */

#include <kunit/test.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>

static unsigned long fake_ticks;
static u64 fake_ns;

#undef jiffies
#define jiffies			fake_ticks
#define ktime_get_ns()		fake_ns
#define ktime_get_seconds()	(fake_ns / NSEC_PER_SEC)

#include "../module/clock.c"

static const u64 start = 7 * NSEC_PER_SEC;

/* A slot, a microsecond after the one before. */
static void next_slot(struct twi_clock *clock)
{
	fake_ns += NSEC_PER_USEC;
	twi_clock_read(clock);
}

static void set_clock(void)
{
	fake_ticks = 1000;
	fake_ns = start;
}

static struct twi_clock clock_of_first_slot(void)
{
	struct twi_clock clock = { };

	set_clock();
	twi_clock_read(&clock);
	return clock;
}

static void all_of_the_moment_is_read(struct kunit *test)
{
	struct twi_clock clock = clock_of_first_slot();

	KUNIT_EXPECT_EQ(test, clock.ticks, 1000);
	KUNIT_EXPECT_EQ(test, clock.mono_ms, 7000);
	KUNIT_EXPECT_EQ(test, clock.mono_s, 7);
}

static void sixteen_slots_share_a_look(struct kunit *test)
{
	struct twi_clock clock = clock_of_first_slot();
	int i;

	fake_ns += NSEC_PER_MSEC;
	for (i = 1; i < 16; i++) {
		next_slot(&clock);
		KUNIT_EXPECT_EQ(test, clock.mono_ms, 7000);
	}
	next_slot(&clock);
	KUNIT_EXPECT_EQ(test, clock.mono_ms, 7001);
}

static void a_tick_ends_that(struct kunit *test)
{
	struct twi_clock clock = clock_of_first_slot();

	fake_ns += NSEC_PER_SEC;
	fake_ticks++;
	next_slot(&clock);
	KUNIT_EXPECT_EQ(test, clock.ticks, 1001);
	KUNIT_EXPECT_EQ(test, clock.mono_ms, 8000);
	KUNIT_EXPECT_EQ(test, clock.mono_s, 8);
}

static void so_does_another_read(struct kunit *test)
{
	struct twi_clock clock = clock_of_first_slot();

	fake_ns += NSEC_PER_MSEC;
	twi_clock_forget(&clock);
	next_slot(&clock);
	KUNIT_EXPECT_EQ(test, clock.mono_ms, 7001);
}

static struct kunit_case clock_cases[] = {
	KUNIT_CASE(all_of_the_moment_is_read),
	KUNIT_CASE(sixteen_slots_share_a_look),
	KUNIT_CASE(a_tick_ends_that),
	KUNIT_CASE(so_does_another_read),
	{ }
};

static struct kunit_suite clock_suite = {
	.name = "twinfo_clock",
	.test_cases = clock_cases,
};

kunit_test_suite(clock_suite);
