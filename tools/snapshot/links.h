/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The network devices of a namespace, by rtnetlink(7): their names, and the VRF that each belongs to.
 *
 * A port's bind bucket belongs to a VRF (its l3mdev) or to none. Sockets of different VRFs do not
 * share a bucket, so they do not compete for a port. A socket that is bound to a device meets the tuples
 * of sockets that are bound to none, but not the reverse.
 */
#ifndef TWINFO_LINKS_H
#define TWINFO_LINKS_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct link {
	uint32_t index, master;		/* master: of which bridge, bond or VRF it is a port; 0 for none */
	bool vrf;
	char name[IFNAMSIZ];
};

struct links {
	struct link *list;
	size_t count;
	bool all_share;			/* tcp_l3mdev_accept=1: a VRF has no ports of its own */
};

bool links_read(struct links *links, int64_t inum);
void links_add_vrf(struct links *links, uint32_t index);
uint32_t links_index(const struct links *links, const char *text);
uint32_t links_l3mdev(const struct links *links, uint32_t index);
bool links_match(const struct links *links, uint32_t owner, uint32_t index);
void links_free(struct links *links);

#endif /* TWINFO_LINKS_H */
