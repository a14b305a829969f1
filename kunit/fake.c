// SPDX-License-Identifier: GPL-2.0-only
/* Fake hash tables and minisockets. All fields of a fake socket follow from its id. */

#include <linux/rculist.h>
#include <linux/rculist_nulls.h>
#include <net/tcp_states.h>

#include "fake.h"

/**
 * fake_alloc() - allocate two empty tables, and sockets that are in neither
 * @test: frees the memory at its end
 * @sockets: number of sockets
 *
 * Context: process context.
 * Return: the tables; a failure ends the test.
 */
struct fake *fake_alloc(struct kunit *test, u32 sockets)
{
	struct fake *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	f->tw = kunit_kcalloc(test, sockets, sizeof(*f->tw), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, f->tw);
	f->count = sockets;
	fake_reset(f);
	return f;
}

/**
 * fake_reset() - take all sockets out of the tables
 * @f: the tables
 *
 * Context: any.
 */
void fake_reset(struct fake *f)
{
	u32 i, at;

	for (i = 0; i < ARRAY_SIZE(f->table); i++) {
		struct fake_table *t = &f->table[i];

		spin_lock_init(&t->lock);
		t->info.ehash = t->slots;
		t->info.ehash_mask = FAKE_SLOTS - 1;
		t->info.ehash_locks = &t->lock;
		t->info.ehash_locks_mask = 0;
		t->info.lhash2 = t->listen;
		t->info.lhash2_mask = FAKE_SLOTS - 1;
		for (at = 0; at < FAKE_SLOTS; at++) {
			INIT_HLIST_NULLS_HEAD(&t->slots[at].chain, at);
			INIT_HLIST_NULLS_HEAD(&t->listen[at].nulls_head, at + LISTENING_NULLS_BASE);
		}
	}
	memset(f->tw, 0, f->count * sizeof(*f->tw));
}

/**
 * fake_identify() - give a socket that is in no chain an identity
 * @f: the tables
 * @at: the socket
 * @id: its identity, below 2^24
 * @slot: the slot of its hash
 *
 * Its `next` stays as it is, as in recycled slab memory.
 *
 * Context: any.
 */
void fake_identify(struct fake *f, u32 at, u32 id, u32 slot)
{
	struct inet_timewait_sock *tw = &f->tw[at].tw_sk;
	struct sock_common *c = &tw->__tw_common;

	c->skc_hash = id * FAKE_SLOTS + slot;
	c->skc_family = AF_INET;
	c->skc_state = TCP_TIME_WAIT;
	c->skc_num = id;
	c->skc_dport = htons(id + 1);
	c->skc_rcv_saddr = htonl(id + 2);
	c->skc_daddr = htonl(id + 3);
	refcount_set(&tw->tw_refcnt, 3);
	tw->tw_substate = TCP_TIME_WAIT;
	tw->tw_mark = id + 4;
	f->tw[at].tw_ts_recent_stamp = id + 5;
}

static struct hlist_nulls_node *node(struct fake *f, u32 at)
{
	return &f->tw[at].tw_sk.tw_node;
}

/**
 * fake_add() - put a socket at the head of the chain that its hash leads to
 * @f: the tables
 * @at: the socket
 * @table: in which of the tables
 *
 * Context: any.
 */
void fake_add(struct fake *f, u32 at, u32 table)
{
	u32 slot = f->tw[at].tw_sk.tw_hash % FAKE_SLOTS;

	hlist_nulls_add_head_rcu(node(f, at), &f->table[table].slots[slot].chain);
}

/**
 * fake_del() - take a socket out of its chain, as sk_nulls_del_node_init_rcu() does
 * @f: the tables
 * @at: the socket
 *
 * Context: any.
 */
void fake_del(struct fake *f, u32 at)
{
	hlist_nulls_del_init_rcu(node(f, at));
}

/**
 * fake_replace() - put a socket in the place of another, as inet_ehash_insert() does
 * @f: the tables
 * @old: the one that goes
 * @new: the one that comes
 *
 * Context: any.
 */
void fake_replace(struct fake *f, u32 old, u32 new)
{
	hlist_nulls_replace_init_rcu(node(f, old), node(f, new));
}

/**
 * fake_id() - the id of a row
 * @row: of a fake socket
 *
 * Context: any.
 * Return: the id.
 */
u32 fake_id(const struct twi_row *row)
{
	return row->key.hash / FAKE_SLOTS;
}

/**
 * fake_untorn() - check that all fields of a row are of one socket
 * @row: of a fake socket
 *
 * Context: any.
 * Return: true if it is.
 */
bool fake_untorn(const struct twi_row *row)
{
	u32 id = fake_id(row);

	return row->key.lport == (u16)id && row->key.rport == (u16)(id + 1) &&
	       row->key.laddr.s6_addr32[0] == htonl(id + 2) &&
	       row->key.raddr.s6_addr32[0] == htonl(id + 3) &&
	       row->mark == id + 4 && row->ts_stamp == id + 5;
}

/**
 * fake_times() - count the rows of an id
 * @slot: the rows
 * @id: the id
 *
 * Context: any.
 * Return: that number.
 */
u32 fake_times(const struct twi_slot *slot, u32 id)
{
	u32 i, n = 0;

	for (i = 0; i < slot->count; i++)
		n += fake_id(&slot->rows[i]) == id;
	return n;
}
