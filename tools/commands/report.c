// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo report DIRECTORY`: a page with plots of what was recorded. */

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/history.h"
#include "commands/command.h"
#include "common/date.h"
#include "output/plot.h"
#include "snapshot/address.h"
#include "twinfo_format.h"

#define NETS_MAX		8	/* namespaces that have a plot */
#define DESTINATIONS_MAX	10

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width\">\n<link rel=\"icon\" href=\"data:,\">\n"
	"<title>TIME_WAIT over time</title>\n<style>\n"
	":root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --grid: #ddd; --soft: #666;\n"
	"  --c0: #1f6fb4; --c1: #c8501e; --c2: #2e8540; --c3: #8a4fb0; --c4: #b08900; --c5: #1a8f96; --c6: #b0306a; --c7: #6b6b6b; }\n"
	"@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #16181b; --grid: #34383d; --soft: #a0a4a8;\n"
	"  --c0: #6db3f2; --c1: #ff9566; --c2: #7ccf8c; --c3: #c79ae8; --c4: #e3c14d; --c5: #63d2d9; --c6: #f285b5; --c7: #b5b5b5; } }\n"
	"@media print { :root { --ink: #000; --paper: #fff; --grid: #ccc; --soft: #444;\n"
	"  --c0: #1f6fb4; --c1: #c8501e; --c2: #2e8540; --c3: #8a4fb0; --c4: #b08900; --c5: #1a8f96; --c6: #b0306a; --c7: #6b6b6b; }\n"
	"  figure, table { break-inside: avoid; } }\n"
	"body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 960px;\n"
	"  margin: 1.5em auto; padding: 0 1em; }\n"
	"h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin: 1.6em 0 .4em; }\n"
	"figure { margin: 1em 0; } figcaption { font-weight: 600; }\n"
	"svg { width: 100%; height: auto; display: block; } svg text { fill: var(--soft); font-size: 12px; }\n"
	".grid { stroke: var(--grid); } .line { fill: none; stroke-width: 1.6; stroke-linejoin: round; stroke-linecap: round; }\n"
	".dashed { stroke-dasharray: 5 4; }\n"
	".l0 { stroke: var(--c0); } .l1 { stroke: var(--c1); } .l2 { stroke: var(--c2); } .l3 { stroke: var(--c3); }\n"
	".l4 { stroke: var(--c4); } .l5 { stroke: var(--c5); } .l6 { stroke: var(--c6); } .l7 { stroke: var(--c7); }\n"
	".legend { list-style: none; padding: 0; margin: .2em 0; color: var(--soft); display: flex; flex-wrap: wrap; gap: .2em 1.5em; }\n"
	".key { display: inline-block; width: 1.4em; height: 0; border-top: 3px solid; margin-right: .5em; vertical-align: middle; }\n"
	".key.dashed { border-top-style: dashed; }\n"
	".k0 { border-color: var(--c0); } .k1 { border-color: var(--c1); } .k2 { border-color: var(--c2); } .k3 { border-color: var(--c3); }\n"
	".k4 { border-color: var(--c4); } .k5 { border-color: var(--c5); } .k6 { border-color: var(--c6); } .k7 { border-color: var(--c7); }\n"
	"table { border-collapse: collapse; width: 100%; } th, td { padding: .25em .6em; text-align: left; border-bottom: 1px solid var(--grid); }\n"
	"th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; } .soft { color: var(--soft); }\n"
	"</style>\n</head>\n<body>\n";

static void show_progress(size_t done, size_t all)
{
	if (!isatty(STDERR_FILENO))
		return;
	fprintf(stderr, "\r\033[K");
	if (done < all)
		fprintf(stderr, "reading snapshot %zu of %zu ...", done + 1, all);
}

/* One number of each sample. */
static double *numbers(const struct history *h, double (*of)(const struct sample *s))
{
	double *values = grown(NULL, h->count, sizeof(*values));
	size_t i;

	for (i = 0; i < h->count; i++)
		values[i] = of(&h->samples[i]);
	return values;
}

static double came(const struct sample *s) { return s->came; }
static double ended(const struct sample *s) { return s->ended; }
static double early(const struct sample *s) { return s->early; }
static double ports(const struct sample *s) { return s->ports; }
static double load(const struct sample *s) { return s->load; }
static double slab_bytes(const struct sample *s) { return s->slab_bytes; }

static int64_t *moments(const struct history *h)
{
	int64_t *at = grown(NULL, h->count, sizeof(*at));
	size_t i;

	for (i = 0; i < h->count; i++)
		at[i] = h->samples[i].at_ms;
	return at;
}

static void print_summary(const struct history *h, const struct recordings *r)
{
	char from[DATE_TEXT], to[DATE_TEXT], n[3][NUMBER_TEXT];

	date_print(h->samples[0].at_ms, from);
	date_print(h->samples[h->count - 1].at_ms, to);
	plot_number(h->came, PLOT_NUMBER, n[0], NUMBER_TEXT);
	plot_number(h->ended, PLOT_NUMBER, n[1], NUMBER_TEXT);
	plot_number(h->early, PLOT_NUMBER, n[2], NUMBER_TEXT);
	fputs("<h1>TIME_WAIT over time</h1>\n<p>", stdout);
	html_text(stdout, r->directory);
	printf(": %zu snapshot%s from %s to %s, kernel ", h->count, h->count == 1 ? "" : "s", from, to);
	html_text(stdout, h->kernel);
	if (h->boots > 1)
		printf(", %zu boots or kernels", h->boots);
	printf(".</p>\n<p>Between them %s tuples came, %s ended in time and %s before their time: connect() took them over,\n"
	       "or they were reset or killed. A tuple that came and ended between two snapshots is in none.</p>\n",
	       n[0], n[1], n[2]);
}

static int by_most(const void *a, const void *b)
{
	const struct net_history *const *x = a, *const *y = b;

	return ((*y)->most > (*x)->most) - ((*y)->most < (*x)->most);
}

/* All plots have the same moments. */
static void print_plot(const struct plot *moments, const char *title, enum plot_unit unit, const struct plot_line *lines,
		       size_t count)
{
	struct plot p = *moments;

	p.title = title;
	p.unit = unit;
	p.lines = lines;
	p.count = count;
	plot_print(stdout, &p);
}

static void print_nets(const struct history *h, const struct plot *p)
{
	size_t count = h->nets.count, i;
	struct net_history **nets = grown(NULL, count + 1, sizeof(*nets));
	char title[128];

	for (i = 0; i < count; i++)
		nets[i] = groups_at(&h->nets, i);
	qsort(nets, count, sizeof(*nets), by_most);
	fputs("<h2>Minisockets of each network namespace, and the limit</h2>\n", stdout);
	for (i = 0; i < count && i < NETS_MAX; i++) {
		const struct plot_line lines[] = {
			{ "minisockets", nets[i]->count, false }, { "tcp_max_tw_buckets", nets[i]->limit, true },
		};

		snprintf(title, sizeof(title), "Network namespace %" PRId64, nets[i]->inum);
		print_plot(p, title, PLOT_NUMBER, lines, 2);
	}
	if (count > NETS_MAX)
		printf("<p class=\"soft\">%zu more namespaces never had more than %" PRId64 ".</p>\n", count - NETS_MAX,
		       nets[NETS_MAX]->most);
	free(nets);
}

static void print_one(const struct history *h, const struct plot *p, const char *title, const char *name, enum plot_unit unit,
		      double (*of)(const struct sample *s))
{
	double *values = numbers(h, of);
	const struct plot_line line = { name, values, false };

	print_plot(p, title, unit, &line, 1);
	free(values);
}

static void print_rates(const struct history *h, const struct plot *p)
{
	double *values[] = { numbers(h, came), numbers(h, ended), numbers(h, early) };
	const struct plot_line lines[] = {
		{ "came", values[0], false }, { "ended in time", values[1], false }, { "ended early", values[2], false },
	};
	size_t i;

	fputs("<h2>What came and went</h2>\n", stdout);
	print_plot(p, "Tuples a second", PLOT_NUMBER, lines, 3);
	for (i = 0; i < 3; i++)
		free(values[i]);
}

static int by_sum(const void *a, const void *b)
{
	const struct destination_history *const *x = a, *const *y = b;
	int order = ((*y)->sum > (*x)->sum) - ((*y)->sum < (*x)->sum);

	return order ?: memcmp(&(*x)->key, &(*y)->key, sizeof((*x)->key));
}

static void print_destination(const struct history *h, const struct destination_history *d)
{
	char address[ADDR_TEXT], mean[NUMBER_TEXT], most[NUMBER_TEXT], rate[NUMBER_TEXT], when[DATE_TEXT];

	addr_print_ip(&d->key.peer, address);
	plot_number((double)d->sum / h->count, PLOT_NUMBER, mean, sizeof(mean));
	plot_number(d->most, PLOT_NUMBER, most, sizeof(most));
	plot_number(d->rate_tenths / 10.0, PLOT_NUMBER, rate, sizeof(rate));
	date_print(d->most_at_ms, when);
	printf("<tr><td class=\"n\">%" PRId64 "</td><td>", d->key.net);
	if (d->key.outgoing)
		printf("to %s:%u", address, d->key.peer_port);
	else
		printf("from %s to port %u", address, d->key.local_port);
	printf("</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td>%s</td><td class=\"n\">%s</td></tr>\n", mean, most,
	       when, rate);
}

static void print_destinations(const struct history *h)
{
	size_t count = h->destinations.count, i;
	const struct destination_history **all = grown(NULL, count + 1, sizeof(*all));

	for (i = 0; i < count; i++)
		all[i] = groups_at(&h->destinations, i);
	qsort(all, count, sizeof(*all), by_sum);
	fputs("<h2>The ten busiest destinations</h2>\n<table>\n<tr><th class=\"n\">namespace</th><th>connections</th>"
	      "<th class=\"n\">mean</th><th class=\"n\">highest</th><th>when</th><th class=\"n\">highest rate, a second</th></tr>\n",
	      stdout);
	for (i = 0; i < count && i < DESTINATIONS_MAX; i++)
		print_destination(h, all[i]);
	fputs("</table>\n", stdout);
	free(all);
}

static int run(const struct command *self, const struct options *options)
{
	struct recordings recordings;
	struct history h;
	struct plot p;
	int64_t *at;

	(void)self;
	recordings_need(&recordings, options->words[0]);
	history_read(&h, &recordings, &options->selection, show_progress);
	at = moments(&h);
	p = (struct plot){ .at_ms = at, .moments = h.count };
	fputs(head, stdout);
	print_summary(&h, &recordings);
	print_nets(&h, &p);
	print_rates(&h, &p);
	print_destinations(&h);
	fputs("<h2>Ports, tables and memory</h2>\n", stdout);
	print_one(&h, &p, "Ports of the range that are blocked, of the fullest source and destination",
		  "blocked by minisockets and bind()", PLOT_PERCENT, ports);
	print_one(&h, &p, "Load of the established hash", "sockets for each slot", PLOT_NUMBER, load);
	print_one(&h, &p, "Memory of minisockets and bind buckets", "bytes of live objects", PLOT_BYTES, slab_bytes);
	fputs("<p class=\"soft\">twinfo " TWINFO_VERSION ". A recording has no live sockets, so more ports may have been in "
	      "use than are shown.</p>\n</body>\n</html>\n", stdout);
	free(at);
	history_free(&h);
	recordings_free(&recordings);
	return EXIT_DONE;
}

const struct command report_command = {
	.name = "report",
	.words = "DIRECTORY",
	.help = "a page, in HTML, with plots of what was recorded",
	.takes = TAKES_NO_INPUT,
	.words_min = 1,
	.words_max = 1,
	.run = run,
};
