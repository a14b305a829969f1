// SPDX-License-Identifier: GPL-2.0-only
/*
 * twtime: measures how many cycles commands take. In User-Mode Linux whose clock stands still no other clock runs.
 * Machines are noisy, so each round runs all commands once, and the shortest round of each counts.
 */

#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cycles.h"

#define COMMANDS_MAX	32
#define WORDS_MAX	16

/* Uses a shell only if needed: starting one takes as long as printing some 10,000 rows. */
static void execute(const char *command)
{
	char *words[WORDS_MAX + 1] = { NULL }, *copy = strdup(command), *rest = copy;
	int i = 0;

	if (!strpbrk(command, "|&;<>()$`\\\"'*?[#~=%")) {
		while (i < WORDS_MAX && (words[i] = strsep(&rest, " ")))
			i++;
		if (i < WORDS_MAX)
			execvp(words[0], words);
	}
	execl("/bin/sh", "sh", "-c", command, NULL);
	free(copy);
}

/* The output of the command is discarded. */
static uint64_t run(const char *command)
{
	uint64_t begin = cycles();
	pid_t child = fork();
	int status, null;

	if (!child) {
		null = open("/dev/null", O_WRONLY);
		if (null < 0 || dup2(null, STDOUT_FILENO) < 0)
			_exit(126);
		execute(command);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(stderr, "twtime: failed: %s\n", command);
		exit(1);
	}
	return cycles() - begin;
}

int main(int argc, char **argv)
{
	uint64_t shortest[COMMANDS_MAX], took;
	int rounds = 5, count, i, r, c;

	while ((c = getopt(argc, argv, "+n:h")) != -1) {
		if (c == 'n' && atoi(optarg) > 0) {
			rounds = atoi(optarg);
			continue;
		}
		fputs("Usage: twtime [-n ROUNDS] COMMAND...\n\n"
		      "Runs all COMMANDs one after the other, ROUNDS (5) times, discards their output, and\n"
		      "prints the fewest cycles of each with its name. A COMMAND without special characters\n"
		      "runs without a shell.\n", c == 'h' ? stdout : stderr);
		return c == 'h' ? 0 : 2;
	}
	argv += optind;
	count = argc - optind;
	if (count < 1 || count > COMMANDS_MAX) {
		fputs("twtime: expected one to 32 commands\n", stderr);
		return 2;
	}
	for (r = 0; r < rounds; r++) {
		for (i = 0; i < count; i++) {
			took = run(argv[i]);
			if (!r || took < shortest[i])
				shortest[i] = took;
		}
	}
	for (i = 0; i < count; i++)
		printf("%" PRIu64 " %s\n", shortest[i], argv[i]);
	return 0;
}
