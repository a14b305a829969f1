// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo top`: namespaces and destinations, again and again, on a full screen. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/filter.h"
#include "commands/command.h"
#include "commands/top.h"
#include "common/date.h"
#include "output/screen.h"
#include "output/watch.h"
#include "snapshot/recordings.h"

#define EVERY_MS	2000

struct top {
	struct selection selection;
	struct top_view view;
	struct top_data data;
	bool read;			/* data is there */
	bool own_filter;		/* the filter is not that of the command line */
	struct groups before;		/* struct overflows: of the snapshot before */
	struct recordings recordings;	/* of --replay; none: the running kernel */
	size_t shown;			/* which of them */
};

/* How many there were in a namespace, and when. */
struct overflows {
	int64_t netns;
	int64_t count, now_ms;
};

static void forget(struct top *top)
{
	if (!top->read)
		return;
	overview_free(&top->data.overview);
	free(top->data.nets);
	free(top->data.destinations);
	top->read = false;
}

static double overflows_a_second(struct top *top, const struct net *net, int64_t now_ms)
{
	struct overflows *o = groups_get(&top->before, &net->inum);
	double rate = NAN;

	if (o->now_ms && net->overflow != UNKNOWN && now_ms > o->now_ms && net->overflow >= o->count)
		rate = (net->overflow - o->count) * 1000.0 / (now_ms - o->now_ms);
	o->count = net->overflow;
	o->now_ms = now_ms;
	return rate;
}

static void say_which(struct top *top)
{
	char when[DATE_TEXT];

	if (!top->recordings.count)
		return;
	date_print(top->recordings.at_ms[top->shown], when);
	snprintf(top->view.replay, sizeof(top->view.replay), "%zu of %zu: %s", top->shown + 1, top->recordings.count, when);
}

static void take_snapshot(struct top *top)
{
	struct top_data *data = &top->data;
	struct snapshot *snap;
	char *path = NULL;
	size_t i;

	forget(top);
	if (top->recordings.count)
		top->selection.input = path = recordings_path(&top->recordings, top->shown);
	overview_read(&data->overview, &top->selection);
	free(path);
	say_which(top);
	snap = data->overview.snap;
	data->nets = grown(NULL, snap->nets_count + 1, sizeof(*data->nets));
	data->destinations = grown(NULL, data->overview.destinations.count + 1, sizeof(*data->destinations));
	data->nets_count = 0;
	/* Looked for first: the next of them may move those that were found. */
	for (i = 0; i < snap->nets_count; i++)
		net_rates_of(&data->overview.net_rates, snap->nets[i].inum);
	for (i = 0; i < snap->nets_count; i++) {
		const struct net *net = &snap->nets[i];

		if (snapshot_wants(snap, net))
			data->nets[data->nets_count++] = (struct top_net){
				net, net_rates_of(&data->overview.net_rates, net->inum),
				overflows_a_second(top, net, snap->now_ms),
			};
	}
	top->read = true;
	top_sort(data, &top->view);
}

/* The namespace after the chosen one, or before it. After the last comes none, for all. */
static void choose_netns(struct top *top, int step)
{
	const struct top_data *data = &top->data;
	size_t count = data->nets_count + 1, i;

	for (i = 0; i < data->nets_count && data->nets[i].net->inum != top->view.netns; i++)
		;
	/* i is data->nets_count for all of them. */
	i = (i + count + step) % count;
	top->view.netns = i < data->nets_count ? data->nets[i].net->inum : NETNS_ANY;
	top->view.first = 0;
}

struct parsing {
	const char *text;
	struct filter *filter;
};

static void parse(void *data)
{
	struct parsing *p = data;

	p->filter = filter_parse(p->text);
}

static void ask_filter(struct top *top)
{
	struct parsing p = { .text = top->view.filter };
	char before[TOP_TEXT];

	strcpy(before, top->view.filter);
	if (!screen_ask("filter: ", top->view.filter, sizeof(top->view.filter)) ||
	    (*p.text && fail_caught(parse, &p, top->view.message, sizeof(top->view.message)))) {
		strcpy(top->view.filter, before);
		return;
	}
	if (top->own_filter)
		filter_free(top->selection.filter);
	top->own_filter = true;
	top->selection.filter = p.filter;
	top->selection.passes = p.filter ? filter_passes : NULL;
	top->view.first = 0;
	take_snapshot(top);
}

static void change_interval(struct top_view *view, int step)
{
	static const int64_t steps[] = { 500, 1000, 2000, 5000, 10000, 30000, 60000 };
	const size_t count = sizeof(steps) / sizeof(*steps);
	size_t i;

	if (step > 0) {
		for (i = 0; i < count - 1 && steps[i] <= view->every_ms; i++)
			;
	} else {
		for (i = count - 1; i && steps[i] >= view->every_ms; i--)
			;
	}
	view->every_ms = steps[i];
}

static void scroll(struct top_view *view, int64_t by)
{
	view->first = by < 0 && (size_t)-by > view->first ? 0 : view->first + by;
}

/* Shows another recording, if there is one. Returns false at the end. */
static bool step(struct top *top, int by)
{
	if (!top->recordings.count || (by < 0 && !top->shown) || (by > 0 && top->shown + 1 == top->recordings.count))
		return false;
	top->shown += by;
	take_snapshot(top);
	return true;
}

/* Does what a key asks for. Returns false for the end. */
static bool take_key(struct top *top, int key)
{
	struct top_view *view = &top->view;

	if (key == KEY_END_PROGRAM)
		return false;
	if (key == KEY_REDRAW)
		return true;
	*view->message = '\0';
	if (view->help) {
		view->help = false;
		return key != 'q';
	}
	switch (key) {
	case 'q':
		return false;
	case 'h':
	case '?':
		view->help = true;
		break;
	case ' ':
		view->paused = !view->paused;
		break;
	case 's':
		view->order = (view->order + 1) % TOP_ORDERS;
		view->first = 0;
		break;
	case 'n':
	case 'N':
		choose_netns(top, key == 'n' ? 1 : -1);
		break;
	case 'f':
	case '/':
		ask_filter(top);
		break;
	case '+':
	case '-':
		change_interval(view, key == '+' ? 1 : -1);
		break;
	case KEY_LINE_UP:
	case KEY_LINE_DOWN:
		scroll(view, key == KEY_LINE_UP ? -1 : 1);
		break;
	case KEY_PAGE_UP:
	case KEY_PAGE_DOWN:
		scroll(view, key == KEY_PAGE_UP ? -(int64_t)top_page(&top->data) : (int64_t)top_page(&top->data));
		break;
	case KEY_FIRST:
		view->first = 0;
		break;
	case KEY_LAST:
		view->first = top->data.destinations_count;
		break;
	case KEY_BACK:
	case KEY_FORTH:
		step(top, key == KEY_BACK ? -1 : 1);
		break;
	}
	top_sort(&top->data, view);
	return true;
}

/* Shows snapshots and takes keys, until the user wants to end it. */
static void watch(struct top *top)
{
	int64_t next = clock_ms() + top->view.every_ms, left;
	int key;

	for (;;) {
		int64_t every = top->view.every_ms;

		top_draw(&top->data, &top->view);
		left = next - clock_ms();
		key = top->view.paused ? screen_key(-1) : left > 0 ? screen_key(left) : KEY_NONE;
		if (key != KEY_NONE) {
			if (!take_key(top, key))
				return;
			if (top->view.every_ms != every)
				next = clock_ms() + top->view.every_ms;
			continue;
		}
		if (!top->recordings.count)
			take_snapshot(top);
		else if (!step(top, 1))
			top->view.paused = true;
		next += top->view.every_ms;
		/* After a suspend or a slow snapshot, do not try to catch up. */
		if (next < clock_ms())
			next = clock_ms() + top->view.every_ms;
	}
}

static int run(const struct command *self, const struct options *options)
{
	struct top top = {
		.selection = options->selection,
		.view = { .netns = NETNS_ANY, .every_ms = options->every_ms ?: EVERY_MS },
	};

	int i;

	(void)self;
	if (options->selection.input && !strcmp(options->selection.input, "-"))
		fail(EXIT_USE, "standard input is what the keys come from; save the snapshot to a file");
	if (options->replay)
		recordings_need(&top.recordings, options->replay);
	for (i = 0; i < options->words_count; i++)
		snprintf(top.view.filter + strlen(top.view.filter), TOP_TEXT - strlen(top.view.filter), "%s%s",
			 i ? " " : "", options->words[i]);
	groups_init(&top.before, sizeof(struct overflows), sizeof(int64_t));
	/* What cannot be read is said before the screen is taken. */
	take_snapshot(&top);
	screen_begin(options->style.color);
	watch(&top);
	screen_end();
	forget(&top);
	if (top.own_filter)
		filter_free(top.selection.filter);
	groups_free(&top.before);
	recordings_free(&top.recordings);
	return EXIT_DONE;
}

const struct command top_command = {
	.name = "top",
	.words = "[filter]",
	.help = "namespaces and destinations on a full screen; h shows its keys",
	.takes = TAKES_FILTER | TAKES_EVERY | TAKES_REPLAY,
	.run = run,
};
