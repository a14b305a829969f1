// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measures how long bhash.c disables bottom halves: the same source, with a clock at each lock. Not
 * a test. BHASH_LOCK=1 builds the locked walk even where there is RCU. The shortest of many rounds
 * counts for each chain, because this machine interrupts; the longest of these is printed.
 */

#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <net/inet_hashtables.h>
#include <net/net_namespace.h>

#define ROUNDS	200
#define CHAINS	65536

static u64 *shortest;
static u32 chain, chains;
static u64 began;

/* Cycles, because User-Mode Linux has no clock of that resolution. */
static u64 cycles(void)
{
	u32 low, high;

	asm volatile("lfence; rdtsc" : "=a" (low), "=d" (high));
	return (u64)high << 32 | low;
}

static void hold(spinlock_t *lock)
{
	spin_lock_bh(lock);
	began = cycles();
}

static void let_go(spinlock_t *lock)
{
	u64 took = cycles() - began;

	spin_unlock_bh(lock);
	if (chain < CHAINS)
		shortest[chain] = min(shortest[chain], took);
	chain++;
}

#define spin_lock_bh(lock)	hold(lock)
#define spin_unlock_bh(lock)	let_go(lock)

#include "../module/bhash.c"
#include "../module/histogram.c"
#include "../module/bind_buckets.c"

static struct twi_net everybody = { .alive = true };
atomic_t twi_netns_deaths;

struct inet_hashinfo *twi_netns_table(const struct net *net)
{
	return net->ipv4.tcp_death_row.hashinfo;
}

struct twi_net *twi_netns_search(struct twi_nets *nets, const void *net)
{
	return &everybody;
}

void twi_netns_look_again(struct twi_nets *nets)
{
	nets->deaths = atomic_read(&twi_netns_deaths);
}

static int hold_round(void)
{
	struct twi_histogram hist = { };
	struct twi_binds binds = { };
	struct twi_nets nets = { .all = &everybody };
	int ret;

	chain = 0;
	ret = twi_bhash_count(&hist) ?: twi_bhash2_count(&hist) ?:
	      twi_binds_grow(&binds) ?: twi_bhash_collect(&binds, &nets);
	twi_binds_free(&binds);
	return ret;
}

static int __init hold_init(void)
{
	u64 longest = 0;
	u32 i;
	int ret = 0;

	shortest = kvmalloc_array(CHAINS, sizeof(*shortest), GFP_KERNEL);
	if (!shortest)
		return -ENOMEM;
	memset(shortest, 0xff, CHAINS * sizeof(*shortest));
	for (i = 0; i < ROUNDS && !ret; i++) {
		ret = hold_round();
		/* Rounds can be compared because no bucket is made or freed meanwhile. */
		if (i && chain != chains)
			ret = -EBUSY;
		chains = chain;
	}
	for (i = 0; i < min_t(u32, chains, CHAINS); i++)
		longest = max(longest, shortest[i]);
	kvfree(shortest);
	if (!ret)
		pr_info("twinfo_hold: %u locks taken a round, longest hold %llu cycles\n", chains,
			longest);
	return ret;
}

static void __exit hold_exit(void)
{
}

module_init(hold_init);
module_exit(hold_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("How long twinfo's walk of the bind hashes holds a lock");
