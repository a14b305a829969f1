// SPDX-License-Identifier: GPL-2.0-only
/* The order of all records, where a read() ends, and errors, which are final. */

#include "fake.h"

/* The parameters of the other suites are in fake_snapshot.c. */
#define twi_snapshot_table		snapshot_table
#define twi_snapshot_tells_of		snapshot_tells_of

#include "../module/snapshot.c"

#define ENOUGH	100	/* records; a longer snapshot never ends */
#define NETS	2
#define TABLES	2

static struct twi_snapshot snapshot;
static u32 tables_counted;
static int slab_says;

/* Stands in for the files that have no suite: few records each. */

int twi_netns_capture(struct twi_nets *nets, const struct twi_net *only)
{
	*nets = (struct twi_nets){ .all = &fake_net, .count = 1, .tables = 2,
				   .deaths = atomic_read(&twi_netns_deaths) };
	return 0;
}

void twi_netns_free(struct twi_nets *nets)
{
	memset(nets, 0, sizeof(*nets));
}

void twi_netns_release(struct twi_nets *nets)
{
}

struct inet_hashinfo *twi_netns_table(const struct net *net)
{
	return &fake_tables->table[net != &init_net].info;
}

void twi_show_header(struct twi_snapshot *snap, struct seq_file *m)
{
}

int twi_next_net(struct twi_snapshot *snap)
{
	return snap->step < NETS;
}

void twi_show_net(struct twi_snapshot *snap, struct seq_file *m)
{
}

int twi_next_bhash(struct twi_snapshot *snap)
{
	return tables_counted++ < TABLES;
}

void twi_show_bhash(struct twi_snapshot *snap, struct seq_file *m)
{
}

int twi_next_slab(struct twi_snapshot *snap)
{
	return slab_says;
}

void twi_show_slab(struct twi_snapshot *snap, struct seq_file *m)
{
}

static int snapshot_init(struct kunit *test)
{
	u32 i;

	fake_snapshot(test);
	for (i = 0; i < 3; i++) {
		fake_identify(fake_tables, i, i, i);
		fake_add(fake_tables, i, 0);
	}
	snapshot = (struct twi_snapshot){ .all = true };
	tables_counted = 0;
	slab_says = 0;
	return twi_snapshot_begin(&snapshot);
}

static void snapshot_exit(struct kunit *test)
{
	twi_snapshot_drop(&snapshot);
}

/* To the end of the section, or of all with @cross. Returns the records, or what ended them. */
static int go(bool cross)
{
	int n = 0, ret;

	while ((ret = twi_snapshot_next(&snapshot, cross)) > 0 && n < ENOUGH)
		n++;
	return ret < 0 ? ret : n;
}

/* The header and two nets; a sum, two ehash, two bhash, the columns; 3 rows, the columns, end. */
static void a_section_ends_a_read(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, go(false), 3);
	KUNIT_EXPECT_FALSE(test, snapshot.ready);
	KUNIT_EXPECT_NULL(test, snapshot.counts);
	KUNIT_EXPECT_EQ(test, go(false), 6);
	KUNIT_EXPECT_EQ(test, snapshot.tw, 0);
	KUNIT_EXPECT_EQ(test, go(false), 5);
	KUNIT_EXPECT_EQ(test, snapshot.tw, 3);
	KUNIT_EXPECT_EQ(test, go(false), 0);
	KUNIT_EXPECT_EQ(test, go(false), 0);
}

static void who_seeks_goes_through_all(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, go(true), 14);
	KUNIT_EXPECT_EQ(test, go(true), 0);
}

static void the_first_record_of_a_section_says_so(struct kunit *test)
{
	u32 n, crossed = 0;

	for (n = 0; n < ENOUGH && twi_snapshot_next(&snapshot, true) > 0; n++) {
		KUNIT_EXPECT_TRUE(test, snapshot.ready);
		KUNIT_EXPECT_EQ(test, snapshot.crossed, n == 3 || n == 9);
		crossed += snapshot.crossed;
	}
	KUNIT_EXPECT_EQ(test, crossed, 2);
}

static void an_error_ends_the_snapshot_for_good(struct kunit *test)
{
	slab_says = -ENOMEM;
	KUNIT_EXPECT_EQ(test, go(true), -ENOMEM);
	KUNIT_EXPECT_FALSE(test, snapshot.ready);
	slab_says = 0;
	KUNIT_EXPECT_EQ(test, go(true), -ENOMEM);
	KUNIT_EXPECT_EQ(test, snapshot.tw, 0);

	/* Another one begins anew. */
	tables_counted = 0;
	KUNIT_ASSERT_EQ(test, twi_snapshot_begin(&snapshot), 0);
	KUNIT_EXPECT_EQ(test, go(true), 14);
}

/* A private table is shown only while its namespace lives, the shared one only with scope=all. */
static void tables_are_reached_by_those_who_may(struct kunit *test)
{
	KUNIT_EXPECT_PTR_EQ(test, snapshot_table(&snapshot, 0), &fake_tables->table[0].info);
	KUNIT_EXPECT_PTR_EQ(test, snapshot_table(&snapshot, 1), &fake_tables->table[1].info);
	fake_net.held = false;
	KUNIT_EXPECT_NULL(test, snapshot_table(&snapshot, 1));
	KUNIT_EXPECT_TRUE(test, snapshot_tells_of(&snapshot, 0));

	snapshot.all = false;
	KUNIT_EXPECT_NULL(test, snapshot_table(&snapshot, 0));
	KUNIT_EXPECT_FALSE(test, snapshot_tells_of(&snapshot, 0));
	KUNIT_EXPECT_TRUE(test, snapshot_tells_of(&snapshot, 1));

	/* A namespace without a private table uses the shared one. */
	snapshot.nets.tables = 1;
	KUNIT_EXPECT_PTR_EQ(test, snapshot_table(&snapshot, 0), &fake_tables->table[0].info);
	snapshot.nets.count = 0;
	KUNIT_EXPECT_NULL(test, snapshot_table(&snapshot, 0));
}

static struct kunit_case snapshot_cases[] = {
	KUNIT_CASE(a_section_ends_a_read),
	KUNIT_CASE(who_seeks_goes_through_all),
	KUNIT_CASE(the_first_record_of_a_section_says_so),
	KUNIT_CASE(an_error_ends_the_snapshot_for_good),
	KUNIT_CASE(tables_are_reached_by_those_who_may),
	{ }
};

static struct kunit_suite snapshot_suite = {
	.name = "twinfo_snapshot",
	.init = snapshot_init,
	.exit = snapshot_exit,
	.test_cases = snapshot_cases,
};

kunit_test_suite(snapshot_suite);
