// SPDX-License-Identifier: GPL-2.0-only
/* The words of a filter: where they begin and end, and what the user means with them. */

#include <net/if.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "snapshot/address.h"
#include "analysis/filter_lexer.h"
#include "snapshot/netns.h"
#include "common/number.h"
#include "common/fail.h"

#define OPERATORS	"=!<>&|"
#define SPACE		" \t\n"

/**
 * lexer_fail() - end the program, pointing at the word that is next
 * @w: the words
 * @expected: what should stand there
 */
void lexer_fail(const struct lexer *w, const char *expected)
{
	if (w->len)
		fail(EXIT_USE, "filter, column %zu: %s, found '%s'", w->at + 1, expected, w->word);
	fail(EXIT_USE, "filter, column %zu: %s, found the end of '%s'", w->at + 1, expected,
	     w->text);
}

/* Words end at blanks and parentheses; operators are words of their own wherever they stand. */
static size_t word_len(const char *text)
{
	if (*text == '(' || *text == ')')
		return 1;
	if (*text && strchr(OPERATORS, *text))
		return *text == '!' && text[1] != '=' ? 1 : strspn(text, OPERATORS);
	return strcspn(text, SPACE OPERATORS "()");
}

/**
 * lexer_next() - go on to the next word
 * @w: the words
 */
void lexer_next(struct lexer *w)
{
	w->at += w->len;
	w->at += strspn(w->text + w->at, SPACE);
	w->len = word_len(w->text + w->at);
	free(w->word);
	w->word = strndup(w->text + w->at, w->len);
	if (!w->word)
		fail(EXIT_UNREADABLE, "out of memory");
}

/**
 * lexer_begin() - begin with the first word of a filter
 * @w: the words
 * @text: the filter
 */
void lexer_begin(struct lexer *w, const char *text)
{
	*w = (struct lexer){ .text = strdup(text) };
	if (!w->text)
		fail(EXIT_UNREADABLE, "out of memory");
	lexer_next(w);
}

/**
 * lexer_finish() - free the words
 * @w: the words
 */
void lexer_finish(struct lexer *w)
{
	free(w->text);
	free(w->word);
}

/**
 * lexer_end() - is there no more?
 * @w: the words
 */
bool lexer_end(const struct lexer *w)
{
	return !w->len;
}

/**
 * lexer_is() - is that the next word?
 * @w: the words
 * @word: what it may be, in any case
 */
bool lexer_is(const struct lexer *w, const char *word)
{
	return w->len && !strcasecmp(w->word, word);
}

/**
 * lexer_take() - go on if that is the next word
 * @w: the words
 * @word: what it may be
 *
 * Return: whether it was.
 */
bool lexer_take(struct lexer *w, const char *word)
{
	if (!lexer_is(w, word))
		return false;
	lexer_next(w);
	return true;
}

/**
 * lexer_compare() - how to compare
 * @w: the words
 * @otherwise: what is meant when there is no operator, COMPARE_NONE when there must be one
 *
 * Return: the operator.
 */
enum compare lexer_compare(struct lexer *w, enum compare otherwise)
{
	static const struct {
		const char *word;
		enum compare op;
	} ops[] = {
		{ "=", EQUAL }, { "==", EQUAL }, { "eq", EQUAL },
		{ "!=", NOT_EQUAL }, { "<>", NOT_EQUAL }, { "ne", NOT_EQUAL }, { "neq", NOT_EQUAL },
		{ "<", LESS }, { "lt", LESS },
		{ "<=", LESS_OR_EQUAL }, { "le", LESS_OR_EQUAL }, { "leq", LESS_OR_EQUAL },
		{ ">", GREATER }, { "gt", GREATER },
		{ ">=", GREATER_OR_EQUAL }, { "ge", GREATER_OR_EQUAL }, { "geq", GREATER_OR_EQUAL },
	};
	size_t i;

	for (i = 0; i < sizeof(ops) / sizeof(*ops); i++)
		if (lexer_take(w, ops[i].word))
			return ops[i].op;
	if (otherwise == COMPARE_NONE)
		lexer_fail(w, "expected one of = != < <= > >=");
	return otherwise;
}

/**
 * lexer_states() - a state, as ss(8) names them
 * @w: the words
 *
 * Return: the states of minisockets that are meant, which may be none.
 */
unsigned int lexer_states(struct lexer *w)
{
	static const struct {
		const char *word;
		unsigned int states;
	} names[] = {
		{ "time-wait", IN_TIME_WAIT }, { "fin-wait-2", IN_FIN_WAIT_2 },
		{ "all", IN_TIME_WAIT | IN_FIN_WAIT_2 }, { "bucket", IN_TIME_WAIT | IN_FIN_WAIT_2 },
		{ "connected", IN_TIME_WAIT | IN_FIN_WAIT_2 },
		{ "synchronized", IN_TIME_WAIT | IN_FIN_WAIT_2 },
		{ "big", 0 }, { "established", 0 }, { "syn-sent", 0 }, { "syn-recv", 0 },
		{ "fin-wait-1", 0 }, { "closed", 0 }, { "close-wait", 0 }, { "last-ack", 0 },
		{ "listening", 0 }, { "closing", 0 },
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (lexer_take(w, names[i].word))
			return names[i].states;
	lexer_fail(w, "expected time-wait, fin-wait-2 or another state of ss");
}

static bool service_port(const char *text, uint16_t *port)
{
	const struct servent *service;

	if (addr_parse_port(text, port))
		return true;
	service = getservbyname(text, "tcp");
	if (service)
		*port = ntohs(service->s_port);
	return service;
}

/* Takes an address, its prefix and its port off the text, from behind. */
static bool parse_host(char *text, struct host *host)
{
	char *bracket = strrchr(text, ']'), *colon = strrchr(text, ':'), *slash, *end;
	uint16_t port;
	bool v4;

	*host = (struct host){ .port = -1 };
	/* Of an address of IPv6 without brackets, every colon is a part. */
	if (colon && (bracket ? colon > bracket : strchr(text, ':') == colon)) {
		*colon++ = '\0';
		if (strcmp(colon, "*")) {
			if (!service_port(colon, &port))
				return false;
			host->port = port;
		}
	}
	if (!*text || !strcmp(text, "*"))
		return true;

	slash = strchr(text, '/');
	if (slash)
		*slash++ = '\0';
	if (!addr_parse_ip(text, &host->ip, &v4))
		return false;
	host->prefix = 128;
	if (slash) {
		host->prefix = strtoul(slash, &end, 10) + (v4 ? 96 : 0);
		if (end == slash || *end || *slash == '-' || host->prefix > 128)
			return false;
	}
	return true;
}

/**
 * lexer_host() - an address, a port or both, as ss(8) writes them
 * @w: the words
 * @host: where it goes
 */
void lexer_host(struct lexer *w, struct host *host)
{
	char text[128];

	if (w->len && w->len < sizeof(text) && parse_host(strcpy(text, w->word), host))
		lexer_next(w);
	else
		lexer_fail(w, "expected ADDRESS[/PREFIX][:PORT] or :PORT");
}

/**
 * lexer_port() - a port, by number or name, with or without a colon
 * @w: the words
 *
 * Return: its number.
 */
int64_t lexer_port(struct lexer *w)
{
	uint16_t port;

	if (!w->len || !service_port(w->word + (*w->word == ':'), &port))
		lexer_fail(w, "expected a port");
	lexer_next(w);
	return port;
}

/**
 * lexer_time() - a time, in seconds unless its unit says otherwise
 * @w: the words
 *
 * Return: ms.
 */
int64_t lexer_time(struct lexer *w)
{
	int64_t ms;

	if (!w->len || !parse_time_ms(w->word, &ms))
		lexer_fail(w, "expected a time as 10, 2.5s, 300ms or 1m");
	lexer_next(w);
	return ms;
}

/**
 * lexer_netns() - a network namespace
 * @w: the words
 *
 * Return: its inode number, or NETNS_SELF.
 */
int64_t lexer_netns(struct lexer *w)
{
	int64_t inum;

	if (!w->len)
		lexer_fail(w, "expected a network namespace");
	inum = netns_wanted(w->word, NETNS_SELF);
	lexer_next(w);
	return inum;
}

/**
 * lexer_mark() - a mark, and which bits of it count
 * @w: the words
 * @mask: where these go
 *
 * Return: the mark.
 */
int64_t lexer_mark(struct lexer *w, int64_t *mask)
{
	char *end = w->word;
	int64_t mark = 0;

	*mask = UINT32_MAX;
	if (w->len && *end != '-')
		mark = strtoul(w->word, &end, 0);
	if (end != w->word && *end == '/' && end[1] && end[1] != '-')
		*mask = strtoul(end + 1, &end, 0);
	if (end == w->word || *end)
		lexer_fail(w, "expected MARK[/MASK]");
	lexer_next(w);
	return mark & *mask;
}

/**
 * lexer_interface() - an interface
 * @w: the words
 *
 * Return: its index. A name is one of the namespace that the tool runs in.
 */
int64_t lexer_interface(struct lexer *w)
{
	unsigned int index = w->len ? if_nametoindex(w->word) : 0;
	char *end = w->word;

	if (!index && w->len && *w->word != '-') {
		index = strtoul(w->word, &end, 10);
		if (*end)
			end = w->word;
	}
	if (!index && end == w->word)
		lexer_fail(w, "expected an interface's name or index");
	lexer_next(w);
	return index;
}
