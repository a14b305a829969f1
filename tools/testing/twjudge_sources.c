// SPDX-License-Identifier: GPL-2.0-only
/* A question of twjudge: do the module and sock_diag tell the same? */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "twjudge.h"

#define LINES_MAX	1024

/* The rows and counts that a source tells of this namespace. */
static void tell(const char *source, char text[static TEXT_SIZE])
{
	char command[160];
	size_t used;

	snprintf(command, sizeof(command), "twinfo --source %s -N self -rn -o time-wait,fin-wait-2,kernel,limit,full,req", source);
	tool(command, text);
	used = strlen(text);
	snprintf(command, sizeof(command), "twinfo list --source %s -N self -rn -o state,local,peer,ifindex", source);
	if (used < TEXT_SIZE / 2)
		tool(command, text + used);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int sorted_lines(char *text, char *lines[static LINES_MAX])
{
	char *rest, *line = strtok_r(text, "\n", &rest);
	int n = 0;

	for (; line && n < LINES_MAX; line = strtok_r(NULL, "\n", &rest))
		lines[n++] = line;
	if (n)
		qsort(lines, n, sizeof(*lines), compare_lines);
	return n;
}

/* Each source has an order of its own. Returns the first line that only one of them has; NULL if there is none. */
static const char *odd_line(char *a, char *b)
{
	char *lines_a[LINES_MAX] = { }, *lines_b[LINES_MAX] = { };
	int n = sorted_lines(a, lines_a), m = sorted_lines(b, lines_b), i;

	for (i = 0; i < n && i < m; i++)
		if (strcmp(lines_a[i], lines_b[i]))
			return strcmp(lines_a[i], lines_b[i]) < 0 ? lines_a[i] : lines_b[i];
	return i < n ? lines_a[i] : i < m ? lines_b[i] : NULL;
}

/* Do the module and sock_diag tell the same? A tuple may end meanwhile, so the module is asked before and after. */
void ask_rows(void)
{
	char before[TEXT_SIZE], told[TEXT_SIZE], after[TEXT_SIZE];
	const char *odd;

	tell("module", before);
	tell("diag", told);
	tell("module", after);
	if (strcmp(before, after)) {
		report->asked[UNKNOWN]++;
		return;
	}
	odd = odd_line(before, told);
	if (odd)
		wrong("only one of module and sock_diag tells: %.150s", odd);
	else
		report->asked[AGREES]++;
}
