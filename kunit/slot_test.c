// SPDX-License-Identifier: GPL-2.0-only
/* Settling a slot: one row for each live tuple, the last that the walk met. */

#include <kunit/test.h>

#include "../module/slot.c"

static struct twi_slot slot;

static int slot_init(struct kunit *test)
{
	memset(&slot, 0, sizeof(slot));
	return twi_slot_grow(&slot);
}

static void slot_exit(struct kunit *test)
{
	twi_slot_free(&slot);
}

static void meet(u32 id, bool alive)
{
	slot.rows[slot.count] = (struct twi_row){
		.key = { .hash = id, .lport = id },
		.met = slot.count,
		.mark = 1000 * id + slot.count,
		.alive = alive,
	};
	slot.count++;
}

static const struct twi_row *row_of(u32 id)
{
	const struct twi_row *found = NULL;
	u32 i;

	for (i = 0; i < slot.count; i++)
		if (slot.rows[i].key.hash == id)
			found = found ? ERR_PTR(-EEXIST) : &slot.rows[i];
	return found;
}

/* @n ids; the first @again of them are met twice. */
static void last_meeting_of(struct kunit *test, u32 n, u32 again)
{
	u32 i;

	slot.count = 0;
	for (i = 0; i < n; i++)
		meet(i, true);
	for (i = 0; i < again; i++)
		meet(i, true);
	twi_slot_settle(&slot);
	KUNIT_EXPECT_EQ(test, slot.count, n);
	for (i = 0; i < n; i++) {
		KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(row_of(i)));
		KUNIT_EXPECT_EQ(test, row_of(i)->met, i < again ? n + i : i);
	}
}

static void last_meeting_counts_in_short_chains(struct kunit *test)
{
	last_meeting_of(test, 1, 1);
	last_meeting_of(test, 4, 0);
	last_meeting_of(test, 4, 2);
	last_meeting_of(test, SORT_FROM - 2, 2);
}

static void last_meeting_counts_in_long_chains(struct kunit *test)
{
	last_meeting_of(test, SORT_FROM, 1);
	last_meeting_of(test, SORT_FROM - 1, 2);
	last_meeting_of(test, 200, 56);
	last_meeting_of(test, 128, 128);
}

static void the_dead_are_no_rows(struct kunit *test)
{
	meet(1, false);
	meet(2, true);
	meet(3, false);
	twi_slot_settle(&slot);
	KUNIT_EXPECT_EQ(test, slot.count, 1);
	KUNIT_EXPECT_NOT_NULL(test, row_of(2));
}

static void who_died_at_the_last_meeting_is_no_row(struct kunit *test)
{
	meet(1, true);
	meet(2, true);
	meet(1, false);
	twi_slot_settle(&slot);
	KUNIT_EXPECT_EQ(test, slot.count, 1);
	KUNIT_EXPECT_NULL(test, row_of(1));
}

static void one_field_makes_another_socket(struct kunit *test)
{
	u32 i;

	for (i = 0; i < 10; i++)
		meet(7, true);
	slot.rows[1].key.net = test;
	slot.rows[2].key.laddr.s6_addr[15] = 1;
	slot.rows[3].key.raddr.s6_addr[0] = 1;
	slot.rows[4].key.lport++;
	slot.rows[5].key.rport++;
	slot.rows[6].key.ifindex = 1;
	slot.rows[7].key.v6 = 1;
	slot.rows[9].key.family = 10;
	slot.rows[8].key.kind = TWI_KIND_REQ;
	twi_slot_settle(&slot);
	KUNIT_EXPECT_EQ(test, slot.count, 10);
}

static void room_doubles(struct kunit *test)
{
	u32 room = slot.room;

	KUNIT_ASSERT_EQ(test, twi_slot_grow(&slot), 0);
	KUNIT_EXPECT_EQ(test, slot.room, 2 * room);
	KUNIT_EXPECT_EQ(test, slot.count, 0);
}

/* Compared and sorted as bytes. */
static void a_key_has_no_padding(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sizeof(struct twi_key),
			sizeof(void *) + 2 * sizeof(struct in6_addr) + 4 + 2 + 2 + 4 + 1 + 1 + 2);
}

static struct kunit_case slot_cases[] = {
	KUNIT_CASE(last_meeting_counts_in_short_chains),
	KUNIT_CASE(last_meeting_counts_in_long_chains),
	KUNIT_CASE(the_dead_are_no_rows),
	KUNIT_CASE(who_died_at_the_last_meeting_is_no_row),
	KUNIT_CASE(one_field_makes_another_socket),
	KUNIT_CASE(room_doubles),
	KUNIT_CASE(a_key_has_no_padding),
	{ }
};

static struct kunit_suite slot_suite = {
	.name = "twinfo_slot",
	.init = slot_init,
	.exit = slot_exit,
	.test_cases = slot_cases,
};

kunit_test_suite(slot_suite);
