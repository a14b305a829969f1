/* SPDX-License-Identifier: GPL-2.0-only */
/* Of each network namespace, the pair or source that will be out of ports first. */
#ifndef TWINFO_FULLEST_H
#define TWINFO_FULLEST_H

#include "analysis/connect.h"
#include "snapshot/snapshot.h"

struct fullest {
	double use;		/* the greatest share of ports that are blocked, 0 to 1; 1 if a search can fail */
	double full_in;		/* s, the least until connect() can find no port; INFINITY for never */
};

struct fullest *fullest_find(struct connects *c, struct snapshot *snap);

#endif /* TWINFO_FULLEST_H */
