// SPDX-License-Identifier: GPL-2.0-only
/* Pass 1, what all namespaces share: `bhash` and `bhash2`, and `slab` for the caches behind. */

#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/timekeeping.h>
#include <net/tcp.h>
#include <net/timewait_sock.h>
#include <net/transp_v6.h>

#include "snapshot.h"
#include "bhash.h"
#include "compat.h"
#include "slab.h"
#include "twinfo_format.h"

/**
 * twi_next_bhash() - go to the `bhash` and then the `bhash2` record
 * @snap: the snapshot
 *
 * Context: process context, may sleep.
 * Return: 1 at a record, 0 when there are no more, -EINTR.
 */
int twi_next_bhash(struct twi_snapshot *snap)
{
	struct twi_histogram *hist = &snap->bhash[snap->step];
	u64 begin = ktime_get_ns();
	int ret;

	if (!snap->all || snap->step == ARRAY_SIZE(snap->bhash))
		return 0;

	memset(hist, 0, sizeof(*hist));
	ret = snap->step ? twi_bhash2_count(hist) : twi_bhash_count(hist);
	snap->bhash_ns = ktime_get_ns() - begin;
	return ret ?: hist->slots > 0;
}

/**
 * twi_show_bhash() - the `bhash` or `bhash2` record at hand
 * @snap: the snapshot
 * @m: where to
 *
 * Context: process context.
 */
void twi_show_bhash(struct twi_snapshot *snap, struct seq_file *m)
{
	bool second = snap->step == 2;
	const struct twi_histogram *hist = &snap->bhash[second];

	seq_printf(m, "%s %u slots=%u used=%u buckets=%u max_chain=%u",
		   second ? TWINFO_BHASH2 : TWINFO_BHASH, TWI_TABLE_SHARED, hist->slots, hist->used,
		   hist->total, hist->max_chain);
	if (!second)
		twi_show_chains(m, hist);
	seq_printf(m, " walk=%s walk_us=%llu\n", second ? "lock" : TWC_BHASH_WALK,
		   div_u64(snap->bhash_ns, NSEC_PER_USEC));
}

static const char *const caches[] = {
	"tw_sock_TCP", "tw_sock_TCPv6", "tcp_bind_bucket", "tcp_bind2_bucket",
};

/* How many objects of each cache pass 1 met. */
static u64 live(const struct twi_snapshot *snap, u32 cache)
{
	u64 sum = 0;
	u32 id;

	if (cache >= 2)
		return snap->bhash[cache - 2].total;

	for (id = 0; id < snap->nets.tables; id++) {
		const struct twi_count *count = &snap->counts[id];

		sum += cache ? count->v6_class : count->tw + count->fin_wait2 - count->v6_class;
	}
	return sum;
}

/* Does this kernel have the cache? Without IPv6, or booted with ipv6.disable=1, not each. */
static bool exists(u32 cache)
{
	switch (cache) {
	case 0:
		return tcp_prot.twsk_prot->twsk_slab;
	case 1:
#if IS_ENABLED(CONFIG_IPV6)
		return tcpv6_prot.twsk_prot->twsk_slab;
#else
		return false;
#endif
	case 2:
		return true;
	default:
		return TWC_HAS_BHASH2;
	}
}

/**
 * twi_next_slab() - go to the next `slab` record
 * @snap: the snapshot
 *
 * Context: process context, may sleep.
 * Return: 1 at a record, 0 when there are no more, -ENOMEM.
 */
int twi_next_slab(struct twi_snapshot *snap)
{
	while (snap->step < ARRAY_SIZE(caches) && !exists(snap->step))
		snap->step++;
	if (!snap->all || snap->step == ARRAY_SIZE(caches))
		return 0;
	return twi_slab_read(caches[snap->step], &snap->slab) ?: 1;
}

static void show_value(struct seq_file *m, const char *key, s64 n)
{
	if (n == TWI_NONE)
		seq_printf(m, " %s=%c", key, TWINFO_NONE);
	else
		seq_printf(m, " %s=%lld", key, n);
}

/**
 * twi_show_slab() - the `slab` record at hand
 * @snap: the snapshot
 * @m: where to
 *
 * Context: process context.
 */
void twi_show_slab(struct twi_snapshot *snap, struct seq_file *m)
{
	const struct twi_slab *s = &snap->slab;
	bool known = s->slabs != TWI_NONE && s->per_slab != TWI_NONE && s->order != TWI_NONE;

	seq_printf(m, TWINFO_SLAB " %s cache=%s", caches[snap->step - 1], s->cache);
	show_value(m, "aliases", s->aliases);
	show_value(m, "live", live(snap, snap->step - 1));
	show_value(m, "obj_bytes", s->obj_bytes);
	show_value(m, "slot_bytes", s->slot_bytes);
	show_value(m, "per_slab", s->per_slab);
	show_value(m, "order", s->order);
	show_value(m, "total", known ? s->slabs * s->per_slab : TWI_NONE);
	show_value(m, "slabs", s->slabs);
	show_value(m, "bytes", known ? s->slabs * (PAGE_SIZE << s->order) : TWI_NONE);
	seq_putc(m, '\n');
}
