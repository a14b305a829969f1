// SPDX-License-Identifier: GPL-2.0-only
/*
 * twjudge: makes random situations of ports, asks twinfo for its verdicts, then lets the kernel
 * answer: connect() and bind() until they fail. Each situation has a network namespace of its own.
 * A disagreement is shrunk to the fewest steps that still show it.
 *
 * A situation is a list of steps. The first ones make it, the "ask" ones compare. Steps that the
 * kernel refuses are no fault: the situation is then simply another.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "twjudge.h"

struct report *report;
int low, high;

static void set(const char *name, const char *value)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/proc/sys/net/ipv4/%s", name);
	fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		error(2, errno, "%s", path);
	close(fd);
}

static void serve(const char *text, const char *flags, int *server)
{
	*server = bound(text, flags);
	if (*server < 0 || listen(*server, 1000))
		error(2, errno, "%s", text);
}

/* A VRF with addresses of its own, and a port of it. A kernel without VRFs has none, which is no fault. */
static void make_vrf(void)
{
	if (system("ip link add vrf0 type vrf table 10 2>/dev/null && ip link set vrf0 up && ip link set lo up &&"
		   " for a in 127.0.0.1 127.0.0.5 127.0.0.6 127.0.9.1 127.0.9.2; do ip addr add $a/32 dev vrf0; done &&"
		   " ip link add port0 type dummy && ip link set port0 master vrf0 up"))
		return;
	serve("0.0.0.0:9000", "rv", &servers[4]);
	serve("0.0.0.0:9001", "rv", &servers[5]);
}

static void run_step(const char *step)
{
	char a[40], b[40], c[40], d[40], text[96];
	int n, m, fd;

	if (sscanf(step, "range %d %d", &low, &high) == 2) {
		snprintf(text, sizeof(text), "%d %d", low, high);
		set("ip_local_port_range", text);
	} else if (sscanf(step, "reserve %d %d", &n, &m) == 2) {
		snprintf(text, sizeof(text), "%d-%d", n, m);
		set("ip_local_reserved_ports", text);
	} else if (sscanf(step, "set %39s %39s", a, b) == 2) {
		set(a, b);
	} else if (sscanf(step, "out %d %39s %39s %39s %39s", &n, a, b, c, d) == 5) {
		out(n, a, b, c, d);
	} else if (sscanf(step, "listen %39s %39s", a, b) == 2) {
		fd = bound(a, b);
		if (fd >= 0)
			listen(fd, 8);
	} else if (sscanf(step, "idle %39s %39s", a, b) == 2) {
		bound(a, b);
	} else if (!strcmp(step, "vrf")) {
		make_vrf();
	} else if (sscanf(step, "sleep %d", &n) == 1) {
		usleep(n * 1000);
	} else if (sscanf(step, "ask why %39s %39s %39s", a, b, c) == 3) {
		ask_why(a, b, c);
	} else if (sscanf(step, "ask range %39s %39s %d %d", a, b, &n, &m) == 4) {
		ask_range(a, b, n, m);
	} else if (sscanf(step, "ask source %39s %39s", a, b) == 2) {
		ask_source(a, b);
	} else if (sscanf(step, "ask bound %39s %39s %39s", a, b, c) == 3) {
		ask_bound(a, b, c);
	} else if (sscanf(step, "ask bind %39s %39s", a, b) == 2) {
		ask_bind(a, b);
	} else if (sscanf(step, "ask any %39s", a) == 1) {
		ask_any(a);
	} else if (sscanf(step, "ask limit %39s", a) == 1) {
		ask_limit(a);
	} else if (!strcmp(step, "ask rows")) {
		ask_rows();
	} else {
		error(2, 0, "'%s': no such step", step);
	}
}

static void begin(void)
{
	struct in6_ifreq second = { .ifr6_prefixlen = 128 };
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd, i;

	if (unshare(CLONE_NEWNET))
		error(2, errno, "a new network namespace");
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &lo))
		error(2, errno, "lo");
	close(fd);
	/* An IPv6 address besides [::1]. */
	inet_pton(AF_INET6, "fd00::1", &second.ifr6_addr);
	second.ifr6_ifindex = if_nametoindex("lo");
	fd = socket(AF_INET6, SOCK_DGRAM, 0);
	if (fd < 0 || ioctl(fd, SIOCSIFADDR, &second))
		error(2, errno, "fd00::1");
	close(fd);
	for (i = 0; i < SERVERS; i++) {
		char text[32];

		servers[i] = -1;
		snprintf(text, sizeof(text), i / 2 ? "[::]:%d" : "0.0.0.0:%d", 9000 + i % 2);
		if (i < 4)
			serve(text, "r6", &servers[i]);
	}
}

/* Returns AGREES, WRONG or UNKNOWN (no verdict at all); the report has more. */
static enum outcome try_out(const struct situation *s)
{
	int status, i;
	pid_t pid;

	*report = (struct report){ };
	fflush(NULL);
	pid = fork();
	if (!pid) {
		begin();
		for (i = 0; i < s->count && !report->asked[WRONG]; i++)
			run_step(s->steps[i]);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		error(2, 0, "a situation ended with status %d", status);
	return report->asked[WRONG] ? WRONG : report->asked[AGREES] ? AGREES : UNKNOWN;
}

static void shrink(struct situation *s)
{
	struct situation less;
	struct report last = *report;
	int i;

	for (i = s->count - 1; i > 0; i--) {
		less = *s;
		memmove(less.steps[i], less.steps[i + 1], (STEPS_MAX - 1 - i) * STEP_TEXT);
		less.count--;
		if (try_out(&less) != WRONG)
			continue;
		*s = less;
		last = *report;
	}
	*report = last;
}

void add_step(struct situation *s, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(s->steps[s->count++], STEP_TEXT, fmt, args);
	va_end(args);
}

static void print(const struct situation *s)
{
	int i;

	printf("not ok - %s\n    replay: twjudge", report->wrong);
	for (i = 0; i < s->count; i++)
		printf(" '%s'", s->steps[i]);
	putchar('\n');
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static const struct option options[] = { { "seed", 1, NULL, 's' }, { "help", 0, NULL, 'h' }, { } };
	int total[OUTCOMES] = { }, faults = 0, i, count = 0, c;
	unsigned int seed = 1;
	bool stop = false;
	struct situation s = { };

	while ((c = getopt_long(argc, argv, "s:n:1h", options, NULL)) != -1) {
		if (c == 's') {
			seed = atoi(optarg);
		} else if (c == '1') {
			stop = true;
		} else if (c == 'n') {
			count = atoi(optarg);
		} else {
			fputs("Usage: twjudge [-1] [-s SEED] -n SITUATIONS\n       twjudge STEP...\n\n"
			      "Makes random situations of ports and compares the verdicts of twinfo with what\n"
			      "connect() and bind() then do; or runs the STEPs of one situation.\n"
			      "With -1 it stops at the first that is wrong, and does not shrink it.\n"
			      "Exit status: 0 none wrong, 1 some wrong, 2 wrong use or a failed test.\n",
			      c == 'h' ? stdout : stderr);
			return c == 'h' ? 0 : 2;
		}
	}
	report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (report == MAP_FAILED)
		error(2, errno, "mmap");
	if (optind < argc)
		count = 1;
	for (i = 0; i < count; i++) {
		if (optind < argc) {
			for (; optind < argc && s.count < STEPS_MAX; optind++)
				add_step(&s, "%s", argv[optind]);
		} else {
			srandom(seed + i);
			make_random(&s);
		}
		if (try_out(&s) == WRONG) {
			faults++;
			if (count > 1 && !stop)
				shrink(&s);
			print(&s);
		}
		for (c = 0; c < OUTCOMES; c++)
			total[c] += report->asked[c];
		if (faults && stop)
			break;
	}
	printf("%d situations, %d verdicts agree, %d unknown, %d wrong\n", count, total[AGREES], total[UNKNOWN],
	       total[WRONG]);
	return faults ? 1 : 0;
}
