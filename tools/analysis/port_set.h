/* SPDX-License-Identifier: GPL-2.0-only */
/* A set of ports: a bit for each. */
#ifndef TWINFO_PORT_SET_H
#define TWINFO_PORT_SET_H

#include <stdbool.h>
#include <stdint.h>

#define PORTS	65536

struct port_set {
	unsigned char bits[PORTS / 8];
};

static inline void port_add(struct port_set *set, uint16_t port)
{
	set->bits[port / 8] |= 1 << port % 8;
}

static inline bool port_in(const struct port_set *set, uint16_t port)
{
	return set->bits[port / 8] & 1 << port % 8;
}

#endif /* TWINFO_PORT_SET_H */
