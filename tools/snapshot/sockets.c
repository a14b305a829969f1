// SPDX-License-Identifier: GPL-2.0-only
/* The sockets of the running kernel that are no minisockets, by sock_diag(7). */

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "snapshot/netlink.h"
#include "snapshot/netns.h"
#include "snapshot/sockets.h"
#include "common/fail.h"

#define TIMER_TIMEWAIT	3	/* of idiag_timer, what only minisockets have */

struct inums {
	int64_t *list;
	size_t count;
};

static bool take_inum(const char *path, int64_t inum, void *data)
{
	struct inums *inums = data;
	size_t i;

	(void)path;
	for (i = 0; i < inums->count; i++)
		if (inums->list[i] == inum)
			return true;
	inums->list = grown(inums->list, inums->count + 1, sizeof(*inums->list));
	inums->list[inums->count++] = inum;
	return true;
}

/**
 * sockets_netns() - the network namespaces that can be found
 * @inums: where their inode numbers go, to be freed
 *
 * Return: how many.
 */
size_t sockets_netns(int64_t **inums)
{
	struct inums found = { };

	netns_each(take_inum, &found);
	*inums = found.list;
	return found.count;
}

struct walk {
	void (*take)(const struct socket_row *row, void *data);
	void *data;
};

static void take_addr(const __be32 *from, int family, __be16 port, struct addr *addr)
{
	addr->port = ntohs(port);
	if (family == AF_INET6) {
		memcpy(&addr->ip, from, sizeof(addr->ip));
		return;
	}
	addr->ip = (struct in6_addr){ .s6_addr[10] = 0xff, .s6_addr[11] = 0xff };
	memcpy(&addr->ip.s6_addr[12], from, 4);
}

static int take_message(const struct nlmsghdr *header, void *data)
{
	const struct inet_diag_msg *m = mnl_nlmsg_get_payload(header);
	const struct walk *walk = data;
	const struct nlattr *attr;
	struct socket_row row;

	if (mnl_nlmsg_get_payload_len(header) < sizeof(*m))
		return MNL_CB_ERROR;
	/* A minisocket in FIN-WAIT-2 comes with the sockets of that state. */
	if (socket_is_mini(m))
		return MNL_CB_OK;
	take_addr(m->id.idiag_src, m->idiag_family, m->id.idiag_sport, &row.local);
	take_addr(m->id.idiag_dst, m->idiag_family, m->id.idiag_dport, &row.peer);
	row.ifindex = m->id.idiag_if;
	row.uid = m->idiag_uid;
	row.inode = m->idiag_inode;
	row.state = m->idiag_state;
	row.v6only = false;
	mnl_attr_for_each(attr, header, sizeof(*m))
		if (mnl_attr_get_type(attr) == INET_DIAG_SKV6ONLY)
			row.v6only = mnl_attr_get_u8(attr);
	walk->take(&row, walk->data);
	return MNL_CB_OK;
}

/**
 * socket_is_mini() - is what sock_diag tells of a minisocket?
 * @m: what it tells
 */
bool socket_is_mini(const struct inet_diag_msg *m)
{
	return m->idiag_timer == TIMER_TIMEWAIT && !m->idiag_inode;
}

static bool dump(struct mnl_socket *nl, int family, uint32_t states, mnl_cb_t take, void *data)
{
	char buffer[NETLINK_BUFFER];
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
	struct inet_diag_req_v2 *request;

	header->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	request = mnl_nlmsg_put_extra_header(header, sizeof(*request));
	request->sdiag_family = family;
	request->sdiag_protocol = IPPROTO_TCP;
	request->idiag_states = states;
	return netlink_dump(nl, header, take, data);
}

/**
 * sockets_dump() - ask sock_diag for all sockets of the network namespace that this thread is in
 * @states: a bit for each state that is wanted
 * @take: called for each message, a struct inet_diag_msg
 * @data: and given this
 *
 * Source: net/ipv4/inet_diag.c, as ss(8) asks it.
 * Return: whether the kernel told; if not, errno says why.
 */
bool sockets_dump(uint32_t states, mnl_cb_t take, void *data)
{
	struct mnl_socket *nl = netlink_open(NETLINK_SOCK_DIAG);
	int error;
	bool done;

	if (!nl)
		return false;
	done = dump(nl, AF_INET, states, take, data);
	/* Without IPv6 in the kernel there is nobody to ask, and no socket. */
	done = done && (dump(nl, AF_INET6, states, take, data) || errno == ENOENT);
	error = errno;
	mnl_socket_close(nl);
	errno = error;
	return done;
}

/**
 * sockets_each() - look at the sockets of a network namespace
 * @inum: the namespace's inode number
 * @states: those that are wanted, SOCKETS_
 * @take: called for each
 * @data: and given this
 *
 * Return: whether they could be looked at; false without the right to enter the namespace.
 */
bool sockets_each(int64_t inum, uint32_t states, void (*take)(const struct socket_row *row, void *data),
		void *data)
{
	struct walk walk = { take, data };
	int back = netns_enter(inum);
	bool done;

	if (back < 0)
		return false;
	done = sockets_dump(states, take_message, &walk);
	netns_leave(back);
	return done;
}

/**
 * sock_state() - a state's name, as ss(8) has it
 * @state: the kernel's number
 */
const char *sock_state(uint8_t state)
{
	static const char *const names[] = {
		[1] = "ESTAB", [2] = "SYN-SENT", [3] = "SYN-RECV", [4] = "FIN-WAIT-1",
		[5] = "FIN-WAIT-2", [6] = "TIME-WAIT", [7] = "UNCONN", [8] = "CLOSE-WAIT",
		[9] = "LAST-ACK", [10] = "LISTEN", [11] = "CLOSING", [12] = "SYN-RECV",
		[13] = "BOUND",
	};

	return state < sizeof(names) / sizeof(*names) && names[state] ? names[state] : "UNKNOWN";
}
