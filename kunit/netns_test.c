// SPDX-License-Identifier: GPL-2.0-only
/* Which namespace an address is, and whether that one is still alive. */

#include <kunit/test.h>

/* The namespace of the other suites is in fake_snapshot.c. */
#define twi_netns_deaths	netns_deaths
#define twi_netns_look_again	netns_look_again
#define twi_netns_search	netns_search
#define twi_netns_owner		netns_owner
#define twi_netns_table		netns_table
#define twi_netns_capture	netns_capture
#define twi_netns_free		netns_free
#define twi_netns_release	netns_release

#include "../module/netns.c"

#define NETS	1000

static struct twi_nets nets;

static int netns_test_init(struct kunit *test)
{
	return twi_netns_capture(&nets, NULL);
}

static void netns_test_exit(struct kunit *test)
{
	twi_netns_free(&nets);
}

/* An address that is none; they differ as those of a cache do. */
static struct net *address(u32 i)
{
	return (struct net *)(0x100000UL + 4096UL * i);
}

static void every_address_is_found(struct kunit *test)
{
	struct twi_nets many = { .bits = ilog2(NETS) + 2 };
	u32 i;

	many.all = kunit_kcalloc(test, NETS, sizeof(*many.all), GFP_KERNEL);
	many.index = kunit_kcalloc(test, 1 << many.bits, sizeof(*many.index), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, many.all);
	KUNIT_ASSERT_NOT_NULL(test, many.index);
	for (i = 0; i < NETS; i++) {
		many.all[i].net = address(i);
		*slot_of(&many, address(i)) = ++many.count;
	}
	for (i = 0; i < NETS; i++) {
		KUNIT_EXPECT_PTR_EQ(test, twi_netns_find(&many, address(i)), &many.all[i]);
		KUNIT_EXPECT_PTR_EQ(test, twi_netns_find(&many, address(i)), &many.all[i]);
		KUNIT_EXPECT_NULL(test, twi_netns_find(&many, address(NETS + i)));
	}
}

static void the_namespaces_of_now_are_captured(struct kunit *test)
{
	struct twi_net own;
	struct twi_nets one;

	KUNIT_ASSERT_GT(test, nets.count, 0);
	KUNIT_EXPECT_PTR_EQ(test, nets.all[0].net, &init_net);
	KUNIT_EXPECT_EQ(test, nets.all[0].inum, init_net.ns.inum);
	KUNIT_EXPECT_TRUE(test, nets.all[0].alive);
	KUNIT_EXPECT_PTR_EQ(test, twi_netns_find(&nets, &init_net), &nets.all[0]);

	twi_netns_name(&own, &init_net);
	KUNIT_ASSERT_EQ(test, twi_netns_capture(&one, &own), 0);
	KUNIT_EXPECT_EQ(test, one.count, 1);
	twi_netns_free(&one);
	own.birth++;
	KUNIT_ASSERT_EQ(test, twi_netns_capture(&one, &own), 0);
	KUNIT_EXPECT_EQ(test, one.count, 0);
	twi_netns_free(&one);
}

static void a_death_is_noticed_once(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, twi_netns_look(&nets));
	count_death(&init_net);
	KUNIT_EXPECT_TRUE(test, twi_netns_look(&nets));
	KUNIT_EXPECT_FALSE(test, twi_netns_look(&nets));
	KUNIT_EXPECT_TRUE(test, nets.all[0].alive);
}

static void who_is_not_on_the_list_is_dead(struct kunit *test)
{
	*slot_of(&nets, &init_net) = 0;
	nets.all[0].net = address(0);
	*slot_of(&nets, address(0)) = 1;
	count_death(&init_net);
	KUNIT_EXPECT_TRUE(test, twi_netns_look(&nets));
	KUNIT_ASSERT_FALSE(test, nets.all[0].alive);
	KUNIT_EXPECT_FALSE(test, twi_netns_get(&nets, &nets.all[0]));
}

static void another_one_at_the_same_address_is_not_the_same(struct kunit *test)
{
	nets.all[0].birth++;
	KUNIT_EXPECT_FALSE(test, twi_netns_look(&nets));
	count_death(&init_net);
	KUNIT_EXPECT_TRUE(test, twi_netns_look(&nets));
	KUNIT_EXPECT_FALSE(test, nets.all[0].alive);
}

/* The first look after a death may be the one that takes a reference. */
static void a_reference_is_taken_of_who_is_alive(struct kunit *test)
{
	KUNIT_ASSERT_TRUE(test, twi_netns_get(&nets, &nets.all[0]));
	twi_netns_put(&nets.all[0]);

	nets.all[0].inum++;
	count_death(&init_net);
	KUNIT_EXPECT_FALSE(test, twi_netns_get(&nets, &nets.all[0]));
}

static struct kunit_case netns_cases[] = {
	KUNIT_CASE(every_address_is_found),
	KUNIT_CASE(the_namespaces_of_now_are_captured),
	KUNIT_CASE(a_death_is_noticed_once),
	KUNIT_CASE(who_is_not_on_the_list_is_dead),
	KUNIT_CASE(another_one_at_the_same_address_is_not_the_same),
	KUNIT_CASE(a_reference_is_taken_of_who_is_alive),
	{ }
};

static struct kunit_suite netns_suite = {
	.name = "twinfo_netns",
	.init = netns_test_init,
	.exit = netns_test_exit,
	.test_cases = netns_cases,
};

kunit_test_suite(netns_suite);
