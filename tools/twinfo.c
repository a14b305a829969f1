// SPDX-License-Identifier: GPL-2.0-only
/* twinfo: what /proc/twinfo means. Options and commands. */

#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/filter.h"
#include "commands/command.h"
#include "commands/help.h"
#include "commands/option_values.h"
#include "common/number.h"
#include "twinfo_format.h"

/* Output is held back up to this size, so that a snapshot found damaged by then prints nothing. */
#define OUTPUT_BUFFER	(256 << 10)

static const struct command *const commands[] = {
	&summary_command, &list_command, &dest_command, &group_command, &ports_command, &why_command, &bind_command,
	&limit_command, &diff_command, &top_command, &record_command, &report_command, &age_command, &hash_command, &slab_command, &metrics_command, NULL
};

static const struct command *find_command(const char *name)
{
	const struct command *const *c;

	for (c = commands; *c; c++)
		if (!strcmp((*c)->name, name))
			return *c;
	no_recycle(name);
	fail(EXIT_USE, "unknown command '%s'; try 'twinfo --help'", name);
}

static void check_output(void)
{
	if (fflush(stdout) || ferror(stdout))
		fail(EXIT_OUTPUT, "cannot write the output: %s", strerror(errno));
}

/* The seconds of --watch may follow a blank, where getopt_long() does not look for them. */
static int64_t parse_watch(int argc, char **argv)
{
	int64_t ms;

	if (optarg)
		return parse_time("--watch", optarg);
	if (optind < argc && parse_time_ms(argv[optind], &ms))
		return parse_time("--watch", argv[optind++]);
	return 2000;
}

/* The words after a command that takes a filter are one. */
static char *joined(char **words, int count)
{
	size_t len = 0;
	char *text;
	int i;

	for (i = 0; i < count; i++)
		len += strlen(words[i]) + 1;
	text = grown(NULL, len + 1, 1);
	for (*text = '\0', i = 0; i < count; i++)
		sprintf(text + strlen(text), "%s%s", i ? " " : "", words[i]);
	return text;
}

/* A mistake in the filter is reported before anything is read. */
static void take_filter(struct options *options, char **words, int count)
{
	char *text = joined(words, count);

	options->selection.filter = filter_parse(text);
	options->selection.passes = filter_passes;
	free(text);
}

static void take_words(const struct command *command, struct options *options, char **words, int count)
{
	bool filter = command->takes & TAKES_FILTER;

	if (count < command->words_min || (count > command->words_max && !filter)) {
		if (!command->words_max)
			fail(EXIT_USE, "'%s': unexpected after '%s'", words[0],
			     command->name);
		fail(EXIT_USE, "expected: twinfo %s %s", command->name, command->words);
	}
	if (filter && count > command->words_max)
		take_filter(options, words + command->words_max, count - command->words_max);
	options->words = words;
	options->words_count = count;
}

static void check_options(const struct command *command, const struct options *options)
{
	const struct {
		bool given;
		unsigned int takes;
		const char *name;
	} special[] = {
		{ options->warn >= 0, TAKES_WARN, "--warn" },
		{ options->warn_in_ms >= 0, TAKES_WARN_IN, "--warn-in" },
		{ options->watch_ms, TAKES_WATCH, "--watch" },
		{ options->chains, TAKES_CHAINS, "--chains" },
		{ options->list, TAKES_LIST, "--list" },
		{ options->reuseaddr, TAKES_BIND, "--reuseaddr" },
		{ options->reuseport, TAKES_BIND, "--reuseport" },
		{ options->device, TAKES_BIND, "--device" },
		{ options->range, TAKES_RANGE, "--range" },
		{ options->every_ms, TAKES_EVERY, "--every" },
		{ options->replay, TAKES_REPLAY, "--replay" },
		{ options->keep_ms, TAKES_RECORD, "--keep" },
		{ options->max_bytes, TAKES_RECORD, "--max" },
	};
	const struct table_style *style = &options->style;
	const struct {
		bool given;
		const char *name;
	} table_options[] = {
		{ style->output, "--output" }, { style->all, "--output-all" },
		{ style->sort, "--sort" }, { style->top, "--top" }, { style->json, "--json" },
		{ style->raw, "--raw" }, { style->no_headings, "--noheadings" },
		{ style->bytes, "--bytes" },
	};
	size_t i;

	for (i = 0; i < sizeof(special) / sizeof(*special); i++)
		if (special[i].given && !(command->takes & special[i].takes))
			fail(EXIT_USE, "%s is not for '%s'", special[i].name, command->name);
	if (options->selection.input && command->takes & TAKES_NO_INPUT)
		fail(EXIT_USE, "--input is not for '%s'; it reads what its words name", command->name);
	if (!command->columns)
		for (i = 0; i < sizeof(table_options) / sizeof(*table_options); i++)
			if (table_options[i].given)
				fail(EXIT_USE, "%s is not for '%s', which prints no table",
				     table_options[i].name, command->name);
	if (options->selection.input && options->selection.from)
		fail(EXIT_USE, "--source is the running kernel's, and --input is a file: they exclude each other");
	if (options->selection.from && command->takes & TAKES_NO_INPUT && !(command->takes & TAKES_SOURCE))
		fail(EXIT_USE, "--source is not for '%s'; it reads what its words name", command->name);
	if (options->watch_ms && options->selection.input && !strcmp(options->selection.input, "-"))
		fail(EXIT_USE, "--watch: standard input cannot be read again");
	if (options->selection.at_ms != UNKNOWN && !options->selection.input)
		fail(EXIT_USE, "--at needs --input DIRECTORY, a directory of recorded snapshots");
	if (options->for_ms && !options->watch_ms && !(command->takes & TAKES_FOR))
		fail(EXIT_USE, "--for is how long to --watch or to record");
	if (options->style.json && options->style.raw)
		fail(EXIT_USE, "--json and --raw exclude each other");
}

enum { LIST_COLUMNS = 256, SORT, TOP, WARN, WARN_IN, WATCH, FOR, CHAINS, LIST, BARS, REUSEADDR, REUSEPORT, DEVICE, RANGE, AT, EVERY, KEEP, MAX, REPLAY, SOURCE, SAVE };

/* Returns 0 for an unknown option. */
static int take_option(struct options *options, int c, int argc, char **argv)
{
	switch (c) {
	case 'i':
		options->selection.input = optarg;
		break;
	case 'N':
		options->selection.netns = optarg;
		break;
	case SOURCE:
		options->selection.from = parse_source(optarg);
		break;
	case SAVE:
		options->save = optarg;
		break;
	case 'o':
		options->style.output = optarg;
		break;
	case 'O':
		options->style.all = true;
		break;
	case 'J':
		options->style.json = true;
		break;
	case 'r':
		options->style.raw = true;
		break;
	case 'n':
		options->style.no_headings = true;
		break;
	case 'b':
		options->style.bytes = true;
		break;
	case SORT:
		options->style.sort = optarg;
		break;
	case TOP:
		if (!parse_whole(optarg, INT64_MAX, &options->style.top) || !options->style.top)
			fail(EXIT_USE, "--top %s: expected a number of lines", optarg);
		break;
	case WARN:
		options->warn = parse_percent(optarg);
		break;
	case WARN_IN:
		options->warn_in_ms = parse_time("--warn-in", optarg);
		break;
	case WATCH:
		options->watch_ms = parse_watch(argc, argv);
		break;
	case FOR:
		options->for_ms = parse_time("--for", optarg);
		break;
	case CHAINS:
		options->chains = true;
		break;
	case LIST:
		options->list = true;
		break;
	case BARS:
		options->bars = true;
		break;
	case REUSEADDR:
		options->reuseaddr = true;
		break;
	case REUSEPORT:
		options->reuseport = true;
		break;
	case DEVICE:
		options->device = optarg;
		break;
	case RANGE:
		options->range = optarg;
		break;
	case AT:
		options->selection.at_ms = parse_moment(optarg);
		break;
	case EVERY:
		options->every_ms = parse_time("--every", optarg);
		break;
	case KEEP:
		options->keep_ms = parse_time("--keep", optarg);
		break;
	case REPLAY:
		options->replay = optarg;
		break;
	case MAX:
		options->max_bytes = parse_size("--max", optarg);
		break;
	default:
		return 0;
	}
	return 1;
}

int main(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "input", 1, NULL, 'i' }, { "netns", 1, NULL, 'N' }, { "output", 1, NULL, 'o' },
		{ "output-all", 0, NULL, 'O' }, { "json", 0, NULL, 'J' }, { "raw", 0, NULL, 'r' },
		{ "noheadings", 0, NULL, 'n' }, { "bytes", 0, NULL, 'b' },
		{ "list-columns", 0, NULL, LIST_COLUMNS }, { "sort", 1, NULL, SORT },
		{ "top", 1, NULL, TOP }, { "warn", 1, NULL, WARN }, { "warn-in", 1, NULL, WARN_IN },
		{ "watch", 2, NULL, WATCH },
		{ "for", 1, NULL, FOR }, { "chains", 0, NULL, CHAINS }, { "list", 0, NULL, LIST }, { "bars", 0, NULL, BARS },
		{ "reuseaddr", 0, NULL, REUSEADDR }, { "reuseport", 0, NULL, REUSEPORT },
		{ "device", 1, NULL, DEVICE }, { "range", 1, NULL, RANGE },
		{ "at", 1, NULL, AT }, { "every", 1, NULL, EVERY }, { "keep", 1, NULL, KEEP }, { "max", 1, NULL, MAX },
		{ "replay", 1, NULL, REPLAY }, { "source", 1, NULL, SOURCE }, { "save", 1, NULL, SAVE },
		{ "help", 0, NULL, 'h' }, { "version", 0, NULL, 'V' }, { }
	};
	static char held_back[OUTPUT_BUFFER];
	bool help = false, list_columns = false, terminal = isatty(STDOUT_FILENO);
	const struct command *command = NULL;
	struct options options = { .warn = -1, .warn_in_ms = -1, .selection.at_ms = UNKNOWN };
	int c, status = EXIT_DONE;
	const char *no_color = getenv("NO_COLOR");

	setlocale(LC_ALL, "");
	/* glibc's own buffer of 4 KiB would cost most of the time of a million rows. */
	setvbuf(stdout, held_back, _IOFBF, sizeof(held_back));
	options.style.color = terminal && !(no_color && *no_color);
	options.bars = terminal;

	while ((c = getopt_long(argc, argv, "i:N:o:OJrnbhV", long_options, NULL)) != -1) {
		switch (c) {
		case LIST_COLUMNS:
			list_columns = true;
			break;
		case 'h':
			help = true;
			break;
		case 'V':
			puts("twinfo " TWINFO_VERSION);
			check_output();
			return EXIT_DONE;
		default:
			if (take_option(&options, c, argc, argv))
				break;
			fputs("Try 'twinfo --help'.\n", stderr);
			return EXIT_USE;
		}
	}
	if (options.save && optind < argc)
		fail(EXIT_USE, "'%s': --save takes no command; it writes a snapshot that -i reads", argv[optind]);
	if (optind < argc)
		command = find_command(argv[optind++]);
	if (help) {
		help_print(commands, command);
		check_output();
		return EXIT_DONE;
	}
	command = command ?: &summary_command;
	if (list_columns) {
		help_columns(command, &options.style);
	} else {
		take_words(command, &options, argv + optind, argc - optind);
		check_options(command, &options);
		options.selection.needs = command->needs;
		options.selection.command = command->name;
		if (options.save)
			snapshot_save(&options.selection, options.save);
		else
			status = command->run(command, &options);
		filter_free(options.selection.filter);
	}
	check_output();
	return status;
}
