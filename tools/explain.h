/* SPDX-License-Identifier: GPL-2.0-only */
/* What the numbers of a summary mean, in sentences. */
#ifndef TWINFO_EXPLAIN_H
#define TWINFO_EXPLAIN_H

#include "answer.h"

void explain_summary(const struct answer *a);

#endif /* TWINFO_EXPLAIN_H */
