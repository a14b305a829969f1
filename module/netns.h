/* SPDX-License-Identifier: GPL-2.0-only */
/* The network namespaces of a snapshot. */
#ifndef TWINFO_NETNS_H
#define TWINFO_NETNS_H

#include <linux/types.h>

#include "age.h"

struct inet_hashinfo;
struct net;

/* The id of the table that all namespaces share which have none of their own. */
#define TWI_TABLE_SHARED	0

/* A namespace that existed when the snapshot began. */
struct twi_net {
	struct net *net;	/* a name; to be followed only while @pinned */
	u64 birth;		/* twc_net_birth(): tells it from a later one at the same address */
	u32 inum;		/* what users know it by */
	u32 rank;		/* its place in the order of creation, in which it is printed */
	u32 table;		/* the id of its ehash */
	bool pinned;
	bool counted;		/* pass 1 found it alive */
	struct twi_reuse reuse;	/* as its net record told */

	/* sockets that pass 1 met */
	u32 tw;
	u32 fin_wait2;
	u32 overdue;		/* of both, those with a timer past its end */
	u32 full;
	u32 req;
};

struct twi_nets {
	struct twi_net *sorted;	/* by address, to find a socket's */
	struct twi_net *recent;	/* the one that was found last, or NULL */
	u32 *by_rank;		/* indices of sorted */
	u32 *by_table;		/* the same, by the id of a private table */
	u32 count;
	u32 tables;		/* ehash tables, the shared one included */
};

struct inet_hashinfo *twi_netns_table(const struct net *net);
void twi_netns_name(struct twi_net *ns, struct net *net);
int twi_netns_capture(struct twi_nets *nets, const struct twi_net *only);
void twi_netns_free(struct twi_nets *nets);
void twi_netns_pin(struct twi_nets *nets);
void twi_netns_unpin(struct twi_nets *nets);
struct twi_net *twi_netns_search(struct twi_nets *nets, const void *net);
struct twi_net *twi_netns_ranked(const struct twi_nets *nets, u32 rank);
struct twi_net *twi_netns_owner(const struct twi_nets *nets, u32 table);

/**
 * twi_netns_find() - find the namespace of a socket
 * @nets: the table
 * @net: the address that the socket holds
 *
 * Context: any; the caller owns @nets.
 * Return: the namespace, or NULL if it was not there when the snapshot began. It may have died
 * since: see pinned.
 */
static inline struct twi_net *twi_netns_find(struct twi_nets *nets, const void *net)
{
	if (nets->recent && nets->recent->net == net)
		return nets->recent;
	return twi_netns_search(nets, net);
}

#endif /* TWINFO_NETNS_H */
