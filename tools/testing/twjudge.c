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
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
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

#define STEPS_MAX	48
#define STEP_TEXT	96
#define TRIES_MAX	400	/* of connect() or bind(); no range here is as long */

enum outcome { AGREES, WRONG, UNKNOWN, OUTCOMES };

struct situation {
	char steps[STEPS_MAX][STEP_TEXT];
	int count;
};

/* What the process of a situation found. */
static struct report {
	int asked[OUTCOMES];
	char wrong[512];
} *report;

static int low, high;	/* the range */
static int servers[4];	/* listeners of the destinations */

static void wrong(const char *fmt, ...)
{
	va_list args;

	report->asked[WRONG]++;
	va_start(args, fmt);
	vsnprintf(report->wrong, sizeof(report->wrong), fmt, args);
	va_end(args);
}

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
static int bound(const char *text, const char *flags)
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
	struct pollfd ready[4];
	int i;

	for (i = 0; i < 4; i++)
		ready[i] = (struct pollfd){ servers[i], POLLIN, 0 };
	if (poll(ready, 4, 1000) > 0)
		for (i = 0; i < 4; i++)
			if (ready[i].revents)
				return accept4(servers[i], NULL, NULL, SOCK_CLOEXEC);
	return -1;
}

/* Connects @fd, a new socket without flag b. Returns the socket, -1 if the kernel refused. */
static int connected(int fd, const char *dest, bool mapped)
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
static void out(int n, const char *source, const char *dest, const char *flags, const char *how)
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

/* Runs the tool. Fills value[] with the first number of each line that begins with that name. */
static int tool(const char *command, const char *const *names, long *values)
{
	char line[256], name[64], number[32];
	FILE *in = popen(command, "r");
	int i, status;

	if (!in)
		error(2, errno, "%s", command);
	for (i = 0; names[i]; i++)
		values[i] = -1;
	while (fgets(line, sizeof(line), in))
		for (i = 0; sscanf(line, "%63s %31s", name, number) == 2 && names[i]; i++)
			if (!strcmp(name, names[i]) && strcmp(number, "-"))
				values[i] = atol(number);
	status = pclose(in);
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
		error(2, 0, "%s: status %d", command, status);
	return WEXITSTATUS(status);
}

/* Each search leaves one end of an odd range out, so one port may stay. */
static bool as_many(int n, long told, long soon)
{
	return n <= told + soon && n >= told - (high > low && (high - low + 1) % 2);
}

static void judge(const char *what, int n, long told, long soon, int status)
{
	if (told < 0)
		report->asked[UNKNOWN]++;
	else if (!as_many(n, told, soon))
		wrong("%s: the kernel gave %d ports, twinfo said %ld (and %ld soon)", what, n, told, soon);
	else if (status == 0 ? n == 0 : told > 1)
		wrong("%s: the kernel gave %d ports, twinfo said %ld and exits with %d", what, n, told, status);
	else
		report->asked[AGREES]++;
}

static int give(const char *text, const char *flags)
{
	int fds[TRIES_MAX], n = 0, i;

	while (n < TRIES_MAX && (fds[n] = bound(text, flags)) >= 0)
		n++;
	for (i = 0; i < n; i++)
		close(fds[i]);
	return n;
}

static void ask_why(const char *source, const char *dest)
{
	static const char *const names[] = { "range", "tw-later", "reserved", "owned", "live",
		"no-timestamps", "reuse-off", "not-loopback", "fin-wait-2", "tw-now", "free-even",
		"free-odd", NULL };
	char command[256], local[64];
	long v[16], sum = 0, told;
	int n = 0, i, status;

	snprintf(command, sizeof(command), "twinfo why '%s' '%s' -rn -o reason,ports", source, dest);
	status = tool(command, names, v);
	for (i = 1; names[i]; i++)
		sum += v[i];
	told = v[10] < 0 ? -1 : v[9] + v[10] + v[11];
	if (told >= 0 && sum != v[0]) {
		wrong("%s: the reasons add up to %ld of %ld", command, sum, v[0]);
		return;
	}
	snprintf(local, sizeof(local), strchr(source, ':') ? "[%s]:0" : "%s:0", source);
	while (n < TRIES_MAX && connected(bound(local, "n"), dest, false) >= 0)
		n++;
	judge(command, n, told, v[1], status);
}

static void ask_bound(const char *source, const char *dest)
{
	static const char *const names[] = { "port", "live", "no-timestamps", NULL };
	char command[256];
	long v[3];
	int fd, status;

	snprintf(command, sizeof(command), "twinfo why '%s' '%s' -rn -o reason,ports", source, dest);
	status = tool(command, names, v);
	fd = bound(source, "r");
	if (fd < 0) {
		report->asked[UNKNOWN]++;
		return;
	}
	fd = connected(fd, dest, false);
	if (status == (fd < 0) && status == (v[1] + v[2] > 0))
		report->asked[AGREES]++;
	else
		wrong("%.150s: exits with %d, and the kernel says %s", command, status, fd < 0 ? "no" : "yes");
}

static void ask_source(const char *source, const char *flags)
{
	static const char *const names[] = { "bind()", NULL };
	char command[256], local[64];
	long v[1], told;

	snprintf(command, sizeof(command), "twinfo ports -N self -rn -o source,destination,free | "
		 "sed -n 's/^%s //p'", source);
	tool(command, names, v);
	told = v[0];
	snprintf(command, sizeof(command), "twinfo ports -N self -rn -o source,destination,use%% | "
		 "sed -n 's/^%s //p'", source);
	tool(command, names, v);
	snprintf(local, sizeof(local), strchr(source, ':') ? "[%s]:0" : "%s:0", source);
	judge(command, give(local, flags), told, 0, v[0] == 100);
}

static void ask_bind(const char *to, const char *flags)
{
	static const char *const names[] = { "free", "held", "unknown", NULL };
	char command[256];
	bool given;
	long v[3];
	int fd;

	snprintf(command, sizeof(command), "twinfo bind '%s' %s%s -J | sed -n 's/.*\"verdict\": \"\\(.*\\)\".*/\\1 1/p'",
		 to, strchr(flags, 'r') ? " --reuseaddr" : "", strchr(flags, 'p') ? " --reuseport" : "");
	tool(command, names, v);
	fd = bound(to, flags);
	given = fd >= 0;
	close(fd);
	if (v[2] > 0)
		report->asked[UNKNOWN]++;
	else if (v[given ? 0 : 1] > 0)
		report->asked[AGREES]++;
	else
		wrong("%.150s: the kernel says %s", command, given ? "free" : "held");
}

static void ask_any(const char *flags)
{
	static const char *const names[] = { "FREE", NULL };
	long v[1];
	int status = tool("twinfo bind 0 -rn -o state,count", names, v);

	judge("twinfo bind 0", give("[::]:0", flags), v[0], 0, status);
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
	} else if (sscanf(step, "sleep %d", &n) == 1) {
		usleep(n * 1000);
	} else if (sscanf(step, "ask why %39s %39s", a, b) == 2) {
		ask_why(a, b);
	} else if (sscanf(step, "ask source %39s %39s", a, b) == 2) {
		ask_source(a, b);
	} else if (sscanf(step, "ask bound %39s %39s", a, b) == 2) {
		ask_bound(a, b);
	} else if (sscanf(step, "ask bind %39s %39s", a, b) == 2) {
		ask_bind(a, b);
	} else if (sscanf(step, "ask any %39s", a) == 1) {
		ask_any(a);
	} else {
		error(2, 0, "'%s': no such step", step);
	}
}

static void begin(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd, i;

	if (unshare(CLONE_NEWNET))
		error(2, errno, "a new network namespace");
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &lo))
		error(2, errno, "lo");
	close(fd);
	for (i = 0; i < 4; i++) {
		char text[32];

		snprintf(text, sizeof(text), i / 2 ? "[::1]:%d" : "0.0.0.0:%d", 9000 + i % 2);
		servers[i] = bound(text, "r");
		if (servers[i] < 0 || listen(servers[i], 1000))
			error(2, errno, "%s", text);
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

static int pick(int n)
{
	return random() % n;
}

#define ONE_OF(...) ((const char *const[]){ __VA_ARGS__ })[pick(sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))]

__attribute__((format(printf, 2, 3))) static void add(struct situation *s, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(s->steps[s->count++], STEP_TEXT, fmt, args);
	va_end(args);
}

static void add_random(struct situation *s, int first, int last)
{
	bool v6 = !pick(5);
	const char *source = v6 ? "[::1]" : ONE_OF("127.0.0.1", "127.0.0.5", "127.0.0.6");
	const char *dest = v6 ? ONE_OF("[::1]:9000", "[::1]:9001") :
			   ONE_OF("127.0.9.1:9000", "127.0.9.1:9001", "127.0.9.2:9000");
	int port = first + pick(last - first + 1);

	switch (pick(10)) {
	case 0:
		add(s, "listen %s:%d %s", v6 ? ONE_OF("[::]", "[::1]") : ONE_OF("0.0.0.0", "127.0.0.1", "127.0.0.5"),
		    port, ONE_OF("-", "r", "p"));
		break;
	case 1:
		add(s, "idle %s:%d %s", v6 ? ONE_OF("[::]", "[::1]") : ONE_OF("0.0.0.0", "127.0.0.1", "127.0.0.5"),
		    pick(2) ? port : 0, ONE_OF("-", "r", "p", "rp"));
		break;
	case 2:
		add(s, "reserve %d %d", port, port + pick(3));
		break;
	case 3:
		add(s, "set tcp_timestamps %d", pick(2));
		break;
	case 4:
		add(s, "out 1 %s:%d %s %s%s %s", source, port, dest, ONE_OF("b", "br", "bp", "brp"), v6 || pick(4) ? "" : "m",
		    ONE_OF("hold", "client", "server", "half"));
		break;
	default:
		add(s, "out %d %s:0 %s %s%s %s", 1 + pick(last - first + 3), source, dest,
		    ONE_OF("-", "b", "br", "bn", "bn", "bp"), v6 || pick(4) ? "" : "m",
		    ONE_OF("hold", "client", "client", "server", "half"));
	}
}

static void make(struct situation *s)
{
	int first = 20000 + pick(100), last = first + pick(pick(2) ? 6 : 30), i;

	*s = (struct situation){ };
	add(s, "range %d %d", first, last);
	add(s, "set tcp_tw_reuse %d", pick(3));
	for (i = pick(10); i > 0; i--)
		add_random(s, first, last);
	if (!pick(3))
		add(s, "sleep 1200");
	for (i = 0; i < 3; i++)
		if (pick(5))
			add(s, "ask bound %s:%d %s", ONE_OF("127.0.0.1", "127.0.0.5", "127.0.0.6"),
			    first + pick(last - first + 1), ONE_OF("127.0.9.1:9000", "127.0.9.1:9001", "127.0.9.2:9000"));
		else
			add(s, "ask bound [::1]:%d [::1]:9000", first + pick(last - first + 1));
	for (i = 0; i < 4; i++)
		add(s, "ask bind %s:%d %s", ONE_OF("0.0.0.0", "127.0.0.1", "127.0.0.5", "127.0.0.6", "[::]", "[::1]"),
		    first + pick(last - first + 1), ONE_OF("-", "-", "r", "p", "rp"));
	add(s, "ask any %s", ONE_OF("-", "r"));
	for (i = 0; i < 2; i++)
		add(s, "ask source %s %s", ONE_OF("127.0.0.1", "127.0.0.5", "127.0.0.6", "::1"), ONE_OF("-", "r"));
	for (i = 0; i < 2; i++)
		if (pick(5))
			add(s, "ask why %s %s", ONE_OF("127.0.0.1", "127.0.0.5"),
			    ONE_OF("127.0.9.1:9000", "127.0.9.1:9001", "127.0.9.2:9000"));
		else
			add(s, "ask why ::1 [::1]:9000");
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
				add(&s, "%s", argv[optind]);
		} else {
			srandom(seed + i);
			make(&s);
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
