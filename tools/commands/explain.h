/* SPDX-License-Identifier: GPL-2.0-only */
/* What the numbers of a summary mean, in sentences. */
#ifndef TWINFO_EXPLAIN_H
#define TWINFO_EXPLAIN_H

#include "snapshot/snapshot.h"

void explain_summary(const struct snapshot *snap);

#endif /* TWINFO_EXPLAIN_H */
