/* SPDX-License-Identifier: GPL-2.0-only */
/* Processes of this machine, by /proc: their commands, and the sockets that they have open. */
#ifndef TWINFO_PROCESS_H
#define TWINFO_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COMMAND_TEXT	32

/* Sockets, by their inodes as in /proc/PID/fd. A socket that no process has open has inode 0. */
struct inodes {
	uint32_t *list;
	size_t count, room;
};

void inodes_add(struct inodes *inodes, uint32_t inode);
void inodes_free(struct inodes *inodes);

struct processes;

bool process_command(unsigned long pid, char command[static COMMAND_TEXT]);
struct processes *processes_new(void);
const char *processes_of(struct processes *processes, const struct inodes *inodes);
bool processes_hidden(const struct processes *processes);
void processes_free(struct processes *processes);

#endif /* TWINFO_PROCESS_H */
