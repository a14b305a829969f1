// SPDX-License-Identifier: GPL-2.0-only
/*
 * What network namespaces are called: the name under /run/netns, as ip-netns(8) gives it; else the
 * oldest process that lives there, as COMMAND:PID. A namespace without either, or one that the user
 * may not look into, has no name.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fail.h"
#include "snapshot/netns.h"
#include "snapshot/process.h"

#define NAMED		"/run/netns/"
#define FIRST_PROCESS	"/proc/1/"

struct name {
	int64_t inum;
	unsigned long long started;	/* of the process, ticks since boot; 0 for a name of ip-netns(8) */
	bool first;			/* it is the first process of all: no other is older */
	char *text;
};

struct netns_names {
	struct name *list;
	size_t count, room;
};

static struct name *find(const struct netns_names *names, int64_t inum)
{
	size_t i;

	for (i = 0; i < names->count; i++)
		if (names->list[i].inum == inum)
			return &names->list[i];
	return NULL;
}

/* The text goes to @text, "COMMAND:PID". Returns false if the process is gone. */
static bool read_process(const char *path, unsigned long long *started, char **text)
{
	char stat_path[64], line[1024], command[COMMAND_TEXT], *close;
	unsigned long pid = strtoul(path + strlen("/proc/"), NULL, 10);
	bool good;
	FILE *file;

	snprintf(stat_path, sizeof(stat_path), "/proc/%lu/stat", pid);
	file = fopen(stat_path, "re");
	if (!file)
		return false;
	good = fgets(line, sizeof(line), file);
	fclose(file);
	/* The command may hold anything, parentheses too; after the last one are numbers only. */
	close = good ? strrchr(line, ')') : NULL;
	if (!close || sscanf(close + 1, " %*c" " %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s"
			     " %*s %*s %*s %*s %llu", started) != 1 ||
	    !process_command(pid, command))
		return false;
	if (asprintf(text, "%s:%lu", command, pid) < 0)
		fail(EXIT_UNREADABLE, "out of memory");
	return true;
}

static bool take_file(const char *path, int64_t inum, void *data)
{
	bool named = !strncmp(path, NAMED, strlen(NAMED));
	struct netns_names *names = data;
	struct name *name = find(names, inum);
	unsigned long long started = 0;
	char *text;

	/*
	 * The tool's own file comes again among those of processes. A name is there before any
	 * process. Most processes share the namespace of the first, so they need not be read.
	 */
	if (!strncmp(path, "/proc/self/", 11) || (name && (named || !name->started || name->first)))
		return true;
	if (named)
		text = strdup(path + strlen(NAMED));
	else if (!read_process(path, &started, &text))
		return true;
	if (!text)
		fail(EXIT_UNREADABLE, "out of memory");
	if (name && name->started <= started) {
		free(text);
		return true;
	}
	if (!name) {
		if (names->count == names->room) {
			names->room = names->room ? names->room * 2 : 16;
			names->list = grown(names->list, names->room, sizeof(*names->list));
		}
		name = &names->list[names->count++];
		name->text = NULL;
	}
	free(name->text);
	*name = (struct name){ inum, started, !strncmp(path, FIRST_PROCESS, strlen(FIRST_PROCESS)), text };
	return true;
}

/**
 * netns_names_read() - read what the namespaces of this machine are called now
 *
 * Return: the names, for netns_names_free().
 */
struct netns_names *netns_names_read(void)
{
	struct netns_names *names = grown(NULL, 1, sizeof(*names));

	*names = (struct netns_names){ };
	netns_each(take_file, names);
	return names;
}

/**
 * netns_names_find() - what a namespace is called
 * @names: the names
 * @inum: its inode number
 *
 * Return: the name, valid as long as the names; NULL if it has none.
 */
const char *netns_names_find(const struct netns_names *names, int64_t inum)
{
	const struct name *name = find(names, inum);

	return name ? name->text : NULL;
}

/**
 * netns_names_free() - free the names
 * @names: the names, or NULL
 */
void netns_names_free(struct netns_names *names)
{
	size_t i;

	if (!names)
		return;
	for (i = 0; i < names->count; i++)
		free(names->list[i].text);
	free(names->list);
	free(names);
}
