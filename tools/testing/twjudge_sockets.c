// SPDX-License-Identifier: GPL-2.0-only
/* Sockets as a situation of twjudge needs them. */

#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "twjudge.h"

#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE	51
#endif
#define OTHER_USER	1000

int servers[SERVERS];

/* Flags l, v, d: the device that a socket is bound to; NULL without one of them. */
const char *device(const char *flags)
{
	return strchr(flags, 'l') ? "lo" : strchr(flags, 'v') ? "vrf0" : strchr(flags, 'd') ? "port0" : NULL;
}

/* "127.0.0.1:80", "[::1]:80"; an IPv4 address for a socket of IPv6 if @mapped. Returns the length. */
static socklen_t address(const char *text, bool mapped, struct sockaddr_storage *to)
{
	struct sockaddr_in6 *in6 = (void *)to;
	struct sockaddr_in *in = (void *)to;
	const char *colon = strrchr(text, ':');
	char ip[64], v6[80];

	*to = (struct sockaddr_storage){ };
	snprintf(ip, sizeof(ip), "%.*s", (int)(colon - text - 2 * (*text == '[')), text + (*text == '['));
	if (*text != '[' && !mapped) {
		in->sin_family = AF_INET;
		in->sin_port = htons(atoi(colon + 1));
		if (inet_pton(AF_INET, ip, &in->sin_addr) == 1)
			return sizeof(*in);
	}
	snprintf(v6, sizeof(v6), "%s%s", *text == '[' ? "" : "::ffff:", ip);
	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons(atoi(colon + 1));
	if (inet_pton(AF_INET6, v6, &in6->sin6_addr) != 1)
		error(2, 0, "'%s': expected an address and a port", text);
	return sizeof(*in6);
}

/*
 * FLAGS: r SO_REUSEADDR, p SO_REUSEPORT, n IP_BIND_ADDRESS_NO_PORT, m a v4-mapped address, u another user's
 * socket, 6 IPV6_V6ONLY, l v d bound to a device.
 */
int bound(const char *text, const char *flags)
{
	struct sockaddr_storage to;
	socklen_t len = address(text, strchr(flags, 'm'), &to);
	int one = 1, fd;

	if (strchr(flags, 'u') && seteuid(OTHER_USER))
		error(2, errno, "seteuid");
	fd = socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (geteuid() && seteuid(0))
		error(2, errno, "seteuid");
	if (device(flags) &&
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device(flags), strlen(device(flags)))) {
		close(fd);
		return -1;
	}
	if (strchr(flags, '6'))
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));

	if (strchr(flags, 'r'))
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (strchr(flags, 'p'))
		setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one));
	if (strchr(flags, 'n'))
		setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof(one));
	if (fd >= 0 && !bind(fd, (void *)&to, len))
		return fd;
	close(fd);
	return -1;
}

/* A range of its own for a socket; false where the kernel has none. Debian's 6.1 has it, 5.10 has not. */
bool narrowed(int fd, int first, int last)
{
	uint32_t range = (uint32_t)last << 16 | first;

	return fd >= 0 && !setsockopt(fd, IPPROTO_IP, IP_LOCAL_PORT_RANGE, &range, sizeof(range));
}

int accepted(void)
{
	struct pollfd ready[SERVERS];
	int i;

	for (i = 0; i < SERVERS; i++)
		ready[i] = (struct pollfd){ servers[i], POLLIN, 0 };
	if (poll(ready, SERVERS, 1000) > 0)
		for (i = 0; i < SERVERS; i++)
			if (ready[i].revents)
				return accept4(servers[i], NULL, NULL, SOCK_CLOEXEC);
	return -1;
}

/*
 * Connects @fd, or a new socket if it is -1. Returns the socket, -1 if the kernel refused. It has its port even if
 * nobody answers, as on a device that leads nowhere.
 */
int connected(int fd, const char *dest, bool mapped)
{
	struct sockaddr_storage to;
	socklen_t len = address(dest, mapped, &to);
	struct pollfd ready;

	if (fd < 0)
		fd = socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	if (!connect(fd, (void *)&to, len) || errno == EINPROGRESS) {
		ready = (struct pollfd){ fd, POLLOUT, 0 };
		poll(&ready, 1, 200);
		fcntl(fd, F_SETFL, 0);
		return fd;
	}
	close(fd);
	return -1;
}

static void wait_end(int fd)
{
	struct pollfd ready = { fd, POLLIN, 0 };
	char byte;

	if (poll(&ready, 1, 1000) == 1)
		while (read(fd, &byte, 1) > 0)
			;
}

/* How a connection ends: hold, client or server (who closes first), half (the server does not). */
void end(int client, int server, const char *how)
{
	if (!strcmp(how, "hold"))
		return;
	if (!strcmp(how, "server")) {
		close(server);
		wait_end(client);
		close(client);
		return;
	}
	close(client);
	wait_end(server);
	if (strcmp(how, "half"))
		close(server);
}

/* "out N SOURCE DESTINATION FLAGS END": N connections; flag b: bind() comes first, with FLAGS. */
void out(int n, const char *source, const char *dest, const char *flags, const char *how)
{
	int client, server;

	while (n--) {
		client = -1;
		if (strchr(flags, 'b')) {
			client = bound(source, flags);
			if (client < 0)
				return;
		}
		client = connected(client, dest, strchr(flags, 'm'));
		if (client < 0)
			return;
		server = accepted();
		if (server < 0)
			return;
		end(client, server, how);
	}
}
