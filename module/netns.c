// SPDX-License-Identifier: GPL-2.0-only
/*
 * The network namespaces of a snapshot: those that existed when it began, and which of them still
 * exist.
 *
 * A socket holds the address of its namespace, but a minisocket does not keep the namespace alive.
 * So the address is looked up here and never followed. A namespace of this table is pinned from the
 * start of a read() to its end and no longer: an open file must not block `ip netns del`. Addresses
 * are reused, so birth and inode number are compared each time.
 */

#include <linux/mm.h>
#include <linux/rculist.h>
#include <linux/sort.h>
#include <net/net_namespace.h>

#include "compat.h"
#include "netns.h"

/**
 * twi_netns_table() - the established hash of a namespace
 * @net: a namespace on the list of all under RCU, or pinned
 *
 * Set once, before the namespace is put on the list (tcp_sk_init()).
 *
 * Context: any.
 * Return: the table; init_net's is the shared one.
 */
struct inet_hashinfo *twi_netns_table(const struct net *net)
{
	return net->ipv4.tcp_death_row.hashinfo;
}

/**
 * twi_netns_name() - record which namespace this is, to recognise it later
 * @ns: takes the name
 * @net: a namespace on the list of all under RCU, or one that is the caller's own
 *
 * Context: any.
 */
void twi_netns_name(struct twi_net *ns, struct net *net)
{
	ns->net = net;
	ns->birth = twc_net_birth(net);
	ns->inum = net->ns.inum;
}

static int compare(const void *a, const void *b)
{
	const struct twi_net *x = a, *y = b;

	return x->net < y->net ? -1 : x->net > y->net;
}

static bool is_the_same(const struct twi_net *ns, const struct net *net)
{
	return ns->birth == twc_net_birth(net) && ns->inum == net->ns.inum;
}

static u32 count_all(void)
{
	struct net *net;
	u32 count = 0;

	rcu_read_lock();
	for_each_net_rcu(net)
		count++;
	rcu_read_unlock();
	return count;
}

/* Namespaces that do not fit were created after the snapshot began. */
static void fill(struct twi_nets *nets, u32 room, const struct twi_net *only)
{
	const struct inet_hashinfo *shared = twi_netns_table(&init_net);
	struct net *net;

	nets->tables = 1;
	rcu_read_lock();
	for_each_net_rcu(net) {
		struct twi_net *ns = &nets->sorted[nets->count];

		if (nets->count == room)
			break;
		if (only && (net != only->net || !is_the_same(only, net)))
			continue;
		twi_netns_name(ns, net);
		ns->rank = nets->count++;
		ns->table = twi_netns_table(net) == shared ? TWI_TABLE_SHARED : nets->tables++;
	}
	rcu_read_unlock();
}

/**
 * twi_netns_capture() - record which namespaces exist
 * @nets: an empty table, to be freed by twi_netns_free()
 * @only: the one to note, as twi_netns_name() named it, or NULL for all
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int twi_netns_capture(struct twi_nets *nets, const struct twi_net *only)
{
	u32 i, room = only ? 1 : count_all();

	nets->sorted = kvcalloc(room, sizeof(*nets->sorted), GFP_KERNEL_ACCOUNT);
	nets->by_rank = kvcalloc(room, sizeof(*nets->by_rank), GFP_KERNEL_ACCOUNT);
	if (!nets->sorted || !nets->by_rank)
		goto err_nomem;

	fill(nets, room, only);
	nets->by_table = kvcalloc(nets->tables, sizeof(*nets->by_table), GFP_KERNEL_ACCOUNT);
	if (!nets->by_table)
		goto err_nomem;

	sort(nets->sorted, nets->count, sizeof(*nets->sorted), compare, NULL);
	for (i = 0; i < nets->count; i++) {
		nets->by_rank[nets->sorted[i].rank] = i;
		nets->by_table[nets->sorted[i].table] = i;
	}
	return 0;

err_nomem:
	twi_netns_free(nets);
	return -ENOMEM;
}

/**
 * twi_netns_free() - free the namespaces of a snapshot
 * @nets: the table, empty afterwards; nothing in it is pinned
 *
 * Context: process context, may sleep.
 */
void twi_netns_free(struct twi_nets *nets)
{
	kvfree(nets->sorted);
	kvfree(nets->by_rank);
	kvfree(nets->by_table);
	memset(nets, 0, sizeof(*nets));
}

/**
 * twi_netns_search() - find the namespace of a socket that is not of the one found last
 * @nets: the table
 * @net: the address that the socket holds
 *
 * Context: any; the caller owns @nets.
 * Return: as twi_netns_find().
 */
struct twi_net *twi_netns_search(struct twi_nets *nets, const void *net)
{
	u32 low = 0, high = nets->count;

	/* Called for each socket; bsearch() would call a function at each step. */
	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if ((const void *)nets->sorted[middle].net < net)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == nets->count || nets->sorted[low].net != net)
		return NULL;
	nets->recent = &nets->sorted[low];
	return nets->recent;
}

/**
 * twi_netns_ranked() - the namespaces in the order of their creation
 * @nets: the table
 * @rank: below nets->count
 *
 * Context: any.
 * Return: the namespace.
 */
struct twi_net *twi_netns_ranked(const struct twi_nets *nets, u32 rank)
{
	return &nets->sorted[nets->by_rank[rank]];
}

/**
 * twi_netns_owner() - the namespace that owns a private table
 * @nets: the table of namespaces
 * @table: the id of an ehash, below nets->tables
 *
 * Context: any.
 * Return: the namespace; NULL for the shared table.
 */
struct twi_net *twi_netns_owner(const struct twi_nets *nets, u32 table)
{
	return table == TWI_TABLE_SHARED ? NULL : &nets->sorted[nets->by_table[table]];
}

/**
 * twi_netns_pin() - take a reference to each namespace that is still there
 * @nets: the table
 *
 * init_net needs no reference: it never dies. The whole list is walked in one RCU section. If
 * init_net is the only namespace, or the only one that the reader sees, the list is not walked.
 *
 * Context: any. To be followed by twi_netns_unpin() before the read() returns.
 */
void twi_netns_pin(struct twi_nets *nets)
{
	struct net *net;

	if (nets->count == 1 && nets->sorted->net == &init_net) {
		nets->sorted->pinned = true;
		return;
	}

	rcu_read_lock();
	for_each_net_rcu(net) {
		struct twi_net *ns = twi_netns_find(nets, net);

		if (ns && is_the_same(ns, net))
			ns->pinned = net == &init_net || maybe_get_net(net);
	}
	rcu_read_unlock();
}

/**
 * twi_netns_unpin() - drop the references
 * @nets: the table, after twi_netns_pin()
 *
 * Context: any; a namespace whose last reference this was is torn down by a worker.
 */
void twi_netns_unpin(struct twi_nets *nets)
{
	u32 i;

	for (i = 0; i < nets->count; i++) {
		struct twi_net *ns = &nets->sorted[i];

		if (ns->pinned && ns->net != &init_net)
			put_net(ns->net);
		ns->pinned = false;
	}
}
