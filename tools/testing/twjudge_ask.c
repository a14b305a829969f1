// SPDX-License-Identifier: GPL-2.0-only
/* The questions of twjudge: the verdict of the tool, then what the kernel does. */

#include <errno.h>
#include <error.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "twjudge.h"

#define TRIES_MAX	400	/* of connect() or bind(); no range here is as long */

static void wrong(const char *fmt, ...)
{
	va_list args;

	report->asked[WRONG]++;
	va_start(args, fmt);
	vsnprintf(report->wrong, sizeof(report->wrong), fmt, args);
	va_end(args);
}

/* Runs the tool. Fills value[] with the first number of each line that begins with that name. */
static int tool(const char *command, const char *const *names, long *values)
{
	char line[256], name[64], number[32];
	FILE *in = popen(command, "r");
	int i, status;

	if (!in)
		error(2, errno, "%s", command);
	for (i = 0; names[i]; i++)
		values[i] = -1;
	while (fgets(line, sizeof(line), in))
		for (i = 0; sscanf(line, "%63s %31s", name, number) == 2 && names[i]; i++)
			if (!strcmp(name, names[i]) && strcmp(number, "-"))
				values[i] = atol(number);
	status = pclose(in);
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
		error(2, 0, "%s: status %d", command, status);
	return WEXITSTATUS(status);
}

/* Each search leaves one end of an odd range out, so one port may stay. */
static bool as_many(int n, long told, long soon)
{
	return n <= told + soon && n >= told - (high > low && (high - low + 1) % 2);
}

static void judge(const char *what, int n, long told, long soon, int status)
{
	if (told < 0)
		report->asked[UNKNOWN]++;
	else if (!as_many(n, told, soon))
		wrong("%s: the kernel gave %d ports, twinfo said %ld (and %ld soon)", what, n, told, soon);
	else if (status == 0 ? n == 0 : told > 1)
		wrong("%s: the kernel gave %d ports, twinfo said %ld and exits with %d", what, n, told, status);
	else
		report->asked[AGREES]++;
}

static int give(const char *text, const char *flags)
{
	int fds[TRIES_MAX], n = 0, i;

	while (n < TRIES_MAX && (fds[n] = bound(text, flags)) >= 0)
		n++;
	for (i = 0; i < n; i++)
		close(fds[i]);
	return n;
}

static void with_port_0(const char *source, char local[static 64])
{
	snprintf(local, 64, strchr(source, ':') ? "[%s]:0" : "%s:0", source);
}

void ask_why(const char *source, const char *dest)
{
	static const char *const names[] = { "range", "tw-later", "reserved", "owned", "live",
		"no-timestamps", "reuse-off", "not-loopback", "fin-wait-2", "tw-now", "free-even",
		"free-odd", NULL };
	char command[256], local[64];
	long v[16], sum = 0, told;
	int n = 0, i, status;

	snprintf(command, sizeof(command), "twinfo why '%s' '%s' -rn -o reason,ports", source, dest);
	status = tool(command, names, v);
	for (i = 1; names[i]; i++)
		sum += v[i];
	told = v[10] < 0 ? -1 : v[9] + v[10] + v[11];
	if (told >= 0 && sum != v[0]) {
		wrong("%s: the reasons add up to %ld of %ld", command, sum, v[0]);
		return;
	}
	with_port_0(source, local);
	while (n < TRIES_MAX && connected(bound(local, "n"), dest, false) >= 0)
		n++;
	judge(command, n, told, v[1], status);
}

void ask_bound(const char *source, const char *dest)
{
	static const char *const names[] = { "port", "live", "no-timestamps", NULL };
	char command[256];
	long v[3];
	int fd, status;

	snprintf(command, sizeof(command), "twinfo why '%s' '%s' -rn -o reason,ports", source, dest);
	status = tool(command, names, v);
	fd = bound(source, "r");
	if (fd < 0) {
		report->asked[UNKNOWN]++;
		return;
	}
	fd = connected(fd, dest, false);
	if (status == (fd < 0) && status == (v[1] + v[2] > 0))
		report->asked[AGREES]++;
	else
		wrong("%.150s: exits with %d, and the kernel says %s", command, status, fd < 0 ? "no" : "yes");
}

void ask_source(const char *source, const char *flags)
{
	static const char *const names[] = { "free", "use", NULL };
	char command[256], local[64];
	long v[2];

	snprintf(command, sizeof(command), "twinfo ports -N self -rn -o source,destination,free,use%% | "
		 "sed -n 's/^%s bind() \\(.*\\) \\(.*\\)/free \\1\\nuse \\2/p'", source);
	tool(command, names, v);
	with_port_0(source, local);
	judge(command, give(local, flags), v[0], 0, v[1] == 100);
}

void ask_bind(const char *to, const char *flags)
{
	static const char *const names[] = { "free", "held", "unknown", NULL };
	char command[256];
	bool given;
	long v[3];
	int fd;

	snprintf(command, sizeof(command), "twinfo bind '%s' %s%s -J | sed -n 's/.*\"verdict\": \"\\(.*\\)\".*/\\1 1/p'",
		 to, strchr(flags, 'r') ? " --reuseaddr" : "", strchr(flags, 'p') ? " --reuseport" : "");
	tool(command, names, v);
	fd = bound(to, flags);
	given = fd >= 0;
	close(fd);
	if (v[2] > 0)
		report->asked[UNKNOWN]++;
	else if (v[given ? 0 : 1] > 0)
		report->asked[AGREES]++;
	else
		wrong("%.150s: the kernel says %s", command, given ? "free" : "held");
}

void ask_any(const char *flags)
{
	static const char *const names[] = { "FREE", NULL };
	long v[1];
	int status = tool("twinfo bind 0 -rn -o state,count", names, v);

	judge("twinfo bind 0", give("[::]:0", flags), v[0], 0, status);
}
