// SPDX-License-Identifier: GPL-2.0-only
/* The text of a row, and what is kept of it for the next. */

#include <kunit/test.h>
#include <linux/jiffies.h>

#include "../module/row_text.c"

static struct twi_net nets[2];
static struct twi_row_text kept;
static char line[TWI_ROW_MAX + 1];

static int row_text_init(struct kunit *test)
{
	memset(nets, 0, sizeof(nets));
	nets[0].inum = 4026531840;
	nets[1].inum = 7;
	kept = (struct twi_row_text){ };
	return 0;
}

static const char *row_text(struct twi_row_text *text, const struct twi_row *row,
			    const struct twi_net *ns, const struct twi_clock *clock, s64 mark,
			    s64 table)
{
	*twi_put_row(text, line, row, ns, clock, mark, table) = '\0';
	return line;
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
	nets[0].inum = U32_MAX;
	nets[0].reuse = (struct twi_reuse){ .mode = 1, .delay_ms = S32_MAX, .stamped = true };
	row_text(&kept, &row, nets, &clock, U32_MAX, U32_MAX);
	kunit_info(test, "%zu bytes of %d", strlen(line), TWI_ROW_MAX);
	/* What is copied at once and is too long must fit, too. */
	KUNIT_EXPECT_LT(test, strlen(line) + sizeof(kept.prefix), TWI_ROW_MAX);
	KUNIT_EXPECT_EQ(test, line[strlen(line) - 1], '\n');
}

/* 42.5 s after the entry, on a kernel with stamps or without. */
static void expect_row(struct kunit *test, const struct twi_row *row, s64 mark, s64 table,
		       const char *who, const char *ages)
{
	static const struct twi_clock clock = {
		.ticks = 100 * HZ, .mono_ms = 100000, .mono_s = 100
	};
	char expected[TWI_ROW_MAX], entry[16] = "-";
	int len;

	if (twc_has_entry_stamp())
		strscpy(entry, "42500", sizeof(entry));
	len = snprintf(expected, sizeof(expected), "tw 4026531840 %s ", who);
	snprintf(expected + len, sizeof(expected) - len, ages, entry);
	KUNIT_EXPECT_STREQ(test, row_text(&kept, row, nets, &clock, mark, table), expected);
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

	nets[0].reuse.mode = 1;
	row.key.laddr.s6_addr32[0] = htonl(INADDR_LOOPBACK);
	row.key.raddr.s6_addr32[0] = htonl(0x0a000001);
	expect_row(test, &row, 9, 0, tw, "40000 %s 20000 60 0 9 0 0\n");
	row.expires = 99 * HZ;
	expect_row(test, &row, 9, 0, tw, "61000 %s -1000 60 0 9 0 0\n");
	row.pending = 0;
	expect_row(test, &row, 9, 0, tw, "- %s - 60 0 9 0 0\n");
	row.pending = 1;
	row.fin_wait2 = 1;
	row.expires = 120 * HZ;
	expect_row(test, &row, 9, 0, fw2, "- %s 20000 60 - 9 0 0\n");
	row.ts_stamp = 0;
	expect_row(test, &row, TWI_NONE, TWI_NONE, fw2, "- %s 20000 - - - 0 -\n");
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
	expect_row(test, &row, 0, 0, "TIME-WAIT [::ffff:127.0.0.1]:80 [::1]:1025",
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

/* With the text of the rows before at hand, a row looks as it does alone. */
static void what_is_kept_changes_no_row(struct kunit *test)
{
	static const u32 addrs[] = { 0, 0x7f000001, 0x7f000002, 0xffffffff, 0x0a000001 };
	static const struct twi_clock clock = {
		.ticks = 100 * HZ, .mono_ms = 100000, .mono_s = 100
	};
	char alone[TWI_ROW_MAX + 1];
	u32 i, x = 1;

	for (i = 0; i < 5000; i++) {
		struct twi_row row = { .expires = 120 * HZ, .entry_stamp = 57500, .pending = 1 };
		struct twi_row_text none = { };
		const struct twi_net *ns;
		s64 table;

		x = x * 1664525 + 1013904223;
		ns = &nets[x >> 31];
		row.fin_wait2 = (x >> 28) % 4 == 0;
		row.key.v6 = (x >> 24) % 8 == 0;
		row.key.laddr.s6_addr32[0] = htonl(addrs[(x >> 20) % 5]);
		row.key.raddr.s6_addr32[0] = htonl(addrs[(x >> 16) % 5]);
		row.key.lport = x >> 8;
		row.key.ifindex = (x >> 12) % 4 == 0;
		row.mark = (x >> 10) % 4 == 0;
		table = (s64)((x >> 6) % 3) - 1;
		if (table < 0)
			table = TWI_NONE;
		strscpy(alone, row_text(&none, &row, ns, &clock, row.mark, table), sizeof(alone));
		KUNIT_ASSERT_STREQ(test, row_text(&kept, &row, ns, &clock, row.mark, table), alone);
	}
}

static struct kunit_case row_text_cases[] = {
	KUNIT_CASE(the_widest_row_fits),
	KUNIT_CASE(each_state_of_a_timer_has_its_text),
	KUNIT_CASE(v4_mapped_rows_are_ipv6),
	KUNIT_CASE(loopback_is_what_connect_takes_for_it),
	KUNIT_CASE(what_is_kept_changes_no_row),
	{ }
};

static struct kunit_suite row_text_suite = {
	.name = "twinfo_row_text",
	.init = row_text_init,
	.test_cases = row_text_cases,
};

kunit_test_suite(row_text_suite);
