// SPDX-License-Identifier: GPL-2.0-only
/*
 * The network namespaces of a snapshot: those that existed when it began, and which of them are
 * still alive.
 *
 * A socket holds the address of its namespace, but a minisocket does not keep the namespace alive.
 * So the address is looked up here and never followed. No reference is held, as an open file must
 * not block `ip netns del`, and as one reference for each namespace and read() is dear where there
 * are thousands. Instead the deaths of namespaces are counted. As long as none has died since the
 * last look, each that was alive then still is.
 *
 * Why this is enough. cleanup_net() takes a namespace off the list of all, has count_death() called
 * for it, waits for a grace period, and only then frees its tables and its memory. So
 *
 *  - an address can be that of another namespace only after its death was counted. Sockets of the
 *    other one are published later still: who has read one sees that count (twi_netns_look());
 *  - in an RCU section that began before the death was counted, the memory of the namespace stays.
 *    So twi_netns_get() can take a reference there;
 *  - a namespace that is on the list with the same birth and inode number is the same one.
 *
 * What is done with a namespace beyond comparing its address needs a reference: reading its
 * settings, for one record at a time, and walking its private table, for one read() at a time.
 */

#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/rculist.h>
#include <net/net_namespace.h>

#include "compat.h"
#include "netns.h"

/* How many namespaces have died since the module was loaded; it may wrap. */
atomic_t twi_netns_deaths;

static void count_death(struct net *net)
{
	atomic_inc(&twi_netns_deaths);
}

static struct pernet_operations operations = {
	.pre_exit = count_death,
};

/**
 * twi_netns_init() - begin to count the deaths of namespaces
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int twi_netns_init(void)
{
	return register_pernet_subsys(&operations);
}

/**
 * twi_netns_exit() - stop counting
 *
 * Context: process context, may sleep. No snapshot may be left.
 */
void twi_netns_exit(void)
{
	unregister_pernet_subsys(&operations);
}

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

static bool is_the_same(const struct twi_net *ns, const struct net *net)
{
	return ns->net == net && ns->birth == twc_net_birth(net) && ns->inum == net->ns.inum;
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

/* The slot of @index that an address is in, or would be in. */
static u32 *slot_of(const struct twi_nets *nets, const void *net)
{
	u32 mask = (1U << nets->bits) - 1, at = hash_ptr(net, nets->bits);

	while (nets->index[at] && nets->all[nets->index[at] - 1].net != net)
		at = (at + 1) & mask;
	return &nets->index[at];
}

/* Namespaces that do not fit were created after the snapshot began. */
static void fill(struct twi_nets *nets, u32 room, const struct twi_net *only)
{
	const struct inet_hashinfo *shared = twi_netns_table(&init_net);
	struct net *net;

	nets->tables = 1;
	nets->deaths = atomic_read(&twi_netns_deaths);
	smp_rmb(); /* who is counted from here on may be met or not; the next look tells */
	rcu_read_lock();
	for_each_net_rcu(net) {
		struct twi_net *ns = &nets->all[nets->count];

		if (nets->count == room)
			break;
		if (only && !is_the_same(only, net))
			continue;
		twi_netns_name(ns, net);
		ns->alive = true;
		ns->table = twi_netns_table(net) == shared ? TWI_TABLE_SHARED : nets->tables++;
		*slot_of(nets, net) = ++nets->count;
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

	nets->bits = ilog2(room) + 2;
	nets->all = kvcalloc(room, sizeof(*nets->all), GFP_KERNEL_ACCOUNT);
	nets->index = kvcalloc(1U << nets->bits, sizeof(*nets->index), GFP_KERNEL_ACCOUNT);
	if (!nets->all || !nets->index)
		goto err_nomem;

	fill(nets, room, only);
	nets->by_table = kvcalloc(nets->tables, sizeof(*nets->by_table), GFP_KERNEL_ACCOUNT);
	if (!nets->by_table)
		goto err_nomem;
	for (i = 0; i < nets->count; i++)
		nets->by_table[nets->all[i].table] = i;
	return 0;

err_nomem:
	twi_netns_free(nets);
	return -ENOMEM;
}

/**
 * twi_netns_free() - free the namespaces of a snapshot
 * @nets: the table, empty afterwards; nothing in it is held
 *
 * Context: process context, may sleep.
 */
void twi_netns_free(struct twi_nets *nets)
{
	kvfree(nets->all);
	kvfree(nets->index);
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
	u32 found = *slot_of(nets, net);

	if (!found)
		return NULL;
	nets->recent = &nets->all[found - 1];
	return nets->recent;
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
	return table == TWI_TABLE_SHARED ? NULL : &nets->all[nets->by_table[table]];
}

/**
 * twi_netns_look_again() - find out which namespaces are alive, as some have died
 * @nets: the table
 *
 * The whole list is walked in one RCU section, once for many deaths.
 *
 * Context: any; the caller owns @nets.
 */
void twi_netns_look_again(struct twi_nets *nets)
{
	struct net *net;
	u32 i;

	for (i = 0; i < nets->count; i++)
		nets->all[i].alive = false;
	nets->deaths = atomic_read(&twi_netns_deaths);
	smp_rmb(); /* as in fill() */
	rcu_read_lock();
	for_each_net_rcu(net) {
		struct twi_net *ns = twi_netns_find(nets, net);

		if (ns)
			ns->alive = is_the_same(ns, net);
	}
	rcu_read_unlock();
}

/**
 * twi_netns_get() - take a reference to a namespace
 * @nets: the table
 * @ns: one of it
 *
 * Context: any; the caller owns @nets.
 * Return: whether it is alive. If so, to be followed by twi_netns_put() before the read() returns.
 */
bool twi_netns_get(struct twi_nets *nets, struct twi_net *ns)
{
	bool got;

	rcu_read_lock();
	twi_netns_look(nets);
	got = ns->alive && maybe_get_net(ns->net);
	rcu_read_unlock();
	return got;
}

/**
 * twi_netns_put() - drop a reference
 * @ns: the namespace, after twi_netns_get()
 *
 * Context: any; a namespace whose last reference this was is torn down by a worker.
 */
void twi_netns_put(struct twi_net *ns)
{
	put_net(ns->net);
}

/**
 * twi_netns_hold() - begin a read(): hold the namespaces whose tables are their own
 * @nets: the table
 *
 * Context: any; the caller owns @nets. To be followed by twi_netns_release() before the read()
 * returns.
 */
void twi_netns_hold(struct twi_nets *nets)
{
	u32 id;

	for (id = 1; id < nets->tables; id++) {
		struct twi_net *ns = twi_netns_owner(nets, id);

		ns->held = twi_netns_get(nets, ns);
	}
}

/**
 * twi_netns_release() - end a read(): drop what twi_netns_hold() took
 * @nets: the table
 *
 * Context: any.
 */
void twi_netns_release(struct twi_nets *nets)
{
	u32 id;

	for (id = 1; id < nets->tables; id++) {
		struct twi_net *ns = twi_netns_owner(nets, id);

		if (ns->held)
			twi_netns_put(ns);
		ns->held = false;
	}
}
