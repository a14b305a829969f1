/* SPDX-License-Identifier: GPL-2.0-only */
/* `twinfo group`, and `twinfo dest`, which is a case of it. */
#ifndef TWINFO_GROUP_H
#define TWINFO_GROUP_H

#include "commands/command.h"
#include "snapshot/address.h"

extern const struct column group_columns[];

void group_end_point(struct table *t, unsigned int column, const struct in6_addr *ip, uint16_t port,
		     char text[static ADDR_TEXT]);
int group_run(const struct command *self, const struct options *options, const char *words, const char *counts);

#endif /* TWINFO_GROUP_H */
