// SPDX-License-Identifier: GPL-2.0-only
/* Sockets as a situation of twjudge needs them. */

#include <arpa/inet.h>
#include <error.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "twjudge.h"

int servers[SERVERS];

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

/* FLAGS: r SO_REUSEADDR, p SO_REUSEPORT, n IP_BIND_ADDRESS_NO_PORT, m a v4-mapped address. */
int bound(const char *text, const char *flags)
{
	struct sockaddr_storage to;
	socklen_t len = address(text, strchr(flags, 'm'), &to);
	int one = 1, fd = socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

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

static int accepted(void)
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

/* Connects @fd, a new socket without flag b. Returns the socket, -1 if the kernel refused. */
int connected(int fd, const char *dest, bool mapped)
{
	struct sockaddr_storage to;
	socklen_t len = address(dest, mapped, &to);

	if (fd < 0)
		fd = socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (!connect(fd, (void *)&to, len))
		return fd;
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
static void end(int client, int server, const char *how)
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
		end(client, server, how);
	}
}
