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

#include "addr.h"
#include "filter.h"
#include "filter_words.h"
#include "netns.h"
#include "twinfo.h"
#include "twinfo_format.h"

enum kind { AND, OR, NOT, STATE, HOST, PORT, AGE, LEFT, REUSE, NETNS, MARK, DEV };

/* What is not known of a row (an age, say) makes a test neither true nor false: it never selects. */
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

static struct filter *parse_or(struct words *w);

static struct filter *parse_test(struct words *w)
{
	struct filter *f;

	if (words_take(w, "state") || words_is(w, "exclude")) {
		f = node(STATE);
		f->op = words_take(w, "exclude") ? NOT_EQUAL : EQUAL;
		f->states = words_states(w);
	} else if (words_is(w, "dst") || words_is(w, "src")) {
		f = node(HOST);
		f->local = words_is(w, "src");
		words_next(w);
		if (words_is(w, "<") || words_is(w, ">") || words_is(w, "<=") || words_is(w, ">="))
			words_fail(w, "expected = or != for an address");
		f->op = words_compare(w, EQUAL);
		words_host(w, &f->host);
	} else if (words_is(w, "dport") || words_is(w, "sport")) {
		f = node(PORT);
		f->local = words_is(w, "sport");
		words_next(w);
		f->op = words_compare(w, COMPARE_NONE);
		f->number = words_port(w);
	} else if (words_is(w, "age") || words_is(w, "left")) {
		f = node(words_is(w, "age") ? AGE : LEFT);
		words_next(w);
		f->op = words_compare(w, COMPARE_NONE);
		f->number = words_time(w);
	} else if (words_take(w, "reuse")) {
		f = node(REUSE);
		f->op = EQUAL;
		if (words_take(w, "later")) {
			f->op = GREATER;
		} else if (words_take(w, "never")) {
			f->number = UNKNOWN;
		} else if (!words_take(w, "now")) {
			f->op = words_compare(w, COMPARE_NONE);
			f->number = words_time(w);
		}
	} else if (words_take(w, "netns")) {
		f = node(NETNS);
		f->op = words_compare(w, EQUAL);
		f->number = words_netns(w);
	} else if (words_take(w, "fwmark")) {
		f = node(MARK);
		f->op = words_compare(w, COMPARE_NONE);
		f->number = words_mark(w, &f->mask);
	} else if (words_take(w, "dev")) {
		f = node(DEV);
		f->op = words_compare(w, EQUAL);
		f->number = words_interface(w);
	} else {
		words_fail(w, "expected state, exclude, src, dst, sport, dport, age, left, reuse, "
				 "netns, fwmark, dev, not or (");
	}
	return f;
}

static struct filter *parse_not(struct words *w)
{
	struct filter *f;

	if (words_take(w, "not") || words_take(w, "!"))
		return pair(NOT, parse_not(w), NULL);
	if (!words_take(w, "("))
		return parse_test(w);
	f = parse_or(w);
	if (!words_take(w, ")"))
		words_fail(w, "expected and, or, ) or another test");
	return f;
}

static struct filter *parse_and(struct words *w)
{
	struct filter *f = parse_not(w);

	while (!words_end(w) && !words_is(w, "or") && !words_is(w, "|") && !words_is(w, "||") &&
	       !words_is(w, ")")) {
		if (!words_take(w, "and") && !words_take(w, "&"))
			words_take(w, "&&");
		f = pair(AND, f, parse_not(w));
	}
	return f;
}

static struct filter *parse_or(struct words *w)
{
	struct filter *f = parse_and(w);

	while (words_take(w, "or") || words_take(w, "|") || words_take(w, "||"))
		f = pair(OR, f, parse_and(w));
	return f;
}

/**
 * filter_parse() - understand a filter
 * @text: what the user wrote behind the command, NULL for nothing
 *
 * Return: the filter, NULL for none. A mistake ends the program with EXIT_USE and its column.
 */
struct filter *filter_parse(const char *text)
{
	struct filter *f;
	struct words w;

	if (!text)
		return NULL;
	words_begin(&w, text);
	f = parse_or(&w);
	if (!words_end(&w))
		words_fail(&w, "expected the end, or ( before it");
	words_finish(&w);
	return f;
}

/**
 * filter_free() - give back what a filter holds
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

static void side(const struct filter *f, const struct input *in, const struct record *r,
		 struct addr *addr)
{
	const char *text = tw_text(in, r, f->local ? TW_LOCAL : TW_PEER);

	if (!addr_parse(text, addr))
		input_damaged(in, "expected an address and its port, found '%.60s'", text);
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

static enum truth passes(const struct filter *f, const struct input *in, const struct record *r)
{
	enum truth left, right;
	struct addr addr;
	int64_t n;

	switch (f->kind) {
	case AND:
	case OR:
		left = passes(f->left, in, r);
		if (left == (f->kind == OR ? TRUE : FALSE))
			return left;
		right = passes(f->right, in, r);
		return right == (f->kind == OR ? TRUE : FALSE) || left != NOT_KNOWN ? right : left;
	case NOT:
		left = passes(f->left, in, r);
		return left == NOT_KNOWN ? left : !left;
	case STATE:
		n = strcmp(tw_text(in, r, TW_STATE), TWINFO_STATE_TW) ? IN_FIN_WAIT_2 : IN_TIME_WAIT;
		return !!(f->states & n) == (f->op == EQUAL);
	case HOST:
		side(f, in, r, &addr);
		return host_is(&f->host, &addr) == (f->op == EQUAL);
	case PORT:
		side(f, in, r, &addr);
		return compare(f->op, addr.port, f->number);
	case AGE:
		return compare_known(f->op, tw_age_ms(in, r), f->number);
	case LEFT:
		return compare_known(f->op, tw_number(in, r, TW_LEFT), f->number);
	case REUSE:
		n = tw_number(in, r, TW_REUSE_IN);
		if (f->number == UNKNOWN)
			return n == UNKNOWN;
		return n == UNKNOWN ? FALSE : compare(f->op, n, f->number);
	case NETNS:
		return compare(f->op, tw_number(in, r, TW_NET), f->number);
	case MARK:
		n = tw_number(in, r, TW_MARK);
		return n == UNKNOWN ? NOT_KNOWN : compare(f->op, n & f->mask, f->number);
	case DEV:
		return compare(f->op, tw_number(in, r, TW_IFINDEX), f->number);
	}
	return FALSE;
}

/**
 * filter_reader() - tell a filter which network namespace `self` is
 * @filter: the filter, or NULL
 * @netns: the one that the answer was read in
 */
void filter_reader(struct filter *filter, int64_t netns)
{
	if (!filter)
		return;
	filter_reader(filter->left, netns);
	filter_reader(filter->right, netns);
	if (filter->kind == NETNS && filter->number == NETNS_SELF)
		filter->number = netns;
}

/**
 * filter_passes() - does the user want this row?
 * @filter: the filter
 * @in: the input
 * @r: a tw row
 */
bool filter_passes(const struct filter *filter, const struct input *in, const struct record *r)
{
	return passes(filter, in, r) == TRUE;
}
