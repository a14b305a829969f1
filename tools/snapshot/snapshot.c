// SPDX-License-Identifier: GPL-2.0-only
/* A snapshot of /proc/twinfo, as the commands use it. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fail.h"
#include "common/number.h"
#include "snapshot/address.h"
#include "snapshot/diag.h"
#include "snapshot/netns.h"
#include "snapshot/recordings.h"
#include "snapshot/snapshot.h"
#include "twinfo_format.h"

/* Where a namespace is in nets. */
struct net_place {
	int64_t inum;
	size_t place;
};

/**
 * snapshot_open() - begin to read a snapshot
 * @selection: where from, which namespaces, which rows; must stay as long as the snapshot
 * @extent: how far the command needs a snapshot of the kernel
 *
 * Return: the snapshot; nothing of it has been read yet.
 */
struct snapshot *snapshot_open(const struct selection *selection, enum extent extent)
{
	struct snapshot *snap = grown(NULL, 1, sizeof(*snap));
	struct origin origin;

	memset(snap, 0, sizeof(*snap));
	snap->selection = selection;
	snap->wanted = NETNS_ALL;
	groups_init(&snap->places, sizeof(struct net_place), sizeof(int64_t));
	if (selection->input && is_directory(selection->input))
		snap->recording = recordings_pick(selection->input, selection->at_ms);
	origin = (struct origin){ snap->recording ?: selection->input, selection->from, selection->netns };
	snap->in = reader_open(&origin, extent);
	snap->live = reader_live(snap->in);
	snap->diag = reader_diag(snap->in);
	return snap;
}

/**
 * snapshot_close() - close a snapshot
 * @snap: the snapshot
 */
void snapshot_close(struct snapshot *snap)
{
	size_t i;

	for (i = 0; i < snap->nets_count; i++)
		free(snap->nets[i].reserved);
	free(snap->nets);
	groups_free(&snap->places);
	free(snap->kernel);
	netns_names_free(snap->names);
	reader_close(snap->in);
	free(snap->recording);
	free(snap);
}

/**
 * snapshot_net() - what is known of a network namespace
 * @snap: the snapshot
 * @inum: its inode number
 *
 * Return: the namespace, valid until the next call of snapshot_next(); NULL if it is not in the snapshot.
 */
struct net *snapshot_net(struct snapshot *snap, int64_t inum)
{
	const struct net_place *place;

	if (snap->last && snap->last->inum == inum)
		return snap->last;
	place = groups_find(&snap->places, &inum);
	return place ? snap->last = &snap->nets[place->place] : NULL;
}

/**
 * snapshot_one() - the network namespace that the user asked for
 * @snap: the snapshot, of one namespace
 *
 * Ends the program if -N asks for all of them.
 */
struct net *snapshot_one(struct snapshot *snap)
{
	struct net *net = snapshot_net(snap, snap->wanted);

	if (net)
		return net;
	fail(EXIT_USE, "-N %s: expected one network namespace", snap->selection->netns);
}

/**
 * snapshot_name() - what a network namespace is called
 * @snap: the snapshot
 * @inum: its inode number
 *
 * Return: the name, valid until snapshot_close(); NULL if it has none, and for a saved snapshot, whose
 * machine cannot be asked.
 */
const char *snapshot_name(struct snapshot *snap, int64_t inum)
{
	if (!snap->live)
		return NULL;
	if (!snap->names)
		snap->names = netns_names_new();
	else if (snap->named == inum)
		return snap->name;
	snap->named = inum;
	return snap->name = netns_names_find(snap->names, inum);
}

/**
 * snapshot_kernel_from() - is the kernel of the snapshot this version or a later one?
 * @snap: the snapshot, of which a record was read
 * @major: the version,
 * @minor: both numbers of it
 *
 * Return: false, too, if the release does not begin with two numbers.
 */
bool snapshot_kernel_from(const struct snapshot *snap, unsigned int major, unsigned int minor)
{
	return snap->major > major || (snap->major == major && snap->minor >= minor);
}

/**
 * snapshot_wants() - did the user select this network namespace?
 * @snap: the snapshot
 * @net: the namespace
 */
bool snapshot_wants(const struct snapshot *snap, const struct net *net)
{
	return snap->wanted == NETNS_ALL || snap->wanted == net->inum;
}

/**
 * snapshot_may_reuse() - may connect() reuse a tuple, now or later?
 * @snap: the snapshot
 * @r: its row
 *
 * sock_diag does not tell it of a tuple. Then the settings of the namespace decide.
 */
bool snapshot_may_reuse(struct snapshot *snap, const struct record *r)
{
	const struct net *net;
	struct addr local;

	if (!snap->diag)
		return tw_number(r, TW_REUSE_IN) != UNKNOWN;
	net = snapshot_net(snap, tw_number(r, TW_NET));
	if (!net || !tw_is_time_wait(r) || !net->timestamps || net->tw_reuse != 2)
		return net && tw_is_time_wait(r) && net->timestamps && net->tw_reuse == 1;
	tw_addr(r, TW_LOCAL, &local);
	return addr_is_loopback(&local.ip);
}

/* What writes it elsewhere than in the kernel says so; from other sources than sock_diag nothing is missing. */
static void take_source(struct snapshot *snap, const struct record *r)
{
	const char *source = record_find(r, "source"), *needs = snap->selection->needs;

	snap->diag = source && !strcmp(source, DIAG_SOURCE);
	if (snap->diag && needs)
		fail(EXIT_UNREADABLE, "'%s' needs %s, which only the module tells: modprobe twinfo",
		     snap->selection->command, needs);
}

static void take_header(struct snapshot *snap, const struct record *r)
{
	take_source(snap, r);
	snap->hz = record_number(r, "hz");
	if (snap->hz < 1 && snap->hz != UNKNOWN)
		record_damaged(r, "expected ticks a second for hz, found '%s'",
			      record_value(r, "hz"));
	snap->cpus = record_number(r, "cpus");
	snap->now_ms = record_number(r, "now_ms");
	snap->date_s = record_number(r, "date_s");
	snap->netns = record_number(r, "netns");
	snap->scope_all = !strcmp(record_value(r, "scope"), "all");
	snap->kernel = strdup(record_value(r, "kernel"));
	sscanf(snap->kernel, "%u.%u", &snap->major, &snap->minor);
	snap->wanted = netns_wanted(snap->selection->netns, snap->netns);
}

static bool take_range(const char *text, struct port_range *range)
{
	char *end;

	range->first = strtol(text, &end, 10);
	if (*end++ != '-')
		return false;
	range->last = strtol(end, &end, 10);
	return !*end && range->first >= 0 && range->last >= range->first && range->last < 65536;
}

static void take_net(struct snapshot *snap, const struct record *r)
{
	struct net *n;

	if (snap->nets_count == snap->nets_room) {
		snap->nets_room = snap->nets_room ? snap->nets_room * 2 : 16;
		snap->nets = grown(snap->nets, snap->nets_room, sizeof(*snap->nets));
	}
	n = snap->last = &snap->nets[snap->nets_count++];
	memset(n, 0, sizeof(*n));
	n->inum = record_number_at(r, 1, "a network namespace");
	((struct net_place *)groups_get(&snap->places, &n->inum))->place = n - snap->nets;
	n->count = record_number(r, "count");
	n->max_tw = record_number(r, "max_tw");
	n->timewaited = record_number(r, "timewaited");
	n->recycled = record_number(r, "timewaitrecycled");
	n->killed = record_number(r, "timewaitkilled");
	n->overflow = record_number(r, "timewaitoverflow");
	n->tw_reuse = record_number(r, "tw_reuse");
	n->tw_reuse_delay_ms = record_number(r, "tw_reuse_delay_ms");
	n->timestamps = record_number(r, "timestamps");
	n->fin_timeout_ms = record_number(r, "fin_timeout_ms");
	n->port_step_width = record_number(r, "port_step_width");
	if (!take_range(record_value(r, "ports"), &n->ports))
		record_damaged(r, "expected FIRST-LAST for ports, found '%.40s'",
			      record_value(r, "ports"));
}

static struct net *net_of(struct snapshot *snap, const struct record *r)
{
	return snapshot_net(snap, record_number_at(r, 1, "a network namespace"));
}

static void take_reserved(struct snapshot *snap, const struct record *r)
{
	struct port_range range = {
		record_number_at(r, 2, "the first port"),
		record_number_at(r, 3, "the last port"),
	};
	struct net *n = net_of(snap, r);

	if (!n)
		record_damaged(r, "expected the network namespace's record 'net' before this one");
	if (range.first < 0 || range.last < range.first || range.last > 65535)
		record_damaged(r, "expected a range of ports");
	n->reserved = grown(n->reserved, n->reserved_count + 1, sizeof(*n->reserved));
	n->reserved[n->reserved_count++] = range;
}

/* A namespace created between the two records is left out. */
static void take_sum(struct snapshot *snap, const struct record *r)
{
	struct net *n = net_of(snap, r);

	if (!n)
		return;
	n->counted = true;
	n->tw = record_number(r, "tw");
	n->fin_wait2 = record_number(r, "fw2");
	n->overdue = record_number(r, "overdue");
	n->full = record_number(r, "full");
	n->req = record_number(r, "req");
}

/* A namespace that the user names must be in the snapshot. */
static void check_wanted(struct snapshot *snap)
{
	if (snap->wanted != NETNS_ALL && !snapshot_net(snap, snap->wanted))
		netns_missing(snap->selection->netns);
}

/**
 * snapshot_next() - read the next record that the snapshot does not keep itself
 * @snap: the snapshot
 *
 * Rows are limited to the namespaces that the user selected, and tw rows to those that pass the
 * filter.
 *
 * Return: the record, valid until the next call; NULL at the end.
 */
const struct record *snapshot_next(struct snapshot *snap)
{
	const struct selection *selection = snap->selection;
	const struct record *r;

	while ((r = reader_next(snap->in))) {
		if (is_kind(r, TWINFO_TW)) {
			if (snap->wanted != NETNS_ALL && tw_number(r, TW_NET) != snap->wanted)
				continue;
			if (selection->filter && !selection->passes(selection->filter, snap, r))
				continue;
			return r;
		}
		if (is_kind(r, TWINFO_HEADER)) {
			take_header(snap, r);
		} else if (is_kind(r, TWINFO_NET)) {
			take_net(snap, r);
		} else if (is_kind(r, TWINFO_RESERVED)) {
			take_reserved(snap, r);
		} else if (is_kind(r, TWINFO_SUM)) {
			take_sum(snap, r);
		} else if (is_kind(r, TWINFO_END)) {
			snap->end_ms = record_number(r, "now_ms");
		} else if (!is_kind(r, TWINFO_BIND) || snap->wanted == NETNS_ALL ||
			   bind_number(r, BIND_NET) == snap->wanted) {
			return r;
		}
	}
	check_wanted(snap);
	return NULL;
}

/**
 * snapshot_skip() - read a snapshot to its end, for what it keeps itself
 * @snap: the snapshot
 */
void snapshot_skip(struct snapshot *snap)
{
	while (snapshot_next(snap))
		;
}

/**
 * net_range_has() - is the port in the range that connect() chooses from?
 * @net: the namespace
 * @port: the port
 */
bool net_range_has(const struct net *net, int64_t port)
{
	return port >= net->ports.first && port <= net->ports.last;
}

/**
 * net_reserves() - is the port in ip_local_reserved_ports?
 * @net: the namespace
 * @port: a port inside the range; the snapshot has no others
 */
bool net_reserves(const struct net *net, int64_t port)
{
	size_t i;

	for (i = 0; i < net->reserved_count; i++)
		if (port >= net->reserved[i].first && port <= net->reserved[i].last)
			return true;
	return false;
}
