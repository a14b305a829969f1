/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The words of a filter: where they begin and end, and what the user means with them. Each function
 * takes the word that is next; one that cannot be meant ends the program with EXIT_USE and its column.
 */
#ifndef TWINFO_FILTER_WORDS_H
#define TWINFO_FILTER_WORDS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum compare { EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, COMPARE_NONE };

/* The states of minisockets; ss(8) knows others, which no row has. */
enum { IN_TIME_WAIT = 1, IN_FIN_WAIT_2 = 2 };

struct words {
	char *text;		/* the whole filter */
	size_t at, len;		/* the word that is next; len 0 at the end */
	char *word;		/* a copy of it */
};

struct host {
	struct in6_addr ip;	/* IPv4 as v4-mapped */
	unsigned int prefix;	/* bits of ip that count, 0 to 128 */
	int port;		/* -1 for any */
};

void words_begin(struct words *w, const char *text);
void words_finish(struct words *w);
void words_next(struct words *w);
bool words_end(const struct words *w);
bool words_is(const struct words *w, const char *word);
bool words_take(struct words *w, const char *word);
_Noreturn void words_fail(const struct words *w, const char *expected);

enum compare words_compare(struct words *w, enum compare otherwise);
unsigned int words_states(struct words *w);
void words_host(struct words *w, struct host *host);
int64_t words_port(struct words *w);
int64_t words_time(struct words *w);
int64_t words_netns(struct words *w);
int64_t words_mark(struct words *w, int64_t *mask);
int64_t words_interface(struct words *w);

#endif /* TWINFO_FILTER_WORDS_H */
