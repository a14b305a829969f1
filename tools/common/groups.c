// SPDX-License-Identifier: GPL-2.0-only
/* Groups by key: open addressing over an array of elements. */

#include <stdlib.h>
#include <string.h>

#include "common/groups.h"
#include "common/fail.h"

/*
 * FNV-1a over words of eight bytes; keys are addresses and ports, not an attacker's choice of bits.
 */
static uint32_t hash_of(const void *key, size_t size)
{
	uint64_t h = 0xcbf29ce484222325, word;
	const char *bytes = key;
	size_t i, part;

	for (i = 0; i < size; i += part) {
		part = size - i < 8 ? size - i : 8;
		word = 0;
		memcpy(&word, bytes + i, part);
		h = (h ^ word) * 0x9e3779b97f4a7c15;
		h ^= h >> 32;
	}
	return h;
}

static struct groups_slot *slot_of(const struct groups *g, const void *key, uint32_t hash)
{
	struct groups_slot *slot;
	size_t i = hash & g->mask;

	for (slot = &g->slots[i]; slot->index; slot = &g->slots[i = (i + 1) & g->mask])
		if (slot->hash == hash && !memcmp(groups_at(g, slot->index - 1), key, g->key_size))
			break;
	return slot;
}

static void set_slots(struct groups *g, size_t count)
{
	g->mask = count - 1;
	g->slots = grown(NULL, count, sizeof(*g->slots));
	memset(g->slots, 0, count * sizeof(*g->slots));
}

static void more_slots(struct groups *g)
{
	struct groups_slot *old = g->slots, *slot;
	size_t count = g->mask + 1, at;

	set_slots(g, count * 2);
	for (slot = old; slot < old + count; slot++) {
		if (!slot->index)
			continue;
		at = slot->hash & g->mask;
		while (g->slots[at].index)
			at = (at + 1) & g->mask;
		g->slots[at] = *slot;
	}
	free(old);
}

/**
 * groups_init() - no groups yet
 * @g: the groups
 * @size: of an element, bytes
 * @key_size: of the key that it begins with
 */
void groups_init(struct groups *g, size_t size, size_t key_size)
{
	*g = (struct groups){ .size = size, .key_size = key_size };
	set_slots(g, 64);
}

/**
 * groups_get() - the group of a key
 * @g: the groups
 * @key: the key, key_size bytes
 *
 * Return: its element, valid until the next call. A new one is all 0 after its key.
 */
void *groups_get(struct groups *g, const void *key)
{
	struct groups_slot *slot;
	uint32_t hash;
	char *element;

	/* Rows that follow each other are often of one group. */
	if (g->count && !memcmp(groups_at(g, g->last), key, g->key_size))
		return groups_at(g, g->last);
	hash = hash_of(key, g->key_size);
	slot = slot_of(g, key, hash);
	if (slot->index)
		return groups_at(g, g->last = slot->index - 1);
	if (g->count == g->room) {
		if (g->count >= UINT32_MAX / 2)
			fail(EXIT_UNREADABLE, "more groups than this tool can count");
		g->room = g->room ? g->room * 2 : 32;
		g->elements = grown(g->elements, g->room, g->size);
	}
	g->last = g->count++;
	*slot = (struct groups_slot){ hash, g->count };
	element = groups_at(g, g->last);
	memset(element, 0, g->size);
	memcpy(element, key, g->key_size);
	if (g->count * 2 > g->mask)
		more_slots(g);
	return element;
}

/**
 * groups_find() - the group of a key, if there is one
 * @g: the groups
 * @key: the key, key_size bytes
 *
 * Return: its element, valid until the next new one; or NULL.
 */
void *groups_find(const struct groups *g, const void *key)
{
	const struct groups_slot *slot = slot_of(g, key, hash_of(key, g->key_size));

	return slot->index ? groups_at(g, slot->index - 1) : NULL;
}

/**
 * groups_at() - a group by its index
 * @g: the groups
 * @i: 0 to count - 1, in the order in which they were met first
 *
 * Return: its element.
 */
void *groups_at(const struct groups *g, size_t i)
{
	return g->elements + i * g->size;
}

/**
 * groups_index() - the index of a group
 * @g: the groups
 * @element: one of them
 *
 * Return: the index, which stays.
 */
size_t groups_index(const struct groups *g, const void *element)
{
	return ((const char *)element - g->elements) / g->size;
}

/**
 * groups_free() - free groups
 * @g: the groups
 */
void groups_free(struct groups *g)
{
	free(g->elements);
	free(g->slots);
}
