/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The words of a filter: where they begin and end, and what the user means with them. Each function
 * takes the word that is next; one that cannot be meant ends the program with EXIT_USE and its
 * column.
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

struct lexer {
	char *text;		/* the whole filter */
	size_t at, len;		/* the word that is next; len 0 at the end */
	char *word;		/* a copy of it */
};

struct host {
	struct in6_addr ip;	/* IPv4 as v4-mapped */
	unsigned int prefix;	/* bits of ip that count, 0 to 128 */
	int port;		/* -1 for any */
};

void lexer_begin(struct lexer *w, const char *text);
void lexer_finish(struct lexer *w);
void lexer_next(struct lexer *w);
bool lexer_end(const struct lexer *w);
bool lexer_is(const struct lexer *w, const char *word);
bool lexer_take(struct lexer *w, const char *word);
_Noreturn void lexer_fail(const struct lexer *w, const char *expected);

enum compare lexer_compare(struct lexer *w, enum compare otherwise);
unsigned int lexer_states(struct lexer *w);
void lexer_host(struct lexer *w, struct host *host);
int64_t lexer_port(struct lexer *w);
int64_t lexer_time(struct lexer *w);
int64_t lexer_netns(struct lexer *w);
int64_t lexer_mark(struct lexer *w, int64_t *mask);
int64_t lexer_interface(struct lexer *w);

#endif /* TWINFO_FILTER_WORDS_H */
