/* SPDX-License-Identifier: GPL-2.0-only */
/* `twinfo top`: what is shown, and how. */
#ifndef TWINFO_TOP_H
#define TWINFO_TOP_H

#include "analysis/overview.h"
#include "common/number.h"

#define NETNS_ANY	UNKNOWN
#define TOP_TEXT	256

enum top_order { BY_COUNT, BY_RATE, BY_FULL_IN, TOP_ORDERS };

/* A namespace in the snapshot that is shown. */
struct top_net {
	const struct net *net;
	const struct net_rate *rate;
	double overflows;		/* a second, since the snapshot before; NAN if not known */
};

struct top_destination {
	const struct tuple_group *group;
	double full_in;
};

/* What the snapshot says, sorted; it is made anew for each. */
struct top_data {
	struct overview overview;
	struct top_net *nets;
	struct top_destination *destinations;
	size_t nets_count, destinations_count;
};

/* What the user wants to see. */
struct top_view {
	enum top_order order;
	int64_t netns;			/* whose destinations, or NETNS_ANY */
	size_t first;			/* the destination in the first line */
	int64_t every_ms;
	bool paused, help;
	char filter[TOP_TEXT];		/* as the user wrote it */
	char message[TOP_TEXT];		/* for the last line, until the next key; else empty */
	char replay[TOP_TEXT];		/* which recording is shown; else empty */
};

void top_sort(struct top_data *data, const struct top_view *view);
void top_draw(const struct top_data *data, struct top_view *view);
size_t top_page(const struct top_data *data);

#endif /* TWINFO_TOP_H */
