// SPDX-License-Identifier: GPL-2.0-only
/* Lists that the kernel gives by netlink(7). */

#include <errno.h>
#include <string.h>

#include "snapshot/netlink.h"

/**
 * netlink_open() - open a netlink socket in the network namespace of this thread
 * @family: NETLINK_SOCK_DIAG, for example
 *
 * Return: the socket, NULL if the kernel refuses.
 */
struct mnl_socket *netlink_open(int family)
{
	struct mnl_socket *nl = mnl_socket_open2(family, SOCK_CLOEXEC);

	if (nl && mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID)) {
		mnl_socket_close(nl);
		nl = NULL;
	}
	return nl;
}

/* A list that the kernel cannot give ends at once, and says why only in its last message. */
static int take_end(const struct nlmsghdr *header, void *data)
{
	int error = 0;

	(void)data;
	if (mnl_nlmsg_get_payload_len(header) >= sizeof(error))
		memcpy(&error, mnl_nlmsg_get_payload(header), sizeof(error));
	if (error >= 0)
		return MNL_CB_STOP;
	errno = -error;
	return MNL_CB_ERROR;
}

/**
 * netlink_dump() - ask for a list
 * @nl: the socket
 * @request: the question, at the beginning of NETLINK_BUFFER bytes, which the answer overwrites
 * @take: called for each message
 * @data: and given this
 *
 * Return: false if the kernel refuses; errno says why.
 */
bool netlink_dump(struct mnl_socket *nl, struct nlmsghdr *request, mnl_cb_t take, void *data)
{
	static mnl_cb_t ends[] = { [NLMSG_DONE] = take_end };
	char *buffer = (char *)request;
	int rc = 1;

	request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	if (mnl_socket_sendto(nl, request, request->nlmsg_len) < 0)
		return false;
	while (rc > 0) {
		ssize_t len = mnl_socket_recvfrom(nl, buffer, NETLINK_BUFFER);

		if (len < 0)
			return false;
		rc = mnl_cb_run2(buffer, len, 0, mnl_socket_get_portid(nl), take, data, ends, sizeof(ends) / sizeof(*ends));
	}
	return !rc;
}
