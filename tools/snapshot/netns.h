/* SPDX-License-Identifier: GPL-2.0-only */
/* The network namespaces of this machine: which one -N means, and what they are called. */
#ifndef TWINFO_NETNS_TOOL_H
#define TWINFO_NETNS_TOOL_H

#include <stdbool.h>
#include <stdint.h>

#define NETNS_NAMED	"/run/netns/"
#define NETNS_ALL	-1
#define NETNS_SELF	-2	/* the reader's own, which the snapshot names */

_Noreturn void netns_missing(const char *text);
int64_t netns_own(void);
int64_t netns_wanted(const char *text, int64_t self);
int64_t netns_live(const char *text);
bool netns_of_process(const char *path, int64_t *inum);
bool netns_each_named(bool (*take)(const char *path, int64_t inum, void *data), void *data);
void netns_each_process(bool (*take)(const char *path, int64_t inum, void *data), void *data);
void netns_each(bool (*take)(const char *path, int64_t inum, void *data), void *data);
int netns_enter(int64_t inum);
void netns_leave(int back);

struct netns_names;

struct netns_names *netns_names_new(void);
const char *netns_names_find(struct netns_names *names, int64_t inum);
void netns_names_free(struct netns_names *names);

#endif /* TWINFO_NETNS_TOOL_H */
