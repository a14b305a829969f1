// SPDX-License-Identifier: GPL-2.0-only
/* Pass 2: the cursor over slots and tables, the namespace of the rows, how many fit a buffer. */

#include "fake.h"

#include "../module/rows.c"

static struct twi_snapshot snapshot;
static char text[2 * TWI_ROW_MAX];

/* The only bind buckets are those of the test. */
int twi_bhash_collect(struct twi_binds *binds, struct twi_nets *nets)
{
	return 0;
}

static int rows_init(struct kunit *test)
{
	snapshot = (struct twi_snapshot){ .all = true, .nets = fake_snapshot(test) };
	return 0;
}

static void rows_exit(struct kunit *test)
{
	twi_slot_free(&snapshot.slot);
	twi_binds_free(&snapshot.binds);
}

static void put(u32 id, u32 slot, u32 table)
{
	fake_identify(fake_tables, id, id, slot);
	fake_add(fake_tables, id, table);
}

/* Goes through all rows, as twi_snapshot_next() does. Returns how many, or a negative errno. */
static int go(u32 *ids)
{
	int n = 0, ret;

	while ((ret = twi_next_row(&snapshot)) > 0) {
		snapshot.step++;
		ids[n++] = fake_id(at_hand(&snapshot));
	}
	return ret ?: n;
}

static void rows_of_all_slots_and_tables_in_turn(struct kunit *test)
{
	static const u32 expected[] = { 1, 0, 2, 3, 5, 4 };
	u32 ids[16] = { }, i;

	put(0, 0, 0);
	put(1, 0, 0);
	put(2, 3, 0);
	put(3, FAKE_SLOTS - 1, 0);
	put(4, 1, 1);
	put(5, 1, 1);
	KUNIT_ASSERT_EQ(test, go(ids), 6);
	for (i = 0; i < 6; i++)
		KUNIT_EXPECT_EQ(test, ids[i], expected[i]);
	KUNIT_EXPECT_EQ(test, snapshot.tw, 6);
	KUNIT_EXPECT_EQ(test, snapshot.slot_table, 1);
	/* The end stays the end. */
	KUNIT_EXPECT_EQ(test, twi_next_row(&snapshot), 0);
}

static void no_rows_in_empty_tables(struct kunit *test)
{
	u32 ids[1];

	KUNIT_EXPECT_EQ(test, go(ids), 0);
}

static void a_table_that_is_gone_is_passed(struct kunit *test)
{
	u32 ids[16] = { };

	put(0, 0, 0);
	put(1, 2, 1);
	fake_table_gone[0] = true;
	KUNIT_ASSERT_EQ(test, go(ids), 1);
	KUNIT_EXPECT_EQ(test, ids[0], 1);
}

static void who_has_no_namespace_is_gone(struct kunit *test)
{
	u32 ids[16] = { };

	put(0, 0, 0);
	put(1, 0, 0);
	put(2, 4, 0);
	write_pnet(&fake_tables->tw[1].tw_sk.__tw_common.skc_net, (struct net *)test);
	KUNIT_ASSERT_EQ(test, go(ids), 2);
	KUNIT_EXPECT_EQ(test, snapshot.gone, 1);
	KUNIT_EXPECT_EQ(test, snapshot.tw, 2);
}

static void who_is_of_a_dead_namespace_is_gone(struct kunit *test)
{
	u32 ids[16] = { };

	put(0, 0, 0);
	atomic_inc(&twi_netns_deaths);
	KUNIT_ASSERT_EQ(test, go(ids), 0);
	KUNIT_EXPECT_EQ(test, snapshot.gone, 1);
}

static void owners_are_counted_by_kind(struct kunit *test)
{
	const struct twi_bind *bind;
	u32 ids[16] = { }, i;

	KUNIT_ASSERT_EQ(test, twi_binds_grow(&snapshot.binds), 0);
	snapshot.binds.rows[0] = (struct twi_bind){ .port = 80 };
	snapshot.binds.count = 1;
	for (i = 0; i < 7; i++) {
		put(i, i, 0);
		fake_tables->tw[i].tw_sk.tw_num = i == 6 ? 81 : 80;
	}
	fake_tables->tw[3].tw_sk.tw_substate = TCP_FIN_WAIT2;
	fake_tables->tw[4].tw_sk.tw_state = TCP_ESTABLISHED;
	fake_tables->tw[5].tw_sk.tw_state = TCP_NEW_SYN_RECV;
	KUNIT_ASSERT_EQ(test, go(ids), 5);
	bind = &snapshot.binds.rows[0];
	KUNIT_EXPECT_EQ(test, bind->tw, 3);
	KUNIT_EXPECT_EQ(test, bind->fin_wait2, 1);
	KUNIT_EXPECT_EQ(test, bind->full, 1);
	KUNIT_EXPECT_EQ(test, snapshot.tw, 4);
	KUNIT_EXPECT_EQ(test, snapshot.fin_wait2, 1);
}

static void owners_tell_which_options_they_have(struct kunit *test)
{
	const struct twi_bind *bind;
	struct sock_common *c;
	u32 ids[16] = { }, i;

	KUNIT_ASSERT_EQ(test, twi_binds_grow(&snapshot.binds), 0);
	snapshot.binds.rows[0] = (struct twi_bind){ .port = 80 };
	snapshot.binds.rows[1] = (struct twi_bind){ .port = 81 };
	snapshot.binds.count = 2;
	for (i = 4; i < 6; i++) {
		put(i, i, 0);
		c = &fake_tables->tw[i].tw_sk.__tw_common;
		c->skc_num = 81;
		c->skc_reuse = i == 4 ? SK_NO_REUSE : SK_CAN_REUSE;
		c->skc_reuseport = true;
	}
	for (i = 0; i < 4; i++) {
		put(i, i, 0);
		c = &fake_tables->tw[i].tw_sk.__tw_common;
		c->skc_num = 80;
		c->skc_reuse = SK_CAN_REUSE;
		c->skc_reuseport = i == 1;
		/* Of an IPv4 socket it means nothing, and a request socket owns no port. */
		c->skc_ipv6only = i == 2;
		c->skc_family = i ? AF_INET : AF_INET6;
		if (i == 1)
			c->skc_state = TCP_CLOSE_WAIT;
		if (i == 3) {
			c->skc_state = TCP_NEW_SYN_RECV;
			c->skc_reuse = SK_NO_REUSE;
		}
	}
	KUNIT_ASSERT_EQ(test, go(ids), 4);
	bind = snapshot.binds.rows;
	KUNIT_EXPECT_EQ(test, bind[0].reuseaddr, TWI_OWNER_HAS);
	KUNIT_EXPECT_EQ(test, bind[0].reuseport, TWI_OWNER_HAS | TWI_OWNER_LACKS);
	KUNIT_EXPECT_EQ(test, bind[0].v6only, TWI_OWNER_LACKS);
	KUNIT_EXPECT_EQ(test, bind[1].reuseaddr, TWI_OWNER_HAS | TWI_OWNER_LACKS);
	KUNIT_EXPECT_EQ(test, bind[1].reuseport, TWI_OWNER_HAS);
}

/* Shows what fits into @size bytes. Returns how many rows that was, -1 if not one fits. */
static int shown(size_t size)
{
	struct seq_file m = { .buf = text, .size = size };
	int rows = 0;
	size_t i;

	twi_show_rows(&snapshot, &m);
	if (seq_has_overflowed(&m))
		return -1;
	for (i = 0; i < m.count; i++)
		rows += text[i] == '\n';
	return rows;
}

static void rows_are_shown_as_long_as_there_is_room(struct kunit *test)
{
	int rows = 0, shows = 0, now;
	u32 i;

	for (i = 0; i < 7; i++)
		put(i, i % 3, i % 2);
	KUNIT_ASSERT_EQ(test, twi_next_row(&snapshot), 1);
	snapshot.step++;
	KUNIT_EXPECT_EQ(test, shown(TWI_ROW_MAX - 1), -1);
	do {
		now = shown(TWI_ROW_MAX + 100);
		KUNIT_ASSERT_GT(test, now, 0);
		rows += now;
		shows++;
	} while (twi_next_row(&snapshot) > 0);
	KUNIT_EXPECT_EQ(test, rows, 7);
	KUNIT_EXPECT_EQ(test, snapshot.tw, 7);
	KUNIT_EXPECT_GT(test, shows, 1);
	KUNIT_EXPECT_LT(test, shows, 7);
	KUNIT_EXPECT_EQ(test, snapshot.err, 0);
}

/* Shows the next bind row. Returns NULL when there is none. */
static const char *next_bind(void)
{
	struct seq_file m = { .buf = text, .size = sizeof(text) - 1 };

	if (!twi_next_bind(&snapshot))
		return NULL;
	snapshot.step++;
	twi_show_bind(&snapshot, &m);
	text[m.count] = '\0';
	return text;
}

static void bind_rows_tell_what_is_known(struct kunit *test)
{
	static const struct twi_bind rows[] = {
		{ .port = 22, .full = 3, .fastreuse = 1, .fastreuseport = 1,
		  .reuseaddr = TWI_OWNER_HAS, .reuseport = TWI_OWNER_HAS | TWI_OWNER_LACKS,
		  .v6only = TWI_OWNER_LACKS, .listen = 2, .listen_reuseport = TWI_OWNER_HAS },
		/* Two buckets of a port: their owners cannot be told apart. */
		{ .port = 80, .tw = 7, .l3mdev = 0, .reuseaddr = TWI_OWNER_HAS,
		  .reuseport = TWI_OWNER_HAS, .v6only = TWI_OWNER_HAS, .listen = 1,
		  .listen_reuseport = TWI_OWNER_HAS },
		{ .port = 80, .l3mdev = 4 },
		{ .port = 65535, .tw = U32_MAX, .fin_wait2 = 2, .fastreuse = -1,
		  .fastreuseport = -1 },
	};

	KUNIT_ASSERT_EQ(test, twi_binds_grow(&snapshot.binds), 0);
	memcpy(snapshot.binds.rows, rows, sizeof(rows));
	snapshot.binds.count = ARRAY_SIZE(rows);
	KUNIT_EXPECT_STREQ(test, next_bind(),
			   "bind 4026531840 22 0 0 3 1 1 0 all some none 2 all\n");
	KUNIT_EXPECT_STREQ(test, next_bind(), "bind 4026531840 80 - - - 0 0 0 - - - - -\n");
	KUNIT_EXPECT_STREQ(test, next_bind(), "bind 4026531840 80 - - - 0 0 4 - - - - -\n");
	KUNIT_EXPECT_STREQ(test, next_bind(),
			   "bind 4026531840 65535 4294967295 2 0 -1 -1 0 - - - 0 -\n");
	KUNIT_EXPECT_NULL(test, next_bind());
	KUNIT_EXPECT_EQ(test, snapshot.bind, 4);
}

static struct kunit_case rows_cases[] = {
	KUNIT_CASE(rows_of_all_slots_and_tables_in_turn),
	KUNIT_CASE(no_rows_in_empty_tables),
	KUNIT_CASE(a_table_that_is_gone_is_passed),
	KUNIT_CASE(who_has_no_namespace_is_gone),
	KUNIT_CASE(who_is_of_a_dead_namespace_is_gone),
	KUNIT_CASE(owners_are_counted_by_kind),
	KUNIT_CASE(owners_tell_which_options_they_have),
	KUNIT_CASE(rows_are_shown_as_long_as_there_is_room),
	KUNIT_CASE(bind_rows_tell_what_is_known),
	{ }
};

static struct kunit_suite rows_suite = {
	.name = "twinfo_rows",
	.init = rows_init,
	.exit = rows_exit,
	.test_cases = rows_cases,
};

kunit_test_suite(rows_suite);
