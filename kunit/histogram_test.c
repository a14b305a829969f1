// SPDX-License-Identifier: GPL-2.0-only
/* Histograms of chain lengths: the edges of every class. */

#include <kunit/test.h>

#include "../module/histogram.c"

static void each_length_has_its_class(struct kunit *test)
{
	struct twi_histogram hist = { };
	u32 i;

	for (i = 0; i < TWI_HIST_CLASSES; i++) {
		twi_histogram_add(&hist, i);
		KUNIT_EXPECT_EQ(test, hist.chains[i], 1);
		KUNIT_EXPECT_EQ(test, hist.max_chain, i);
		KUNIT_EXPECT_EQ(test, twi_histogram_classes(&hist), i + 1);
	}
	KUNIT_EXPECT_EQ(test, hist.slots, TWI_HIST_CLASSES);
	KUNIT_EXPECT_EQ(test, hist.used, TWI_HIST_CLASSES - 1);
	KUNIT_EXPECT_EQ(test, hist.total, TWI_HIST_CLASSES * (TWI_HIST_CLASSES - 1) / 2);
}

static void the_last_class_takes_all_longer_ones(struct kunit *test)
{
	struct twi_histogram hist = { };

	twi_histogram_add(&hist, TWI_HIST_CLASSES - 2);
	twi_histogram_add(&hist, TWI_HIST_CLASSES - 1);
	twi_histogram_add(&hist, TWI_HIST_CLASSES);
	twi_histogram_add(&hist, U32_MAX);
	KUNIT_EXPECT_EQ(test, hist.chains[TWI_HIST_CLASSES - 2], 1);
	KUNIT_EXPECT_EQ(test, hist.chains[TWI_HIST_CLASSES - 1], 3);
	KUNIT_EXPECT_EQ(test, hist.max_chain, U32_MAX);
	KUNIT_EXPECT_EQ(test, twi_histogram_classes(&hist), TWI_HIST_CLASSES);
}

static void empty_chains_count_as_slots_only(struct kunit *test)
{
	struct twi_histogram hist = { };

	twi_histogram_add(&hist, 0);
	twi_histogram_add_empty(&hist, 16777215);
	KUNIT_EXPECT_EQ(test, hist.slots, 16777216);
	KUNIT_EXPECT_EQ(test, hist.chains[0], 16777216);
	KUNIT_EXPECT_EQ(test, hist.used, 0);
	KUNIT_EXPECT_EQ(test, hist.total, 0);
	KUNIT_EXPECT_EQ(test, twi_histogram_classes(&hist), 1);
}

static struct kunit_case hist_cases[] = {
	KUNIT_CASE(each_length_has_its_class),
	KUNIT_CASE(the_last_class_takes_all_longer_ones),
	KUNIT_CASE(empty_chains_count_as_slots_only),
	{ }
};

static struct kunit_suite hist_suite = {
	.name = "twinfo_hist",
	.test_cases = hist_cases,
};

kunit_test_suite(hist_suite);
