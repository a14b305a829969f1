/* SPDX-License-Identifier: GPL-2.0-only */
/* Processes of this machine, by /proc: their commands, and the sockets that they have open. */
#ifndef TWINFO_PROCESS_H
#define TWINFO_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

#define COMMAND_TEXT	32

struct processes;

bool process_command(unsigned long pid, char command[static COMMAND_TEXT]);
struct processes *processes_read(void);
const char *processes_of(const struct processes *processes, uint64_t inode);
void processes_free(struct processes *processes);

#endif /* TWINFO_PROCESS_H */
