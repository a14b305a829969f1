// SPDX-License-Identifier: GPL-2.0-only
/* The screen of `twinfo top`: namespaces above, destinations below, keys in the last line. */

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands/top.h"
#include "output/screen.h"
#include "snapshot/address.h"

#define HEAD_LINES	3	/* above the namespaces */

static const char *const orders[] = { "COUNT", "RATE", "FULL-IN" };

static const struct top_view *sorted_for;

static int compare(double a, double b)
{
	return (a > b) - (a < b);
}

static int64_t count_of(const struct tuple_group *g)
{
	return g->time_wait + g->fin_wait2;
}

static int by_order(const void *a, const void *b)
{
	const struct top_destination *x = a, *y = b;
	int order = 0;

	if (sorted_for->order == BY_FULL_IN)
		order = compare(isnan(x->full_in) ? INFINITY : x->full_in, isnan(y->full_in) ? INFINITY : y->full_in);
	else if (sorted_for->order == BY_RATE)
		order = compare(rate_tenths(&y->group->rate), rate_tenths(&x->group->rate));
	order = order ?: compare(count_of(y->group), count_of(x->group));
	/* Equal ones keep their places from one snapshot to the next. */
	return order ?: memcmp(&x->group->key, &y->group->key, sizeof(x->group->key));
}

static int by_count(const void *a, const void *b)
{
	const struct top_net *x = a, *y = b;

	return compare(y->net->count, x->net->count) ?: compare(x->net->inum, y->net->inum);
}

/**
 * top_sort() - bring namespaces and destinations into the order of the view
 * @data: what the snapshot says
 * @view: what the user wants
 */
void top_sort(struct top_data *data, const struct top_view *view)
{
	const struct groups *all = &data->overview.destinations;
	size_t i;

	data->destinations_count = 0;
	for (i = 0; i < all->count; i++) {
		const struct tuple_group *g = groups_at(all, i);

		if (view->netns == NETNS_ANY || g->key.net == view->netns)
			data->destinations[data->destinations_count++] =
				(struct top_destination){ g, overview_full_in(&data->overview, g) };
	}
	sorted_for = view;
	qsort(data->destinations, data->destinations_count, sizeof(*data->destinations), by_order);
	qsort(data->nets, data->nets_count, sizeof(*data->nets), by_count);
}

static size_t net_lines(const struct top_data *data)
{
	size_t most = screen_lines() / 3;

	if (most < 1)
		most = 1;
	return data->nets_count < most ? data->nets_count : most;
}

/* The first line of the destinations. */
static int destinations_line(const struct top_data *data)
{
	return HEAD_LINES + 1 + net_lines(data) + 2;
}

/**
 * top_page() - how many destinations the screen has room for
 * @data: what the snapshot says
 */
size_t top_page(const struct top_data *data)
{
	int lines = screen_lines() - 1 - destinations_line(data);

	return lines > 0 ? lines : 1;
}

/* Cells of a line, one after the other, with a blank between them. */
struct cells {
	int line, column;
	enum screen_look look;
};

static void put(struct cells *c, int width, bool right, const char *text)
{
	c->column = screen_text(c->line, c->column, width, right, c->look, text) + 1;
}

static void put_number(struct cells *c, int width, int64_t n)
{
	char text[NUMBER_TEXT] = "-";

	if (n != UNKNOWN)
		print_whole(n, text);
	put(c, width, true, text);
}

static void put_tenths(struct cells *c, int width, double n)
{
	char text[NUMBER_TEXT] = "-";

	if (!isnan(n))
		snprintf(text, sizeof(text), "%.1f", n);
	put(c, width, true, text);
}

static void put_end_point(struct cells *c, int width, const struct in6_addr *ip, uint16_t port)
{
	char text[ADDR_TEXT];

	addr_print_end(ip, port, text);
	put(c, width, false, text);
}

static void draw_head(const struct top_data *data, const struct top_view *view)
{
	const struct overview *o = &data->overview;
	int64_t time_wait = 0, fin_wait2 = 0, tenths = 0;
	time_t date = o->snap->date_s;
	char text[TOP_TEXT], when[16];
	struct tm tm;
	size_t i;

	for (i = 0; i < o->destinations.count; i++) {
		const struct tuple_group *g = groups_at(&o->destinations, i);

		time_wait += g->time_wait;
		fin_wait2 += g->fin_wait2;
		tenths += rate_tenths(&g->rate);
	}
	strftime(when, sizeof(when), "%H:%M:%S", localtime_r(&date, &tm));
	snprintf(text, sizeof(text), "twinfo top  %s%s  %s  every %g s%s", o->snap->kernel,
		 o->snap->diag ? ", sock_diag" : "", when, view->every_ms / 1000.0, view->paused ? "  PAUSED" : "");
	screen_text(0, 0, screen_columns(), false, LOOK_BOLD, text);
	if (*view->replay)
		screen_text(0, strlen(text) + 2, screen_columns(), false, LOOK_PLAIN, view->replay);
	snprintf(text, sizeof(text), "%" PRId64 " in TIME-WAIT, %" PRId64 " in FIN-WAIT-2, %.1f enter a second", time_wait,
		 fin_wait2, tenths / 10.0);
	screen_text(1, 0, screen_columns(), false, LOOK_PLAIN, text);
}

static void draw_net(struct cells *c, int name, const struct top_data *data, const struct top_net *n, bool chosen)
{
	const struct net *net = n->net;
	int64_t use = net->max_tw > 0 ? net->count * 100 / net->max_tw : UNKNOWN;

	c->look = chosen ? LOOK_BOLD : LOOK_PLAIN;
	put(c, 1, false, chosen ? ">" : " ");
	put_number(c, 10, net->inum);
	put(c, name, false, snapshot_name(data->overview.snap, net->inum) ?: "-");
	put_number(c, 8, net->count);
	put_number(c, 8, net->max_tw);
	c->look = use >= 100 ? LOOK_ALARM : use >= 80 ? LOOK_WARNING : c->look;
	put_number(c, 4, use);
	c->look = chosen ? LOOK_BOLD : LOOK_PLAIN;
	put_tenths(c, 9, rate_tenths(&n->rate->rate) / 10.0);
	c->look = n->overflows > 0 ? LOOK_ALARM : c->look;
	put_tenths(c, 8, n->overflows);
	c->look = chosen ? LOOK_BOLD : LOOK_PLAIN;
	put_tenths(c, 8, net_full_in(n->rate, net));
}

static void draw_nets(const struct top_data *data, const struct top_view *view)
{
	int name = screen_columns() - (1 + 10 + 8 + 8 + 4 + 9 + 8 + 8 + 8), line = HEAD_LINES;
	struct cells c = { line, 0, LOOK_HEADING };
	size_t i;

	name = name < 6 ? 6 : name > 40 ? 40 : name;
	screen_fill(line, LOOK_HEADING);
	put(&c, 1, false, "");
	put(&c, 10, true, "NETNS");
	put(&c, name, false, "NAME");
	put(&c, 8, true, "COUNT");
	put(&c, 8, true, "LIMIT");
	put(&c, 4, true, "USE%");
	put(&c, 9, true, "RATE");
	put(&c, 8, true, "OVERFL/S");
	put(&c, 8, true, "FULL-IN");
	for (i = 0; i < net_lines(data); i++) {
		c = (struct cells){ line + 1 + i, 0, LOOK_PLAIN };
		draw_net(&c, name, data, &data->nets[i], data->nets[i].net->inum == view->netns);
	}
}

/* A narrow screen leaves STEADY out, so that most addresses are whole. */
struct widths {
	int peer;
	bool steady;
};

static void draw_destination(struct cells *c, const struct widths *w, const struct top_data *data,
			     const struct top_destination *d)
{
	const struct tuple_group *g = d->group;
	char inum[NUMBER_TEXT];
	const char *name = snapshot_name(data->overview.snap, g->key.net);

	print_whole(g->key.net, inum);
	put(c, 3, false, g->key.outgoing ? "out" : "in");
	put_end_point(c, 7, NULL, g->key.local_port);
	put_end_point(c, w->peer, &g->key.peer, g->key.peer_port);
	put_number(c, 8, count_of(g));
	put_tenths(c, 9, rate_tenths(&g->rate) / 10.0);
	if (w->steady)
		put_number(c, 9, rate_steady(&g->rate));
	c->look = d->full_in < 10 ? LOOK_ALARM : d->full_in < 60 ? LOOK_WARNING : LOOK_PLAIN;
	put_tenths(c, 8, d->full_in);
	c->look = LOOK_PLAIN;
	put(c, screen_columns() - c->column, false, name ?: inum);
}

static void draw_destinations(const struct top_data *data, const struct top_view *view)
{
	int line = destinations_line(data) - 1;
	struct cells c = { line, 0, LOOK_HEADING };
	struct widths w = { .steady = screen_columns() >= 100 };
	size_t i;

	w.peer = screen_columns() - (3 + 7 + 8 + 9 + (w.steady ? 10 : 0) + 8 + 12 + 6);
	w.peer = w.peer < 9 ? 9 : w.peer > 47 ? 47 : w.peer;
	screen_fill(line, LOOK_HEADING);
	put(&c, 3, false, "DIR");
	put(&c, 7, false, "LOCAL");
	put(&c, w.peer, false, "PEER");
	put(&c, 8, true, "COUNT");
	put(&c, 9, true, "RATE");
	if (w.steady)
		put(&c, 9, true, "STEADY");
	put(&c, 8, true, "FULL-IN");
	put(&c, 12, false, "NETNS");
	for (i = view->first; i < data->destinations_count && i < view->first + top_page(data); i++) {
		c = (struct cells){ line + 1 + i - view->first, 0, LOOK_PLAIN };
		draw_destination(&c, &w, data, &data->destinations[i]);
	}
}

static void draw_keys(const struct top_view *view)
{
	char text[2 * TOP_TEXT], netns[NUMBER_TEXT] = "all";
	int line = screen_lines() - 1;

	screen_fill(line, LOOK_HEADING);
	if (*view->message) {
		screen_text(line, 0, screen_columns(), false, LOOK_ALARM, view->message);
		return;
	}
	if (view->netns != NETNS_ANY)
		print_whole(view->netns, netns);
	snprintf(text, sizeof(text), "q quit  h help  s sort:%s  n netns:%s  f filter:%s  +- interval", orders[view->order],
		 netns, *view->filter ? view->filter : "none");
	screen_text(line, 0, screen_columns(), false, LOOK_HEADING, text);
}

static void draw_help(const struct top_view *view)
{
	static const char *const help[] = {
		"Keys of twinfo top",
		"",
		"q             quit",
		"h, ?          this help; any key leaves it",
		"space         stop here, and go on",
		"s             sort destinations by COUNT, RATE or FULL-IN",
		"n, N          destinations of the next namespace, of the one before, of all",
		"f             a filter in the words of ss: dst 10.0.0.0/8 and dport = :443",
		"+, -          longer or shorter intervals",
		"up, down, PgUp, PgDn, Home, End   move through the destinations",
		"left, right   in a replay, the recording before, the next one",
		"",
		"RATE: how many enter a second. FULL-IN: seconds until connect() finds no port",
		"for the destination, or until the namespace reaches its limit, at that rate.",
		"OVERFL/S: connections a second that skip TIME-WAIT, as the limit is reached.",
		"Of a recording the live sockets are unknown, and FULL-IN of destinations, too.",
	};
	size_t i;

	for (i = 0; i < sizeof(help) / sizeof(*help); i++)
		screen_text(i, 0, screen_columns(), false, i ? LOOK_PLAIN : LOOK_BOLD, help[i]);
	draw_keys(view);
}

/**
 * top_draw() - draw all of it
 * @data: what the snapshot says, sorted
 * @view: what the user wants; a place behind the last destination is put right
 */
void top_draw(const struct top_data *data, struct top_view *view)
{
	size_t page = top_page(data);

	if (view->first + page > data->destinations_count)
		view->first = data->destinations_count > page ? data->destinations_count - page : 0;
	screen_clear();
	if (view->help) {
		draw_help(view);
	} else {
		draw_head(data, view);
		draw_nets(data, view);
		draw_destinations(data, view);
		draw_keys(view);
	}
	screen_show();
}
