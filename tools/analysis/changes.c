// SPDX-License-Identifier: GPL-2.0-only
/* What happened between two snapshots of one kernel. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/changes.h"
#include "common/fail.h"
#include "common/number.h"

/* So much may the clock have been set between two snapshots of one boot. */
#define DATE_SLACK_S	60

/**
 * changes_begin() - no tuples yet
 * @c: what happened, to be freed by changes_free()
 */
void changes_begin(struct changes *c)
{
	*c = (struct changes){ };
	groups_init(&c->tuples, sizeof(struct tuple), sizeof(struct tuple_key));
}

/**
 * changes_take() - take a tuple
 * @c: what happened
 * @r: its row
 * @group: what it counts in, if the earlier snapshot does not have it
 * @later: is the row of the later snapshot?
 */
void changes_take(struct changes *c, const struct record *r, uint32_t group, bool later)
{
	struct tuple_key key = { .net = tw_number(r, TW_NET), .ifindex = tw_number(r, TW_IFINDEX) };
	struct addr local, peer;
	struct sight *sight;
	struct tuple *t;

	tw_addr(r, TW_LOCAL, &local);
	tw_addr(r, TW_PEER, &peer);
	key.local = local.ip;
	key.peer = peer.ip;
	key.local_port = local.port;
	key.peer_port = peer.port;
	t = groups_get(&c->tuples, &key);
	if (!t->before.there)
		t->group = group;
	sight = later ? &t->after : &t->before;
	*sight = (struct sight){
		.entry_age = tw_number(r, TW_ENTRY_AGE), .left = tw_number(r, TW_LEFT),
		.there = true, .time_wait = tw_is_time_wait(r),
	};
}

/**
 * changes_next() - begin with the next pair of snapshots, of which the earlier one is the later one of this pair
 * @c: what happened; its tuples keep what they count in
 */
void changes_next(struct changes *c)
{
	struct groups old = c->tuples;
	size_t i;

	changes_begin(c);
	for (i = 0; i < old.count; i++) {
		const struct tuple *t = groups_at(&old, i);
		struct tuple *n;

		if (!t->after.there)
			continue;
		n = groups_get(&c->tuples, &t->key);
		n->before = t->after;
		n->group = t->group;
	}
	groups_free(&old);
}

/* By how much the clock was set in between, if both are of one boot, s. */
static int64_t drift(const struct snapshot *before, const struct snapshot *after)
{
	return (after->date_s - after->now_ms / 1000) - (before->date_s - before->now_ms / 1000);
}

/**
 * changes_possible() - can two snapshots be compared?
 * @before: the earlier one,
 * @after: the later one, both at their end
 *
 * A snapshot does not name its host. Two of one boot agree on the kernel and on when it booted.
 */
bool changes_possible(const struct snapshot *before, const struct snapshot *after)
{
	return !strcmp(before->kernel, after->kernel) && llabs(drift(before, after)) <= DATE_SLACK_S &&
	       after->now_ms >= before->now_ms;
}

/**
 * changes_between() - both snapshots are read; end the program if they cannot be compared
 * @c: what happened
 * @before: the earlier one,
 * @after: the later one, both at their end
 * @before_name: what the user calls them
 * @after_name: likewise
 */
void changes_between(struct changes *c, const struct snapshot *before, const struct snapshot *after,
		     const char *before_name, const char *after_name)
{
	if (strcmp(before->kernel, after->kernel))
		fail(EXIT_USE, "%s is of kernel %s, %s of %s: no changes can be told between them", before_name,
		     before->kernel, after_name, after->kernel);
	if (llabs(drift(before, after)) > DATE_SLACK_S)
		fail(EXIT_USE, "%s and %s are of different boots or hosts, or the clock was set by %" PRId64 " s in between",
		     before_name, after_name, drift(before, after));
	if (after->now_ms < before->now_ms)
		fail(EXIT_USE, "%s is older than %s: the earlier snapshot comes first", after_name, before_name);
	changes_span(c, before, after);
}

/**
 * changes_span() - when both snapshots were taken
 * @c: what happened
 * @before: the earlier one,
 * @after: the later one, for which changes_possible() is true
 */
void changes_span(struct changes *c, const struct snapshot *before, const struct snapshot *after)
{
	c->before = (struct moment){ before->now_ms, before->end_ms, before->date_s };
	c->after = (struct moment){ after->now_ms, after->end_ms, after->date_s };
	/* No kernel has longer ticks than 10 ms; sock_diag does not tell. */
	c->tick_ms = before->hz == UNKNOWN ? 10 : (1000 + before->hz - 1) / before->hz;
}

/* Do both spans, each of the length of its snapshot, have a moment in common? */
static bool meet(const struct changes *c, int64_t before, int64_t after, int64_t slack)
{
	int64_t before_long = c->before.to_ms - c->before.from_ms, after_long = c->after.to_ms - c->after.from_ms;

	return before <= after + after_long + slack && after <= before + before_long + slack;
}

/* Did it enter at the same time? True if that is not known. */
static bool same_entry(const struct changes *c, const struct tuple *t)
{
	if (!t->before.time_wait || !t->after.time_wait)
		return !t->before.time_wait;
	if (t->before.entry_age == UNKNOWN || t->after.entry_age == UNKNOWN)
		return true;
	return meet(c, c->before.from_ms - t->before.entry_age, c->after.from_ms - t->after.entry_age, c->tick_ms);
}

/**
 * tuple_fate() - what became of a tuple of the earlier snapshot
 * @c: what happened
 * @t: the tuple
 *
 * Return: STAYED also if the timer was not armed at one of both looks; EARLY if it ended before its time was over.
 */
enum fate tuple_fate(const struct changes *c, const struct tuple *t)
{
	int64_t due = c->before.from_ms + t->before.left;

	if (!t->after.there || !same_entry(c, t))
		return t->before.left != UNKNOWN && due > c->after.to_ms + 2 * c->tick_ms ? EARLY : ENDED;
	if (t->before.time_wait != t->after.time_wait)
		return REARMED;
	if (t->before.left == UNKNOWN || t->after.left == UNKNOWN)
		return STAYED;
	return meet(c, due, c->after.from_ms + t->after.left, 2 * c->tick_ms) ? STAYED : REARMED;
}

/**
 * tuple_came() - did it come between both snapshots?
 * @c: what happened
 * @t: the tuple
 */
bool tuple_came(const struct changes *c, const struct tuple *t)
{
	return t->after.there && (!t->before.there || tuple_fate(c, t) >= ENDED);
}

/**
 * changes_free() - free what was read
 * @c: what happened
 */
void changes_free(struct changes *c)
{
	groups_free(&c->tuples);
}
