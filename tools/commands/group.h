/* SPDX-License-Identifier: GPL-2.0-only */
/* `twinfo group`, and `twinfo dest`, which is a case of it. */
#ifndef TWINFO_GROUP_H
#define TWINFO_GROUP_H

#include "commands/command.h"

extern const struct column group_columns[];

int group_run(const struct command *self, const struct options *options, const char *words, const char *counts);

#endif /* TWINFO_GROUP_H */
