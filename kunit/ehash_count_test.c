// SPDX-License-Identifier: GPL-2.0-only
/* The lighter walk of pass 1, which counts. */

#include <net/tcp_states.h>

#include "ehash_case.h"

/* Counts the first table as pass 1 does. Returns how many sockets that were. */
static u32 count_table(struct kunit *test, u32 *chains, struct twi_effort *effort)
{
	struct ehash_case *c = test->priv;
	struct inet_hashinfo *table = &c->fake->table[0].info;
	u32 at = 0, i, sockets = 0, sum = 0;

	twi_prefetch_forget(&c->slot.prefetch);
	*chains = 0;
	for (;;) {
		KUNIT_EXPECT_EQ(test, twi_ehash_count(table, &at, &c->slot, effort), 0);
		if (!c->slot.chains)
			break;
		*chains += c->slot.chains;
		sockets += c->slot.count;
		for (i = 0; i < c->slot.chains; i++)
			sum += c->slot.lengths[i];
	}
	KUNIT_EXPECT_EQ(test, at, FAKE_SLOTS);
	KUNIT_EXPECT_EQ(test, sum, sockets);
	return sockets;
}

static void all_chains_are_counted(struct kunit *test)
{
	struct ehash_case *c = test->priv;
	struct twi_effort effort = { };
	u32 chains;

	KUNIT_EXPECT_EQ(test, count_table(test, &chains, &effort), CHAIN);
	KUNIT_EXPECT_EQ(test, chains, 1);
	fake_identify(c->fake, CHAIN, CHAIN, SLOT - 1);
	fake_add(c->fake, CHAIN, 0);
	fake_identify(c->fake, CHAIN + 1, CHAIN + 1, FAKE_SLOTS - 1);
	fake_add(c->fake, CHAIN + 1, 0);
	KUNIT_EXPECT_EQ(test, count_table(test, &chains, &effort), CHAIN + 2);
	KUNIT_EXPECT_EQ(test, chains, 3);
	KUNIT_EXPECT_EQ(test, effort.restarts, 0);
}

/* The chains before it are not counted again. The socket that moved is another one there. */
static void one_chain_of_many_starts_over(struct kunit *test)
{
	struct ehash_case *c = test->priv;
	struct twi_effort effort = { };
	u32 chains;

	fake_identify(c->fake, CHAIN, CHAIN, SLOT - 1);
	fake_add(c->fake, CHAIN, 0);
	c->change.make = to_another_slot;
	c->change.on = 2;
	fake_hook_arg = &c->change;
	fake_hook = change_hook;
	KUNIT_EXPECT_EQ(test, count_table(test, &chains, &effort), CHAIN + 1);
	fake_hook = NULL;
	KUNIT_EXPECT_EQ(test, effort.restarts, 1);
	KUNIT_EXPECT_EQ(test, chains, 3);
}

static void who_lives_is_counted(struct kunit *test)
{
	struct ehash_case *c = test->priv;
	struct twi_effort effort = { };
	u32 at = 0;

	refcount_set(&c->fake->tw[1].tw_sk.tw_refcnt, 0);
	c->fake->tw[2].tw_sk.tw_state = TCP_ESTABLISHED;
	KUNIT_ASSERT_EQ(test, twi_ehash_count(&c->fake->table[0].info, &at, &c->slot, &effort), 0);
	KUNIT_ASSERT_EQ(test, c->slot.count, CHAIN - 1);
	KUNIT_EXPECT_EQ(test, c->slot.rows[0].key.kind, TWI_KIND_TW);
	KUNIT_EXPECT_EQ(test, c->slot.rows[1].key.kind, TWI_KIND_FULL);
	KUNIT_EXPECT_EQ(test, effort.restarts, 0);
}

static void a_chain_that_ends_elsewhere_is_counted_under_its_lock(struct kunit *test)
{
	struct ehash_case *c = test->priv;
	struct twi_effort effort = { };
	u32 chains;

	c->fake->tw[0].tw_sk.tw_node.next = (void *)NULLS_MARKER(SLOT + 1);
	KUNIT_EXPECT_EQ(test, count_table(test, &chains, &effort), CHAIN);
	KUNIT_EXPECT_EQ(test, effort.locked, 1);
}

static struct kunit_case ehash_count_cases[] = {
	KUNIT_CASE(all_chains_are_counted),
	KUNIT_CASE(who_lives_is_counted),
	KUNIT_CASE(one_chain_of_many_starts_over),
	KUNIT_CASE(a_chain_that_ends_elsewhere_is_counted_under_its_lock),
	{ }
};

static struct kunit_suite ehash_count_suite = {
	.name = "twinfo_ehash_count",
	.init = ehash_init,
	.exit = ehash_exit,
	.test_cases = ehash_count_cases,
};

kunit_test_suite(ehash_count_suite);
