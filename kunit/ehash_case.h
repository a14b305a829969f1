/* SPDX-License-Identifier: GPL-2.0-only */
/* A chain of fake sockets, and a change that is made under a walk. */
#ifndef TWINFO_EHASH_CASE_H
#define TWINFO_EHASH_CASE_H

#include "ehash.h"
#include "fake.h"

#define SLOT	5
#define CHAIN	4	/* sockets 3, 2, 1, 0 in this order: each is put at the head */
#define SPARE	CHAIN	/* a socket that is in no chain */

struct change {
	struct fake *fake;
	u32 on;		/* after the walk has met this many sockets */
	u32 times;	/* how often it may happen */
	u32 happened;
	struct twi_slot *slot;
	void (*make)(struct change *change);
};

static void change_hook(void *arg)
{
	struct change *change = arg;

	if (change->slot->count != change->on || change->happened == change->times)
		return;
	change->happened++;
	change->make(change);
}

struct ehash_case {
	struct fake *fake;
	struct twi_slot slot;
	struct change change;
};

static int ehash_init(struct kunit *test)
{
	struct ehash_case *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->fake = fake_alloc(test, CHAIN + 2);
	for (i = 0; i < CHAIN; i++) {
		fake_identify(c->fake, i, i, SLOT);
		fake_add(c->fake, i, 0);
	}
	KUNIT_ASSERT_EQ(test, twi_slot_grow(&c->slot), 0);
	c->change = (struct change){ .fake = c->fake, .slot = &c->slot, .times = 1 };
	test->priv = c;
	return 0;
}

static void ehash_exit(struct kunit *test)
{
	struct ehash_case *c = test->priv;

	fake_hook = NULL;
	if (c)
		twi_slot_free(&c->slot);
}

/* The current socket of the walk moves to the chain of another slot. */
static inline void to_another_slot(struct change *ch)
{
	fake_del(ch->fake, 2);
	fake_identify(ch->fake, 2, 22, SLOT + 1);
	fake_add(ch->fake, 2, 0);
}

#endif /* TWINFO_EHASH_CASE_H */
