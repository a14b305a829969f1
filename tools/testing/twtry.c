// SPDX-License-Identifier: GPL-2.0-only
/*
 * twtry: runs steps of the command line on sockets; stops at the first step that fails and prints its error. For tests
 * of failures: bind() and connect() that are refused, segments that a socket does not receive.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/in.h>
#include <linux/tcp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SOCKETS_MAX	64
#define FLAGS_AT	13	/* in the TCP header, where the filter of a socket begins to look */
#define JUST_ACK	0x10
#define PATIENCE_MS	60000	/* a busy machine takes seconds between two steps of an experiment */

static const char *const states[] = {
	"-", "ESTAB", "SYN-SENT", "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "CLOSE",
	"CLOSE-WAIT", "LAST-ACK", "LISTEN", "CLOSING",
};

static struct {
	const char *name;
	int fd;
} sockets[SOCKETS_MAX];

static int count, now;		/* how many there are, and of which the steps are */
static char *const *step;

static void usage(void)
{
	fputs("Usage: twtry STEP...\n\n"
	      "  on NAME             the next steps use socket NAME, which is made if there is none\n"
	      "  in NETNS            go to that namespace of `ip netns`; a new socket belongs to it\n"
	      "  reuseaddr | reuseport | no-port | linger   SO_REUSEADDR, SO_REUSEPORT,\n"
	      "                      IP_BIND_ADDRESS_NO_PORT, SO_LINGER with time 0\n"
	      "  bind ADDR:PORT | listen | connect ADDR:PORT\n"
	      "  accept NAME         call the accepted socket NAME\n"
	      "  deaf | hears        drop every segment for the socket; stop that\n"
	      "  deaf-to-ack         drop segments that are only an ACK\n"
	      "  write | read | shut | close   a byte each way; SHUT_WR\n"
	      "  state               print NAME and its state\n"
	      "  sleep MS | hold     wait; wait for SIGTERM\n\n"
	      "If a step fails, prints \"NAME STEP: ERROR\" and exits with 1; 2 for wrong use. `read` prints\n"
	      "data, end, or an error; such an error is no failure.\n", stdout);
	exit(0);
}

static const char *word(void)
{
	if (!step[1])
		error(2, 0, "%s: expected a word after it", *step);
	return *++step;
}

static int add(const char *name, int fd)
{
	if (count == SOCKETS_MAX)
		error(2, 0, "more than %d sockets", SOCKETS_MAX);
	sockets[count].name = name;
	sockets[count].fd = fd;
	return count++;
}

static int choose(const char *name)
{
	int i;

	for (i = 0; i < count; i++)
		if (!strcmp(sockets[i].name, name) && sockets[i].fd >= 0)
			return i;
	return add(name, socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static int enter(const char *netns)
{
	char path[256];
	int fd, ret;

	snprintf(path, sizeof(path), "/run/netns/%s", netns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ret = fd < 0 ? -1 : setns(fd, CLONE_NEWNET);
	if (fd >= 0)
		close(fd);
	return ret;
}

static struct sockaddr_in address(const char *text)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	const char *colon = strchr(text, ':');
	char ip[INET_ADDRSTRLEN];

	snprintf(ip, sizeof(ip), "%.*s", colon ? (int)(colon - text) : 0, text);
	if (!colon || inet_pton(AF_INET, ip, &in.sin_addr) != 1)
		error(2, 0, "%s: expected an IPv4 address and a port", text);
	in.sin_port = htons(atoi(colon + 1));
	return in;
}

static int on(int level, int option)
{
	int one = 1;

	return setsockopt(sockets[now].fd, level, option, &one, sizeof(one));
}

static int filter(struct sock_filter *code, int length)
{
	struct sock_fprog prog = { length, code };

	return setsockopt(sockets[now].fd, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog));
}

static int deaf(void)
{
	struct sock_filter nothing[] = { BPF_STMT(BPF_RET | BPF_K, 0) };

	return filter(nothing, 1);
}

static int deaf_to_ack(void)
{
	struct sock_filter others[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, FLAGS_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, JUST_ACK, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0),
		BPF_STMT(BPF_RET | BPF_K, -1),
	};

	return filter(others, 4);
}

/* Prints what comes. */
static int read_data(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	char data[64];
	ssize_t n = poll(&ready, 1, PATIENCE_MS) == 1 ? read(fd, data, sizeof(data)) : -2;

	printf("%s read: %s\n", sockets[now].name, n == -2 ? "nothing" : n > 0 ? "data" : n ? strerrorname_np(errno) : "end");
	return 0;
}

static int accept_as(const char *name)
{
	struct pollfd ready = { .fd = sockets[now].fd, .events = POLLIN };
	int fd = -1;

	errno = ETIMEDOUT;
	if (poll(&ready, 1, PATIENCE_MS) == 1)
		fd = accept4(sockets[now].fd, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		return -1;
	now = add(name, fd);
	return 0;
}

static int print_state(int fd)
{
	struct tcp_info info;
	socklen_t len = sizeof(info);

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len))
		return -1;
	printf("%s %s\n", sockets[now].name, states[info.tcpi_state < 12 ? info.tcpi_state : 0]);
	return 0;
}

static int sleep_ms(long ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000 };

	return nanosleep(&ts, NULL);
}

static int do_step(void)
{
	const struct linger none = { .l_onoff = 1 };
	int fd = count ? sockets[now].fd : -1;
	struct sockaddr_in to;

#define IS(name) (!strcmp(*step, name))
	if (IS("in"))
		return enter(word());
	if (IS("sleep"))
		return sleep_ms(atol(word()));
	if (IS("hold"))
		return pause();
	if (IS("on")) {
		now = choose(word());
		return sockets[now].fd < 0 ? -1 : 0;
	}
	if (!count)
		error(2, 0, "%s: on which socket?", *step);
	if (IS("reuseaddr"))
		return on(SOL_SOCKET, SO_REUSEADDR);
	if (IS("reuseport"))
		return on(SOL_SOCKET, SO_REUSEPORT);
	if (IS("no-port"))
		return on(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT);
	if (IS("linger"))
		return setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	if (IS("bind")) {
		to = address(word());
		return bind(fd, (struct sockaddr *)&to, sizeof(to));
	}
	if (IS("connect")) {
		to = address(word());
		return connect(fd, (struct sockaddr *)&to, sizeof(to));
	}
	if (IS("listen"))
		return listen(fd, 64);
	if (IS("accept"))
		return accept_as(word());
	if (IS("deaf"))
		return deaf();
	if (IS("deaf-to-ack"))
		return deaf_to_ack();
	if (IS("hears"))
		return setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &none, sizeof(none));
	if (IS("write"))
		return write(fd, "x", 1) == 1 ? 0 : -1;
	if (IS("read"))
		return read_data(fd);
	if (IS("shut"))
		return shutdown(fd, SHUT_WR);
	if (IS("state"))
		return print_state(fd);
	if (IS("close")) {
		sockets[now].fd = -1;
		return close(fd);
	}
	error(2, 0, "'%s': no such step; try twtry --help", *step);
	return -1;
}

int main(int argc, char **argv)
{
	if (argc < 2 || !strcmp(argv[1], "--help"))
		usage();
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	for (step = argv + 1; *step; step++) {
		const char *what = *step;

		if (do_step()) {
			printf("%s %s: %s\n", count ? sockets[now].name : "-", what, strerrorname_np(errno));
			return 1;
		}
	}
	return 0;
}
