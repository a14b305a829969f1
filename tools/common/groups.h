/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Groups by key: an array of elements of one size, each of which begins with its key. Memory goes
 * by the number of groups, whatever is counted in them.
 */
#ifndef TWINFO_GROUPS_H
#define TWINFO_GROUPS_H

#include <stddef.h>
#include <stdint.h>

/* The hash stands beside the index, so that most searches and a larger array of slots read no element. */
struct groups_slot {
	uint32_t hash;
	uint32_t index;		/* + 1 of an element, 0 for none */
};

struct groups {
	size_t size, key_size;	/* of an element, and of the key that it begins with: no padding */
	char *elements;
	size_t count, room;
	size_t last;		/* index of the one that groups_get() gave last */
	struct groups_slot *slots;	/* as many as a power of 2 */
	size_t mask;
};

void groups_init(struct groups *g, size_t size, size_t key_size);
void *groups_get(struct groups *g, const void *key);
void *groups_find(const struct groups *g, const void *key);
size_t groups_index(const struct groups *g, const void *element);
void *groups_at(const struct groups *g, size_t i);
void groups_free(struct groups *g);

#endif /* TWINFO_GROUPS_H */
