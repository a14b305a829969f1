/* SPDX-License-Identifier: GPL-2.0-only */
/* The network namespaces of a snapshot. */
#ifndef TWINFO_NETNS_H
#define TWINFO_NETNS_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/types.h>

#include "age.h"

struct inet_hashinfo;
struct net;

/* The id of the table that all namespaces share which have none of their own. */
#define TWI_TABLE_SHARED	0

/* A namespace that existed when the snapshot began. */
struct twi_net {
	struct net *net;	/* a name; to be followed only by who holds a reference */
	u64 birth;		/* twc_net_birth(): tells it from a later one at the same address */
	u32 inum;		/* what users know it by */
	u32 table;		/* the id of its ehash */
	bool alive;		/* when twi_netns_look() looked last */
	bool held;		/* its table is its own, and this read() holds a reference to it */
	bool counted;		/* it was alive when pass 1 began */
	struct twi_reuse reuse;	/* as its net record told */

	/* sockets that pass 1 met */
	u32 tw;
	u32 fin_wait2;
	u32 overdue;		/* of both, those with a timer past its end */
	u32 full;
	u32 req;
};

struct twi_nets {
	struct twi_net *all;	/* in the order of their creation, in which they are printed */
	struct twi_net *recent;	/* the one that was found last, or NULL */
	u32 *index;		/* by address, open addressing: index of all + 1, or 0 */
	unsigned int bits;	/* of the size of index */
	u32 *by_table;		/* index of all, by the id of a private table */
	u32 count;
	u32 tables;		/* ehash tables, the shared one included */
	int deaths;		/* how many there had been at the last look */
};

extern atomic_t twi_netns_deaths;

int twi_netns_init(void);
void twi_netns_exit(void);
struct inet_hashinfo *twi_netns_table(const struct net *net);
void twi_netns_name(struct twi_net *ns, struct net *net);
int twi_netns_capture(struct twi_nets *nets, const struct twi_net *only);
void twi_netns_free(struct twi_nets *nets);
bool twi_netns_get(struct twi_nets *nets, struct twi_net *ns);
void twi_netns_put(struct twi_net *ns);
void twi_netns_hold(struct twi_nets *nets);
void twi_netns_release(struct twi_nets *nets);
void twi_netns_look_again(struct twi_nets *nets);
struct twi_net *twi_netns_search(struct twi_nets *nets, const void *net);
struct twi_net *twi_netns_owner(const struct twi_nets *nets, u32 table);

/**
 * twi_netns_find() - find the namespace of a socket
 * @nets: the table
 * @net: the address that the socket holds
 *
 * Context: any; the caller owns @nets.
 * Return: the namespace, or NULL if it was not there when the snapshot began. It may have died
 * since: see twi_netns_look().
 */
static inline struct twi_net *twi_netns_find(struct twi_nets *nets, const void *net)
{
	if (nets->recent && nets->recent->net == net)
		return nets->recent;
	return twi_netns_search(nets, net);
}

/**
 * twi_netns_look() - find out which namespaces are alive
 * @nets: the table
 *
 * Called after sockets were copied. If a namespace is alive now, what was copied with its address
 * is its own: it has lived since the snapshot began, so nobody else had that address.
 *
 * Context: any; the caller owns @nets.
 * Return: true if some have died since the last look.
 */
static inline bool twi_netns_look(struct twi_nets *nets)
{
	smp_rmb(); /* after all that was copied; cleanup_net() waits for a grace period instead */
	if (likely(atomic_read(&twi_netns_deaths) == nets->deaths))
		return false;
	twi_netns_look_again(nets);
	return true;
}

#endif /* TWINFO_NETNS_H */
