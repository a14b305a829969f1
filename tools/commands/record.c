// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo record DIRECTORY`: whole snapshots, compressed, again and again. */

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "commands/command.h"
#include "common/date.h"
#include "common/quit.h"
#include "output/watch.h"
#include "snapshot/recorder.h"

#define EVERY_MS	10000
#define KEEP_MS		86400000
#define MAX_BYTES	(1LL << 30)

static void wait_ms(int64_t ms)
{
	struct timespec rest = { ms / 1000, ms % 1000 * 1000000 };

	if (ms > 0 && !quit_asked())
		nanosleep(&rest, NULL);
}

/* On a terminal, one line that is written again and again. */
static void show_progress(const struct recorder *rec, bool last)
{
	char one[NUMBER_TEXT], all[NUMBER_TEXT];

	if (!isatty(STDERR_FILENO))
		return;
	print_bytes(recorder_last_bytes(rec), one);
	print_bytes(recorder_bytes(rec), all);
	fprintf(stderr, "\r\033[K%zu snapshots, %s; the last one %s. %s", recorder_count(rec), all, one,
		last ? "\n" : "Ctrl-C ends it.");
}

/* The clock may have been set back a little: then the next name would not be later than the last. */
static void wait_for_clock(const struct recorder *rec)
{
	int64_t ms = recorder_wait_ms(rec);

	if (ms > 2000)
		fprintf(stderr, "twinfo: the clock was set back; waiting %" PRId64 " s for it\n", ms / 1000);
	while (!quit_asked() && (ms = recorder_wait_ms(rec)))
		wait_ms(ms);
}

static int run(const struct command *self, const struct options *options)
{
	const struct recorder_limits limits = {
		options->keep_ms ?: KEEP_MS, options->max_bytes ?: MAX_BYTES,
	};
	int64_t every = options->every_ms ?: EVERY_MS, next = clock_ms(), end = options->for_ms ? next + options->for_ms : INT64_MAX;
	struct origin origin = { options->selection.input, options->selection.from, NULL };
	struct recorder *rec;

	if (options->selection.netns)
		fail(EXIT_USE, "--netns is not for '%s', which writes whole snapshots", self->name);
	rec = recorder_open(options->words[0], &limits);
	/* Without SA_RESTART a wait ends at once. A snapshot that is being written is finished. */
	quit_on_signals(0, NULL);
	while (!quit_asked()) {
		wait_for_clock(rec);
		if (quit_asked())
			break;
		recorder_take(rec, &origin);
		show_progress(rec, false);
		next += every;
		/* What was missed, by a suspended machine or a slow disk, is not made up for. */
		if (next < clock_ms())
			next = clock_ms();
		if (next >= end)
			break;
		wait_ms(next - clock_ms());
	}
	show_progress(rec, true);
	recorder_close(rec);
	return EXIT_DONE;
}

const struct command record_command = {
	.name = "record",
	.words = "DIRECTORY",
	.help = "write snapshots to a directory, one every 10 s, those of a day",
	.more = "Each snapshot is a file, named by its time. Read them with -i DIRECTORY [--at TIME],\n"
		"'top --replay DIRECTORY' and 'report DIRECTORY'.",
	.takes = TAKES_RECORD | TAKES_EVERY | TAKES_FOR,
	.words_min = 1,
	.words_max = 1,
	.run = run,
};
