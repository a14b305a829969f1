// SPDX-License-Identifier: GPL-2.0-only
/* The network namespaces of this machine: which one -N means, and which files lead to them. */

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "snapshot/netns.h"
#include "snapshot/process.h"
#include "common/fail.h"

/**
 * netns_missing() - end the program because the snapshot has no such network namespace
 * @text: what -N said
 */
void netns_missing(const char *text)
{
	fail(EXIT_USE, "-N %s: the snapshot has no such network namespace", text);
}

/* Is it the command and the pid of a process, as the column NAME shows them? */
static bool process_netns(const char *text, struct stat *st)
{
	const char *colon = strrchr(text, ':');
	char path[64], comm[COMMAND_TEXT];

	if (!colon || colon == text || !colon[1] || strlen(colon + 1) > 10 ||
	    strspn(colon + 1, "0123456789") != strlen(colon + 1))
		return false;
	if (!process_command(strtoul(colon + 1, NULL, 10), comm))
		return false;
	snprintf(path, sizeof(path), "/proc/%s/ns/net", colon + 1);
	return strlen(comm) == (size_t)(colon - text) && !memcmp(comm, text, colon - text) &&
	       !stat(path, st);
}

/**
 * netns_wanted() - the inode number of a network namespace
 * @text: that number, a name under /run/netns, "COMMAND:PID" of a process in it, a path, "self", "all",
 *        or NULL for all
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

	snprintf(path, sizeof(path), "%s%s", strchr(text, '/') ? "" : NETNS_NAMED, text);
	if (*text && !stat(path, &st))
		return st.st_ino;
	n = errno;
	if (process_netns(text, &st))
		return st.st_ino;
	fail(EXIT_USE, "-N %s: %s; expected an inode number, a name, COMMAND:PID, a path or 'self'",
	     text, strerror(*text ? (int)n : ENOENT));
}

/**
 * netns_live() - the network namespace of this machine that -N means
 * @text: as netns_wanted() takes it
 *
 * Return: its inode number; that of the own one for "self", before any snapshot was read.
 */
int64_t netns_live(const char *text)
{
	int64_t inum = netns_wanted(text, NETNS_SELF);

	return inum == NETNS_SELF ? netns_own() : inum;
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

/**
 * netns_of_process() - the network namespace of a process
 * @path: /proc/PID/ns/net
 * @inum: gets its inode number
 *
 * Reads what the link says, "net:[4026531840]": to follow it takes three times as long.
 *
 * Return: false if the process is gone or this user may not look.
 */
bool netns_of_process(const char *path, int64_t *inum)
{
	char target[64];
	ssize_t len = readlink(path, target, sizeof(target) - 1);

	target[len < 0 ? 0 : len] = '\0';
	return sscanf(target, "net:[%" SCNd64 "]", inum) == 1;
}

/**
 * netns_each_named() - find the files of named network namespaces, see ip-netns(8)
 * @take: called for each file with the inode number of its namespace, until it returns false
 * @data: passed to @take
 *
 * Return: false if @take did.
 */
bool netns_each_named(bool (*take)(const char *path, int64_t inum, void *data), void *data)
{
	DIR *dir = opendir(NETNS_NAMED);
	struct dirent *entry;
	bool more = true;
	char path[4096];
	struct stat st;

	while (dir && more && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), NETNS_NAMED "%s", entry->d_name);
		if (*entry->d_name != '.' && !stat(path, &st))
			more = take(path, st.st_ino, data);
	}
	if (dir)
		closedir(dir);
	return more;
}

/**
 * netns_each_process() - find the files of processes that lead to network namespaces
 * @take: called for each file with the inode number of its namespace, until it returns false
 * @data: passed to @take
 */
void netns_each_process(bool (*take)(const char *path, int64_t inum, void *data), void *data)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	bool more = true;
	char path[64];
	int64_t inum;

	while (dir && more && (entry = readdir(dir))) {
		if (!isdigit((unsigned char)*entry->d_name))
			continue;
		snprintf(path, sizeof(path), "/proc/%.16s/ns/net", entry->d_name);
		if (netns_of_process(path, &inum))
			more = take(path, inum, data);
	}
	if (dir)
		closedir(dir);
}

/**
 * netns_each() - find the files that lead to network namespaces
 * @take: called for each file with the inode number of its namespace, until it returns false: first for
 *        the tool's own, then for the named ones, then for those of processes
 * @data: passed to @take
 */
void netns_each(bool (*take)(const char *path, int64_t inum, void *data), void *data)
{
	if (take("/proc/self/ns/net", netns_own(), data) && netns_each_named(take, data))
		netns_each_process(take, data);
}

struct sought {
	int64_t inum;
	int fd;
};

static bool take_file(const char *path, int64_t inum, void *data)
{
	struct sought *sought = data;

	if (inum == sought->inum && sought->fd < 0)
		sought->fd = open(path, O_RDONLY | O_CLOEXEC);
	return sought->fd < 0;
}

/**
 * netns_enter() - go to a network namespace
 * @inum: its inode number
 *
 * A netlink socket stays in the namespace that it was made in, and /proc/sys/net is that of the reader's.
 *
 * Return: what netns_leave() takes to return, or -1 if there is no way there; errno says why.
 */
int netns_enter(int64_t inum)
{
	struct sought there = { inum, -1 };
	int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	bool entered;

	if (here < 0 || netns_own() == inum)
		return here;
	netns_each(take_file, &there);
	entered = there.fd >= 0 && !setns(there.fd, CLONE_NEWNET);
	if (there.fd >= 0)
		close(there.fd);
	if (entered)
		return here;
	if (there.fd < 0)
		errno = ENOENT;
	close(here);
	return -1;
}

/**
 * netns_leave() - return to the own network namespace
 * @back: what netns_enter() returned, not -1
 */
void netns_leave(int back)
{
	struct stat st;

	/* It may be the own one, which takes no right to stay in. */
	if ((fstat(back, &st) || (int64_t)st.st_ino != netns_own()) && setns(back, CLONE_NEWNET))
		fail(EXIT_UNREADABLE, "cannot return to the own network namespace");
	close(back);
}
