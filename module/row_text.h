/* SPDX-License-Identifier: GPL-2.0-only */
/* A row as text. Most of it is that of the row before. */
#ifndef TWINFO_ROW_TEXT_H
#define TWINFO_ROW_TEXT_H

#include <linux/types.h>

struct twi_clock;
struct twi_net;
struct twi_row;

/* Room for a row: the widest has 2 endpoints and 9 numbers. */
#define TWI_ROW_MAX	320

/* An IPv4 address as text, with a colon behind it. */
struct twi_ip4_text {
	u32 addr;		/* in network order */
	u32 len;
	char text[16];
};

/* What is kept of the text of the row before. All 0 before the first. */
struct twi_row_text {
	const struct twi_net *ns;	/* a name, not a way to it */
	bool fin_wait2;
	u32 prefix_len;
	char prefix[32];		/* up to the local address */
	struct twi_ip4_text local, peer;

	u32 table;
	u32 tail_len;
	char tail[16];			/* mark, ifindex, table, if the first two are 0 */
};

char *twi_put_number(char *p, s64 n);
char *twi_put_row(struct twi_row_text *text, char *p, const struct twi_row *row,
		  const struct twi_net *ns, const struct twi_clock *now, s64 mark, s64 table);

#endif /* TWINFO_ROW_TEXT_H */
