// SPDX-License-Identifier: GPL-2.0-only
/* Processes of this machine, by /proc: their commands, and the sockets that they have open. */

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fail.h"
#include "snapshot/process.h"

struct holder {
	uint64_t inode;
	unsigned long pid;
	char command[COMMAND_TEXT];
};

struct processes {
	struct holder *list;	/* by inode, then by pid */
	size_t count, room;
	char *text;		/* of processes_of() */
};

/**
 * process_command() - the command of a process
 * @pid: the process
 * @command: gets the name, with '?' for each character that is not printed or is a blank
 *
 * Return: false if the process is gone.
 */
bool process_command(unsigned long pid, char command[static COMMAND_TEXT])
{
	char path[64], *c;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%lu/comm", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	if (!fgets(command, COMMAND_TEXT, file))
		*command = '\0';
	fclose(file);
	command[strcspn(command, "\n")] = '\0';
	for (c = command; *c; c++)
		if (!isgraph((unsigned char)*c))
			*c = '?';
	return true;
}

static void read_one(struct processes *p, unsigned long pid)
{
	char path[64], target[64], command[COMMAND_TEXT];
	unsigned long long inode;
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%lu/fd", pid);
	dir = opendir(path);
	if (!dir || !process_command(pid, command)) {
		if (dir)
			closedir(dir);
		return;
	}
	while ((entry = readdir(dir))) {
		ssize_t len = readlinkat(dirfd(dir), entry->d_name, target, sizeof(target) - 1);

		if (len < 0)
			continue;
		target[len] = '\0';
		if (sscanf(target, "socket:[%llu]", &inode) != 1)
			continue;
		if (p->count == p->room) {
			p->room = p->room ? p->room * 2 : 64;
			p->list = grown(p->list, p->room, sizeof(*p->list));
		}
		p->list[p->count] = (struct holder){ .inode = inode, .pid = pid };
		strcpy(p->list[p->count++].command, command);
	}
	closedir(dir);
}

static int compare(const void *a, const void *b)
{
	const struct holder *x = a, *y = b;

	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return (x->pid > y->pid) - (x->pid < y->pid);
}

/**
 * processes_read() - read which processes have which sockets open
 *
 * Return: those that this user may look into, for processes_free().
 */
struct processes *processes_read(void)
{
	struct processes *p = grown(NULL, 1, sizeof(*p));
	DIR *dir = opendir("/proc");
	struct dirent *entry;

	*p = (struct processes){ };
	while (dir && (entry = readdir(dir)))
		if (isdigit((unsigned char)*entry->d_name))
			read_one(p, strtoul(entry->d_name, NULL, 10));
	if (dir)
		closedir(dir);
	if (p->count)
		qsort(p->list, p->count, sizeof(*p->list), compare);
	return p;
}

/**
 * processes_of() - the processes that have a socket open
 * @processes: what was read
 * @inode: the socket's
 *
 * Return: "PID/COMMAND,..." until the next call, or NULL if none is known.
 */
const char *processes_of(const struct processes *processes, uint64_t inode)
{
	struct processes *p = (struct processes *)processes;
	size_t low = 0, high = p->count, size = 0;
	FILE *out;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (p->list[middle].inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == p->count || p->list[low].inode != inode)
		return NULL;
	free(p->text);
	p->text = NULL;
	out = open_memstream(&p->text, &size);
	if (!out)
		fail(EXIT_UNREADABLE, "out of memory");
	for (high = low; high < p->count && p->list[high].inode == inode; high++)
		if (high == low || p->list[high].pid != p->list[high - 1].pid)
			fprintf(out, "%s%lu/%s", high == low ? "" : ",", p->list[high].pid,
				p->list[high].command);
	fclose(out);
	return p->text;
}

/**
 * processes_free() - free what was read
 * @processes: what was read
 */
void processes_free(struct processes *processes)
{
	free(processes->list);
	free(processes->text);
	free(processes);
}
