// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo age`: how old minisockets are, and how many end within the next seconds. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "commands/command.h"
#include "common/number.h"
#include "output/terminal.h"
#include "snapshot/snapshot.h"

enum { FROM, TO, AGE, LEFT, GONE, AGE_BAR, LEFT_BAR };

static const struct column columns[] = {
	[FROM] = { "FROM", true, "seconds: ages and times left from here" },
	[TO] = { "TO", true, "seconds: and below this; - for no end" },
	[AGE] = { "AGE", true, "how many have that age (entry age, else rearm age)" },
	[LEFT] = { "LEFT", true, "how many have that much time left; below 0: overdue" },
	[GONE] = { "GONE", true, "how many end within TO seconds" },
	[AGE_BAR] = { "AGE-BAR", false, "AGE as a bar" },
	[LEFT_BAR] = { "LEFT-BAR", false, "LEFT as a bar" },
	{ }
};

/* The classes begin here, ms; the first has no beginning, the last no end. */
static const int64_t from[] = { UNKNOWN, 0, 1000, 5000, 10000, 20000, 30000, 40000, 50000, 60000 };

#define CLASSES	(sizeof(from) / sizeof(*from))

struct ages {
	int64_t age[CLASSES], left[CLASSES];
	int64_t rows, age_unknown, left_unknown;
	int64_t last;			/* the longest time left, ms */
};

static size_t class_of(int64_t ms)
{
	size_t i;

	for (i = CLASSES - 1; i && ms < from[i];)
		i--;
	return i;
}

static void count(struct ages *ages, int64_t age, int64_t left)
{
	ages->rows++;
	if (age == UNKNOWN)
		ages->age_unknown++;
	else
		ages->age[class_of(age)]++;
	if (left == UNKNOWN)
		ages->left_unknown++;
	else
		ages->left[class_of(left)]++;
	if (left > ages->last)
		ages->last = left;
}

static int64_t most(const int64_t *counts)
{
	int64_t max = 0;
	size_t i;

	for (i = 0; i < CLASSES; i++)
		if (counts[i] > max)
			max = counts[i];
	return max;
}

static void add_lines(struct table *t, const struct ages *ages)
{
	int64_t age_max = most(ages->age), left_max = most(ages->left), gone = 0;
	unsigned int width = bar_width(40) / 2;
	char age_bar[BAR_TEXT], left_bar[BAR_TEXT];
	size_t i;

	for (i = 0; i < CLASSES; i++) {
		/* No age is negative, and more than 60 s left is rare. */
		if ((!i || i == CLASSES - 1) && !ages->age[i] && !ages->left[i])
			continue;
		gone += ages->left[i];
		table_number(t, FROM, i ? from[i] / 1000 : UNKNOWN);
		table_number(t, TO, i + 1 < CLASSES ? from[i + 1] / 1000 : UNKNOWN);
		table_number(t, AGE, ages->age[i]);
		table_number(t, LEFT, ages->left[i]);
		table_number(t, GONE, gone);
		bar_draw(age_bar, ages->age[i], age_max, width);
		table_text(t, AGE_BAR, age_bar);
		bar_draw(left_bar, ages->left[i], left_max, width);
		table_text(t, LEFT_BAR, left_bar);
		table_line(t);
	}
}

/* How many have less time than that left. */
static int64_t end_within(const struct ages *ages, int64_t ms)
{
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < CLASSES && (!i || from[i] < ms); i++)
		sum += ages->left[i];
	return sum;
}

static void explain(const struct ages *ages)
{
	putchar('\n');
	if (!ages->rows) {
		say("There are no minisockets.");
		return;
	}
	say("Of %" PRId64 ", %" PRId64 " end within 1 s, %" PRId64 " within 5, %" PRId64
	    " within 10, %" PRId64 " within 30, %" PRId64
	    " within 60.", ages->rows, end_within(ages, 1000), end_within(ages, 5000),
	    end_within(ages, 10000), end_within(ages, 30000), end_within(ages, 60000));
	if (ages->last > 0)
		say("The last one ends in %.3f s, unless a late segment restarts its timer.", ages->last / 1000.0);
	else
		say("All are past their end and wait for the timer wheel.");
	if (ages->age_unknown)
		say("%" PRId64 " in FIN-WAIT-2 have no age: this kernel stores no entry stamp.",
		    ages->age_unknown);
	if (ages->left_unknown)
		say("%" PRId64 " are just starting or ending: their timer is not armed.",
		    ages->left_unknown);
}

static int run(const struct command *self, const struct options *options)
{
	struct table *t = table_new("age", self->columns,
				    options->bars ? "FROM,TO,AGE,AGE-BAR,LEFT,GONE,LEFT-BAR"
						  : self->defaults, self->sort, &options->style);
	struct snapshot *snap = snapshot_open(&options->selection, TUPLES);
	const struct record *r;
	struct ages ages = { };

	while ((r = snapshot_next(snap)))
		if (is_kind(r, "tw"))
			count(&ages, tw_age_ms(r), tw_number(r, TW_LEFT));
	add_lines(t, &ages);
	print_with_source(t, snap, options);
	snapshot_close(snap);
	if (for_people(options))
		explain(&ages);
	return EXIT_DONE;
}

const struct command age_command = {
	.name = "age",
	.words = "[filter]",
	.help = "ages and time left: how many end within 1, 5, 10, 30, 60 s",
	.takes = TAKES_FILTER | TAKES_BARS,
	.columns = columns,
	.defaults = "FROM,TO,AGE,LEFT,GONE",
	.run = run,
};
