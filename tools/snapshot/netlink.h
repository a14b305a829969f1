/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists that the kernel gives by netlink(7). */
#ifndef TWINFO_NETLINK_H
#define TWINFO_NETLINK_H

#include <libmnl/libmnl.h>
#include <stdbool.h>

#define NETLINK_BUFFER	(32 << 10)	/* what the kernel fills at once */

struct mnl_socket *netlink_open(int family);
bool netlink_dump(struct mnl_socket *nl, struct nlmsghdr *request, mnl_cb_t take, void *data);

#endif /* TWINFO_NETLINK_H */
