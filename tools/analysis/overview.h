/* SPDX-License-Identifier: GPL-2.0-only */
/* What one snapshot says of namespaces and destinations: counts, rates, and when something is full. */
#ifndef TWINFO_OVERVIEW_H
#define TWINFO_OVERVIEW_H

#include "analysis/connect.h"
#include "analysis/net_rate.h"
#include "analysis/tuple_groups.h"
#include "snapshot/snapshot.h"

struct overview {
	struct selection all;		/* without the filter */
	struct snapshot *snap;		/* read to its end */
	struct groups net_rates;	/* struct net_rate */
	struct groups destinations;	/* struct tuple_group, by_destination, of the tuples that pass the filter */
	struct groups full_in;		/* when connect() can find no port, by destination */
	struct connects connects;
};

void overview_read(struct overview *o, const struct selection *selection);
double overview_full_in(const struct overview *o, const struct tuple_group *destination);
void overview_free(struct overview *o);

#endif /* TWINFO_OVERVIEW_H */
