// SPDX-License-Identifier: GPL-2.0-only
/* Processes of this machine, by /proc: their commands, and the sockets that they have open. */

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
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
	bool read;
	bool hidden;		/* this user may not look into some process */
	struct holder *list;	/* by inode, then by pid */
	size_t count, room;
	char *text;		/* of processes_of() */
};

/**
 * inodes_add() - add a socket
 * @inodes: the sockets, to be freed by inodes_free()
 * @inode: its inode; nothing is added for 0
 */
void inodes_add(struct inodes *inodes, uint32_t inode)
{
	if (!inode)
		return;
	if (inodes->count == inodes->room) {
		inodes->room = inodes->room ? inodes->room * 2 : 8;
		inodes->list = grown(inodes->list, inodes->room, sizeof(*inodes->list));
	}
	inodes->list[inodes->count++] = inode;
}

/**
 * inodes_free() - forget the sockets
 * @inodes: empty afterwards
 */
void inodes_free(struct inodes *inodes)
{
	free(inodes->list);
	*inodes = (struct inodes){ };
}

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
	p->hidden |= !dir && errno == EACCES;
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

static void read_all(struct processes *p)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;

	p->read = true;
	while (dir && (entry = readdir(dir)))
		if (isdigit((unsigned char)*entry->d_name))
			read_one(p, strtoul(entry->d_name, NULL, 10));
	if (dir)
		closedir(dir);
	if (p->count)
		qsort(p->list, p->count, sizeof(*p->list), compare);
}

/**
 * processes_new() - prepare to ask which processes have which sockets open
 *
 * /proc is read when the first socket is asked for.
 *
 * Return: what processes_of() takes, for processes_free().
 */
struct processes *processes_new(void)
{
	struct processes *p = grown(NULL, 1, sizeof(*p));

	*p = (struct processes){ };
	return p;
}

/* The first of those that have the socket open, if any has. */
static size_t first_of(const struct processes *p, uint64_t inode)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (p->list[middle].inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int compare_pid(const void *a, const void *b)
{
	const struct holder *const *x = a, *const *y = b;

	return ((*x)->pid > (*y)->pid) - ((*x)->pid < (*y)->pid);
}

/**
 * processes_of() - the processes that have any of these sockets open
 * @p: from processes_new()
 * @inodes: the sockets
 *
 * Return: "PID/COMMAND,..." by PID until the next call, or NULL if none is known.
 */
const char *processes_of(struct processes *p, const struct inodes *inodes)
{
	const struct holder **found = NULL;
	size_t count = 0, room = 0, size = 0, i, j;
	FILE *out;

	if (!inodes->count)
		return NULL;
	if (!p->read)
		read_all(p);
	for (i = 0; i < inodes->count; i++)
		for (j = first_of(p, inodes->list[i]); j < p->count && p->list[j].inode == inodes->list[i]; j++) {
			if (count == room) {
				room = room ? room * 2 : 16;
				found = grown(found, room, sizeof(*found));
			}
			found[count++] = &p->list[j];
		}
	if (!count)
		return NULL;
	qsort(found, count, sizeof(*found), compare_pid);
	free(p->text);
	p->text = NULL;
	out = open_memstream(&p->text, &size);
	if (!out)
		fail(EXIT_UNREADABLE, "out of memory");
	for (i = 0; i < count; i++)
		if (!i || found[i]->pid != found[i - 1]->pid)
			fprintf(out, "%s%lu/%s", i ? "," : "", found[i]->pid, found[i]->command);
	fclose(out);
	free(found);
	return p->text;
}

/**
 * processes_hidden() - was there a process that this user may not look into?
 * @p: from processes_new()
 */
bool processes_hidden(const struct processes *p)
{
	return p->hidden;
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
