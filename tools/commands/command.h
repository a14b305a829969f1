/* SPDX-License-Identifier: GPL-2.0-only */
/* What a command is, and what the user may tell it. */
#ifndef TWINFO_COMMAND_H
#define TWINFO_COMMAND_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "analysis/rate.h"
#include "common/fail.h"
#include "common/number.h"
#include "output/table.h"
#include "output/terminal.h"
#include "snapshot/diag.h"
#include "snapshot/process.h"
#include "snapshot/snapshot.h"

struct options {
	struct selection selection;	/* -i, -N and the filter */
	char **words;			/* what follows the command */
	int words_count;
	int64_t warn;			/* per cent, -1 if not asked for */
	int64_t warn_in_ms;		/* -1 if not asked for */
	int64_t watch_ms;		/* 0 for once */
	int64_t for_ms;			/* how long to watch or record, 0 for ever */
	int64_t every_ms;		/* from one snapshot to the next, 0 if not asked for */
	const char *save;		/* the file to write a snapshot to, or NULL */
	const char *replay;		/* a directory of recordings, or NULL */
	int64_t keep_ms, max_bytes;	/* how much is kept of what is recorded, 0 if not asked for */
	bool chains;
	bool bars;
	bool list;			/* a line for each tuple */
	bool reuseaddr, reuseport;	/* of the socket that calls bind() */
	const char *device;		/* that it is bound to, or NULL */
	const char *range;		/* IP_LOCAL_PORT_RANGE of the socket that calls connect(), or NULL */
	struct table_style style;
};

/* What a command takes besides the options that all commands take. */
enum {
	TAKES_FILTER = 1, TAKES_WARN = 2, TAKES_WATCH = 4, TAKES_BARS = 8, TAKES_CHAINS = 16,
	TAKES_BIND = 32, TAKES_RANGE = 64, TAKES_WARN_IN = 128, TAKES_LIST = 256,
	TAKES_NO_INPUT = 512,	/* -i is not for it: its words say what it reads */
	TAKES_RECORD = 1024, TAKES_EVERY = 2048, TAKES_FOR = 4096,
	TAKES_REPLAY = 8192,
	TAKES_SOURCE = 16384,	/* its word "-" is the running kernel */
};

struct command {
	const char *name;
	const char *words;		/* what follows the command, for the usage; NULL for nothing */
	const char *help;		/* one line */
	const char *more;		/* what else --help prints; NULL for nothing */
	unsigned int takes;
	int words_min, words_max;	/* a filter follows them */
	const struct column *columns;	/* ends with one that has no name; NULL: no table */
	const char *needs;		/* what sock_diag does not tell and this needs; NULL for nothing */
	const char *defaults;		/* the columns to show, as -o takes them */
	const char *sort;		/* how the lines are sorted, as --sort takes it */
	int (*run)(const struct command *self, const struct options *options);
};

extern const struct command summary_command, list_command, dest_command, group_command, ports_command, why_command,
	bind_command, limit_command, diff_command, top_command, record_command, report_command,
	age_command, hash_command, slab_command, metrics_command;

/* What the column NAME says of a network namespace. */
#define NAME_HELP "name under /run/netns, else COMMAND:PID of the oldest process in it"

/* The cells of a network namespace. Names are read only if they are shown. */
static inline void show_netns(struct table *t, unsigned int netns_column, unsigned int name_column,
			      struct snapshot *snap, int64_t inum)
{
	table_number(t, netns_column, inum);
	if (table_shows(t, name_column))
		table_text(t, name_column, snapshot_name(snap, inum));
}

/* The columns of a rate, in this order from the column RATE on. */
#define RATE_COLUMNS \
	{ "RATE", true, "entered a second: in the last 10 s; or, if connect() may reuse them, in the last one" }, \
	{ "STEADY", true, "how many there will be in a minute if they go on to enter at RATE" }, \
	{ "ENTERED-1S", true, "entered in the last second, and are still there" }, \
	{ "ENTERED-10S", true, "entered in the last 10 s, and are still there" }, \
	{ "ENTERED-60S", true, "entered in the last 60 s, and are still there" }
#define RATE_COLUMNS_COUNT	5
#define FULL_IN_HELP(what)	"seconds until " what " at RATE; 0: now, -: never"

static inline void show_rate(struct table *t, unsigned int rate_column, const struct rate *rate)
{
	enum rate_window w;

	table_tenths(t, rate_column, rate_tenths(rate));
	table_number(t, rate_column + 1, rate_steady(rate));
	for (w = LAST_1S; w < RATE_WINDOWS; w++)
		table_number(t, rate_column + 2 + w, rate->entered[w]);
}

static inline void show_full_in(struct table *t, unsigned int column, double seconds)
{
	table_tenths(t, column, isnan(seconds) ? UNKNOWN : llround(seconds * 10));
}

/* Does the user want to know of it? @seconds: until it is full, NAN for never */
static inline bool warns_in(const struct options *options, double seconds)
{
	return options->warn_in_ms >= 0 && seconds * 1000 <= options->warn_in_ms;
}

/* Why a column PROCESS may be empty. */
static inline void explain_hidden(const struct processes *processes)
{
	if (processes_hidden(processes))
		say("Only root sees the processes of other users.");
}

/* May sentences follow the table? */
static inline bool for_people(const struct options *options)
{
	return !options->style.json && !options->style.raw && !options->style.no_headings;
}

/* Prints a table, and says where its snapshot came from if that was not the module. */
static inline void print_with_source(struct table *t, const struct snapshot *snap, const struct options *options)
{
	bool diag = snap->diag;

	if (diag)
		table_beside(t, "source", DIAG_SOURCE);
	table_print(t);
	if (diag && for_people(options))
		say("\nThe source is sock_diag. While sockets come and go, it may repeat or lose rows. It does not tell where - stands.");
}

#endif /* TWINFO_COMMAND_H */
