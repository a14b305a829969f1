// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which rows the user wants: the words of ss(8), and age, left, netns and reuse.
 *
 *   filter  = or
 *   or      = and { "or" and }
 *   and     = not { [ "and" ] not }
 *   not     = "not" not | "(" or ")" | test
 *   test    = ("state" | "exclude") STATE | ("dst" | "src") HOST | ("dport" | "sport") OP [":"]PORT
 *           | ("age" | "left") OP TIME | "reuse" (now | later | never | OP TIME)
 *           | "netns" [OP] NETNS | "fwmark" OP MARK[/MASK] | "dev" OP INDEX
 */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "snapshot/address.h"
#include "analysis/filter.h"
#include "analysis/filter_lexer.h"
#include "snapshot/netns.h"
#include "common/fail.h"
#include "common/number.h"
#include "twinfo_format.h"

enum kind { AND, OR, NOT, STATE, HOST, PORT, AGE, LEFT, REUSE, NETNS, MARK, DEV };

/*
 * An unknown value of a row, such as an age, makes a test neither true nor false: it selects
 * nothing.
 */
enum truth { FALSE, TRUE, NOT_KNOWN };

struct filter {
	enum kind kind;
	struct filter *left, *right;
	enum compare op;
	bool local;			/* HOST, PORT: of this side */
	unsigned int states;		/* STATE: a bit for each */
	struct host host;
	int64_t number, mask;
};

static struct filter *node(enum kind kind)
{
	struct filter *f = grown(NULL, 1, sizeof(*f));

	memset(f, 0, sizeof(*f));
	f->kind = kind;
	return f;
}

static struct filter *pair(enum kind kind, struct filter *left, struct filter *right)
{
	struct filter *f = node(kind);

	f->left = left;
	f->right = right;
	return f;
}

static struct filter *parse_or(struct lexer *w);

static struct filter *parse_test(struct lexer *w)
{
	struct filter *f;

	if (lexer_take(w, "state") || lexer_is(w, "exclude")) {
		f = node(STATE);
		f->op = lexer_take(w, "exclude") ? NOT_EQUAL : EQUAL;
		f->states = lexer_states(w);
	} else if (lexer_is(w, "dst") || lexer_is(w, "src")) {
		f = node(HOST);
		f->local = lexer_is(w, "src");
		lexer_next(w);
		if (lexer_is(w, "<") || lexer_is(w, ">") || lexer_is(w, "<=") || lexer_is(w, ">="))
			lexer_fail(w, "expected = or != for an address");
		f->op = lexer_compare(w, EQUAL);
		lexer_host(w, &f->host);
	} else if (lexer_is(w, "dport") || lexer_is(w, "sport")) {
		f = node(PORT);
		f->local = lexer_is(w, "sport");
		lexer_next(w);
		f->op = lexer_compare(w, COMPARE_NONE);
		f->number = lexer_port(w);
	} else if (lexer_is(w, "age") || lexer_is(w, "left")) {
		f = node(lexer_is(w, "age") ? AGE : LEFT);
		lexer_next(w);
		f->op = lexer_compare(w, COMPARE_NONE);
		f->number = lexer_time(w);
	} else if (lexer_take(w, "reuse")) {
		f = node(REUSE);
		f->op = EQUAL;
		if (lexer_take(w, "later")) {
			f->op = GREATER;
		} else if (lexer_take(w, "never")) {
			f->number = UNKNOWN;
		} else if (!lexer_take(w, "now")) {
			f->op = lexer_compare(w, COMPARE_NONE);
			f->number = lexer_time(w);
		}
	} else if (lexer_take(w, "netns")) {
		f = node(NETNS);
		f->op = lexer_compare(w, EQUAL);
		f->number = lexer_netns(w);
	} else if (lexer_take(w, "fwmark")) {
		f = node(MARK);
		f->op = lexer_compare(w, COMPARE_NONE);
		f->number = lexer_mark(w, &f->mask);
	} else if (lexer_take(w, "dev")) {
		f = node(DEV);
		f->op = lexer_compare(w, EQUAL);
		f->number = lexer_interface(w);
	} else {
		lexer_fail(w, "expected state, exclude, src, dst, sport, dport, age, left, reuse, "
				 "netns, fwmark, dev, not or (");
	}
	return f;
}

static struct filter *parse_not(struct lexer *w)
{
	struct filter *f;

	if (lexer_take(w, "not") || lexer_take(w, "!"))
		return pair(NOT, parse_not(w), NULL);
	if (!lexer_take(w, "("))
		return parse_test(w);
	f = parse_or(w);
	if (!lexer_take(w, ")"))
		lexer_fail(w, "expected and, or, ) or another test");
	return f;
}

static struct filter *parse_and(struct lexer *w)
{
	struct filter *f = parse_not(w);

	while (!lexer_end(w) && !lexer_is(w, "or") && !lexer_is(w, "|") && !lexer_is(w, "||") &&
	       !lexer_is(w, ")")) {
		if (!lexer_take(w, "and") && !lexer_take(w, "&"))
			lexer_take(w, "&&");
		f = pair(AND, f, parse_not(w));
	}
	return f;
}

static struct filter *parse_or(struct lexer *w)
{
	struct filter *f = parse_and(w);

	while (lexer_take(w, "or") || lexer_take(w, "|") || lexer_take(w, "||"))
		f = pair(OR, f, parse_and(w));
	return f;
}

/**
 * filter_parse() - understand a filter
 * @text: what the user wrote after the command, NULL for nothing
 *
 * Return: the filter, NULL for none. A mistake ends the program with EXIT_USE and its column.
 */
struct filter *filter_parse(const char *text)
{
	struct filter *f;
	struct lexer w;

	if (!text)
		return NULL;
	lexer_begin(&w, text);
	f = parse_or(&w);
	if (!lexer_end(&w))
		lexer_fail(&w, "expected the end, or ( before it");
	lexer_finish(&w);
	return f;
}

/**
 * filter_free() - free a filter
 * @filter: the filter, or NULL
 */
void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	filter_free(filter->left);
	filter_free(filter->right);
	free(filter);
}

static enum truth compare(enum compare op, int64_t have, int64_t want)
{
	switch (op) {
	case EQUAL:
		return have == want;
	case NOT_EQUAL:
		return have != want;
	case LESS:
		return have < want;
	case LESS_OR_EQUAL:
		return have <= want;
	case GREATER:
		return have > want;
	default:
		return have >= want;
	}
}

static enum truth compare_known(enum compare op, int64_t have, int64_t want)
{
	return have == UNKNOWN ? NOT_KNOWN : compare(op, have, want);
}

static void side(const struct filter *f, const struct record *r,
		 struct addr *addr)
{
	const char *text = tw_text(r, f->local ? TW_LOCAL : TW_PEER);

	if (!addr_parse(text, addr))
		record_damaged(r, "expected an address and its port, found '%.60s'", text);
}

static enum truth host_is(const struct host *host, const struct addr *addr)
{
	unsigned int bytes = host->prefix / 8, bits = host->prefix % 8;

	if (host->port >= 0 && host->port != addr->port)
		return FALSE;
	if (memcmp(&host->ip, &addr->ip, bytes))
		return FALSE;
	return !bits || !((host->ip.s6_addr[bytes] ^ addr->ip.s6_addr[bytes]) >> (8 - bits));
}

static enum truth passes(const struct filter *f, const struct snapshot *snap, const struct record *r)
{
	enum truth left, right;
	struct addr addr;
	int64_t n;

	switch (f->kind) {
	case AND:
	case OR:
		left = passes(f->left, snap, r);
		if (left == (f->kind == OR ? TRUE : FALSE))
			return left;
		right = passes(f->right, snap, r);
		return right == (f->kind == OR ? TRUE : FALSE) || left != NOT_KNOWN ? right : left;
	case NOT:
		left = passes(f->left, snap, r);
		return left == NOT_KNOWN ? left : !left;
	case STATE:
		n = strcmp(tw_text(r, TW_STATE), TWINFO_STATE_TW) ? IN_FIN_WAIT_2 : IN_TIME_WAIT;
		return !!(f->states & n) == (f->op == EQUAL);
	case HOST:
		side(f, r, &addr);
		return host_is(&f->host, &addr) == (f->op == EQUAL);
	case PORT:
		side(f, r, &addr);
		return compare(f->op, addr.port, f->number);
	case AGE:
		return compare_known(f->op, tw_age_ms(r), f->number);
	case LEFT:
		return compare_known(f->op, tw_number(r, TW_LEFT), f->number);
	case REUSE:
		n = tw_number(r, TW_REUSE_IN);
		if (f->number == UNKNOWN)
			return n == UNKNOWN;
		return n == UNKNOWN ? FALSE : compare(f->op, n, f->number);
	case NETNS:
		return compare(f->op, tw_number(r, TW_NET),
			       f->number == NETNS_SELF ? snap->netns : f->number);
	case MARK:
		n = tw_number(r, TW_MARK);
		return n == UNKNOWN ? NOT_KNOWN : compare(f->op, n & f->mask, f->number);
	case DEV:
		return compare(f->op, tw_number(r, TW_IFINDEX), f->number);
	}
	return FALSE;
}

/**
 * filter_passes() - does the user want this row?
 * @filter: the filter
 * @snap: the snapshot
 * @r: a tw row
 */
bool filter_passes(const struct filter *filter, const struct snapshot *snap, const struct record *r)
{
	return passes(filter, snap, r) == TRUE;
}
