// SPDX-License-Identifier: GPL-2.0-only
/*
 * `twinfo metrics`: OpenMetrics, for the textfile collector of node_exporter.
 *
 * That collector and promtool read the older text format, which wants a counter's HELP and TYPE
 * under the name of its samples, with _total; so they stand there. Everything else is the same in
 * both. Values per destination are left out: a series for each would be one for each passer-by.
 */

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/connect.h"
#include "analysis/fullest.h"
#include "analysis/net_rate.h"
#include "commands/command.h"
#include "common/number.h"
#include "snapshot/snapshot.h"
#include "twinfo_format.h"

/* Ages are counted up to these, s; the last is for whatever the timer wheel is late. */
static const int edges[] = { 1, 2, 5, 10, 20, 30, 40, 50, 60 };

#define EDGES	(sizeof(edges) / sizeof(*edges))

struct ages {
	int64_t net;			/* the key */
	int64_t up_to[EDGES + 1];
	int64_t sum_ms;
};

/* A record of a table or a cache, kept until its turn comes: a family's samples stand together. */
struct kept {
	char kind[8], name[32], net[24];
	int64_t slots, used, entries, longest, live, total, bytes;
};

struct metrics {
	struct groups ages, rates;
	struct kept *kept;
	size_t count;
};

static void family(const char *name, const char *type, const char *help)
{
	printf("# HELP twinfo_%s %s\n# TYPE twinfo_%s %s\n", name, help, name, type);
}

static void keep(struct metrics *m, const struct record *r)
{
	struct kept *k;

	m->kept = grown(m->kept, m->count + 1, sizeof(*m->kept));
	k = &m->kept[m->count++];
	memset(k, 0, sizeof(*k));
	snprintf(k->kind, sizeof(k->kind), "%s", r->word[0]);
	snprintf(k->name, sizeof(k->name), "%s", record_word(r, 1, "a name"));
	if (strpbrk(k->name, "\"\\"))
		record_damaged(r, "expected a name, found '%s'", k->name);
	if (is_kind(r, TWINFO_SLAB)) {
		k->live = record_number(r, "live");
		k->total = record_number(r, "total");
		k->bytes = record_number(r, "bytes");
		return;
	}
	k->slots = record_number(r, "slots");
	k->used = record_number(r, "used");
	k->longest = record_number(r, "max_chain");
	if (!is_kind(r, TWINFO_EHASH)) {
		k->entries = record_number(r, "buckets");
		return;
	}
	snprintf(k->net, sizeof(k->net), "%s", record_value(r, "net"));
	k->entries = record_number(r, "tw") + record_number(r, "fw2") +
		     record_number(r, "full") + record_number(r, "req");
}

static void count_age(struct metrics *m, const struct record *r)
{
	int64_t net = tw_number(r, TW_NET), age = tw_age_ms(r);
	struct ages *ages = groups_get(&m->ages, &net);
	size_t i = 0;

	if (age == UNKNOWN)
		return;
	while (i < EDGES && age > edges[i] * 1000)
		i++;
	ages->up_to[i]++;
	ages->sum_ms += age;
}

/* The labels of a network namespace, valid until the next call. */
static const char *labels(struct snapshot *snap, int64_t inum)
{
	const char *name = snapshot_name(snap, inum) ?: "-";
	static char text[1200];
	char *out = text + sprintf(text, "netns=\"%" PRId64 "\",name=\"", inum);

	/* A file name has 255 bytes at most. */
	for (; *name && out < text + sizeof(text) - 4; name++) {
		if (*name == '"' || *name == '\\')
			*out++ = '\\';
		*out++ = *name;
		if (*name == '\n')
			out = stpcpy(out - 1, "\\n");
	}
	strcpy(out, "\"");
	return text;
}

/* A number of each network namespace. */
static void print_nets(struct snapshot *snap, const char *name, const char *type, const char *help,
		       size_t offset)
{
	const struct net *n;
	int64_t value;
	size_t i;

	family(name, type, help);
	for (i = 0; i < snap->nets_count; i++) {
		n = &snap->nets[i];
		value = *(const int64_t *)((const char *)n + offset);
		if (value != UNKNOWN && n->counted && snapshot_wants(snap, n))
			printf("twinfo_%s{%s} %" PRId64 "\n", name, labels(snap, n->inum), value);
	}
}

static void print_states(struct snapshot *snap)
{
	const struct net *n;
	size_t i;

	family("minisockets", "gauge", "Minisockets in the established hash, by state.");
	for (i = 0; i < snap->nets_count; i++) {
		n = &snap->nets[i];
		if (!n->counted || !snapshot_wants(snap, n))
			continue;
		printf("twinfo_minisockets{%s,state=\"time-wait\"} %" PRId64 "\n",
		       labels(snap, n->inum), n->tw);
		printf("twinfo_minisockets{%s,state=\"fin-wait-2\"} %" PRId64 "\n",
		       labels(snap, n->inum), n->fin_wait2);
	}
}

static void print_ages(struct snapshot *snap, const struct metrics *m)
{
	const struct ages *ages;
	const char *of;
	char seconds[NUMBER_TEXT];
	int64_t sum;
	size_t i, e;

	family("age_seconds", "histogram",
	       "Ages of the present minisockets, since their entry stamp or else since the timer was armed.");
	for (i = 0; i < m->ages.count; i++) {
		ages = groups_at(&m->ages, i);
		of = labels(snap, ages->net);
		for (e = 0, sum = 0; e < EDGES; e++) {
			sum += ages->up_to[e];
			printf("twinfo_age_seconds_bucket{%s,le=\"%d.0\"} %" PRId64 "\n", of, edges[e],
			       sum);
		}
		sum += ages->up_to[EDGES];
		print_seconds(ages->sum_ms, seconds);
		printf("twinfo_age_seconds_bucket{%s,le=\"+Inf\"} %" PRId64 "\n"
		       "twinfo_age_seconds_sum{%s} %s\n"
		       "twinfo_age_seconds_count{%s} %" PRId64 "\n", of, sum, of, seconds, of, sum);
	}
}

/* A number of each table, or of each cache. */
static void print_kept(const struct metrics *m, bool slabs, const char *name, const char *help,
		       size_t offset)
{
	const struct kept *k;
	int64_t value;
	size_t i;

	family(name, "gauge", help);
	for (i = 0; i < m->count; i++) {
		k = &m->kept[i];
		value = *(const int64_t *)((const char *)k + offset);
		if (slabs != !strcmp(k->kind, TWINFO_SLAB) || value == UNKNOWN)
			continue;
		if (slabs)
			printf("twinfo_%s{cache=\"%s\"} %" PRId64 "\n", name, k->name, value);
		else
			printf("twinfo_%s{table=\"%s\",id=\"%s\"} %" PRId64 "\n", name, k->kind,
			       k->name, value);
	}
}

/* A time that may never come. The collector reads it as +Inf. */
static void print_time(const char *name, const char *of, double seconds)
{
	if (isnan(seconds) || isinf(seconds))
		printf("twinfo_%s{%s} +Inf\n", name, of);
	else
		printf("twinfo_%s{%s} %.1f\n", name, of, seconds);
}

/* As `ports` shows them. */
static void print_fullest(struct snapshot *snap, struct connects *c)
{
	struct fullest *fullest = fullest_find(c, snap);
	size_t i;

	family("ports_used_ratio", "gauge",
	       "Blocked share of the ports that connect() or bind(source, 0) may choose, for the fullest (source, "
	       "destination) or source; 1 if a search can fail. Without live sockets if the input is a saved snapshot.");
	for (i = 0; i < snap->nets_count; i++)
		if (snap->nets[i].counted && snapshot_wants(snap, &snap->nets[i]))
			printf("twinfo_ports_used_ratio{%s} %.4f\n", labels(snap, snap->nets[i].inum),
			       fullest[i].use);
	family("ports_full_seconds", "gauge",
	       "Seconds until connect() can find no port for some (source, destination) if tuples go on to enter as they do.");
	for (i = 0; i < snap->nets_count; i++)
		if (snap->nets[i].counted && snapshot_wants(snap, &snap->nets[i]))
			print_time("ports_full_seconds", labels(snap, snap->nets[i].inum), fullest[i].full_in);
	free(fullest);
}

static void print_rates(struct snapshot *snap, struct metrics *m)
{
	const struct net *n;
	size_t i;

	family("entering_per_second", "gauge", "Tuples that enter a second, as twinfo limit shows them.");
	for (i = 0; i < snap->nets_count; i++) {
		n = &snap->nets[i];
		if (n->counted && snapshot_wants(snap, n))
			printf("twinfo_entering_per_second{%s} %.1f\n", labels(snap, n->inum),
			       rate_tenths(&net_rates_of(&m->rates, n->inum)->rate) / 10.0);
	}
	family("timewait_limit_full_seconds", "gauge",
	       "Seconds until the limit is reached if tuples go on to enter as they do.");
	for (i = 0; i < snap->nets_count; i++) {
		n = &snap->nets[i];
		if (n->counted && snapshot_wants(snap, n))
			print_time("timewait_limit_full_seconds", labels(snap, n->inum),
				   net_full_in(net_rates_of(&m->rates, n->inum), n));
	}
}

static void print(struct snapshot *snap, struct metrics *m, struct connects *c)
{
	family("build_info", "gauge", "Versions of the tool and of the kernel.");
	printf("twinfo_build_info{version=\"" TWINFO_VERSION "\",kernel=\"%s\"%s} 1\n", snap->kernel,
	       snap->diag ? ",source=\"" DIAG_SOURCE "\"" : "");
	print_nets(snap, "timewait_sockets", "gauge",
		   "The kernel's count of minisockets, which the limit applies to.",
		   offsetof(struct net, count));
	print_nets(snap, "timewait_limit_sockets", "gauge", "tcp_max_tw_buckets.",
		   offsetof(struct net, max_tw));
	print_nets(snap, "timewaited_total", "counter",
		   "TIME-WAIT entered (5.10: ended), the kernel's TcpExtTW.",
		   offsetof(struct net, timewaited));
	print_nets(snap, "timewait_recycled_total", "counter", "Tuples reused by connect().",
		   offsetof(struct net, recycled));
	print_nets(snap, "timewait_killed_total", "counter", "Minisockets that lasted at most 4 s.",
		   offsetof(struct net, killed));
	print_nets(snap, "timewait_overflow_total", "counter",
		   "Dropped: the limit was reached, or memory ran out.",
		   offsetof(struct net, overflow));
	print_states(snap);
	print_nets(snap, "overdue_sockets", "gauge", "Minisockets whose timer is past its end.",
		   offsetof(struct net, overdue));
	print_nets(snap, "full_sockets", "gauge", "Full sockets in the established hash.",
		   offsetof(struct net, full));
	print_ages(snap, m);
	print_rates(snap, m);
	print_fullest(snap, c);
	print_kept(m, false, "table_slots", "Slots of a hash table.", offsetof(struct kept, slots));
	print_kept(m, false, "table_used_slots", "Slots of a hash table that are not empty.",
		   offsetof(struct kept, used));
	print_kept(m, false, "table_entries", "Sockets or bind buckets in a hash table.",
		   offsetof(struct kept, entries));
	print_kept(m, false, "table_longest_chain", "Entries in the longest chain.",
		   offsetof(struct kept, longest));
	print_kept(m, true, "slab_live_objects", "Objects counted in the hash tables.",
		   offsetof(struct kept, live));
	print_kept(m, true, "slab_objects", "Objects that the cache has room for, of all that share it.",
		   offsetof(struct kept, total));
	print_kept(m, true, "slab_bytes", "Memory of the cache, of all that share it.",
		   offsetof(struct kept, bytes));
	puts("# EOF");
}

static int run(const struct command *self, const struct options *options)
{
	struct snapshot *snap = snapshot_open(&options->selection, TO_END);
	struct connects c = { };
	struct metrics m = { };
	const struct record *r;

	(void)self;
	groups_init(&m.ages, sizeof(struct ages), sizeof(int64_t));
	net_rates_begin(&m.rates);
	connects_begin(&c, snap);
	while ((r = snapshot_next(snap))) {
		connects_take(&c, snap, r);
		net_rates_take(&m.rates, snap, r);
		if (is_kind(r, TWINFO_TW))
			count_age(&m, r);
		else if (is_kind(r, TWINFO_EHASH) || is_kind(r, TWINFO_BHASH) ||
			 is_kind(r, TWINFO_BHASH2) || is_kind(r, TWINFO_SLAB))
			keep(&m, r);
	}
	print(snap, &m, &c);
	connects_free(&c);
	groups_free(&m.ages);
	groups_free(&m.rates);
	free(m.kept);
	snapshot_close(snap);
	return EXIT_DONE;
}

const struct command metrics_command = {
	.name = "metrics",
	.help = "OpenMetrics for the textfile collector of node_exporter",
	.more = "Write the output to a temporary file and rename it, as twinfo-metrics.service does.",
	.run = run,
};
