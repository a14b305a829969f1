// SPDX-License-Identifier: GPL-2.0-only
/* A socket as plain values: is_key() compares every field, read_row() reads each kind as it is. */

#include <kunit/test.h>
#include <linux/tcp.h>
#include <net/ipv6.h>
#include <net/tcp_states.h>

#include "sock.h"

static void make(struct tcp_timewait_sock *tw, int family)
{
	struct sock_common *c = &tw->tw_sk.__tw_common;

	memset(tw, 0, sizeof(*tw));
	write_pnet(&c->skc_net, (struct net *)0x1000);
	c->skc_hash = 0x12345678;
	c->skc_num = 80;
	c->skc_dport = htons(40000);
	c->skc_bound_dev_if = 2;
	c->skc_state = TCP_TIME_WAIT;
	c->skc_family = family;
	c->skc_rcv_saddr = htonl(0x0a000001);
	c->skc_daddr = htonl(0x0a000002);
#if IS_ENABLED(CONFIG_IPV6)
	c->skc_v6_rcv_saddr.s6_addr32[0] = htonl(0x20010db8);
	c->skc_v6_daddr.s6_addr32[3] = htonl(7);
#endif
}

#define FIELD(family, field, bit)	{ #field, family, offsetof(struct sock_common, field), bit }

static const struct {
	const char *name;
	int family;
	size_t at;
	u8 bit;
} fields[] = {
	FIELD(AF_INET, skc_net, 1),
	FIELD(AF_INET, skc_hash, 1),
	FIELD(AF_INET, skc_num, 1),
	FIELD(AF_INET, skc_dport, 1),
	FIELD(AF_INET, skc_bound_dev_if, 1),
	FIELD(AF_INET, skc_state, 1),
	FIELD(AF_INET, skc_rcv_saddr, 1),
	FIELD(AF_INET, skc_daddr, 1),
#if IS_ENABLED(CONFIG_IPV6)
	FIELD(AF_INET, skc_family, AF_INET ^ AF_INET6),
	FIELD(AF_INET6, skc_family, AF_INET ^ AF_INET6),
	FIELD(AF_INET6, skc_v6_rcv_saddr.s6_addr32[0], 1),
	FIELD(AF_INET6, skc_v6_rcv_saddr.s6_addr32[1], 1),
	FIELD(AF_INET6, skc_v6_rcv_saddr.s6_addr32[2], 1),
	FIELD(AF_INET6, skc_v6_rcv_saddr.s6_addr32[3], 1),
	FIELD(AF_INET6, skc_v6_daddr.s6_addr32[0], 1),
	FIELD(AF_INET6, skc_v6_daddr.s6_addr32[1], 1),
	FIELD(AF_INET6, skc_v6_daddr.s6_addr32[2], 1),
	FIELD(AF_INET6, skc_v6_daddr.s6_addr32[3], 1),
#endif
};

static void one_field_makes_another(struct kunit *test)
{
	struct tcp_timewait_sock *tw = kunit_kzalloc(test, sizeof(*tw), GFP_KERNEL);
	struct twi_key key;
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, tw);
	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		make(tw, fields[i].family);
		read_key(&key, (struct sock *)tw);
		KUNIT_EXPECT_TRUE(test, is_key((struct sock *)tw, &key));
		((u8 *)&tw->tw_sk.__tw_common)[fields[i].at] ^= fields[i].bit;
		KUNIT_EXPECT_FALSE_MSG(test, is_key((struct sock *)tw, &key), "another %s",
				       fields[i].name);
	}
}

/* Fields that a family does not have are 0, because keys are compared and sorted as bytes. */
static void a_key_is_whole(struct kunit *test)
{
	struct tcp_timewait_sock *tw = kunit_kzalloc(test, sizeof(*tw), GFP_KERNEL);
	struct twi_key a, b;

	KUNIT_ASSERT_NOT_NULL(test, tw);
	make(tw, AF_INET);
	memset(&a, 0xff, sizeof(a));
	memset(&b, 0, sizeof(b));
	read_key(&a, (struct sock *)tw);
	read_key(&b, (struct sock *)tw);
	KUNIT_EXPECT_EQ(test, memcmp(&a, &b, sizeof(a)), 0);
	KUNIT_EXPECT_EQ(test, a.laddr.s6_addr32[1], 0);
	KUNIT_EXPECT_EQ(test, a.raddr.s6_addr32[3], 0);
}

/* The key of an IPv4 socket has no IPv6 address, whatever its memory held before. */
static void addresses_are_those_of_the_family(struct kunit *test)
{
	struct tcp_timewait_sock *tw = kunit_kzalloc(test, sizeof(*tw), GFP_KERNEL);
	struct in6_addr local = { }, peer = { };
	struct sock_common *c;
	struct twi_row row;

	KUNIT_ASSERT_NOT_NULL(test, tw);
	make(tw, AF_INET);
	c = &tw->tw_sk.__tw_common;
	memset(&c->skc_v6_rcv_saddr, 0xaa, 16);
	memset(&c->skc_v6_daddr, 0xbb, 16);
	read_row(&row, (struct sock *)tw, 0);
	local.s6_addr32[0] = htonl(0x0a000001);
	peer.s6_addr32[0] = htonl(0x0a000002);
	KUNIT_EXPECT_EQ(test, row.key.v6, 0);
	KUNIT_EXPECT_EQ(test, memcmp(&row.key.laddr, &local, 16), 0);
	KUNIT_EXPECT_EQ(test, memcmp(&row.key.raddr, &peer, 16), 0);
	KUNIT_EXPECT_FALSE(test, row.v6_class);

	/* A v4-mapped one is IPv6, and has an IPv4 address in its memory, too. */
	c->skc_family = AF_INET6;
	ipv6_addr_set_v4mapped(c->skc_rcv_saddr, &c->skc_v6_rcv_saddr);
	ipv6_addr_set_v4mapped(c->skc_daddr, &c->skc_v6_daddr);
	read_row(&row, (struct sock *)tw, 0);
	KUNIT_EXPECT_EQ(test, row.key.v6, 1);
	KUNIT_EXPECT_EQ(test, memcmp(&row.key.laddr, &c->skc_v6_rcv_saddr, 16), 0);
	KUNIT_EXPECT_EQ(test, memcmp(&row.key.raddr, &c->skc_v6_daddr, 16), 0);
	KUNIT_EXPECT_TRUE(test, row.v6_class);
}

static void timer_and_state_are_read(struct kunit *test)
{
	struct tcp_timewait_sock *tcp_tw = kunit_kzalloc(test, sizeof(*tcp_tw), GFP_KERNEL);
	struct inet_timewait_sock *tw;
	struct hlist_node *wheel = NULL;
	struct twi_row row = { };

	KUNIT_ASSERT_NOT_NULL(test, tcp_tw);
	make(tcp_tw, AF_INET);
	tw = &tcp_tw->tw_sk;
	refcount_set(&tw->tw_refcnt, 3);
	tw->tw_timer.expires = 12345;
	read_row(&row, (struct sock *)tw, 0);
	KUNIT_EXPECT_TRUE(test, row.alive);
	KUNIT_EXPECT_FALSE(test, row.pending);
	KUNIT_EXPECT_FALSE(test, row.fin_wait2);
	KUNIT_EXPECT_EQ(test, row.key.kind, TWI_KIND_TW);

	tw->tw_timer.entry.pprev = &wheel;
	tw->tw_substate = TCP_FIN_WAIT2;
	tw->tw_bound_dev_if = 3;
	read_row(&row, (struct sock *)tw, 0);
	KUNIT_EXPECT_TRUE(test, row.pending);
	KUNIT_EXPECT_EQ(test, row.expires, 12345);
	KUNIT_EXPECT_TRUE(test, row.fin_wait2);
	KUNIT_EXPECT_EQ(test, row.key.ifindex, 3);
}

/* Of a full or request socket only the identity and the options are read. */
static void only_a_minisocket_has_a_timer(struct kunit *test)
{
	static const struct {
		u8 state;
		enum twi_kind kind;
	} others[] = { { TCP_ESTABLISHED, TWI_KIND_FULL }, { TCP_NEW_SYN_RECV, TWI_KIND_REQ } };
	struct tcp_timewait_sock *tcp_tw = kunit_kzalloc(test, sizeof(*tcp_tw), GFP_KERNEL);
	struct inet_timewait_sock *tw;
	struct hlist_node *wheel = NULL;
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, tcp_tw);
	make(tcp_tw, AF_INET);
	tw = &tcp_tw->tw_sk;
	tw->tw_timer.entry.pprev = &wheel;
	tw->tw_substate = TCP_FIN_WAIT2;
	tw->tw_mark = 9;
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		struct twi_row row = { };

		tw->tw_state = others[i].state;
		read_row(&row, (struct sock *)tw, 0);
		KUNIT_EXPECT_EQ(test, row.key.kind, others[i].kind);
		KUNIT_EXPECT_TRUE(test, row.alive);
		KUNIT_EXPECT_FALSE(test, row.pending);
		KUNIT_EXPECT_FALSE(test, row.fin_wait2);
		KUNIT_EXPECT_EQ(test, row.mark, 0);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(addresses_are_those_of_the_family),
	KUNIT_CASE(timer_and_state_are_read),
	KUNIT_CASE(only_a_minisocket_has_a_timer),
	KUNIT_CASE(one_field_makes_another),
	KUNIT_CASE(a_key_is_whole),
	{ }
};

static struct kunit_suite suite = {
	.name = "twinfo_sock",
	.test_cases = cases,
};

kunit_test_suite(suite);
