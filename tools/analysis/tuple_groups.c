// SPDX-License-Identifier: GPL-2.0-only
/* Tuples that have the same values in some columns, counted. */

#include <string.h>

#include "analysis/tuple_groups.h"
#include "common/number.h"
#include "snapshot/address.h"

const struct group_by by_destination = {
	.net = true, .direction = true, .local_ip = true, .local_port = true, .peer_ip = true, .peer_port = true,
	.local_bits = 128, .peer_bits = 128,
};

/**
 * group_masked() - the network of an address
 * @ip: the address
 * @bits: how many are kept: of an IPv4 address 32 are all, of any other 128
 */
struct in6_addr group_masked(struct in6_addr ip, int bits)
{
	int i, keep = IN6_IS_ADDR_V4MAPPED(&ip) ? 96 + (bits > 32 ? 32 : bits) : bits;

	if (keep >= 128)
		return ip;
	for (i = 0; i < 16; i++, keep -= 8)
		if (keep < 8)
			ip.s6_addr[i] &= keep <= 0 ? 0 : 0xff << (8 - keep);
	return ip;
}

static bool is_outgoing(struct snapshot *snap, int64_t inum, uint16_t local, uint16_t peer)
{
	const struct net *net = snapshot_net(snap, inum);
	bool chosen = net && net_range_has(net, local), peer_chosen = net && net_range_has(net, peer);

	return chosen != peer_chosen ? chosen : local > peer;
}

static uint16_t local_port(const struct record *r)
{
	const char *text = addr_port_text(tw_text(r, TW_LOCAL));
	uint16_t port;

	if (!text || !addr_parse_port(text, &port))
		record_damaged(r, "expected an address and its port, found '%.60s'", tw_text(r, TW_LOCAL));
	return port;
}

static void take_ends(struct group_key *key, const struct group_by *by, struct snapshot *snap, const struct record *r)
{
	bool local_ip = by->local_ip, peer_port = by->peer_port;
	struct addr local = { }, peer = { };

	if (by->peer_ip || by->peer_port || by->direction)
		tw_addr(r, TW_PEER, &peer);
	if (by->direction) {
		/* The local address of a group by direction never counts, so its text need not be read. */
		local.port = local_port(r);
		key->outgoing = is_outgoing(snap, tw_number(r, TW_NET), local.port, peer.port);
		local_ip = false;
		peer_port &= key->outgoing;
	} else if (by->local_ip || by->local_port) {
		tw_addr(r, TW_LOCAL, &local);
	}
	if (local_ip)
		key->local = group_masked(local.ip, by->local_bits);
	if (by->local_port && !key->outgoing)
		key->local_port = local.port;
	if (by->peer_ip)
		key->peer = group_masked(peer.ip, by->peer_bits);
	if (peer_port)
		key->peer_port = peer.port;
}

static enum group_reuse reuse_of(int64_t reuse_in)
{
	return reuse_in == UNKNOWN ? GROUP_NEVER : reuse_in ? GROUP_LATER : GROUP_NOW;
}

/**
 * group_key_of() - the group that a row belongs to
 * @key: where its key goes
 * @by: what tuples are grouped by
 * @snap: the snapshot
 * @r: its row
 */
void group_key_of(struct group_key *key, const struct group_by *by, struct snapshot *snap, const struct record *r)
{
	memset(key, 0, sizeof(*key));
	if (by->net)
		key->net = tw_number(r, TW_NET);
	if (by->mark)
		key->mark = tw_number(r, TW_MARK);
	if (by->ifindex)
		key->ifindex = tw_number(r, TW_IFINDEX);
	if (by->state)
		key->time_wait = tw_is_time_wait(r);
	if (by->reuse)
		key->reuse = reuse_of(tw_number(r, TW_REUSE_IN));
	take_ends(key, by, snap, r);
}

/**
 * tuple_groups_begin() - no tuples yet
 * @groups: of struct tuple_group, to be freed by groups_free()
 */
void tuple_groups_begin(struct groups *groups)
{
	groups_init(groups, sizeof(struct tuple_group), sizeof(struct group_key));
}

/**
 * tuple_groups_take() - count a row
 * @groups: where it goes
 * @by: by what
 * @snap: the snapshot
 * @r: its row
 */
void tuple_groups_take(struct groups *groups, const struct group_by *by, struct snapshot *snap, const struct record *r)
{
	int64_t reuse_in = tw_number(r, TW_REUSE_IN), age = tw_age_ms(r);
	struct tuple_group *group;
	struct group_key key;

	group_key_of(&key, by, snap, r);
	group = groups_get(groups, &key);
	if (tw_is_time_wait(r))
		group->time_wait++;
	else
		group->fin_wait2++;
	group->reuse[reuse_of(reuse_in)]++;
	span_take(&group->span, age, tw_number(r, TW_LEFT));
	rate_take(&group->rate, age, snapshot_may_reuse(snap, r));
}

/**
 * tuple_groups_read() - count the rows of a snapshot
 * @groups: where they go (struct tuple_group), to be freed by groups_free()
 * @by: by what
 * @snap: the snapshot, of which nothing was read
 */
void tuple_groups_read(struct groups *groups, const struct group_by *by, struct snapshot *snap)
{
	const struct record *r;

	tuple_groups_begin(groups);
	while ((r = snapshot_next(snap)))
		if (is_kind(r, TWINFO_TW))
			tuple_groups_take(groups, by, snap, r);
}
