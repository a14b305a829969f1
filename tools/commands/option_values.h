/* SPDX-License-Identifier: GPL-2.0-only */
/* What stands behind an option. A wrong value ends the program with one line that names the option. */
#ifndef TWINFO_OPTION_VALUES_H
#define TWINFO_OPTION_VALUES_H

#include <stdint.h>

#include "snapshot/origin.h"

int64_t parse_percent(const char *text);
int64_t parse_time(const char *option, const char *text);
enum from parse_source(const char *text);
int64_t parse_moment(const char *text);
int64_t parse_size(const char *option, const char *text);

#endif /* TWINFO_OPTION_VALUES_H */
