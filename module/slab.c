// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the allocator reports about a cache, as in /sys/kernel/slab.
 *
 * struct kmem_cache is private from 6.12 on, and get_slabinfo() was never exported. But exported
 * kernfs functions find the sysfs nodes, and their show() works without a file. A cache that is
 * merged with others is a link to the shared one, whose numbers count all of them. The attribute
 * `objects` is not read, because it walks all partial slabs with interrupts off.
 *
 * The caches of TCP are never destroyed, so their nodes and kobjects stay.
 */

#include <linux/ctype.h>
#include <linux/gfp.h>
#include <linux/kernfs.h>
#include <linux/kobject.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "age.h"
#include "slab.h"
#include "twinfo_format.h"

/**
 * twi_slab_number() - the first number of an attribute such as "96 N0=64 N1=32"
 * @text: the attribute
 *
 * Context: any.
 * Return: the number, TWI_NONE if it begins with none.
 */
s64 twi_slab_number(const char *text)
{
	s64 n = 0;

	if (!isdigit(*text))
		return TWI_NONE;
	while (isdigit(*text))
		n = n * 10 + (*text++ - '0');
	return n;
}

/* @page is one, as sysfs_emit() insists on a whole one. */
static s64 read_attribute(struct kernfs_node *dir, const char *name, char *page)
{
	struct kernfs_node *node = kernfs_find_and_get(dir, name);
	struct kobject *kobj = dir->priv;
	ssize_t len = -ENOENT;

	if (node && kernfs_type(node) == KERNFS_FILE)
		len = kobj->ktype->sysfs_ops->show(kobj, node->priv, page);
	kernfs_put(node);
	if (len <= 0)
		return TWI_NONE;
	page[min_t(size_t, len, PAGE_SIZE - 1)] = '\0';
	return twi_slab_number(page);
}

static void read_directory(struct kernfs_node *dir, struct twi_slab *slab, char *page)
{
	struct kobject *kobj = dir->priv;

	strscpy(slab->cache, kobject_name(kobj), sizeof(slab->cache));
	slab->aliases = read_attribute(dir, "aliases", page);
	slab->obj_bytes = read_attribute(dir, "object_size", page);
	slab->slot_bytes = read_attribute(dir, "slab_size", page);
	slab->per_slab = read_attribute(dir, "objs_per_slab", page);
	slab->order = read_attribute(dir, "order", page);
	slab->slabs = read_attribute(dir, "slabs", page);
}

/**
 * twi_slab_read() - read what the allocator reports about a cache
 * @name: of the cache, as it was created
 * @slab: takes it; what is not known (no SLUB, no sysfs) is TWI_NONE
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int twi_slab_read(const char *name, struct twi_slab *slab)
{
	struct kernfs_node *all, *node = NULL, *dir;
	char *page = (char *)get_zeroed_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;

	*slab = (struct twi_slab) {
		.cache = { TWINFO_NONE }, .aliases = TWI_NONE, .obj_bytes = TWI_NONE,
		.slot_bytes = TWI_NONE, .per_slab = TWI_NONE, .order = TWI_NONE, .slabs = TWI_NONE,
	};
	all = kernfs_find_and_get(kernel_kobj->sd, "slab");
	if (all && kernfs_type(all) == KERNFS_DIR)
		node = kernfs_find_and_get(all, name);
	dir = node && kernfs_type(node) == KERNFS_LINK ? node->symlink.target_kn : node;
	if (dir && kernfs_type(dir) == KERNFS_DIR)
		read_directory(dir, slab, page);

	kernfs_put(node);
	kernfs_put(all);
	free_page((unsigned long)page);
	return 0;
}
