// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lower bound of what a walk of ehash costs: it touches the same cache lines as ehash.c, under
 * RCU, but ignores sockets that move and prints no text. For scripts/bench; its result is wrong
 * under churn. /proc/twinfo_bare prints how many sockets it met.
 */

#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/rculist_nulls.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <net/inet_hashtables.h>
#include <net/net_namespace.h>
#include <net/tcp_states.h>

static u64 touch(const struct sock *sk)
{
	const struct sock_common *c = &sk->__sk_common;
	const struct inet_timewait_sock *tw = inet_twsk(sk);
	u64 sum = (__force u32)c->skc_daddr + (__force u32)c->skc_rcv_saddr + c->skc_hash +
		  c->skc_num + (__force u16)c->skc_dport + c->skc_bound_dev_if + c->skc_family;

	if (READ_ONCE(c->skc_state) == TCP_TIME_WAIT)
		sum += refcount_read(&tw->tw_refcnt) + tw->tw_substate + tw->tw_timer.expires +
		       tw->tw_mark + tcp_twsk((struct sock *)sk)->tw_ts_recent_stamp;
	return sum;
}

static u64 walk(const struct inet_hashinfo *table, u64 *met)
{
	const struct hlist_nulls_node *node;
	u64 sum = 0;
	u32 at;

	for (at = 0; at <= table->ehash_mask; at++) {
		if (!(at % 4096))
			cond_resched();
		if (hlist_nulls_empty(&table->ehash[at].chain))
			continue;
		rcu_read_lock();
		for (node = READ_ONCE(table->ehash[at].chain.first); !is_a_nulls(node);
		     node = READ_ONCE(node->next)) {
			sum += touch(hlist_nulls_entry(node, struct sock, sk_nulls_node));
			++*met;
		}
		rcu_read_unlock();
	}
	return sum;
}

/* Each table once: the shared one is the first namespace's. */
static int bare_show(struct seq_file *m, void *v)
{
	const struct inet_hashinfo *shared = init_net.ipv4.tcp_death_row.hashinfo;
	u64 met = 0, sum = walk(shared, &met);
	struct net *net;

	down_read(&net_rwsem);
	for_each_net(net)
		if (net->ipv4.tcp_death_row.hashinfo != shared)
			sum += walk(net->ipv4.tcp_death_row.hashinfo, &met);
	up_read(&net_rwsem);
	/* The sum is printed so that the compiler cannot remove its computation. */
	seq_printf(m, "sockets=%llu odd=%llu\n", met, sum & 1);
	return 0;
}

static int __init bare_init(void)
{
	return proc_create_single("twinfo_bare", 0400, NULL, bare_show) ? 0 : -ENOMEM;
}

static void __exit bare_exit(void)
{
	remove_proc_entry("twinfo_bare", NULL);
}

module_init(bare_init);
module_exit(bare_exit);
MODULE_DESCRIPTION("The least that a walk of ehash can cost");
MODULE_LICENSE("GPL");
