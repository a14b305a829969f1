// SPDX-License-Identifier: GPL-2.0-only
/*
 * A `tw` row as text. Pure.
 *
 * A machine has millions of rows, and most have the namespace, the state, one of the addresses and
 * the last columns of the row before. So the text of these is kept and copied. It is copied in
 * fixed lengths, which a compiler turns into a few moves; the next text overwrites what is too
 * much.
 */

#include <linux/in.h>
#include <linux/string.h>
#include <net/ipv6.h>

#include "age.h"
#include "compat.h"
#include "format.h"
#include "netns.h"
#include "row_text.h"
#include "slot.h"
#include "twinfo_format.h"

/* LOOPBACK_IFINDEX of net/flow.h */
#define LOOPBACK	1

/**
 * twi_put_number() - a blank, and a number or "-"
 * @p: where to write, 1 + TWI_U64_LEN bytes at most
 * @n: the number, or TWI_NONE
 *
 * Context: any.
 * Return: the place behind it.
 */
char *twi_put_number(char *p, s64 n)
{
	*p++ = ' ';
	/* Half of the numbers of a row are 0. */
	if ((u64)n < 10) {
		*p++ = '0' + n;
		return p;
	}
	if ((u64)n <= U32_MAX)
		return twi_put_u32(p, n);
	return twi_put_s64(p, n);
}

static void keep_ip4(struct twi_ip4_text *kept, u32 addr)
{
	char *end = twi_put_ip4(kept->text, (const u8 *)&addr);

	*end++ = ':';
	kept->len = end - kept->text;
	kept->addr = addr;
}

static void keep_prefix(struct twi_row_text *text, const struct twi_net *ns, bool fin_wait2)
{
	char *p = text->prefix;

	if (!text->prefix_len) {
		keep_ip4(&text->local, 0);
		keep_ip4(&text->peer, 0);
	}
	p = twi_put_str(p, TWINFO_TW);
	p = twi_put_number(p, ns->inum);
	if (fin_wait2)
		p = twi_put_str(p, " " TWINFO_STATE_FW2 " ");
	else
		p = twi_put_str(p, " " TWINFO_STATE_TW " ");
	text->prefix_len = p - text->prefix;
	text->ns = ns;
	text->fin_wait2 = fin_wait2;
}

static void keep_tail(struct twi_row_text *text, s64 table)
{
	char *p = text->tail;

	p = twi_put_str(p, " 0 0");
	p = twi_put_number(p, table);
	text->tail_len = p - text->tail;
	text->table = table;
}

static __always_inline char *put_endpoint(struct twi_ip4_text *kept, char *p, bool v6,
					  const struct in6_addr *addr, u16 port)
{
	if (v6)
		return twi_put_endpoint(p, v6, addr, port);
	if (kept->addr != (__force u32)addr->s6_addr32[0])
		keep_ip4(kept, (__force u32)addr->s6_addr32[0]);
	memcpy(p, kept->text, sizeof(kept->text));
	return twi_put_u32(p + kept->len, port);
}

/* What tcp_twsk_unique() takes for loopback. */
static bool is_loopback(const struct twi_key *key)
{
	const __be32 *l = key->laddr.s6_addr32, *r = key->raddr.s6_addr32;

	if (key->ifindex == LOOPBACK)
		return true;
	if (!key->v6)
		return ipv4_is_loopback(l[0]) || ipv4_is_loopback(r[0]);
	return ipv6_addr_loopback(&key->laddr) || ipv6_addr_loopback(&key->raddr) ||
	       (ipv6_addr_v4mapped(&key->laddr) && ipv4_is_loopback(l[3])) ||
	       (ipv6_addr_v4mapped(&key->raddr) && ipv4_is_loopback(r[3]));
}

static char *put_times(char *p, const struct twi_row *row, const struct twi_net *ns,
		       const struct twi_clock *now)
{
	s64 left = row->pending ? twi_left_ms(row->expires, now->ticks) : TWI_NONE;
	s64 rearm = TWI_NONE, entry = TWI_NONE, reuse = TWI_NONE;

	if (row->pending && !row->fin_wait2)
		rearm = twi_rearm_age_ms(left);
	if (twc_has_entry_stamp())
		entry = twi_entry_age_ms(now->mono_ms, row->entry_stamp);
	if (!row->fin_wait2)
		reuse = twi_reuse_in_ms(&ns->reuse, is_loopback(&row->key), row->ts_stamp,
					row->entry_stamp, now);

	p = twi_put_number(p, rearm);
	p = twi_put_number(p, entry);
	p = twi_put_number(p, left);
	p = twi_put_number(p, twi_ts_age_s(now->mono_s, row->ts_stamp));
	return twi_put_number(p, reuse);
}

/**
 * twi_put_row() - a row, and the end of its line
 * @text: what is kept of the row before, of the same snapshot
 * @p: where to write, TWI_ROW_MAX bytes at most
 * @row: the row, of a minisocket
 * @ns: its namespace
 * @now: the moment that its slot was collected
 * @mark: what to tell of its mark: that, or TWI_NONE
 * @table: what to tell of its table: the id, or TWI_NONE
 *
 * Context: any.
 * Return: the place behind it.
 */
char *twi_put_row(struct twi_row_text *text, char *p, const struct twi_row *row,
		  const struct twi_net *ns, const struct twi_clock *now, s64 mark, s64 table)
{
	if (text->ns != ns || text->fin_wait2 != row->fin_wait2)
		keep_prefix(text, ns, row->fin_wait2);
	memcpy(p, text->prefix, sizeof(text->prefix));
	p += text->prefix_len;

	p = put_endpoint(&text->local, p, row->key.v6, &row->key.laddr, row->key.lport);
	*p++ = ' ';
	p = put_endpoint(&text->peer, p, row->key.v6, &row->key.raddr, row->key.rport);
	p = put_times(p, row, ns, now);

	if (mark || row->key.ifindex || table < 0) {
		p = twi_put_number(p, mark);
		p = twi_put_number(p, row->key.ifindex);
		p = twi_put_number(p, table);
	} else {
		if (!text->tail_len || text->table != table)
			keep_tail(text, table);
		memcpy(p, text->tail, sizeof(text->tail));
		p += text->tail_len;
	}
	*p++ = '\n';
	return p;
}
