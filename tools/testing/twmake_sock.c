// SPDX-License-Identifier: GPL-2.0-only
/* The sockets of a row: their addresses, and how they are closed. */

#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cycles.h"
#include "twmake.h"

#ifndef IPV6_FREEBIND
#define IPV6_FREEBIND 78	/* include/uapi/linux/in6.h */
#endif

static void endpoint(struct sockaddr_storage *to, socklen_t *len, const struct in6_addr *addr,
		     int port)
{
	memset(to, 0, sizeof(*to));
	if (opt.family == V4) {
		struct sockaddr_in *in = (struct sockaddr_in *)to;

		in->sin_family = AF_INET;
		in->sin_port = htons(port);
		memcpy(&in->sin_addr, &addr->s6_addr[12], 4);
		*len = sizeof(*in);
	} else {
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)to;

		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(port);
		in6->sin6_addr = *addr;
		*len = sizeof(*in6);
	}
}

void format(char *to, size_t size, const struct in6_addr *addr, int port)
{
	char text[INET6_ADDRSTRLEN];

	if (opt.family == V4)
		snprintf(to, size, "%s:%d",
			 inet_ntop(AF_INET, &addr->s6_addr[12], text, sizeof(text)), port);
	else
		snprintf(to, size, "[%s]:%d", inet_ntop(AF_INET6, addr, text, sizeof(text)), port);
}

/* The source of a row: the first source plus the number of the row. */
struct in6_addr source_of(long row)
{
	struct in6_addr addr = opt.source;
	unsigned long carry = opt.one_source ? 0 : row;
	int i;

	for (i = 15; carry; i--) {
		carry += addr.s6_addr[i];
		addr.s6_addr[i] = carry;
		carry >>= 8;
	}
	return addr;
}

int port_of(long row)
{
	return opt.first_port + row % opt.span;
}

int server_port(long row)
{
	return opt.port + row % opt.threads;
}

static int tcp_socket(void)
{
	int fd = socket(opt.family == V4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0),
	    on = 1;

	if (fd < 0)
		error(1, errno, "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	/* bind() finds no address in a prefix of `ip -6 route add local PREFIX dev lo`. */
	if (opt.family == V6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_FREEBIND, &on, sizeof(on));
	return fd;
}

int listener(int port)
{
	struct sockaddr_storage to;
	int fd = tcp_socket();
	socklen_t len;

	endpoint(&to, &len, &opt.server, port);
	if (bind(fd, (struct sockaddr *)&to, len) || listen(fd, 64))
		error(1, errno, "port %d", port);
	return fd;
}

static bool wait_state(int fd, int state)
{
	struct tcp_info info;
	socklen_t len;
	int i;

	for (i = 0; i < 50000; i++) {
		len = sizeof(info);
		if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len))
			return false;
		if (info.tcpi_state == state)
			return true;
		usleep(i < 10 ? 0 : 100);
	}
	errno = ETIMEDOUT;
	return false;
}

/*
 * Ends a connection, @first side first. Both sides are done when the one that closed last has got
 * its last ACK. Half way, close() makes a minisocket of a socket in FIN-WAIT-2 at once; before that
 * state it would leave it to chance, as an ACK that comes while close() holds the socket keeps it
 * full (tcp_rcv_state_process()). The other side then stays open.
 */
bool end(int first, int last)
{
	int on = 1;
	char byte;
	bool ok;

	ok = !shutdown(first, SHUT_WR) && !read(last, &byte, 1);
	if (opt.fin_wait2)
		ok = ok && !setsockopt(last, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on)) &&
		     wait_state(first, TCP_FIN_WAIT2);
	else
		ok = ok && !shutdown(last, SHUT_WR) && wait_state(last, TCP_CLOSE);
	close(first);
	if (!opt.fin_wait2)
		close(last);
	return ok;
}

void abort_both(int a, int b)
{
	struct linger now = { .l_onoff = 1 };

	setsockopt(a, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(a);
	close(b);
}

/*
 * Returns what failed, NULL when nothing did; errno tells why. @cost gets the cycles that connect()
 * took, with the whole handshake where that is over loopback or a veth pair.
 */
const char *connect_row(int listening, long row, int *client, int *accepted, uint64_t *cost)
{
	struct pollfd ready = { .fd = listening, .events = POLLIN };
	struct in6_addr addr = source_of(row);
	struct sockaddr_storage from, to;
	socklen_t len;

	*client = tcp_socket();
	endpoint(&from, &len, &addr, port_of(row));
	endpoint(&to, &len, &opt.server, server_port(row));
	if (!opt.auto_port && bind(*client, (struct sockaddr *)&from, len)) {
		close(*client);
		return "bind";
	}
	*cost = cycles();
	if (connect(*client, (struct sockaddr *)&to, len)) {
		close(*client);
		return "connect";
	}
	*cost = cycles() - *cost;
	/* In churn a reset may end the connection before it is accepted. */
	if (poll(&ready, 1, 5000) != 1 ||
	    (*accepted = accept4(listening, NULL, NULL, SOCK_CLOEXEC)) < 0) {
		close(*client);
		return "accept";
	}
	return NULL;
}

/* The address and port that connect() chose. */
void chosen(int client, struct in6_addr *addr, int *port)
{
	struct sockaddr_storage own;
	socklen_t len = sizeof(own);

	if (getsockname(client, (struct sockaddr *)&own, &len))
		error(1, errno, "getsockname");
	*port = ntohs(((struct sockaddr_in *)&own)->sin_port);
	if (own.ss_family == AF_INET)
		memcpy(&addr->s6_addr[12], &((struct sockaddr_in *)&own)->sin_addr, 4);
	else
		*addr = ((struct sockaddr_in6 *)&own)->sin6_addr;
}
