/* SPDX-License-Identifier: GPL-2.0-only */
/* The ages of a group of tuples, and when the last of them ends. */
#ifndef TWINFO_SPAN_H
#define TWINFO_SPAN_H

#include <stdbool.h>
#include <stdint.h>

#include "common/number.h"

/* All 0 for a group without tuples. */
struct span {
	int64_t oldest, newest;		/* ms, if an age is known */
	int64_t last;			/* ms until the last one ends */
	bool aged, zero[7];
};

static inline void span_take(struct span *s, int64_t age, int64_t left)
{
	if (left > s->last)
		s->last = left;
	if (age == UNKNOWN)
		return;
	if (!s->aged || age > s->oldest)
		s->oldest = age;
	if (!s->aged || age < s->newest)
		s->newest = age;
	s->aged = true;
}

#endif /* TWINFO_SPAN_H */
