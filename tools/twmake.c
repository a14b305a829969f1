// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes TIME_WAIT tuples on the loopback of this network namespace, exactly as many and exactly
 * those asked for, and prints each as /proc/twinfo should show it: "STATE LOCAL PEER". What tests
 * compare /proc/twinfo with.
 *
 * Row I comes from source address FIRST + I and port FIRST-PORT + I modulo SPAN, so that a row
 * which mixes the halves of two others is none of the list.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "twmake.h"

#ifndef IPV6_FREEBIND
#define IPV6_FREEBIND 78	/* include/uapi/linux/in6.h */
#endif

#define TIMESTAMPS "/proc/sys/net/ipv4/tcp_timestamps"

static struct shape opt;
static char old_timestamps[16];
static long made, failed;

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

static void format(char *to, size_t size, const struct in6_addr *addr, int port)
{
	char text[INET6_ADDRSTRLEN];

	if (opt.family == V4)
		snprintf(to, size, "%s:%d",
			 inet_ntop(AF_INET, &addr->s6_addr[12], text, sizeof(text)), port);
	else
		snprintf(to, size, "[%s]:%d", inet_ntop(AF_INET6, addr, text, sizeof(text)), port);
}

/* The source of a row: the first one, counted on from its last byte. */
static struct in6_addr source_of(long row)
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

static int port_of(long row)
{
	return opt.first_port + row % opt.span;
}

static int server_port(long row)
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
	/* A prefix that `ip -6 route add local PREFIX dev lo` made our own holds no address that bind() would find. */
	if (opt.family == V6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_FREEBIND, &on, sizeof(on));
	return fd;
}

static int listener(int port)
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
static bool end(int first, int last)
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

static void abort_both(int a, int b)
{
	struct linger now = { .l_onoff = 1 };

	setsockopt(a, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(a);
	close(b);
}

/* Returns what failed, NULL when nothing did; errno tells why. */
static const char *connect_row(int listening, long row, int *client, int *accepted)
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
	if (connect(*client, (struct sockaddr *)&to, len)) {
		close(*client);
		return "connect";
	}
	/* In churn a reset may take the connection back before it is accepted. */
	if (poll(&ready, 1, 5000) != 1 ||
	    (*accepted = accept4(listening, NULL, NULL, SOCK_CLOEXEC)) < 0) {
		close(*client);
		return "accept";
	}
	return NULL;
}

static void print_row(long row, const struct in6_addr *addr, int port)
{
	char client[64], at_server[64];

	format(client, sizeof(client), addr, port);
	format(at_server, sizeof(at_server), &opt.server, server_port(row));
	printf("%s %s %s\n", opt.fin_wait2 ? "FIN-WAIT-2" : "TIME-WAIT",
	       opt.client_closes ? client : at_server, opt.client_closes ? at_server : client);
}

/* What connect() chose. */
static void chosen(int client, struct in6_addr *addr, int *port)
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

static void make_row(int listening, long row)
{
	int client = -1, accepted = -1, port = port_of(row);
	struct in6_addr addr = source_of(row);
	const char *what = connect_row(listening, row, &client, &accepted);
	char from[64];

	if (!what) {
		if (opt.auto_port)
			chosen(client, &addr, &port);
		if (!end(opt.client_closes ? client : accepted,
			 opt.client_closes ? accepted : client))
			what = "close";
	}
	if (what) {
		format(from, sizeof(from), &addr, port);
		error(1, errno, "row %ld: %s from %s", row, what, from);
	}
	print_row(row, &addr, port);
	__atomic_add_fetch(&made, 1, __ATOMIC_RELAXED);
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static void keep_pace(double begin, long done)
{
	double ahead;

	if (!opt.rate)
		return;
	ahead = begin + (double)done * opt.threads / opt.rate - now();
	if (ahead > 0)
		usleep(ahead * 1e6);
}

static void churn(int listening, long thread)
{
	unsigned int seed = thread + 1;
	double begin = now();
	long n;

	for (n = 0; now() < begin + opt.churn_s; n++) {
		long rows = (opt.count - thread + opt.threads - 1) / opt.threads;
		long row = thread + rand_r(&seed) % rows * opt.threads;
		bool client_first = rand_r(&seed) % 2;
		int client, accepted;

		if (connect_row(listening, row, &client, &accepted)) {
			__atomic_add_fetch(&failed, 1, __ATOMIC_RELAXED);
		} else if (rand_r(&seed) % 8 == 0) {
			abort_both(client, accepted);
		} else {
			end(client_first ? client : accepted, client_first ? accepted : client);
			__atomic_add_fetch(&made, 1, __ATOMIC_RELAXED);
		}
		keep_pace(begin, n + 1);
	}
}

static void *work(void *arg)
{
	long thread = (long)arg, row, done = 0;
	int listening = listener(opt.port + thread);
	double begin = now();

	if (opt.churn_s) {
		churn(listening, thread);
		return NULL;
	}
	for (row = thread; row < opt.count; row += opt.threads) {
		make_row(listening, row);
		keep_pace(begin, ++done);
	}
	return NULL;
}

/* The only sign of a tuple that tcp_max_tw_buckets, or a lack of memory, did away with. */
static long overflows(void)
{
	char names[8192], values[8192], *n, *v, *np, *vp;
	FILE *f = fopen("/proc/net/netstat", "re");
	long found = 0;

	while (f && fgets(names, sizeof(names), f) && fgets(values, sizeof(values), f)) {
		n = strtok_r(names, " \n", &np);
		v = strtok_r(values, " \n", &vp);
		for (; n && v; n = strtok_r(NULL, " \n", &np), v = strtok_r(NULL, " \n", &vp))
			if (!strcmp(n, "TCPTimeWaitOverflow"))
				found = atol(v);
	}
	if (f)
		fclose(f);
	return found;
}

static void set_timestamps(const char *value)
{
	FILE *f = fopen(TIMESTAMPS, "r+e");

	if (!f || (!*old_timestamps && !fgets(old_timestamps, sizeof(old_timestamps), f)) ||
	    fseek(f, 0, SEEK_SET) || fputs(value, f) < 0 || fclose(f))
		error(1, errno, TIMESTAMPS);
}

static void restore_timestamps(void)
{
	if (*old_timestamps)
		set_timestamps(old_timestamps);
}

int main(int argc, char **argv)
{
	struct rlimit files = { 1 << 20, 1 << 20 };
	pthread_t thread[THREADS_MAX];
	long t, lost;

	opt = parse(argc, argv);
	if (opt.dry_run) {
		for (t = 0; t < opt.count; t++) {
			struct in6_addr addr = source_of(t);

			print_row(t, &addr, port_of(t));
		}
		return 0;
	}
	setrlimit(RLIMIT_NOFILE, &files);
	if (opt.nice && setpriority(PRIO_PROCESS, 0, opt.nice))
		error(1, errno, "--nice %ld", opt.nice);
	signal(SIGPIPE, SIG_IGN);
	if (opt.timestamps) {
		atexit(restore_timestamps);
		set_timestamps(opt.timestamps);
	}

	lost = overflows();
	for (t = 0; t < opt.threads; t++)
		if (pthread_create(&thread[t], NULL, work, (void *)t))
			error(1, errno, "thread %ld", t);
	for (t = 0; t < opt.threads; t++)
		pthread_join(thread[t], NULL);
	lost = overflows() - lost;

	if (opt.churn_s)
		printf("%ld connections, %ld refused\n", made, failed);
	else if (lost)
		error(1, 0, "%ld of %ld tuples were not kept; see tcp_max_tw_buckets", lost, made);
	if (fflush(stdout))
		error(1, errno, "standard output");
	if (opt.hold)
		pause();
	return 0;
}
