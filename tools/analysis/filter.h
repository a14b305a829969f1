/* SPDX-License-Identifier: GPL-2.0-only */
/* Which rows the user wants: the words of ss(8), and age, left, netns and reuse. */
#ifndef TWINFO_FILTER_H
#define TWINFO_FILTER_H

#include <stdbool.h>

#include "snapshot/snapshot.h"

struct filter;

struct filter *filter_parse(const char *text);
bool filter_passes(const struct filter *filter, const struct snapshot *snap, const struct record *r);
void filter_free(struct filter *filter);

#endif /* TWINFO_FILTER_H */
