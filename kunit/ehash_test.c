// SPDX-License-Identifier: GPL-2.0-only
/* The walk of a chain that changes during the walk: each case of ehash.c, one by one. */

#include <net/tcp_states.h>

#include "ehash_case.h"

/* Walks once; @make happens after @on sockets were met. */
static int walk_while(struct ehash_case *c, void (*make)(struct change *change), u32 on)
{
	int ret;

	c->change.make = make;
	c->change.on = on;
	fake_hook_arg = &c->change;
	fake_hook = change_hook;
	ret = fake_walk(c->fake, SLOT, &c->slot);
	fake_hook = NULL;
	return ret;
}

/* Collects the slot; @make happens @times, after @on sockets were met. */
static int collect_while(struct ehash_case *c, void (*make)(struct change *change), u32 on,
			 u32 times, struct twi_effort *effort)
{
	int ret;

	c->change.make = make;
	c->change.on = on;
	c->change.times = times;
	fake_hook_arg = &c->change;
	fake_hook = change_hook;
	ret = fake_collect(c->fake, SLOT, &c->slot, effort);
	fake_hook = NULL;
	return ret;
}

static void quiet_chain_has_each_once(struct kunit *test)
{
	struct ehash_case *c = test->priv;
	u32 i;

	KUNIT_ASSERT_EQ(test, fake_walk(c->fake, SLOT, &c->slot), 0);
	KUNIT_EXPECT_EQ(test, c->slot.count, CHAIN);
	for (i = 0; i < CHAIN; i++) {
		KUNIT_EXPECT_EQ(test, fake_times(&c->slot, i), 1);
		KUNIT_EXPECT_TRUE(test, fake_untorn(&c->slot.rows[i]));
	}
}

static void empty_chain_is_empty(struct kunit *test)
{
	struct ehash_case *c = test->priv;

	KUNIT_EXPECT_EQ(test, fake_walk(c->fake, SLOT + 1, &c->slot), 0);
	KUNIT_EXPECT_EQ(test, c->slot.count, 0);
}

/* Fails the test if the walk left its chain. */
static void foreign_marker_at_the_end_starts_over(struct kunit *test)
{
	struct ehash_case *c = test->priv;

	c->fake->tw[0].tw_sk.tw_node.next = (void *)NULLS_MARKER(SLOT + 1);
	KUNIT_EXPECT_EQ(test, fake_walk(c->fake, SLOT, &c->slot), -EAGAIN);
}

static void socket_of_another_slot_starts_over(struct kunit *test)
{
	struct ehash_case *c = test->priv;

	fake_identify(c->fake, 1, 1, SLOT + 1);
	KUNIT_EXPECT_EQ(test, fake_walk(c->fake, SLOT, &c->slot), -EAGAIN);
}

static void carried_to_another_slot_starts_over(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, walk_while(test->priv, to_another_slot, 2), -EAGAIN);
}

/* The current socket becomes another one at the head: the walk meets all again, the marker fits. */
static void to_own_head(struct change *ch)
{
	fake_del(ch->fake, 2);
	fake_identify(ch->fake, 2, 22, SLOT);
	fake_add(ch->fake, 2, 0);
}

static void thrown_back_to_own_head_starts_over(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, walk_while(test->priv, to_own_head, 2), -EAGAIN);
}

/* The current socket moves to the head unchanged: the walk goes on, each socket has one row. */
static void rehash(struct change *ch)
{
	fake_del(ch->fake, 2);
	fake_add(ch->fake, 2, 0);
}

static void hashed_again_is_settled(struct kunit *test)
{
	struct ehash_case *c = test->priv;
	int ret = walk_while(c, rehash, 2);
	u32 i;

	if (ret) {
		KUNIT_EXPECT_EQ(test, ret, -EAGAIN);
		return;
	}
	twi_slot_settle(&c->slot);
	for (i = 0; i < CHAIN; i++)
		KUNIT_EXPECT_EQ(test, fake_times(&c->slot, i), 1);
}

/* The walk is carried forward: socket 3, just met, takes the place of 1, behind 2. */
static void to_further_down(struct change *ch)
{
	fake_del(ch->fake, 3);
	fake_identify(ch->fake, 3, 33, SLOT);
	fake_replace(ch->fake, 1, 3);
}

static void carried_forward_starts_over(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, walk_while(test->priv, to_further_down, 1), -EAGAIN);
}

/* The same slot of another table: the marker at its end is the same. */
static void to_another_table(struct change *ch)
{
	fake_identify(ch->fake, SPARE, 44, SLOT);
	fake_add(ch->fake, SPARE, 1);
	fake_del(ch->fake, 2);
	fake_identify(ch->fake, 2, 22, SLOT);
	fake_add(ch->fake, 2, 1);
}

static void drift_into_another_table_starts_over(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, walk_while(test->priv, to_another_table, 2), -EAGAIN);
}

static void unhash(struct change *ch)
{
	fake_del(ch->fake, 2);
}

static void unhashed_predecessor_starts_over(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, walk_while(test->priv, unhash, 2), -EAGAIN);
}

/* The identity of a socket changes between two reads; it is hashed at both. */
static void recycle_in_place(struct change *ch)
{
	fake_identify(ch->fake, 2, 22, SLOT);
}

static void recycled_identity_starts_over(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, walk_while(test->priv, recycle_in_place, 2), -EAGAIN);
}

static void without_references_is_no_row(struct kunit *test)
{
	struct ehash_case *c = test->priv;

	refcount_set(&c->fake->tw[1].tw_sk.tw_refcnt, 0);
	KUNIT_ASSERT_EQ(test, fake_walk(c->fake, SLOT, &c->slot), 0);
	KUNIT_EXPECT_EQ(test, c->slot.count, CHAIN);
	twi_slot_settle(&c->slot);
	KUNIT_EXPECT_EQ(test, c->slot.count, CHAIN - 1);
	KUNIT_EXPECT_EQ(test, fake_times(&c->slot, 1), 0);
}

/* A chain that never stops changing is read under its lock after the last try. */
static void never_still(struct change *ch)
{
	fake_identify(ch->fake, 3, 33 + ch->happened, SLOT);
}

static void lock_after_eight_tries(struct kunit *test)
{
	struct ehash_case *c = test->priv;
	struct twi_effort effort = { };

	KUNIT_EXPECT_EQ(test, collect_while(c, never_still, 1, U32_MAX, &effort), 0);
	KUNIT_EXPECT_EQ(test, effort.restarts, 8);
	KUNIT_EXPECT_EQ(test, effort.locked, 1);
	KUNIT_EXPECT_EQ(test, c->slot.count, CHAIN);
}

static void one_change_costs_one_try(struct kunit *test)
{
	struct ehash_case *c = test->priv;
	struct twi_effort effort = { };

	KUNIT_EXPECT_EQ(test, collect_while(c, unhash, 2, 1, &effort), 0);
	KUNIT_EXPECT_EQ(test, effort.restarts, 1);
	KUNIT_EXPECT_EQ(test, effort.locked, 0);
	KUNIT_EXPECT_EQ(test, c->slot.count, CHAIN - 1);
}

static void ten_thousand_in_a_chain(struct kunit *test)
{
	struct ehash_case *c = test->priv;
	struct fake *f = fake_alloc(test, 10000);
	struct twi_effort effort = { };
	u32 i, wrong = 0;

	for (i = 0; i < f->count; i++) {
		fake_identify(f, i, i, SLOT);
		fake_add(f, i, 0);
	}
	KUNIT_ASSERT_EQ(test, fake_collect(f, SLOT, &c->slot, &effort), 0);
	twi_slot_settle(&c->slot);
	KUNIT_EXPECT_EQ(test, c->slot.count, f->count);
	for (i = 0; i < f->count; i++)
		wrong += fake_times(&c->slot, i) != 1;
	KUNIT_EXPECT_EQ(test, wrong, 0);
	/* Growing the slot's memory is no change of the chain. */
	KUNIT_EXPECT_EQ(test, effort.restarts, 0);
	KUNIT_EXPECT_EQ(test, effort.locked, 0);
}

/* The cursor: it skips empty slots, returns a slot once, and ends at the table's size. */
static void slots_in_turn(struct kunit *test)
{
	struct ehash_case *c = test->priv;
	struct inet_hashinfo *table = &c->fake->table[0].info;
	struct twi_effort effort = { };
	u32 at = 0;

	fake_identify(c->fake, SPARE, 77, FAKE_SLOTS - 1);
	fake_add(c->fake, SPARE, 0);

	KUNIT_EXPECT_EQ(test, twi_ehash_slots(table), FAKE_SLOTS);
	KUNIT_EXPECT_EQ(test, twi_ehash_next(table, &at, &c->slot, &effort), 0);
	KUNIT_EXPECT_EQ(test, at, SLOT);
	KUNIT_EXPECT_EQ(test, c->slot.count, CHAIN);
	at++;
	KUNIT_EXPECT_EQ(test, twi_ehash_next(table, &at, &c->slot, &effort), 0);
	KUNIT_EXPECT_EQ(test, at, FAKE_SLOTS - 1);
	KUNIT_EXPECT_EQ(test, c->slot.count, 1);
	at++;
	KUNIT_EXPECT_EQ(test, twi_ehash_next(table, &at, &c->slot, &effort), 0);
	KUNIT_EXPECT_EQ(test, at, FAKE_SLOTS);
	KUNIT_EXPECT_EQ(test, c->slot.count, 0);
}

/* A slot with only dead minisockets gives no rows, and the walk continues. */
static void slot_of_the_dead_is_passed(struct kunit *test)
{
	struct ehash_case *c = test->priv;
	struct twi_effort effort = { };
	u32 at = 0, i;

	for (i = 0; i < CHAIN; i++)
		refcount_set(&c->fake->tw[i].tw_sk.tw_refcnt, 0);
	KUNIT_EXPECT_EQ(test, twi_ehash_next(&c->fake->table[0].info, &at, &c->slot, &effort), 0);
	KUNIT_EXPECT_EQ(test, at, FAKE_SLOTS);
	KUNIT_EXPECT_EQ(test, c->slot.count, 0);
}

static struct kunit_case ehash_cases[] = {
	KUNIT_CASE(quiet_chain_has_each_once),
	KUNIT_CASE(empty_chain_is_empty),
	KUNIT_CASE(foreign_marker_at_the_end_starts_over),
	KUNIT_CASE(socket_of_another_slot_starts_over),
	KUNIT_CASE(carried_to_another_slot_starts_over),
	KUNIT_CASE(thrown_back_to_own_head_starts_over),
	KUNIT_CASE(hashed_again_is_settled),
	KUNIT_CASE(carried_forward_starts_over),
	KUNIT_CASE(drift_into_another_table_starts_over),
	KUNIT_CASE(unhashed_predecessor_starts_over),
	KUNIT_CASE(recycled_identity_starts_over),
	KUNIT_CASE(without_references_is_no_row),
	KUNIT_CASE(lock_after_eight_tries),
	KUNIT_CASE(one_change_costs_one_try),
	KUNIT_CASE(ten_thousand_in_a_chain),
	KUNIT_CASE(slots_in_turn),
	KUNIT_CASE(slot_of_the_dead_is_passed),
	{ }
};

static struct kunit_suite ehash_suite = {
	.name = "twinfo_ehash",
	.init = ehash_init,
	.exit = ehash_exit,
	.test_cases = ehash_cases,
};

kunit_test_suite(ehash_suite);
