// SPDX-License-Identifier: GPL-2.0-only
/* Skipping empty slots: it skips no other slot and stops at the end. */

#include <kunit/test.h>
#include <linux/prandom.h>

#include "../module/prefetch.c"

#define SLOTS	256
#define FILLS	2000
#define CHAIN	4

struct ahead_case {
	struct twi_prefetch prefetch;
	struct inet_hashinfo table;
	struct inet_ehash_bucket *slots;
	struct hlist_nulls_node (*nodes)[CHAIN];
	struct rnd_state rnd;
};

static u32 below(struct ahead_case *c, u32 end)
{
	return prandom_u32_state(&c->rnd) % end;
}

/* A table whose memory ends with its last slot; one slot in @rare has a chain. */
static void fill(struct ahead_case *c, u32 slots, u32 rare)
{
	u32 at, i;

	c->table.ehash = c->slots + SLOTS - slots;
	c->table.ehash_mask = slots - 1;
	for (at = 0; at < slots; at++) {
		INIT_HLIST_NULLS_HEAD(&c->table.ehash[at].chain, at);
		if (below(c, rare))
			continue;
		for (i = below(c, CHAIN) + 1; i--;)
			hlist_nulls_add_head_rcu(&c->nodes[at][i], &c->table.ehash[at].chain);
	}
}

static u32 one_by_one(const struct ahead_case *c, u32 at, u32 end)
{
	while (at < end && hlist_nulls_empty(&c->table.ehash[at].chain))
		at++;
	return at;
}

static void no_slot_is_passed(struct kunit *test)
{
	struct ahead_case *c = test->priv;
	u32 i, from, end, rare, slots;

	for (i = 0; i < FILLS; i++) {
		slots = SLOTS >> below(c, 9);
		rare = 1 << below(c, 9);
		fill(c, slots, rare);
		for (from = 0; from < slots; from++) {
			end = from + below(c, slots - from + 1);
			twi_prefetch_forget(&c->prefetch);
			KUNIT_ASSERT_EQ_MSG(test,
					    twi_prefetch_next(&c->prefetch, &c->table, from, end),
					    one_by_one(c, from, end),
					    "%u slots, 1 of %u taken, from %u to %u", slots, rare,
					    from, end);
		}
	}
}

/* Goes through a table in stretches, as twi_ehash_next() does. */
static void each_used_slot_comes_once(struct kunit *test)
{
	struct ahead_case *c = test->priv;
	u32 i, at, next, end, slots, stretch;

	for (i = 0; i < FILLS; i++) {
		slots = SLOTS >> below(c, 9);
		fill(c, slots, 1 << below(c, 9));
		stretch = below(c, slots) + 1;
		twi_prefetch_forget(&c->prefetch);
		for (at = 0; at < slots; at = next + (next < end)) {
			end = min(slots, at + stretch);
			next = twi_prefetch_next(&c->prefetch, &c->table, at, end);
			rcu_read_lock();
			twi_prefetch_chains(&c->prefetch, &c->table);
			rcu_read_unlock();
			KUNIT_ASSERT_EQ_MSG(test, next, one_by_one(c, at, end),
					    "%u slots in stretches of %u, from %u to %u", slots,
					    stretch, at, end);
		}
	}
}

static int ahead_init(struct kunit *test)
{
	struct ahead_case *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->slots = kunit_kcalloc(test, SLOTS, sizeof(*c->slots), GFP_KERNEL);
	c->nodes = kunit_kcalloc(test, SLOTS, sizeof(*c->nodes), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, c->slots);
	KUNIT_ASSERT_NOT_NULL(test, c->nodes);
	prandom_seed_state(&c->rnd, 1);
	test->priv = c;
	return 0;
}

static struct kunit_case ahead_cases[] = {
	KUNIT_CASE(no_slot_is_passed),
	KUNIT_CASE(each_used_slot_comes_once),
	{ }
};

static struct kunit_suite ahead_suite = {
	.name = "twinfo_ahead",
	.init = ahead_init,
	.test_cases = ahead_cases,
};

kunit_test_suite(ahead_suite);
