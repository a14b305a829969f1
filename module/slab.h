/* SPDX-License-Identifier: GPL-2.0-only */
/* What the allocator says of a cache. */
#ifndef TWINFO_SLAB_H
#define TWINFO_SLAB_H

#include <linux/types.h>

/* What it does not say is TWI_NONE. */
struct twi_slab {
	char cache[64];		/* the name under which it keeps the cache, "-" if it keeps none */
	s64 aliases;		/* how many other caches share it */
	s64 obj_bytes;
	s64 slot_bytes;		/* an object with what the allocator adds */
	s64 per_slab;
	s64 order;		/* pages of a slab, as a power of two */
	s64 slabs;
};

int twi_slab_read(const char *name, struct twi_slab *slab);
s64 twi_slab_number(const char *text);

#endif /* TWINFO_SLAB_H */
