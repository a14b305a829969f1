/* SPDX-License-Identifier: GPL-2.0-only */
/* What --help and --list-columns print. */
#ifndef TWINFO_HELP_H
#define TWINFO_HELP_H

#include "commands/command.h"

void help_print(const struct command *const *commands, const struct command *command);
void help_columns(const struct command *command, const struct table_style *style);

#endif /* TWINFO_HELP_H */
