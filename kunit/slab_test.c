// SPDX-License-Identifier: GPL-2.0-only
/* Reading the figures of a cache from sysfs, from given text and from a real cache. */

#include <kunit/test.h>
#include <linux/slab.h>

#include "../module/slab.c"

static void the_first_number_counts(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, twi_slab_number("0\n"), 0);
	KUNIT_EXPECT_EQ(test, twi_slab_number("96 N0=64 N1=32\n"), 96);
	KUNIT_EXPECT_EQ(test, twi_slab_number("4294967296\n"), 4294967296LL);
	KUNIT_EXPECT_EQ(test, twi_slab_number("7"), 7);
}

static void what_begins_with_no_number_is_unknown(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, twi_slab_number(""), TWI_NONE);
	KUNIT_EXPECT_EQ(test, twi_slab_number("\n"), TWI_NONE);
	KUNIT_EXPECT_EQ(test, twi_slab_number("-1\n"), TWI_NONE);
	KUNIT_EXPECT_EQ(test, twi_slab_number("N0=64"), TWI_NONE);
}

static void an_absent_cache_is_unknown(struct kunit *test)
{
	struct twi_slab slab;

	KUNIT_ASSERT_EQ(test, twi_slab_read("twinfo_no_such_cache", &slab), 0);
	KUNIT_EXPECT_STREQ(test, slab.cache, "-");
	KUNIT_EXPECT_EQ(test, slab.obj_bytes, TWI_NONE);
	KUNIT_EXPECT_EQ(test, slab.slabs, TWI_NONE);
}

static void a_cache_of_our_own_is_told(struct kunit *test)
{
	struct kmem_cache *cache = kmem_cache_create("twinfo_cache", 200, 0, SLAB_TYPESAFE_BY_RCU,
						     NULL);
	struct twi_slab slab;
	void *object;

	KUNIT_ASSERT_NOT_NULL(test, cache);
	object = kmem_cache_alloc(cache, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, object);
	KUNIT_EXPECT_EQ(test, twi_slab_read("twinfo_cache", &slab), 0);
	KUNIT_EXPECT_EQ(test, slab.obj_bytes, 200);
	KUNIT_EXPECT_GE(test, slab.slot_bytes, 200);
	KUNIT_EXPECT_GE(test, slab.per_slab, 1);
	KUNIT_EXPECT_LE(test, slab.per_slab * slab.slot_bytes, PAGE_SIZE << slab.order);
	KUNIT_EXPECT_GE(test, slab.slabs, 1);
	KUNIT_EXPECT_EQ(test, slab.aliases, 0);
	kmem_cache_free(cache, object);
	kmem_cache_destroy(cache);
}

static struct kunit_case slab_cases[] = {
	KUNIT_CASE(the_first_number_counts),
	KUNIT_CASE(what_begins_with_no_number_is_unknown),
	KUNIT_CASE(an_absent_cache_is_unknown),
	KUNIT_CASE(a_cache_of_our_own_is_told),
	{ }
};

static struct kunit_suite slab_suite = {
	.name = "twinfo_slab",
	.test_cases = slab_cases,
};

kunit_test_suite(slab_suite);
