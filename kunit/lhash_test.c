// SPDX-License-Identifier: GPL-2.0-only
/* Listeners: counted for the bind bucket of their port, and a chain that changes under the walk. */

#include "fake.h"

#include "../module/lhash.c"

#define LISTENERS	200

static struct sock *listeners;
static struct twi_binds binds;
static struct twi_slot slot;
static struct twi_nets nets;

static int lhash_init(struct kunit *test)
{
	nets = fake_snapshot(test);
	listeners = kunit_kcalloc(test, LISTENERS, sizeof(*listeners), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, listeners);
	KUNIT_ASSERT_EQ(test, twi_binds_grow(&binds), 0);
	binds.rows[0] = (struct twi_bind){ .port = 80 };
	binds.rows[1] = (struct twi_bind){ .port = 443 };
	binds.count = 2;
	return 0;
}

static void lhash_exit(struct kunit *test)
{
	twi_slot_free(&slot);
	twi_binds_free(&binds);
}

static struct sock_common *listen_on(u32 i, u16 port, u32 at, bool reuseport)
{
	struct sock *sk = &listeners[i];

	sk->__sk_common.skc_state = TCP_LISTEN;
	sk->__sk_common.skc_num = port;
	sk->__sk_common.skc_reuseport = reuseport;
	hlist_nulls_add_head_rcu(&sk->sk_nulls_node, &fake_tables->table[0].listen[at].nulls_head);
	return &sk->__sk_common;
}

static void listeners_are_counted_for_their_port(struct kunit *test)
{
	listen_on(0, 80, 0, true);
	listen_on(1, 80, 7, false);
	listen_on(2, 443, 7, true);
	listen_on(3, 81, 3, true);
	/* Not a listener any more, and one of a namespace that nobody knows. */
	listen_on(4, 80, 3, true)->skc_state = TCP_CLOSE;
	write_pnet(&listen_on(5, 80, 3, true)->skc_net, (struct net *)test);
	KUNIT_ASSERT_EQ(test, twi_lhash_count(&binds, &nets, &slot), 0);
	KUNIT_EXPECT_EQ(test, binds.rows[0].listen, 2);
	KUNIT_EXPECT_EQ(test, binds.rows[0].listen_reuseport, TWI_OWNER_HAS | TWI_OWNER_LACKS);
	KUNIT_EXPECT_EQ(test, binds.rows[1].listen, 1);
	KUNIT_EXPECT_EQ(test, binds.rows[1].listen_reuseport, TWI_OWNER_HAS);
	KUNIT_EXPECT_EQ(test, slot.count, 0);
}

static void listeners_of_a_dead_namespace_do_not_count(struct kunit *test)
{
	listen_on(0, 80, 0, true);
	atomic_inc(&twi_netns_deaths);
	KUNIT_ASSERT_EQ(test, twi_lhash_count(&binds, &nets, &slot), 0);
	KUNIT_EXPECT_EQ(test, binds.rows[0].listen, 0);
}

static void a_long_chain_is_counted_whole(struct kunit *test)
{
	u32 i;

	for (i = 0; i < LISTENERS; i++)
		listen_on(i, 80, 2, true);
	KUNIT_ASSERT_EQ(test, twi_lhash_count(&binds, &nets, &slot), 0);
	KUNIT_EXPECT_EQ(test, binds.rows[0].listen, LISTENERS);
}

static void a_walk_that_ends_in_another_chain_is_none(struct kunit *test)
{
	const struct inet_listen_hashbucket *chains = fake_tables->table[0].listen;
	int foreign, own;

	listen_on(0, 80, 2, true);
	KUNIT_ASSERT_EQ(test, twi_slot_grow(&slot), 0);
	rcu_read_lock();
	foreign = walk(&chains[2].nulls_head, 3, &slot);
	own = walk(&chains[2].nulls_head, 2, &slot);
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, foreign, -EAGAIN);
	KUNIT_EXPECT_EQ(test, own, 0);
	KUNIT_EXPECT_EQ(test, slot.count, 1);
}

static struct kunit_case lhash_cases[] = {
	KUNIT_CASE(listeners_are_counted_for_their_port),
	KUNIT_CASE(listeners_of_a_dead_namespace_do_not_count),
	KUNIT_CASE(a_long_chain_is_counted_whole),
	KUNIT_CASE(a_walk_that_ends_in_another_chain_is_none),
	{ }
};

static struct kunit_suite lhash_suite = {
	.name = "twinfo_lhash",
	.init = lhash_init,
	.exit = lhash_exit,
	.test_cases = lhash_cases,
};

kunit_test_suite(lhash_suite);
