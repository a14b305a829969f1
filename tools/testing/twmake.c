// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes exactly the TIME_WAIT tuples asked for, in this network namespace or between it and another.
 * Prints each as /proc/twinfo should show it, "STATE LOCAL PEER", so that tests can compare.
 *
 * Row I comes from source address FIRST + I and port FIRST-PORT + I modulo SPAN, so that a row
 * that mixes the halves of two tuples is not in the list.
 */

#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "twmake.h"

struct shape opt;

static long made, failed;

/* The sockets of a thread: its listener, and those that send late segments from [client's, server's] side. */
struct place {
	int listening, raw[2];
};

static void print_row(long row, const struct in6_addr *addr, int port, uint64_t cost)
{
	char client[64], at_server[64], end[24] = "";

	format(client, sizeof(client), addr, port);
	format(at_server, sizeof(at_server), &opt.server, server_port(row));
	if (opt.cost)
		snprintf(end, sizeof(end), " %" PRIu64, cost);
	/* One write, because threads print their rows at the same time. */
	printf("%s %s %s%s\n", opt.fin_wait2 ? "FIN-WAIT-2" : "TIME-WAIT",
	       opt.client_closes ? client : at_server, opt.client_closes ? at_server : client, end);
}

static void make_row(const struct place *place, long row)
{
	struct late late;
	uint64_t cost;
	int client = -1, accepted = -1, port = port_of(row);
	struct in6_addr addr = source_of(row);
	const char *what = connect_row(place->listening, row, &client, &accepted, &cost);
	char from[64];

	if (!what) {
		if (opt.auto_port)
			chosen(client, &addr, &port);
		if (opt.late)
			late_note(&late, opt.client_closes ? accepted : client);
		if (!end(opt.client_closes ? client : accepted,
			 opt.client_closes ? accepted : client))
			what = "close";
	}
	if (what) {
		format(from, sizeof(from), &addr, port);
		error(1, errno, "row %ld: %s from %s", row, what, from);
	}
	print_row(row, &addr, port, cost);
	if (opt.late) {
		usleep(opt.late_after_ms * 1000);
		late_send(&late, place->raw[opt.client_closes]);
	}
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

static void churn(const struct place *place, long thread)
{
	unsigned int seed = opt.seed * THREADS_MAX + thread + 1;
	double begin = now();
	long n;

	for (n = 0; now() < begin + opt.churn_s; n++) {
		long rows = (opt.count - thread + opt.threads - 1) / opt.threads;
		long row = thread + rand_r(&seed) % rows * opt.threads;
		bool client_first = rand_r(&seed) % 2;
		struct late late;
		uint64_t cost;
		int client, accepted;

		if (connect_row(place->listening, row, &client, &accepted, &cost)) {
			__atomic_add_fetch(&failed, 1, __ATOMIC_RELAXED);
		} else if (rand_r(&seed) % 8 == 0) {
			abort_both(client, accepted);
		} else {
			if (opt.late)
				late_note(&late, client_first ? accepted : client);
			end(client_first ? client : accepted, client_first ? accepted : client);
			if (opt.late)
				late_send(&late, place->raw[client_first]);
			__atomic_add_fetch(&made, 1, __ATOMIC_RELAXED);
		}
		keep_pace(begin, n + 1);
	}
}

/* A socket belongs to the namespace that its thread was in when it was made. */
static int netns(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		error(1, errno, "%s", path);
	return fd;
}

static void enter(int fd)
{
	if (setns(fd, CLONE_NEWNET))
		error(1, errno, "setns");
	close(fd);
}

static struct place take_place(long thread)
{
	struct place place = { .raw = { -1, -1 } };
	int own = opt.server_netns ? netns("/proc/thread-self/ns/net") : -1;

	if (opt.late)
		place.raw[0] = late_socket();
	if (opt.server_netns)
		enter(netns(opt.server_netns));
	if (opt.late)
		place.raw[1] = late_socket();
	place.listening = listener(opt.port + thread);
	if (opt.server_netns)
		enter(own);
	return place;
}

static void *work(void *arg)
{
	long thread = (long)arg, row, done = 0;
	struct place place = take_place(thread);
	double begin = now();

	if (opt.churn_s) {
		churn(&place, thread);
		return NULL;
	}
	for (row = thread; row < opt.count; row += opt.threads) {
		make_row(&place, row);
		keep_pace(begin, ++done);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct rlimit files = { 1 << 20, 1 << 20 };
	pthread_t thread[THREADS_MAX];
	long t, lost;

	parse(argc, argv);
	if (opt.dry_run) {
		for (t = 0; t < opt.count; t++) {
			struct in6_addr addr = source_of(t);

			print_row(t, &addr, port_of(t), 0);
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
