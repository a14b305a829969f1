/* SPDX-License-Identifier: GPL-2.0-only */
/* Which network namespace the user means with -N. */
#ifndef TWINFO_NETNS_TOOL_H
#define TWINFO_NETNS_TOOL_H

#include <stdint.h>

#define NETNS_ALL	-1
#define NETNS_SELF	-2	/* the reader's own, which the snapshot names */

_Noreturn void netns_missing(const char *text);
int64_t netns_own(void);
int64_t netns_wanted(const char *text, int64_t self);

#endif /* TWINFO_NETNS_TOOL_H */
