/* SPDX-License-Identifier: GPL-2.0-only */
/* What each kind of record must hold. */
#ifndef TWINFO_CHECK_H
#define TWINFO_CHECK_H

struct record;

void record_check(const struct record *r);

#endif /* TWINFO_CHECK_H */
