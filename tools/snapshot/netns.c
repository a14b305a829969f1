// SPDX-License-Identifier: GPL-2.0-only
/* Which network namespace the user means with -N. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "snapshot/netns.h"
#include "common/fail.h"

/**
 * netns_missing() - end the program because the snapshot has no such network namespace
 * @text: what -N said
 */
void netns_missing(const char *text)
{
	fail(EXIT_USE, "-N %s: the snapshot has no such network namespace", text);
}

/**
 * netns_wanted() - the inode number of a network namespace
 * @text: that number, a name under /run/netns, a path, "self", "all", or NULL for all
 * @self: the number of the one that the snapshot was read in
 *
 * Return: the number, or NETNS_ALL. Ends the program with EXIT_USE when there is no such namespace.
 */
int64_t netns_wanted(const char *text, int64_t self)
{
	char path[4096], *end;
	struct stat st;
	long long n;

	if (!text || !strcmp(text, "all"))
		return NETNS_ALL;
	if (!strcmp(text, "self"))
		return self;
	n = strtoll(text, &end, 10);
	if (*text && !*end && n > 0)
		return n;

	snprintf(path, sizeof(path), "%s%s", strchr(text, '/') ? "" : "/run/netns/", text);
	if (!*text || stat(path, &st))
		fail(EXIT_USE, "-N %s: %s; expected an inode number, a name, a path or 'self'",
		     text, strerror(*text ? errno : ENOENT));
	return st.st_ino;
}

/**
 * netns_own() - the network namespace that the tool runs in
 *
 * Return: its inode number.
 */
int64_t netns_own(void)
{
	struct stat st;

	if (stat("/proc/self/ns/net", &st))
		fail(EXIT_UNREADABLE, "/proc/self/ns/net: %s", strerror(errno));
	return st.st_ino;
}
