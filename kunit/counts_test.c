// SPDX-License-Identifier: GPL-2.0-only
/* Pass 1: the counts of each table and namespace, and their text. */

#include "fake.h"

#include "../module/counts.c"

static struct twi_snapshot snapshot;
static char text[512];

static int count_init(struct kunit *test)
{
	snapshot = (struct twi_snapshot){ .all = true, .nets = fake_snapshot(test) };
	return 0;
}

static void count_exit(struct kunit *test)
{
	twi_slot_free(&snapshot.slot);
	kvfree(snapshot.counts);
}

static void put(u32 id, u32 slot, u32 table)
{
	fake_identify(fake_tables, id, id, slot);
	fake_add(fake_tables, id, table);
}

/* Counts, and goes to the first record. Returns what twi_next_sum() does. */
static int count(void)
{
	int ret = twi_next_sum(&snapshot);

	snapshot.step += ret > 0;
	return ret;
}

static const char *record(void (*show)(struct twi_snapshot *snap, struct seq_file *m))
{
	struct seq_file m = { .buf = text, .size = sizeof(text) - 1 };

	show(&snapshot, &m);
	text[m.count] = '\0';
	return text;
}

static void each_kind_where_it_is(struct kunit *test)
{
	static const u32 other_slots = FAKE_SLOTS - 1;
	const struct twi_count *c;
	u32 i;

	for (i = 0; i < 6; i++)
		put(i, 2, 0);
	put(6, 2, 1);
	fake_tables->tw[1].tw_sk.tw_substate = TCP_FIN_WAIT2;
	fake_tables->tw[2].tw_sk.tw_state = TCP_ESTABLISHED;
	fake_tables->tw[3].tw_sk.tw_state = TCP_ESTABLISHED;
	fake_tables->tw[4].tw_sk.tw_state = TCP_NEW_SYN_RECV;
	fake_tables->tw[5].tw_sk.tw_family = AF_INET6;
	KUNIT_ASSERT_EQ(test, count(), 1);
	c = &snapshot.counts[0];
	KUNIT_EXPECT_EQ(test, c->tw, 2);
	KUNIT_EXPECT_EQ(test, c->fin_wait2, 1);
	KUNIT_EXPECT_EQ(test, c->full, 2);
	KUNIT_EXPECT_EQ(test, c->req, 1);
	KUNIT_EXPECT_EQ(test, c->v6_class, 1);
	KUNIT_EXPECT_EQ(test, c->hist.slots, FAKE_SLOTS);
	KUNIT_EXPECT_EQ(test, c->hist.chains[0], other_slots);
	KUNIT_EXPECT_EQ(test, c->hist.chains[6], 1);
	c = &snapshot.counts[1];
	KUNIT_EXPECT_EQ(test, c->tw, 1);
	KUNIT_EXPECT_EQ(test, c->full, 0);
	KUNIT_EXPECT_EQ(test, c->hist.chains[0], other_slots);
	KUNIT_EXPECT_EQ(test, c->hist.chains[1], 1);
	/* The namespace has sockets in both. */
	KUNIT_EXPECT_STREQ(test, record(twi_show_sum),
			   "sum 4026531840 tw=3 fw2=1 overdue=0 full=2 req=1\n");
}

/* A timer that is due in this tick is not overdue; one that is not pending is not, either. */
static void overdue_is_past_its_end(struct kunit *test)
{
	static const struct {
		long expires;
		bool pending;
		u8 substate;
		u32 overdue;
	} cases[] = {
		{ 1, true, TCP_TIME_WAIT, 0 },
		{ 0, true, TCP_TIME_WAIT, 0 },
		{ -1, true, TCP_TIME_WAIT, 1 },
		{ -60 * HZ, true, TCP_TIME_WAIT, 1 },
		{ -1, true, TCP_FIN_WAIT2, 1 },
		{ -1, false, TCP_TIME_WAIT, 0 },
		{ LONG_MIN, false, TCP_TIME_WAIT, 0 },
	};
	u32 i;

	fake_net.counted = true;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		/* Includes the moment at which jiffies wrap. */
		static const unsigned long moments[] = { 1000000, 0, LONG_MAX };
		u32 k;

		for (k = 0; k < ARRAY_SIZE(moments); k++) {
			struct twi_row row = {
				.key.kind = TWI_KIND_TW,
				.expires = moments[k] + cases[i].expires,
				.pending = cases[i].pending,
				.fin_wait2 = cases[i].substate == TCP_FIN_WAIT2,
			};
			struct twi_count c = { };

			fake_net.overdue = 0;
			count_row(&snapshot, &c, &row, moments[k]);
			KUNIT_EXPECT_EQ_MSG(test, fake_net.overdue, cases[i].overdue,
					    "case %u at moment %u", i, k);
			KUNIT_EXPECT_EQ(test, c.tw + c.fin_wait2, 1);
		}
	}
}

/* A socket of any namespace counts in its table. */
static void of_no_known_namespace_is_of_the_table_alone(struct kunit *test)
{
	put(0, 0, 0);
	put(1, 0, 0);
	put(2, 0, 0);
	fake_tables->tw[2].tw_sk.tw_state = TCP_ESTABLISHED;
	write_pnet(&fake_tables->tw[1].tw_sk.__tw_common.skc_net, (struct net *)test);
	write_pnet(&fake_tables->tw[2].tw_sk.__tw_common.skc_net, (struct net *)test);
	KUNIT_ASSERT_EQ(test, count(), 1);
	KUNIT_EXPECT_EQ(test, snapshot.counts[0].tw, 2);
	KUNIT_EXPECT_EQ(test, snapshot.counts[0].full, 1);
	KUNIT_EXPECT_EQ(test, fake_net.tw, 1);
	KUNIT_EXPECT_EQ(test, fake_net.full, 0);
}

static void a_dying_namespace_has_no_sum(struct kunit *test)
{
	put(0, 0, 0);
	/* It dies when pass 1 has begun, and is noticed after the first chains. */
	atomic_inc(&twi_netns_deaths);
	KUNIT_EXPECT_EQ(test, count(), 0);
	KUNIT_EXPECT_EQ(test, snapshot.counts[0].tw, 1);
	KUNIT_EXPECT_EQ(test, fake_net.tw, 0);
}

/* Goes to the next ehash record. */
static int next_ehash(void)
{
	int ret = twi_next_ehash(&snapshot);

	snapshot.step += ret > 0;
	return ret;
}

static void every_counted_table_has_a_record(struct kunit *test)
{
	u32 i;

	for (i = 0; i < 3; i++)
		put(i, 4, 0);
	put(3, 5, 0);
	KUNIT_ASSERT_EQ(test, count(), 1);
	snapshot.counts[0].walk_ns = 7999;
	snapshot.step = 0;
	KUNIT_ASSERT_EQ(test, next_ehash(), 1);
	KUNIT_EXPECT_STREQ(test, record(twi_show_ehash),
			   "ehash 0 net=* slots=8 used=2 tw=4 fw2=0 full=0 req=0 max_chain=3 chains=6,1,0,1 walk_us=7\n");
	snapshot.counts[1].walk_ns = 0;
	KUNIT_ASSERT_EQ(test, next_ehash(), 1);
	KUNIT_EXPECT_STREQ(test, record(twi_show_ehash),
			   "ehash 1 net=4026531840 slots=8 used=0 tw=0 fw2=0 full=0 req=0 max_chain=0 chains=8 walk_us=0\n");
	KUNIT_EXPECT_EQ(test, next_ehash(), 0);

	/* A reader that sees only its own namespace must not learn about the shared table. */
	snapshot.step = 0;
	snapshot.all = false;
	KUNIT_ASSERT_EQ(test, next_ehash(), 1);
	KUNIT_EXPECT_EQ(test, snapshot.step, 2);
	KUNIT_EXPECT_EQ(test, next_ehash(), 0);
}

static void a_table_that_is_gone_has_no_record(struct kunit *test)
{
	put(0, 0, 1);
	fake_table_gone[1] = true;
	KUNIT_ASSERT_EQ(test, count(), 1);
	snapshot.step = 0;
	KUNIT_EXPECT_EQ(test, next_ehash(), 1);
	KUNIT_EXPECT_EQ(test, next_ehash(), 0);
}

static struct kunit_case count_cases[] = {
	KUNIT_CASE(each_kind_where_it_is),
	KUNIT_CASE(overdue_is_past_its_end),
	KUNIT_CASE(of_no_known_namespace_is_of_the_table_alone),
	KUNIT_CASE(a_dying_namespace_has_no_sum),
	KUNIT_CASE(every_counted_table_has_a_record),
	KUNIT_CASE(a_table_that_is_gone_has_no_record),
	{ }
};

static struct kunit_suite count_suite = {
	.name = "twinfo_count",
	.init = count_init,
	.exit = count_exit,
	.test_cases = count_cases,
};

kunit_test_suite(count_suite);
