/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of twjudge: random situations, sockets as a situation needs them, the questions to tool and kernel. */
#ifndef TWJUDGE_H
#define TWJUDGE_H

#include <stdbool.h>

#define SERVERS	6	/* two ports each of IPv4, IPv6 and the VRF */

enum outcome { AGREES, WRONG, UNKNOWN, OUTCOMES };

/* What the process of a situation found. */
struct report {
	int asked[OUTCOMES];
	char wrong[512];
};

#define STEPS_MAX	48
#define STEP_TEXT	96

struct situation {
	char steps[STEPS_MAX][STEP_TEXT];
	int count;
};

extern struct report *report;
extern int low, high;		/* the range */
extern int servers[SERVERS];	/* listeners of the destinations */

__attribute__((format(printf, 2, 3))) void add_step(struct situation *s, const char *fmt, ...);
void make_random(struct situation *s);

const char *device(const char *flags);
int bound(const char *text, const char *flags);
bool narrowed(int fd, int first, int last);
int accepted(void);
void end(int client, int server, const char *how);
int connected(int fd, const char *dest, bool mapped);
void out(int n, const char *source, const char *dest, const char *flags, const char *how);

#define TEXT_SIZE	(16 << 10)	/* what the tool may print */

void wrong(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int tool(const char *command, char text[static TEXT_SIZE]);

void ask_why(const char *source, const char *dest, const char *flags);
void ask_range(const char *source, const char *dest, int first, int last);
void ask_bound(const char *source, const char *dest, const char *flags);
void ask_source(const char *source, const char *flags);
void ask_bind(const char *to, const char *flags);
void ask_any(const char *flags);
void ask_limit(const char *source);
void ask_rows(void);

#endif /* TWJUDGE_H */
