/* SPDX-License-Identifier: GPL-2.0-only */
/* The options of twmake. */
#ifndef TWMAKE_H
#define TWMAKE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define THREADS_MAX 64

enum family { V4, V6, MAPPED };
enum late_kind { NOT_LATE, LATE_ACK, LATE_FIN };

struct shape {
	long count;
	enum family family;
	bool client_closes, fin_wait2, one_source, auto_port, hold, dry_run, cost;
	const char *timestamps;		/* what to write to the setting, NULL to leave it */
	struct in6_addr source;		/* of row 0; an IPv4 address is kept as its v4-mapped one */
	struct in6_addr server;
	long port, first_port, span;
	long rate, threads, churn_s, nice;
	const char *server_netns;	/* path of the namespace that listens, NULL for this one */
	enum late_kind late;
	long late_after_ms, seed;
};

/* The last segment of one side of a connection, to be sent again. */
struct late {
	struct sockaddr_in from, to;
	uint32_t seq, timestamp;
	struct timespec noted;
};

extern struct shape opt;

void parse(int argc, char **argv);

struct in6_addr source_of(long row);
int port_of(long row);
int server_port(long row);
void format(char *to, size_t size, const struct in6_addr *addr, int port);
int listener(int port);
const char *connect_row(int listening, long row, int *client, int *accepted,
			uint64_t *cost);
void chosen(int client, struct in6_addr *addr, int *port);
bool end(int first, int last);
void abort_both(int a, int b);

int late_socket(void);
void late_note(struct late *late, int fd);
void late_send(const struct late *late, int raw);

long overflows(void);
void set_timestamps(const char *value);
void restore_timestamps(void);

#endif /* TWMAKE_H */
