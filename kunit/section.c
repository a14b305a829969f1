// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measures how long the walk of ehash stays in one RCU section, and how long it runs without
 * yielding the CPU: the same source, with a clock at each. For scripts/bench, not a test. The
 * shortest of many rounds counts for each section, because this machine interrupts; the longest
 * of these is printed.
 */

#include <linux/delay.h>
#include <linux/module.h>
#include <linux/rculist_nulls.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <net/inet_hashtables.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#define ROUNDS	20

/* The sections of a round in their order, and the shortest time that each took in any round. */
struct lap {
	u64 *shortest;
	u64 began;
	u32 at;
	u32 room;
};

static struct lap section, stretch;

/* Cycles, because User-Mode Linux has no clock of that resolution. */
static u64 cycles(void)
{
	u32 low, high;

	asm volatile("lfence; rdtsc" : "=a" (low), "=d" (high));
	return (u64)high << 32 | low;
}

static void lap_end(struct lap *lap)
{
	u64 took = cycles() - lap->began;

	if (lap->at < lap->room)
		lap->shortest[lap->at] = min(lap->shortest[lap->at], took);
	lap->at++;
}

static void section_begin(void)
{
	rcu_read_lock();
	section.began = cycles();
}

static void section_end(void)
{
	lap_end(&section);
	rcu_read_unlock();
}

static void may_schedule(void)
{
	lap_end(&stretch);
	cond_resched();
	stretch.began = cycles();
}

#undef cond_resched
#define cond_resched()		may_schedule()
#define rcu_read_lock()		section_begin()
#define rcu_read_unlock()	section_end()

#include "../module/prefetch.c"
#include "../module/clock.c"
#include "../module/ehash.c"
#include "../module/ehash_count.c"
#include "../module/slot.c"

/* Both passes. They yield here after each step. */
static int walk_table(struct inet_hashinfo *table)
{
	struct twi_effort effort = { };
	struct twi_slot slot = { };
	u32 at, slots = twi_ehash_slots(table);
	int ret = 0;

	section.at = 0;
	stretch.at = 0;
	stretch.began = cycles();
	twi_prefetch_forget(&slot.prefetch);
	for (at = 0; !ret && at < slots;) {
		ret = twi_ehash_count(table, &at, &slot, &effort);
		cond_resched();
	}
	twi_prefetch_forget(&slot.prefetch);
	for (at = 0; !ret && at < slots; at++) {
		ret = twi_ehash_next(table, &at, &slot, &effort);
		cond_resched();
	}
	twi_slot_free(&slot);
	return ret;
}

static int lap_alloc(struct lap *lap, u32 room)
{
	lap->shortest = kvmalloc_array(room, sizeof(*lap->shortest), GFP_KERNEL);
	if (!lap->shortest)
		return -ENOMEM;
	memset(lap->shortest, 0xff, room * sizeof(*lap->shortest));
	lap->room = room;
	return 0;
}

static u64 longest(const struct lap *lap)
{
	u64 most = 0;
	u32 i;

	for (i = 0; i < min(lap->at, lap->room); i++)
		most = max(most, lap->shortest[i]);
	return most;
}

static int __init section_init(void)
{
	struct inet_hashinfo *table = init_net.ipv4.tcp_death_row.hashinfo;
	u32 slots = table->ehash_mask + 1, sections = 0;
	int i, ret;

	ret = lap_alloc(&section, 2 * slots) ?: lap_alloc(&stretch, 2 * slots + 2);
	for (i = 0; i < ROUNDS && !ret; i++) {
		ret = walk_table(table);
		/* Rounds can be compared because no socket is made or freed meanwhile. */
		if (!ret && i && section.at != sections)
			ret = -EBUSY;
		sections = section.at;
	}
	if (!ret)
		pr_info("twinfo_section: %u sections, longest %llu cycles, longest stretch %llu cycles\n",
			sections, longest(&section), longest(&stretch));
	kvfree(section.shortest);
	kvfree(stretch.shortest);
	return ret;
}

static void __exit section_exit(void)
{
}

module_init(section_init);
module_exit(section_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("How long twinfo's walk of ehash stays in one RCU section");
