// SPDX-License-Identifier: GPL-2.0-only
/* The records that need no walk: `twinfo`; for each namespace `net` and its `reserved` ranges. */

#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/seq_file.h>
#include <linux/snmp.h>
#include <linux/utsname.h>
#include <net/ip.h>
#include <net/net_namespace.h>

#include "snapshot.h"
#include "compat.h"
#include "twinfo_format.h"

/**
 * twi_show_header() - the `twinfo` record
 * @snap: the snapshot
 * @m: where to
 *
 * Context: process context.
 */
void twi_show_header(struct twi_snapshot *snap, struct seq_file *m)
{
	seq_printf(m, TWINFO_HEADER " %d version=%s kernel=%s hz=%d cpus=%u now_ms=%llu date_s=%lld",
		   TWINFO_FORMAT, TWINFO_VERSION, init_uts_ns.name.release, HZ, num_online_cpus(),
		   snap->now_ms, snap->date_s);
	seq_printf(m, " netns=%u scope=%s entry_stamp=%s\n", snap->own.inum,
		   snap->all ? "all" : "own", twc_has_entry_stamp() ? "yes" : "no");
}

/* A MIB counter, summed as by snmp_fold_field(), which 7.3 no longer exports. */
static unsigned long mib(const struct net *net, int item)
{
	unsigned long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu_ptr(net->mib.net_statistics, cpu)->mibs[item]);
	return sum;
}

static u32 count_reserved(struct net *net, int low, int high)
{
	const unsigned long *ports = net->ipv4.sysctl_local_reserved_ports;
	u32 count = 0;
	int port = low;

	if (!ports)
		return 0;
	for_each_set_bit_from(port, ports, high + 1)
		count++;
	return count;
}

/* The next range of reserved ports after port_to, inside the ephemeral range. */
static bool next_reserved(struct twi_snapshot *snap, struct net *net)
{
	const unsigned long *ports = net->ipv4.sysctl_local_reserved_ports;
	int low, high;

	if (!ports)
		return false;

	inet_get_local_port_range(net, &low, &high);
	snap->port_from = find_next_bit(ports, high + 1, max_t(u32, low, snap->port_to + 1));
	if (snap->port_from > high)
		return false;
	snap->port_to = find_next_zero_bit(ports, high + 1, snap->port_from) - 1;
	return true;
}

static struct twi_net *at_hand(const struct twi_snapshot *snap)
{
	return &snap->nets.all[snap->rank - 1];
}

static __printf(2, 3) void add(struct twi_snapshot *snap, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	snap->line_len += vscnprintf(snap->line + snap->line_len,
				     sizeof(snap->line) - snap->line_len, fmt, args);
	va_end(args);
}

static void add_setting(struct twi_snapshot *snap, const char *name, int value)
{
	if (value < 0)
		add(snap, " %s=%c", name, TWINFO_NONE);
	else
		add(snap, " %s=%d", name, value);
}

static void write_net(struct twi_snapshot *snap, const struct twi_net *ns)
{
	struct net *net = ns->net;
	int low, high;

	inet_get_local_port_range(net, &low, &high);

	add(snap, TWINFO_NET " %u count=%d max_tw=%d", ns->inum, twc_tw_count(net),
	    READ_ONCE(net->ipv4.tcp_death_row.sysctl_max_tw_buckets));
	add(snap, " timewaited=%lu timewaitrecycled=%lu", mib(net, LINUX_MIB_TIMEWAITED),
	    mib(net, LINUX_MIB_TIMEWAITRECYCLED));
	add(snap, " timewaitkilled=%lu timewaitoverflow=%lu", mib(net, LINUX_MIB_TIMEWAITKILLED),
	    mib(net, LINUX_MIB_TCPTIMEWAITOVERFLOW));
	add(snap, " counted_at=%s", TWC_COUNTED_AT);
	add(snap, " tw_reuse=%u", ns->reuse.mode);
	add_setting(snap, "tw_reuse_delay_ms", twc_reuse_delay_ms(net));
	add(snap, " timestamps=%d rfc1337=%d fin_timeout_ms=%u",
	    READ_ONCE(net->ipv4.sysctl_tcp_timestamps), READ_ONCE(net->ipv4.sysctl_tcp_rfc1337),
	    jiffies_to_msecs(READ_ONCE(net->ipv4.sysctl_tcp_fin_timeout)));
	add(snap, " ports=%d-%d reserved=%u", low, high, count_reserved(net, low, high));
	add_setting(snap, "port_step_width", twc_port_step(net));
	add_setting(snap, "ehash", twi_snapshot_tells_of(snap, ns->table) ? ns->table : -1);
	add(snap, "\n");
}

/**
 * twi_next_net() - go to the next `net` or `reserved` record
 * @snap: the snapshot
 *
 * The record is written into the snapshot here, because the namespace may be gone when a later
 * read() shows it. The settings that decide on the reuse of the namespace's rows are stored, too.
 *
 * Context: process context.
 * Return: 1 at a record, 0 when there are no more.
 */
int twi_next_net(struct twi_snapshot *snap)
{
	struct twi_net *ns;
	bool reserved;

	snap->line_len = 0;
	if (snap->rank && twi_netns_get(&snap->nets, at_hand(snap))) {
		ns = at_hand(snap);
		reserved = next_reserved(snap, ns->net);
		twi_netns_put(ns);
		if (reserved) {
			add(snap, TWINFO_RESERVED " %u %u %u\n", ns->inum, snap->port_from,
			    snap->port_to);
			return 1;
		}
	}

	while (snap->rank < snap->nets.count) {
		snap->rank++;
		ns = at_hand(snap);
		if (!twi_netns_get(&snap->nets, ns))
			continue;
		ns->reuse.stamped = twc_has_entry_stamp();
		ns->reuse.mode = READ_ONCE(ns->net->ipv4.sysctl_tcp_tw_reuse);
		ns->reuse.delay_ms = max(twc_reuse_delay_ms(ns->net), 0);
		snap->port_to = 0;
		write_net(snap, ns);
		twi_netns_put(ns);
		return 1;
	}
	return 0;
}

/**
 * twi_show_net() - the `net` or `reserved` record at hand
 * @snap: the snapshot
 * @m: where to
 *
 * Context: process context.
 */
void twi_show_net(struct twi_snapshot *snap, struct seq_file *m)
{
	seq_write(m, snap->line, snap->line_len);
}
