// SPDX-License-Identifier: GPL-2.0-only
/* What --help and --list-columns print. */

#include <stdio.h>
#include <string.h>

#include "commands/command.h"
#include "commands/help.h"

static void print_options(unsigned int takes, bool table, bool whole)
{
	puts("\nOptions:");
	if (!(takes & TAKES_NO_INPUT))
		puts("  -i, --input FILE      a saved snapshot, or a directory of them; - for stdin\n"
		     "      --at TIME         of a directory, that of 12:18, -10m, '2026-11-28 12:18'\n"
		     "      --source SOURCE   module, auto, or diag: sock_diag, which needs no module");
	if (!(takes & TAKES_RECORD))
		puts("  -N, --netns NETNS     only this one: inode number, NAME, path, 'self', 'all'");
	if (table)
		puts("  -o, --output COLUMNS  these; +COLUMNS adds them; -O all; --list-columns tells\n"
		     "      --sort COLUMN     -COLUMN for descending; --top N: the first N lines\n"
		     "  -J, --json  -r, --raw  -n, --noheadings  -b, --bytes");
	if (takes & TAKES_WARN)
		puts("      --warn PERCENT    exit with 1 if this much is in use, or more");
	if (takes & TAKES_WARN_IN)
		puts("      --warn-in TIME    exit with 1 if that is full in 30s, 5m, ..., or sooner");
	if (takes & TAKES_WATCH)
		puts("      --watch [SECONDS] repeat, every 2 seconds by default\n"
		     "      --for TIME        stop watching after 30s, 5m, ...");
	if (takes & TAKES_EVERY)
		puts("      --every TIME      from one snapshot to the next: 500ms, 10s, 1m, ...");
	if (takes & TAKES_REPLAY)
		puts("      --replay DIRECTORY  show the snapshots that 'twinfo record' wrote there");
	if (takes & TAKES_RECORD)
		puts("      --keep TIME       remove those that are older; 1d if not given\n"
		     "      --max SIZE        remove the oldest above 500M, 1G, ... in all; 1G if not given");
	if (takes & TAKES_FOR)
		puts("      --for TIME        end after 30s, 5m, ...");
	if (takes & TAKES_BARS)
		puts("      --bars            draw bars, even if the output is not a terminal");
	if (takes & TAKES_CHAINS)
		puts("      --chains          the slots by the length of their chains");
	if (takes & TAKES_LIST)
		puts("      --list            a line for each tuple");
	if (takes & TAKES_BIND)
		puts("      --reuseaddr  --reuseport  --device NAME   of the socket that calls bind()");
	if (takes & TAKES_RANGE)
		puts("      --range LOW-HIGH  IP_LOCAL_PORT_RANGE of the socket that calls connect()");
	puts(whole ? "  -h, --help  -V, --version  --save FILE: without a command, write a snapshot"
		   : "  -h, --help            this text          -V, --version");
}

static void print_filter(void)
{
	puts("\nFilter, as in ss(8), with and, or, not and parentheses:\n"
	     "  state time-wait   dst 10.0.0.0/8   src 10.0.0.1:8080   dport = :443   sport \\> 1023\n"
	     "  age \\> 30s   left \\<= 500ms   reuse now|later|never   netns NETNS   fwmark = 7   dev eth0");
}

/**
 * help_print() - what --help prints
 * @commands: all of them, up to NULL
 * @command: the one that it is asked of, NULL for the whole tool
 */
void help_print(const struct command *const *commands, const struct command *command)
{
	const struct column *c;

	if (!command) {
		puts("Usage: twinfo [options] [command]\n\n"
		     "Shows what is in TIME-WAIT on this machine, and what it means.\n\nCommands:");
		for (; *commands; commands++)
			printf("  %-9s %s\n", (*commands)->name, (*commands)->help);
		print_options(0, true, true);
	} else {
		printf("Usage: twinfo [options] %s%s%s\n\n%s: %s\n", command->name,
		       command->words ? " " : "", command->words ?: "", command->name,
		       command->help);
		if (command->more)
			printf("%s\n", command->more);
		print_options(command->takes, command->columns, false);
		if (command->takes & TAKES_FILTER)
			print_filter();
		if (command->columns)
			puts("\nColumns:");
		for (c = command->columns; c && c->name; c++)
			printf("  %-12s %s\n", c->name, c->help);
	}
	puts("\nExit status: 0 done, 1 a check said no, 2 wrong use, 3 no module or unreadable,\n"
	     "4 input malformed, cut off or of a future format, 5 cannot write the output.");
}

/**
 * help_columns() - what --list-columns prints
 * @command: whose columns
 * @style: how
 */
void help_columns(const struct command *command, const struct table_style *style)
{
	static const struct column columns[] = {
		{ .name = "NAME" }, { .name = "TYPE" }, { .name = "DESCRIPTION" }, { }
	};
	struct table_style plain = { .json = style->json, .raw = style->raw, .no_headings = true };
	struct table *t;
	const struct column *c;

	if (!command->columns)
		fail(EXIT_USE, "%s has no columns", command->name);
	t = table_new("columns", columns, "NAME,TYPE,DESCRIPTION", NULL, &plain);
	for (c = command->columns; c->name; c++) {
		table_text(t, 0, c->name);
		table_text(t, 1, c->number ? "number" : "string");
		table_text(t, 2, c->help);
		table_line(t);
	}
	table_print(t);
}
