/* SPDX-License-Identifier: GPL-2.0-only */
/* Who owns a port: bind buckets, and the sockets of ehash counted for them. Pure. */
#ifndef TWINFO_BIND_BUCKETS_H
#define TWINFO_BIND_BUCKETS_H

#include <linux/types.h>

/* Which owners were met, as to an option that a socket has or lacks: bits. */
enum {
	TWI_OWNER_HAS = 1,
	TWI_OWNER_LACKS = 2,
};

/* A bind bucket as plain values. */
struct twi_bind {
	u32 rank;		/* of its namespace: see struct twi_net */
	u16 port;
	s8 fastreuse;		/* -1: made by connect() */
	s8 fastreuseport;
	s32 l3mdev;

	/* owners met in ehash */
	u32 tw;
	u32 fin_wait2;
	u32 full;

	u32 listen;		/* listeners met in the listening hash */
	u8 reuseaddr;		/* TWI_OWNER_ of SO_REUSEADDR */
	u8 reuseport;		/* of SO_REUSEPORT */
	u8 v6only;		/* of IPV6_V6ONLY, of the IPv6 owners alone */
	u8 listen_reuseport;	/* of SO_REUSEPORT, of the listeners */
};

struct twi_binds {
	struct twi_bind *rows;
	u32 count;
	u32 room;		/* rows there is memory for */
};

int twi_binds_grow(struct twi_binds *binds);
void twi_binds_free(struct twi_binds *binds);
void twi_binds_sort(struct twi_binds *binds);
struct twi_bind *twi_binds_find(const struct twi_binds *binds, u32 rank, u16 port);
bool twi_binds_shared(const struct twi_binds *binds, u32 at);

#endif /* TWINFO_BIND_BUCKETS_H */
