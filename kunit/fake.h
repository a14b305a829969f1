/* SPDX-License-Identifier: GPL-2.0-only */
/* Fake hash tables and minisockets, and a walk with hooks. */
#ifndef TWINFO_FAKE_H
#define TWINFO_FAKE_H

#include <kunit/test.h>
#include <linux/tcp.h>
#include <net/inet_hashtables.h>

#include "netns.h"
#include "slot.h"

/* KUnit of 6.1 has no word for a test that takes long. */
#ifndef KUNIT_CASE_SLOW
#define KUNIT_CASE_SLOW(test_name)	KUNIT_CASE(test_name)
#endif

struct twi_effort;

#define FAKE_SLOTS	8

struct fake_table {
	struct inet_hashinfo info;
	struct inet_ehash_bucket slots[FAKE_SLOTS];
	spinlock_t lock;	/* of all slots */
	struct inet_listen_hashbucket listen[FAKE_SLOTS];
};

struct fake {
	struct fake_table table[2];	/* private tables: the same slots, other chains */
	struct tcp_timewait_sock *tw;
	u32 count;
};

struct fake *fake_alloc(struct kunit *test, u32 sockets);
void fake_reset(struct fake *f);
void fake_identify(struct fake *f, u32 at, u32 id, u32 slot);
void fake_add(struct fake *f, u32 at, u32 table);
void fake_del(struct fake *f, u32 at);
void fake_replace(struct fake *f, u32 old, u32 new);
u32 fake_id(const struct twi_row *row);
bool fake_untorn(const struct twi_row *row);
u32 fake_times(const struct twi_slot *slot, u32 id);

/* For what is made of them: fake_snapshot.c */
struct twi_nets fake_snapshot(struct kunit *test);
extern struct fake *fake_tables;
extern struct twi_net fake_net;
extern bool fake_table_gone[2];	/* the namespace of a private one died */

/* The walk calls this wherever a chain may change; set by a test. */
extern void (*fake_hook)(void *arg);
extern void *fake_hook_arg;

/* The static functions of ehash.c. */
int fake_walk(struct fake *f, u32 slot, struct twi_slot *to);
int fake_collect(struct fake *f, u32 slot, struct twi_slot *to, struct twi_effort *effort);

#endif /* TWINFO_FAKE_H */
