// SPDX-License-Identifier: GPL-2.0-only
/* Bind buckets: their order, lookup, and ports with two buckets. */

#include <kunit/test.h>
#include <linux/prandom.h>

#include "../module/bind_buckets.c"

static struct twi_binds binds;

static int owners_init(struct kunit *test)
{
	memset(&binds, 0, sizeof(binds));
	return 0;
}

static void owners_exit(struct kunit *test)
{
	twi_binds_free(&binds);
}

static void add(struct kunit *test, u32 rank, u16 port, int l3mdev)
{
	if (binds.count == binds.room)
		KUNIT_ASSERT_EQ(test, twi_binds_grow(&binds), 0);
	binds.rows[binds.count++] = (struct twi_bind){
		.rank = rank, .port = port, .l3mdev = l3mdev
	};
}

static void nothing_is_found_in_nothing(struct kunit *test)
{
	twi_binds_sort(&binds);
	KUNIT_EXPECT_NULL(test, twi_binds_find(&binds, 0, 80));
}

static void each_is_found_and_no_other(struct kunit *test)
{
	u32 rank, port;

	/* In descending order, and more than the first allocation holds. */
	for (rank = 3; rank--;)
		for (port = 65535; port > 64935; port -= 2)
			add(test, rank, port, 0);
	twi_binds_sort(&binds);
	KUNIT_EXPECT_EQ(test, binds.count, 900);
	for (rank = 0; rank < 3; rank++) {
		for (port = 64936; port <= 65535; port++) {
			struct twi_bind *b = twi_binds_find(&binds, rank, port);

			if (port % 2) {
				KUNIT_ASSERT_NOT_NULL(test, b);
				KUNIT_EXPECT_EQ(test, b->rank, rank);
				KUNIT_EXPECT_EQ(test, b->port, port);
				b->tw++;
			} else {
				KUNIT_EXPECT_NULL(test, b);
			}
		}
	}
	for (port = 0; port < binds.count; port++)
		KUNIT_EXPECT_EQ(test, binds.rows[port].tw, 1);
	KUNIT_EXPECT_NULL(test, twi_binds_find(&binds, 3, 65535));
	KUNIT_EXPECT_NULL(test, twi_binds_find(&binds, 0, 0));
}

/* Whatever the spread of ports and namespaces is. */
static void each_is_found_as_by_looking_at_all(struct kunit *test)
{
	static const u32 ranks[] = { 1, 3, 1000, U32_MAX };
	struct rnd_state rnd;
	u32 set, i, r;

	prandom_seed_state(&rnd, 1);
	for (set = 0; set < 400; set++) {
		const u32 spread = ranks[set % ARRAY_SIZE(ranks)], count = set % 23;

		binds.count = 0;
		for (i = 0; i < count; i++)
			add(test, prandom_u32_state(&rnd) % spread,
			    i % 3 ? 32768 + 2 * i : prandom_u32_state(&rnd), i % 2);
		twi_binds_sort(&binds);
		for (i = 0; i < count + 20; i++) {
			u32 rank = prandom_u32_state(&rnd) % spread;
			u16 port = prandom_u32_state(&rnd);
			const struct twi_bind *expected = NULL;

			/* One that is there, or the port of one, perhaps in another namespace. */
			if (count)
				port = binds.rows[i % count].port;
			if (i < count)
				rank = binds.rows[i].rank;
			for (r = binds.count; r--;)
				if (binds.rows[r].rank == rank && binds.rows[r].port == port)
					expected = &binds.rows[r];
			KUNIT_ASSERT_PTR_EQ(test, twi_binds_find(&binds, rank, port), expected);
		}
	}
}

/* As bhash has them: the ports of each namespace in two runs, those of several in between. */
static void runs_are_merged(struct kunit *test)
{
	u32 nets, i, rank;

	for (nets = 1; nets < 8; nets++) {
		binds.count = 0;
		for (i = 0; i < 3000; i++)
			for (rank = 0; rank < nets; rank++)
				add(test, rank, (20000 + 7 * i + 999 * rank) % 21001, 0);
		twi_binds_sort(&binds);
		for (i = 1; i < binds.count; i++)
			KUNIT_ASSERT_LE(test, order(&binds.rows[i - 1]), order(&binds.rows[i]));
		for (rank = 0; rank < nets; rank++)
			KUNIT_EXPECT_EQ(test, binds.rows[3000 * rank].rank, rank);
	}
}

static void rows_survive_growth(struct kunit *test)
{
	u32 i;

	for (i = 0; i < 10000; i++)
		add(test, 0, i, 0);
	for (i = 0; i < 10000; i++)
		KUNIT_EXPECT_EQ(test, binds.rows[i].port, i);
}

static void buckets_of_one_port_are_shared(struct kunit *test)
{
	add(test, 0, 81, 0);
	add(test, 0, 80, 7);
	add(test, 1, 80, 0);
	add(test, 0, 80, 0);
	twi_binds_sort(&binds);
	KUNIT_EXPECT_EQ(test, binds.rows[0].l3mdev, 0);
	KUNIT_EXPECT_EQ(test, binds.rows[1].l3mdev, 7);
	KUNIT_EXPECT_TRUE(test, twi_binds_shared(&binds, 0));
	KUNIT_EXPECT_TRUE(test, twi_binds_shared(&binds, 1));
	KUNIT_EXPECT_FALSE(test, twi_binds_shared(&binds, 2));
	KUNIT_EXPECT_FALSE(test, twi_binds_shared(&binds, 3));
	KUNIT_EXPECT_PTR_EQ(test, twi_binds_find(&binds, 0, 80), &binds.rows[0]);
}

static struct kunit_case owners_cases[] = {
	KUNIT_CASE(nothing_is_found_in_nothing),
	KUNIT_CASE(each_is_found_and_no_other),
	KUNIT_CASE(each_is_found_as_by_looking_at_all),
	KUNIT_CASE(runs_are_merged),
	KUNIT_CASE(rows_survive_growth),
	KUNIT_CASE(buckets_of_one_port_are_shared),
	{ }
};

static struct kunit_suite owners_suite = {
	.name = "twinfo_owners",
	.init = owners_init,
	.exit = owners_exit,
	.test_cases = owners_cases,
};

kunit_test_suite(owners_suite);
