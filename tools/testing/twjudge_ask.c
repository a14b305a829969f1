// SPDX-License-Identifier: GPL-2.0-only
/* The questions of twjudge: the verdict of the tool, then what the kernel does. */

#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <net/if.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "twjudge.h"

#define TRIES_MAX	400	/* of connect() or bind(); no range here is as long */
#define WORDS_MAX	16
#define UNTOLD		-1

void wrong(const char *fmt, ...)
{
	va_list args;

	report->asked[WRONG]++;
	va_start(args, fmt);
	vsnprintf(report->wrong, sizeof(report->wrong), fmt, args);
	va_end(args);
}

/*
 * Runs the tool with the words of @command, without a shell, which takes longer than the tool under an
 * emulator. Its output goes to @text. Returns the exit status.
 */
int tool(const char *command, char text[static TEXT_SIZE])
{
	char words[256], *argv[WORDS_MAX + 1], *rest = words;
	posix_spawn_file_actions_t actions;
	size_t size = 0;
	ssize_t len;
	int ends[2], status, n = 0;
	pid_t pid;

	snprintf(words, sizeof(words), "%s", command);
	while (n < WORDS_MAX && (argv[n] = strtok_r(rest, " ", &rest)))
		n++;
	argv[n] = NULL;
	if (pipe2(ends, O_CLOEXEC))
		error(2, errno, "pipe");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	errno = posix_spawnp(&pid, *argv, &actions, NULL, argv, environ);
	if (errno)
		error(2, errno, "%s", command);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	while ((len = read(ends[0], text + size, TEXT_SIZE - 1 - size)) > 0)
		size += len;
	close(ends[0]);
	text[size] = '\0';
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) > 1)
		error(2, 0, "%s: status %d", command, status);
	return WEXITSTATUS(status);
}

/* The first number of the line that begins with the words @name; UNTOLD without one. */
static long number_after(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (; text; text = strchr(text, '\n'), text += !!text)
		if (!strncmp(text, name, len) && text[len] == ' ')
			return text[len + 1] == '-' ? UNTOLD : atol(text + len + 1);
	return UNTOLD;
}

/* Each search leaves one end of an odd range out, so one port may stay. @size: of the range. */
static bool as_many(int n, long told, long soon, long size)
{
	return n <= told + soon && n >= told - (size > 1 && size % 2);
}

static void judge(const char *what, int n, long told, long soon, long size, int status)
{
	if (told < 0)
		report->asked[UNKNOWN]++;
	else if (!as_many(n, told, soon, size))
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

/* Is the device there that the flags name? A kernel may have no VRF. */
static bool has_device(const char *flags)
{
	return !device(flags) || if_nametoindex(device(flags));
}

/* How many connections @command allows, of sockets of @source with @flags and a range of their own unless that is 0. */
static void ask_connects(const char *command, const char *source, const char *dest, const char *flags, int first,
			 int last)
{
	static const char *const reasons[] = { "reserved", "owned", "live", "tw-later", "no-timestamps",
		"reuse-off", "not-loopback", "fin-wait-2", "tw-now", "free-even", "free-odd", NULL };
	char local[64], text[TEXT_SIZE], options[8];
	long sum = 0, told;
	int n = 0, i, status, fd;

	status = tool(command, text);
	for (i = 0; reasons[i]; i++)
		sum += number_after(text, reasons[i]);
	told = number_after(text, "free-even");
	if (told != UNTOLD)
		told += number_after(text, "free-odd") + number_after(text, "tw-now");
	if (told != UNTOLD && sum != number_after(text, "range")) {
		wrong("%s: the reasons add up to %ld of %ld", command, sum, number_after(text, "range"));
		return;
	}
	with_port_0(source, local);
	snprintf(options, sizeof(options), "n%s", flags);
	for (; n < TRIES_MAX; n++) {
		fd = bound(local, options);
		if (last && fd >= 0 && !narrowed(fd, first, last)) {
			close(fd);
			report->asked[UNKNOWN]++;
			return;
		}
		if (fd < 0 || connected(fd, dest, false) < 0)
			break;
	}
	judge(command, n, told, number_after(text, "tw-later"), number_after(text, "range"), status);
}

/* "127.0.0.1%lo:80" for socket "127.0.0.1:80" with flag l. */
static const char *with_device(const char *source, const char *flags, char text[static 96])
{
	const char *colon = *source == '[' ? strrchr(source, ':') : strchr(source, ':');
	size_t len = colon && !strchr(colon + 1, ':') ? (size_t)(colon - source) : strlen(source);

	snprintf(text, 96, "%.*s%s%s%s", (int)len, source, device(flags) ? "%" : "", device(flags) ?: "", source + len);
	return text;
}

void ask_why(const char *source, const char *dest, const char *flags)
{
	char command[256], text[96];

	if (!has_device(flags)) {
		report->asked[UNKNOWN]++;
		return;
	}
	snprintf(command, sizeof(command), "twinfo why %s %s -rn -o reason,ports", with_device(source, flags, text), dest);
	ask_connects(command, source, dest, flags, 0, 0);
}

void ask_range(const char *source, const char *dest, int first, int last)
{
	char command[256];

	snprintf(command, sizeof(command), "twinfo why %s %s --range %d-%d -rn -o reason,ports", source, dest, first, last);
	ask_connects(command, source, dest, "", first, last);
}

void ask_bound(const char *source, const char *dest, const char *flags)
{
	char command[256], text[TEXT_SIZE], named[96], options[8];
	int fd, status;

	if (!has_device(flags)) {
		report->asked[UNKNOWN]++;
		return;
	}
	snprintf(command, sizeof(command), "twinfo why %s %s -rn -o reason,ports", with_device(source, flags, named), dest);
	status = tool(command, text);
	snprintf(options, sizeof(options), "r%s", flags);
	fd = bound(source, options);
	if (fd < 0) {
		report->asked[UNKNOWN]++;
		return;
	}
	fd = connected(fd, dest, false);
	if (number_after(text, "live") == UNTOLD)
		report->asked[UNKNOWN]++;
	else if (status == (fd < 0) &&
	    status == (number_after(text, "live") + number_after(text, "no-timestamps") > 0))
		report->asked[AGREES]++;
	else
		wrong("%.150s: exits with %d, and the kernel says %s", command, status, fd < 0 ? "no" : "yes");
}

void ask_source(const char *source, const char *flags)
{
	const char *command = "twinfo ports -N self -rn -o source,destination,free,use%";
	char local[64], text[TEXT_SIZE], line[96];
	long told;
	bool full;

	tool(command, text);
	snprintf(line, sizeof(line), "%s bind()", source);
	told = number_after(text, line);
	snprintf(line, sizeof(line), "%s bind() %ld 100", source, told);
	full = strstr(text, line);
	with_port_0(source, local);
	judge(command, give(local, flags), told, 0, high - low + 1, full);
}

void ask_bind(const char *to, const char *flags)
{
	char command[256], text[TEXT_SIZE];
	bool given;
	int fd;

	if (!has_device(flags)) {
		report->asked[UNKNOWN]++;
		return;
	}
	snprintf(command, sizeof(command), "twinfo bind %s%s%s%s%s -J", to,
		 strchr(flags, 'r') ? " --reuseaddr" : "", strchr(flags, 'p') ? " --reuseport" : "",
		 device(flags) ? " --device " : "", device(flags) ?: "");
	tool(command, text);
	fd = bound(to, flags);
	given = fd >= 0;
	close(fd);
	if (strstr(text, "\"verdict\": \"unknown\""))
		report->asked[UNKNOWN]++;
	else if (strstr(text, given ? "\"verdict\": \"free\"" : "\"verdict\": \"held\""))
		report->asked[AGREES]++;
	else
		wrong("%.150s: the kernel says %s", command, given ? "free" : "held");
}

void ask_any(const char *flags)
{
	char text[TEXT_SIZE];
	int status = tool("twinfo bind 0 -rn -o state,count", text);

	judge("twinfo bind 0", give("[::]:0", flags), number_after(text, "FREE"), 0, high - low + 1, status);
}

/* Connections that the kernel did not let into TIME_WAIT, of this namespace. */
static long overflows(void)
{
	static const char *const name = "TCPTimeWaitOverflow";
	char names[8192], numbers[8192], *n, *v, *rest_n = names, *rest_v = numbers;
	FILE *file = fopen("/proc/net/netstat", "r");
	long found = 0;

	if (!file || !fgets(names, sizeof(names), file) || !fgets(numbers, sizeof(numbers), file))
		error(2, errno, "/proc/net/netstat");
	fclose(file);
	while ((n = strtok_r(rest_n, " \n", &rest_n)) && (v = strtok_r(rest_v, " \n", &rest_v)))
		if (!strcmp(n, name))
			found = atol(v);
	return found;
}

/* Does a connection enter TIME_WAIT when it is closed? @source: module or diag */
void ask_limit(const char *source)
{
	int client = connected(bound("127.0.0.7:0", "n"), "127.0.9.1:9000", false), server;
	char command[128], text[TEXT_SIZE];
	long before;

	if (client < 0 || (server = accepted()) < 0) {
		report->asked[UNKNOWN]++;
		return;
	}
	snprintf(command, sizeof(command), "twinfo limit --source %s -N self -rn -o close", source);
	tool(command, text);
	before = overflows();
	end(client, server, "client");
	if (overflows() - before == !strcmp(text, "skips\n"))
		report->asked[AGREES]++;
	else
		wrong("%s: says %.20s, and the kernel counts %ld overflows", command, text, overflows() - before);
}
