// SPDX-License-Identifier: GPL-2.0-only
/* twinfo: what /proc/twinfo means. Options and commands. */

#include <errno.h>
#include <getopt.h>
#include <libsmartcols.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "twinfo.h"
#include "twinfo_format.h"

static const struct command *const commands[] = { &summary_command, &list_command };

#define COMMANDS (sizeof(commands) / sizeof(*commands))

/**
 * fail() - end the program with one line on standard error
 * @status: one of the exit statuses
 * @fmt: what is wrong, without the program's name
 */
void fail(int status, const char *fmt, ...)
{
	va_list args;

	fflush(stdout);
	fputs("twinfo: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(status);
}

/**
 * grown() - memory for an array
 * @array: what there is of it, or NULL
 * @count: elements it shall have
 * @size: of each, bytes
 *
 * Return: the array, perhaps elsewhere. Ends the program when there is no memory.
 */
void *grown(void *array, unsigned long count, unsigned long size)
{
	array = reallocarray(array, count, size);
	if (!array)
		fail(EXIT_UNREADABLE, "out of memory");
	return array;
}

static void print_columns(const struct command *command, const struct table_style *style)
{
	static const struct column columns[] = {
		{ .name = "NAME" }, { .name = "TYPE" }, { .name = "DESCRIPTION" }, { }
	};
	struct table_style plain = { .json = style->json, .raw = style->raw, .no_headings = true };
	struct table *t = table_new("columns", columns, "NAME,TYPE,DESCRIPTION", &plain);
	const struct column *c;

	for (c = command->columns; c->name; c++) {
		table_line(t);
		table_text(t, 0, c->name);
		table_text(t, 1, c->number ? "number" : "string");
		table_text(t, 2, c->help);
	}
	table_print(t);
}

static void usage(const struct command *command)
{
	const struct column *c;
	size_t i;

	printf("Usage: twinfo [options] %s\n\n", command ? command->name : "[command]");
	if (command) {
		printf("%s.\n\n", command->help);
	} else {
		puts("What is in TIME-WAIT on this machine, and what it means.\n\nCommands:");
		for (i = 0; i < COMMANDS; i++)
			printf("  %-10s %s\n", commands[i]->name, commands[i]->help);
		putchar('\n');
	}
	puts("Options:\n"
	     "  -i, --input FILE      read a saved answer of /proc/twinfo; - is standard input\n"
	     "  -N, --netns NETNS     only this namespace: inode number, name, path or 'self'\n"
	     "  -o, --output COLUMNS  show these, comma separated; +COLUMNS adds to the default\n"
	     "  -O, --output-all      show all columns\n"
	     "  -J, --json            as JSON\n"
	     "  -r, --raw             words separated by one blank\n"
	     "  -n, --noheadings      no heading\n"
	     "      --list-columns    the columns of the command, and what they mean\n"
	     "  -h, --help            this text; after a command, that command's\n"
	     "  -V, --version");
	if (command) {
		puts("\nColumns:");
		for (c = command->columns; c->name; c++)
			printf("  %-10s  %s\n", c->name, c->help);
	}
	puts("\nExit status: 0 done, 1 a check said no, 2 wrong use, 3 no module or unreadable,\n"
	     "4 input malformed, cut off or of a future format, 5 output could not be written.");
}

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	fail(EXIT_USE, "unknown command '%s'; try 'twinfo --help'", name);
}

static void check_output(void)
{
	if (fflush(stdout) || ferror(stdout))
		fail(EXIT_OUTPUT, "cannot write the output: %s", strerror(errno));
}

int main(int argc, char **argv)
{
	enum { LIST_COLUMNS = 256 };
	static const struct option long_options[] = {
		{ "input", 1, NULL, 'i' }, { "netns", 1, NULL, 'N' }, { "output", 1, NULL, 'o' },
		{ "output-all", 0, NULL, 'O' }, { "json", 0, NULL, 'J' }, { "raw", 0, NULL, 'r' },
		{ "noheadings", 0, NULL, 'n' }, { "list-columns", 0, NULL, LIST_COLUMNS },
		{ "help", 0, NULL, 'h' }, { "version", 0, NULL, 'V' }, { }
	};
	bool help = false, list_columns = false;
	const struct command *command = NULL;
	struct options options = { };
	int c;

	setlocale(LC_ALL, "");
	scols_init_debug(0);

	while ((c = getopt_long(argc, argv, "i:N:o:OJrnhV", long_options, NULL)) != -1) {
		switch (c) {
		case 'i':
			options.input = optarg;
			break;
		case 'N':
			options.netns = optarg;
			break;
		case 'o':
			options.style.output = optarg;
			break;
		case 'O':
			options.style.all = true;
			break;
		case 'J':
			options.style.json = true;
			break;
		case 'r':
			options.style.raw = true;
			break;
		case 'n':
			options.style.no_headings = true;
			break;
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
			fputs("Try 'twinfo --help'.\n", stderr);
			return EXIT_USE;
		}
	}
	if (optind < argc)
		command = find_command(argv[optind++]);
	if (optind < argc)
		fail(EXIT_USE, "'%s': one command is enough", argv[optind]);
	if (options.style.json && options.style.raw)
		fail(EXIT_USE, "--json and --raw exclude each other");

	if (help) {
		usage(command);
	} else {
		command = command ?: &summary_command;
		if (list_columns)
			print_columns(command, &options.style);
		else
			command->run(command, &options);
	}
	check_output();
	return EXIT_DONE;
}
