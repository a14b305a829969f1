// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests the promise: for any two changes, between any steps of a walk, either the walk starts over,
 * or every socket that stayed has exactly one row and each row is of one socket that was in the
 * chain meanwhile. The test tries all pairs of changes, all triples that remove a socket, change
 * another and put the first back, and many other triples.
 *
 * It leaves out what the argument of ehash.c leaves out: a socket that becomes another one and then
 * itself again between two reads a few loads apart.
 */

#include <linux/prandom.h>
#include <linux/sched.h>

#include "fake.h"

#define SLOT		3
#define CHAIN		4	/* sockets 0 to 3 are in the chain */
#define SPARE		4	/* in no chain */
#define OTHERS		5	/* 5, 6: the next slot; 7, 8: the same slot of another table */
#define SOCKETS		9
#define NEW_ID		100	/* id of a recycled socket: NEW_ID + its number */
#define ELSEWHERE_ID	200	/* of one in another table; that is of another namespace, too */
#define THREES		300000
#define ENOUGH		3	/* broken promises to print */

enum what { DEL, REHASH, TO_HEAD, TO_OTHER_SLOT, TO_OTHER_TABLE, DIE, TAKE_PLACE, KINDS };

struct change {
	enum what what;
	u32 on;			/* the socket */
	u32 of;			/* the socket whose place it takes */
	u32 at;			/* before which step of the walk */
};

#define PLACES		(CHAIN + 1)
#define CHANGES		(TAKE_PLACE * PLACES + PLACES * PLACES)

struct world {
	struct fake *fake;
	struct twi_slot slot;
	struct change change[3];
	u32 changes, done, step;
	u32 broken;		/* promises */
	bool touched[SOCKETS];	/* it did not stay */
	bool was_in[NEW_ID + SOCKETS];	/* ids that were in the chain meanwhile */
	u32 had[SOCKETS];	/* the ids that it had, a bit for each */
};

/* The number of the change. */
static void nth_change(struct change *change, u32 n)
{
	if (n < TAKE_PLACE * PLACES) {
		change->what = n / PLACES;
		change->on = n % PLACES;
		return;
	}
	n -= TAKE_PLACE * PLACES;
	change->what = TAKE_PLACE;
	change->on = n / PLACES;
	change->of = n % PLACES;
}

static bool hashed(const struct world *w, u32 at)
{
	return !hlist_nulls_unhashed(&w->fake->tw[at].tw_sk.tw_node);
}

static bool in_chain(const struct world *w, u32 at)
{
	const struct sock *sk = (const struct sock *)&w->fake->tw[at];
	const struct hlist_nulls_node *node;
	const struct sock *other;

	sk_nulls_for_each(other, node, &w->fake->table[0].slots[SLOT].chain)
		if (other == sk)
			return true;
	return false;
}

static u32 id_of(const struct world *w, u32 at)
{
	return w->fake->tw[at].tw_sk.tw_hash / FAKE_SLOTS;
}

static u32 id_bit(u32 id)
{
	return BIT(id / NEW_ID * SOCKETS + id % NEW_ID);
}

/* The id that a change gives to its socket. */
static u32 id_after(const struct world *w, const struct change *c)
{
	switch (c->what) {
	case TO_HEAD:
	case TO_OTHER_SLOT:
		return NEW_ID + c->on;
	case TO_OTHER_TABLE:
		return ELSEWHERE_ID + c->on;
	case TAKE_PLACE:
		/* Only a socket of the same tuple replaces another. */
		return id_of(w, c->of);
	default:
		return id_of(w, c->on);
	}
}

static void make(struct world *w, const struct change *c)
{
	struct fake *f = w->fake;
	u32 id;

	if (c->what == TAKE_PLACE && (c->on == c->of || !in_chain(w, c->of)))
		return;
	id = id_after(w, c);
	/* Itself again, after it was another. */
	if (id != id_of(w, c->on) && w->had[c->on] & id_bit(id))
		return;
	w->had[c->on] |= id_bit(id);
	w->touched[c->on] = true;
	if (hashed(w, c->on))
		fake_del(f, c->on);

	switch (c->what) {
	case DEL:
		return;
	case REHASH:
		if (id_of(w, c->on) != c->on)
			return;
		break;
	case TO_HEAD:
		break;
	case TO_OTHER_SLOT:
		fake_identify(f, c->on, id, SLOT + 1);
		fake_add(f, c->on, 0);
		return;
	case TO_OTHER_TABLE:
		fake_identify(f, c->on, id, SLOT);
		fake_add(f, c->on, 1);
		return;
	case DIE:
		refcount_set(&f->tw[c->on].tw_sk.tw_refcnt, 0);
		return;
	case TAKE_PLACE:
		w->touched[c->of] = true;
		fake_identify(f, c->on, id, SLOT);
		fake_replace(f, c->of, c->on);
		return;
	default:
		return;
	}
	fake_identify(f, c->on, id, SLOT);
	fake_add(f, c->on, 0);
	w->was_in[id] = true;
}

static void step_hook(void *arg)
{
	struct world *w = arg;

	w->step++;
	while (w->done < w->changes && w->change[w->done].at == w->step)
		make(w, &w->change[w->done++]);
}

static void set_up(struct world *w)
{
	struct fake *f = w->fake;
	u32 i;

	fake_reset(f);
	for (i = 0; i < SOCKETS; i++)
		fake_identify(f, i, i, i == OTHERS || i == OTHERS + 1 ? SLOT + 1 : SLOT);
	for (i = 0; i < SOCKETS; i++)
		if (i != SPARE)
			fake_add(f, i, i >= OTHERS + 2);
	memset(w->touched, 0, sizeof(w->touched));
	memset(w->was_in, 0, sizeof(w->was_in));
	for (i = 0; i < SOCKETS; i++)
		w->had[i] = id_bit(i);
	for (i = 0; i < CHAIN; i++)
		w->was_in[i] = true;
	w->done = 0;
	w->step = 0;
}

static const char *broken(const struct world *w)
{
	u32 i;

	for (i = 0; i < CHAIN; i++)
		if (!w->touched[i] && fake_times(&w->slot, i) != 1)
			return fake_times(&w->slot, i) ? "repeated" : "lost";
	for (i = 0; i < w->slot.count; i++) {
		u32 id = fake_id(&w->slot.rows[i]);

		if (!fake_untorn(&w->slot.rows[i]))
			return "torn";
		if (id >= ARRAY_SIZE(w->was_in) || !w->was_in[id])
			return "foreign";
		if (fake_times(&w->slot, id) != 1)
			return "repeated";
	}
	return NULL;
}

/* Tries the changes. Returns true if the walk did not start over. */
static bool try_out(struct kunit *test, struct world *w)
{
	const char *how;

	set_up(w);
	if (fake_walk(w->fake, SLOT, &w->slot))
		return false;
	twi_slot_settle(&w->slot);
	how = broken(w);
	w->broken += !!how;
	if (how)
		KUNIT_FAIL(test, "%s: (%u %u %u @%u) (%u %u %u @%u) (%u %u %u @%u) of %u", how,
			   w->change[0].what, w->change[0].on, w->change[0].of, w->change[0].at,
			   w->change[1].what, w->change[1].on, w->change[1].of, w->change[1].at,
			   w->change[2].what, w->change[2].on, w->change[2].of, w->change[2].at,
			   w->changes);
	return true;
}

static int interleave_init(struct kunit *test)
{
	struct world *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, w);
	w->fake = fake_alloc(test, SOCKETS);
	KUNIT_ASSERT_EQ(test, twi_slot_grow(&w->slot), 0);
	fake_hook_arg = w;
	fake_hook = step_hook;
	test->priv = w;
	return 0;
}

static void interleave_exit(struct kunit *test)
{
	struct world *w = test->priv;

	fake_hook = NULL;
	if (w)
		twi_slot_free(&w->slot);
}

/* The number of steps of an undisturbed walk; changes at a later step do not happen. */
static u32 steps(struct kunit *test, struct world *w)
{
	w->changes = 0;
	KUNIT_EXPECT_TRUE(test, try_out(test, w));
	return w->step;
}

static void report(struct kunit *test, u64 tried, u64 passed)
{
	kunit_info(test, "%llu walks, %llu of them were not started over", tried, passed);
	KUNIT_EXPECT_GT(test, tried, 0);
	/* A walk that always starts over keeps every promise. */
	KUNIT_EXPECT_GT(test, passed, tried / 100);
}

static void any_pair_of_changes(struct kunit *test)
{
	struct world *w = test->priv;
	u32 a, b, k, l, end = steps(test, w);
	u64 tried = 0, passed = 0;

	w->changes = 2;
	for (a = 0; a < CHANGES; a++) {
		nth_change(&w->change[0], a);
		for (b = 0; b < CHANGES && w->broken < ENOUGH; b++) {
			nth_change(&w->change[1], b);
			/* A walk that is carried back takes more steps. */
			for (k = 1; k <= end && w->broken < ENOUGH; k++) {
				for (l = k; l <= 2 * end; l++) {
					w->change[0].at = k;
					w->change[1].at = l;
					passed += try_out(test, w);
					tried++;
					if (w->done < 2)
						break;
				}
			}
			cond_resched();
		}
	}
	report(test, tried, passed);
}

/* The third change at each step from the second's on. */
static void try_thirds(struct kunit *test, struct world *w, u32 end, u64 *tried, u64 *passed)
{
	u32 m;

	for (m = w->change[1].at; m <= 2 * end; m++) {
		w->change[2].at = m;
		*passed += try_out(test, w);
		++*tried;
		if (w->done < 3)
			break;
	}
}

static void out_any_change_and_in_again(struct kunit *test)
{
	struct world *w = test->priv;
	u32 on, b, k, l, end = steps(test, w);
	u64 tried = 0, passed = 0;

	w->changes = 3;
	for (on = 0; on < CHAIN; on++) {
		w->change[0] = (struct change){ .what = DEL, .on = on };
		w->change[2] = (struct change){ .what = REHASH, .on = on };
		for (b = 0; b < CHANGES; b++) {
			nth_change(&w->change[1], b);
			for (k = 1; k <= end && w->broken < ENOUGH; k++) {
				w->change[0].at = k;
				for (l = k; l <= end; l++) {
					w->change[1].at = l;
					try_thirds(test, w, end, &tried, &passed);
				}
			}
			cond_resched();
		}
	}
	report(test, tried, passed);
}

static void many_threes_of_changes(struct kunit *test)
{
	struct world *w = test->priv;
	u32 end = steps(test, w), i, c;
	u64 tried = 0, passed = 0;
	struct rnd_state seed;

	prandom_seed_state(&seed, 3);
	w->changes = 3;
	for (i = 0; i < THREES && w->broken < ENOUGH; i++) {
		u32 at = 1;

		for (c = 0; c < 3; c++) {
			nth_change(&w->change[c], prandom_u32_state(&seed) % CHANGES);
			at += prandom_u32_state(&seed) % (end / 2);
			w->change[c].at = at;
		}
		passed += try_out(test, w);
		tried++;
		if (!(i % 1024))
			cond_resched();
	}
	report(test, tried, passed);
}

static struct kunit_case interleave_cases[] = {
	KUNIT_CASE_SLOW(any_pair_of_changes),
	KUNIT_CASE_SLOW(out_any_change_and_in_again),
	KUNIT_CASE_SLOW(many_threes_of_changes),
	{ }
};

static struct kunit_suite interleave_suite = {
	.name = "twinfo_interleave",
	.init = interleave_init,
	.exit = interleave_exit,
	.test_cases = interleave_cases,
};

kunit_test_suite(interleave_suite);
