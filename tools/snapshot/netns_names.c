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
#include "common/groups.h"
#include "snapshot/netns.h"
#include "snapshot/process.h"

struct name {
	int64_t inum;			/* the key of its group */
	unsigned long long started;	/* of the process, ticks since boot; 0 for a name of ip-netns(8) */
	char *text;
};

struct netns_names {
	struct groups names;		/* struct name: a machine may have thousands, and a row is of any of them */
	int64_t first;			/* the namespace of the first process; 0 if that cannot be read */
	enum { NOTHING, NAMED, PROCESSES } read;
};

static struct name *find(const struct netns_names *names, int64_t inum)
{
	return groups_find(&names->names, &inum);
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

static bool take_named(const char *path, int64_t inum, void *data)
{
	struct netns_names *names = data;

	struct name *name;

	if (find(names, inum))
		return true;
	name = groups_get(&names->names, &inum);
	if (asprintf(&name->text, "%s", path + strlen(NETNS_NAMED)) < 0)
		fail(EXIT_UNREADABLE, "out of memory");
	return true;
}

static bool take_process(const char *path, int64_t inum, void *data)
{
	struct netns_names *names = data;
	struct name *name = find(names, inum);
	unsigned long long started;
	char *text;

	if ((name && (!name->started || inum == names->first)) || !read_process(path, &started, &text))
		return true;
	if (name && name->started <= started) {
		free(text);
		return true;
	}
	name = groups_get(&names->names, &inum);
	free(name->text);
	name->text = text;
	name->started = started;
	return true;
}

/**
 * netns_names_new() - what the namespaces of this machine are called
 *
 * Return: the names, for netns_names_free(). They are read when the first one is asked for.
 */
struct netns_names *netns_names_new(void)
{
	struct netns_names *names = grown(NULL, 1, sizeof(*names));

	*names = (struct netns_names){ };
	groups_init(&names->names, sizeof(struct name), sizeof(int64_t));
	return names;
}

/**
 * netns_names_find() - what a namespace is called
 * @names: the names
 * @inum: its inode number
 *
 * Most machines have the namespace of process 1 only, which no older process can name. So the other processes
 * are looked at when a namespace is asked for that has no name and is not that one.
 *
 * Return: the name, valid as long as the names; NULL if it has none.
 */
const char *netns_names_find(struct netns_names *names, int64_t inum)
{
	static const char first_process[] = "/proc/1/ns/net";
	const struct name *name;

	if (names->read == NOTHING) {
		netns_each_named(take_named, names);
		if (netns_of_process(first_process, &names->first))
			take_process(first_process, names->first, names);
		names->read = NAMED;
	}
	name = find(names, inum);
	if (!name && names->read == NAMED) {
		netns_each_process(take_process, names);
		names->read = PROCESSES;
		name = find(names, inum);
	}
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
	for (i = 0; i < names->names.count; i++)
		free(((struct name *)groups_at(&names->names, i))->text);
	groups_free(&names->names);
	free(names);
}
