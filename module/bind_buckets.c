// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who owns a port: bind buckets, and the sockets of ehash counted for them.
 *
 * A bucket's own list of owners is never walked: a server's port may have hundreds of thousands,
 * and the list is guarded by the lock that every accept(), connect() and close() on it takes.
 */

#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "bind_buckets.h"

#define ROOM_MIN	256
#define GUESSES		4U

/**
 * twi_binds_grow() - make room for more buckets
 * @binds: the buckets, which stay
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM, which leaves them as they were.
 */
int twi_binds_grow(struct twi_binds *binds)
{
	u32 room = binds->room ? binds->room * 2 : ROOM_MIN;
	struct twi_bind *rows = kvmalloc_array(room, sizeof(*rows), GFP_KERNEL_ACCOUNT);

	if (!rows)
		return -ENOMEM;
	if (binds->rows)
		memcpy(rows, binds->rows, binds->count * sizeof(*rows));
	kvfree(binds->rows);
	binds->rows = rows;
	binds->room = room;
	return 0;
}

/**
 * twi_binds_free() - forget the buckets
 * @binds: empty afterwards
 *
 * Context: process context, may sleep.
 */
void twi_binds_free(struct twi_binds *binds)
{
	kvfree(binds->rows);
	memset(binds, 0, sizeof(*binds));
}

/* The order of the buckets, but for those of one port. */
static u64 order(const struct twi_bind *b)
{
	return (u64)b->rank << 16 | b->port;
}

static int compare(const void *a, const void *b)
{
	const struct twi_bind *x = a, *y = b;

	if (order(x) != order(y))
		return order(x) < order(y) ? -1 : 1;
	return x->l3mdev < y->l3mdev ? -1 : x->l3mdev > y->l3mdev;
}

/* The end of the rows from @at on that are in order. */
static u32 run_end(const struct twi_binds *binds, u32 at)
{
	while (at + 1 < binds->count && compare(&binds->rows[at], &binds->rows[at + 1]) <= 0)
		at++;
	return min(at + 1, binds->count);
}

/* Merges each two runs that follow each other. */
static void merge_runs(const struct twi_binds *binds, struct twi_bind *to)
{
	const struct twi_bind *rows = binds->rows;
	u32 end = 0;

	while (end < binds->count) {
		u32 a = end, middle = run_end(binds, a), b = middle;

		end = middle < binds->count ? run_end(binds, middle) : middle;
		while (a < middle && b < end)
			*to++ = compare(&rows[a], &rows[b]) <= 0 ? rows[a++] : rows[b++];
		while (a < middle)
			*to++ = rows[a++];
		while (b < end)
			*to++ = rows[b++];
	}
}

/**
 * twi_binds_sort() - bring the buckets into the order in which they are found and printed
 * @binds: the buckets: by namespace, port, l3mdev afterwards
 *
 * A namespace's ports follow each other in bhash (inet_bhashfn()), so they come in two runs, which
 * are merged at once. sort() takes as long for them as for any, but needs no memory.
 *
 * Context: process context, may sleep.
 */
void twi_binds_sort(struct twi_binds *binds)
{
	struct twi_bind *spare = NULL;

	while (run_end(binds, 0) < binds->count) {
		if (!spare)
			spare = kvmalloc_array(binds->room, sizeof(*spare), GFP_KERNEL_ACCOUNT);
		if (!spare) {
			sort(binds->rows, binds->count, sizeof(*binds->rows), compare, NULL);
			return;
		}
		merge_runs(binds, spare);
		swap(binds->rows, spare);
		cond_resched();
	}
	kvfree(spare);
}

/*
 * Where a bucket is if they are spread evenly between @low and @high. The ports that connect()
 * chooses are, so two guesses find one of many thousand, where halving would take fifteen steps.
 */
static u32 guess(const struct twi_binds *binds, u32 low, u32 high, u64 wanted)
{
	u64 first = order(&binds->rows[low]), last = order(&binds->rows[high - 1]);

	if (wanted <= first)
		return low;
	if (wanted > last)
		return high;
	if (last - first > U32_MAX)
		return low + (high - low) / 2;
	return low + div_u64((wanted - first) * (high - 1 - low), last - first);
}

/**
 * twi_binds_find() - the bucket that a socket of this namespace and port belongs to
 * @binds: the buckets, sorted
 * @rank: of the namespace
 * @port: the local port
 *
 * Context: any.
 * Return: the bucket, the first of several; NULL for one that is newer than the snapshot's rows.
 */
struct twi_bind *twi_binds_find(const struct twi_binds *binds, u32 rank, u16 port)
{
	const u64 wanted = (u64)rank << 16 | port;
	u32 low = 0, high = binds->count, guesses = GUESSES;

	/* All before @low come before it, and none from @high on. */
	while (low < high) {
		u32 at = guesses ? guess(binds, low, high, wanted) : low + (high - low) / 2;

		guesses -= !!guesses;
		if (at < high && order(&binds->rows[at]) >= wanted)
			high = at;
		else
			low = min(at, high - 1) + 1;
	}
	if (low == binds->count || order(&binds->rows[low]) != wanted)
		return NULL;
	return &binds->rows[low];
}

/**
 * twi_binds_shared() - does another bucket have the same namespace and port?
 * @binds: the buckets, sorted
 * @at: the index of one
 *
 * Such buckets differ in l3mdev. A minisocket does not record it, so their owners cannot be told
 * apart.
 *
 * Context: any.
 * Return: true if there is one.
 */
bool twi_binds_shared(const struct twi_binds *binds, u32 at)
{
	const struct twi_bind *b = &binds->rows[at];

	return (at && order(b - 1) == order(b)) ||
	       (at + 1 < binds->count && order(b) == order(b + 1));
}
