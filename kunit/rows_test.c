// SPDX-License-Identifier: GPL-2.0-only
/* Pass 2: the cursor over slots and tables, the namespace of the rows, and their text. */

#include "fake.h"

#include "../module/rows.c"

static struct twi_snapshot snapshot;
static char text[2 * ROW_MAX];

/* The only bind buckets are those of the test. */
int twi_bhash_collect(struct twi_binds *binds, const struct twi_nets *nets)
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

static void who_is_of_no_pinned_namespace_is_gone(struct kunit *test)
{
	u32 ids[16] = { };

	put(0, 0, 0);
	fake_net.pinned = false;
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

static const char *row_text(const struct twi_row *row, const struct twi_clock *clock)
{
	struct seq_file m = { .buf = text, .size = sizeof(text) - 1 };
	struct twi_row copy = *row;

	snapshot.slot.rows = &copy;
	snapshot.slot.count = 1;
	snapshot.slot.clock = *clock;
	snapshot.index = 1;
	/* There is no other row. */
	snapshot.table = snapshot.nets.tables;
	twi_show_rows(&snapshot, &m);
	snapshot.slot.rows = NULL;
	text[m.count] = '\0';
	return text;
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
	KUNIT_EXPECT_EQ(test, shown(ROW_MAX - 1), -1);
	do {
		now = shown(ROW_MAX + 100);
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

static void the_widest_row_fits(struct kunit *test)
{
	static const struct twi_clock clock = { .ticks = 0, .mono_ms = U64_MAX, .mono_s = U32_MAX };
	struct twi_row row = {
		.key = { .lport = 65535, .rport = 65535, .ifindex = S32_MIN, .v6 = 1 },
		.expires = LONG_MIN + 1, .ts_stamp = 0x80000000, .mark = U32_MAX,
		.alive = 1, .pending = 1,
	};

	memset(&row.key.laddr, 0xff, 16);
	memset(&row.key.raddr, 0xff, 16);
	fake_net.inum = U32_MAX;
	fake_net.reuse = (struct twi_reuse){ .mode = 1, .delay_ms = S32_MAX, .stamped = true };
	row.entry_stamp = 0;
	snapshot.slot_table = U32_MAX;
	row_text(&row, &clock);
	kunit_info(test, "%zu bytes of %d", strlen(text), ROW_MAX);
	KUNIT_EXPECT_LT(test, strlen(text), ROW_MAX);
	KUNIT_EXPECT_EQ(test, text[strlen(text) - 1], '\n');
}

/* 42.5 s after the entry, on a kernel with stamps or without. */
static void expect_row(struct kunit *test, const struct twi_row *row, const char *who,
		       const char *ages)
{
	static const struct twi_clock clock = {
		.ticks = 100 * HZ, .mono_ms = 100000, .mono_s = 100
	};
	char expected[ROW_MAX], entry[16] = "-";
	int len;

	if (twc_has_entry_stamp())
		strscpy(entry, "42500", sizeof(entry));
	len = snprintf(expected, sizeof(expected), "tw 4026531840 %s ", who);
	snprintf(expected + len, sizeof(expected) - len, ages, entry);
	KUNIT_EXPECT_STREQ(test, row_text(row, &clock), expected);
}

static void each_state_of_a_timer_has_its_text(struct kunit *test)
{
	static const char tw[] = "TIME-WAIT 127.0.0.1:80 10.0.0.1:1025";
	static const char fw2[] = "FIN-WAIT-2 127.0.0.1:80 10.0.0.1:1025";
	struct twi_row row = {
		.key = { .lport = 80, .rport = 1025 },
		.expires = 120 * HZ, .entry_stamp = 57500, .ts_stamp = 40, .mark = 9,
		.alive = 1, .pending = 1,
	};

	fake_net.reuse.mode = 1;
	row.key.laddr.s6_addr32[0] = htonl(INADDR_LOOPBACK);
	row.key.raddr.s6_addr32[0] = htonl(0x0a000001);
	expect_row(test, &row, tw, "40000 %s 20000 60 0 9 0 0\n");
	row.expires = 99 * HZ;
	expect_row(test, &row, tw, "61000 %s -1000 60 0 9 0 0\n");
	row.pending = 0;
	expect_row(test, &row, tw, "- %s - 60 0 9 0 0\n");
	row.pending = 1;
	row.fin_wait2 = 1;
	row.expires = 120 * HZ;
	expect_row(test, &row, fw2, "- %s 20000 60 - 9 0 0\n");
	row.ts_stamp = 0;
	snapshot.all = false;
	expect_row(test, &row, fw2, "- %s 20000 - - - 0 -\n");
}

static void v4_mapped_rows_are_ipv6(struct kunit *test)
{
	struct twi_row row = {
		.key = { .lport = 80, .rport = 1025, .v6 = 1, .ifindex = 3 },
		.expires = 120 * HZ, .entry_stamp = 57500, .alive = 1, .pending = 1,
	};

	row.key.laddr.s6_addr16[5] = 0xffff;
	row.key.laddr.s6_addr32[3] = htonl(INADDR_LOOPBACK);
	row.key.raddr.s6_addr[15] = 1;
	expect_row(test, &row, "TIME-WAIT [::ffff:127.0.0.1]:80 [::1]:1025",
		   "40000 %s 20000 - - 0 3 0\n");
}

static void loopback_is_what_connect_takes_for_it(struct kunit *test)
{
	struct twi_key key = { };

	KUNIT_EXPECT_FALSE(test, is_loopback(&key));
	key.ifindex = 1;
	KUNIT_EXPECT_TRUE(test, is_loopback(&key));
	key.ifindex = 2;
	KUNIT_EXPECT_FALSE(test, is_loopback(&key));
	key.laddr.s6_addr32[0] = htonl(0x7f010203);
	KUNIT_EXPECT_TRUE(test, is_loopback(&key));
	key.laddr.s6_addr32[0] = htonl(0x80000000);
	KUNIT_EXPECT_FALSE(test, is_loopback(&key));
	key.raddr.s6_addr32[0] = htonl(0x7fffffff);
	KUNIT_EXPECT_TRUE(test, is_loopback(&key));

	/* The same bytes in an IPv6 address are not loopback. */
	key.v6 = 1;
	KUNIT_EXPECT_FALSE(test, is_loopback(&key));
	memset(&key.raddr, 0, 16);
	key.raddr.s6_addr[15] = 1;
	KUNIT_EXPECT_TRUE(test, is_loopback(&key));
	key.raddr.s6_addr[15] = 2;
	KUNIT_EXPECT_FALSE(test, is_loopback(&key));
	memset(&key.laddr, 0, 16);
	key.laddr.s6_addr16[5] = 0xffff;
	key.laddr.s6_addr[12] = 127;
	KUNIT_EXPECT_TRUE(test, is_loopback(&key));
	key.laddr.s6_addr16[5] = 0;
	KUNIT_EXPECT_FALSE(test, is_loopback(&key));
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
	KUNIT_CASE(who_is_of_no_pinned_namespace_is_gone),
	KUNIT_CASE(owners_are_counted_by_kind),
	KUNIT_CASE(owners_tell_which_options_they_have),
	KUNIT_CASE(rows_are_shown_as_long_as_there_is_room),
	KUNIT_CASE(the_widest_row_fits),
	KUNIT_CASE(each_state_of_a_timer_has_its_text),
	KUNIT_CASE(v4_mapped_rows_are_ipv6),
	KUNIT_CASE(loopback_is_what_connect_takes_for_it),
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
