// SPDX-License-Identifier: GPL-2.0-only
/* The network devices of a namespace: their names, and the VRF that each belongs to. */

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fail.h"
#include "snapshot/links.h"
#include "snapshot/netlink.h"
#include "snapshot/netns.h"

static struct link *add(struct links *links, uint32_t index)
{
	struct link *link;

	links->list = grown(links->list, links->count + 1, sizeof(*links->list));
	link = &links->list[links->count++];
	*link = (struct link){ .index = index };
	return link;
}

static const struct link *find(const struct links *links, uint32_t index)
{
	size_t i;

	for (i = 0; i < links->count; i++)
		if (links->list[i].index == index)
			return &links->list[i];
	return NULL;
}

static int take_message(const struct nlmsghdr *header, void *data)
{
	const struct ifinfomsg *m = mnl_nlmsg_get_payload(header);
	const struct nlattr *attr, *kind;
	struct link *link;

	if (mnl_nlmsg_get_payload_len(header) < sizeof(*m))
		return MNL_CB_ERROR;
	link = add(data, m->ifi_index);
	mnl_attr_for_each(attr, header, sizeof(*m)) {
		switch (mnl_attr_get_type(attr)) {
		case IFLA_IFNAME:
			snprintf(link->name, sizeof(link->name), "%s", mnl_attr_get_str(attr));
			break;
		case IFLA_MASTER:
			link->master = mnl_attr_get_u32(attr);
			break;
		case IFLA_LINKINFO:
			mnl_attr_for_each_nested(kind, attr)
				if (mnl_attr_get_type(kind) == IFLA_INFO_KIND)
					link->vrf = !strcmp(mnl_attr_get_str(kind), "vrf");
		}
	}
	return MNL_CB_OK;
}

static bool dump(struct links *links)
{
	struct mnl_socket *nl = netlink_open(NETLINK_ROUTE);
	char buffer[NETLINK_BUFFER];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
	bool done;

	if (!nl)
		return false;
	request->nlmsg_type = RTM_GETLINK;
	mnl_nlmsg_put_extra_header(request, sizeof(struct ifinfomsg));
	done = netlink_dump(nl, request, take_message, links);
	mnl_socket_close(nl);
	return done;
}

/**
 * links_read() - read the devices of a network namespace
 * @links: where they go, to be freed by links_free()
 * @inum: the namespace's inode number
 *
 * Return: false without the right to enter the namespace; then there are none.
 */
bool links_read(struct links *links, int64_t inum)
{
	int back = netns_enter(inum);
	bool done;
	FILE *setting;

	*links = (struct links){ };
	if (back < 0)
		return false;
	done = dump(links);
	setting = fopen("/proc/sys/net/ipv4/tcp_l3mdev_accept", "re");
	if (setting) {
		links->all_share = fgetc(setting) == '1';
		fclose(setting);
	}
	netns_leave(back);
	return done;
}

/**
 * links_add_vrf() - note that a device is a VRF, where the devices cannot be read
 * @links: the devices
 * @index: its index, the l3mdev of a bind bucket
 */
void links_add_vrf(struct links *links, uint32_t index)
{
	if (index && !find(links, index))
		add(links, index)->vrf = true;
}

/**
 * links_index() - the index of a device
 * @links: the devices
 * @text: its name, or the index itself, as the kernel's rows have it
 *
 * Return: the index, 0 if there is no such device.
 */
uint32_t links_index(const struct links *links, const char *text)
{
	char *end;
	unsigned long index = strtoul(text, &end, 10);
	size_t i;

	for (i = 0; i < links->count; i++)
		if (!strcmp(links->list[i].name, text))
			return links->list[i].index;
	return *text && !*end && index <= UINT32_MAX ? index : 0;
}

/* The VRF that a device is or belongs to, 0 for none. Source: net/l3mdev/l3mdev.c:l3mdev_master_ifindex_rcu */
static uint32_t vrf_of(const struct links *links, uint32_t index)
{
	const struct link *link = index ? find(links, index) : NULL;

	if (link && !link->vrf && link->master)
		link = find(links, link->master);
	return link && link->vrf ? link->index : 0;
}

/**
 * links_l3mdev() - the VRF whose bind buckets a socket uses
 * @links: the devices
 * @index: the device that the socket is bound to; 0 for none
 *
 * Source: include/net/inet_sock.h:inet_sk_bound_l3mdev
 * Return: the index of the VRF, 0 for none.
 */
uint32_t links_l3mdev(const struct links *links, uint32_t index)
{
	return links->all_share ? 0 : vrf_of(links, index);
}

/**
 * links_match() - is the tuple of one socket that of another, as far as devices tell?
 * @links: the devices
 * @owner: the device that a socket in the established hash is bound to; 0 for none
 * @index: the device that a socket which calls connect() is bound to; 0 for none
 *
 * Source: include/net/inet_sock.h:inet_bound_dev_eq
 */
bool links_match(const struct links *links, uint32_t owner, uint32_t index)
{
	uint32_t vrf = vrf_of(links, index);

	if (!owner)
		return !vrf || links->all_share;
	return owner == index || owner == vrf;
}

/**
 * links_free() - free what was read
 * @links: the devices
 */
void links_free(struct links *links)
{
	free(links->list);
}
