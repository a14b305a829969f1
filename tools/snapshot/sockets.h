/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sockets of the running kernel, by sock_diag(7) as ss(8) asks for them. They are of a network namespace, so they are asked for in it.
 */
#ifndef TWINFO_SOCKETS_H
#define TWINFO_SOCKETS_H

#include <libmnl/libmnl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "snapshot/address.h"

/*
 * Bits by state, as the kernel's TCPF_ (net/tcp_states.h). SOCKETS_BOUND are those that called bind() only. A kernel
 * before 6.8 does not list them, and ignores that bit (net/ipv4/tcp_diag.c: TCP_BOUND_INACTIVE).
 */
enum {
	SOCKET_LISTENS = 10,
	SOCKETS_LISTEN = 1 << SOCKET_LISTENS,
	SOCKETS_BOUND = 1 << 13,
	SOCKETS_LIVE = 0xfff & ~(1 << 6 | 1 << 7 | 1 << 10),	/* without TIME_WAIT, CLOSE, LISTEN */
};

struct socket_row {
	struct addr local, peer;
	uint32_t ifindex, uid, inode;
	uint8_t state;
	bool v6only;		/* of a socket without a peer */
};

struct inet_diag_msg;

bool socket_is_mini(const struct inet_diag_msg *m);
bool sockets_dump(uint32_t states, mnl_cb_t take, void *data);
size_t sockets_netns(int64_t **inums);
bool sockets_each(int64_t inum, uint32_t states, void (*take)(const struct socket_row *row, void *data),
		void *data);
const char *sock_state(uint8_t state);

#endif /* TWINFO_SOCKETS_H */
