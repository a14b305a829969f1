/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many ports of the range a search of connect() or bind() can choose.
 *
 * A search steps through the range by two, so of a range with an odd number of ports each search
 * leaves out the first port or the last.
 */
#ifndef TWINFO_PORT_SPACE_H
#define TWINFO_PORT_SPACE_H

#include "analysis/connect.h"

/* The ports of a pair, counted. Those that connect() may choose now: PORT_FREE and PORT_NOW. */
struct space {
	int64_t size;			/* of the range */
	int64_t ports[PORT_USES];
	int64_t free_even, free_odd;	/* of PORT_FREE */
	int64_t next_ms;		/* until the first of PORT_LATER may be reused, or UNKNOWN */
	struct forecast forecast;	/* of the ports that minisockets block */
	bool left_out;			/* a search may leave a port out that it could choose */
	bool full;			/* a search can fail: no port is left, or only one that it may leave out */
	bool live_known;
	bool order_unknown;		/* of two tuples of a port nothing tells which decides; live_known is false then */
};

void space_count(const struct connects *c, const struct net *net, struct pair *pair,
		 struct space *space);
int64_t space_usable(const struct space *space);
int64_t space_blocked(const struct space *space);
int64_t space_free(const struct space *space);
int64_t space_percent(const struct space *space);
double space_full_in(const struct space *space, const struct pair *pair, const struct net *net);
bool pair_calls(const struct connects *c, const struct net *net, const struct pair *pair);
void space_held(struct connects *c, const struct net *net, const struct port_set *held,
		struct space *space);

#endif /* TWINFO_PORT_SPACE_H */
