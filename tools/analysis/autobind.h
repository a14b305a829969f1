/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ports that bind() can give for a source address and port 0: the arithmetic of
 * net/ipv4/inet_connection_sock.c:inet_csk_find_open_port.
 *
 * It gives a port of ip_local_port_range that is not reserved and has no owner with an overlapping
 * address, whatever SO_REUSEADDR or SO_REUSEPORT say. (With SO_REUSEADDR and ip_autobind_reuse=1 it
 * gives more.) Every socket of a port is an owner, minisockets and those of connect() included. It
 * is for a socket that is bound to no device, so a device sets no owner apart, but a VRF does.
 */
#ifndef TWINFO_AUTOBIND_H
#define TWINFO_AUTOBIND_H

#include "analysis/port_space.h"
#include "snapshot/process.h"

struct source_key {
	int64_t net;
	struct in6_addr ip;
};

struct source {
	struct source_key key;
	uint16_t *ports;	/* of the range, that its sockets have; may repeat */
	uint32_t count, room;
	struct inodes inodes;	/* of the live sockets among them */
	bool owns;		/* bind() took one of them from connect(), and no listener has it */
};

void sources_read(struct groups *sources, struct connects *c, struct snapshot *snap);
void source_count(struct connects *c, const struct net *net, const struct source *source,
		  struct space *space, struct inodes *holders);
void sources_free(struct groups *sources);

#endif /* TWINFO_AUTOBIND_H */
