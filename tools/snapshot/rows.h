/* SPDX-License-Identifier: GPL-2.0-only */
/* Rows of /proc/twinfo, tw and bind: their columns, and the values in them. */
#ifndef TWINFO_ROWS_H
#define TWINFO_ROWS_H

#include <stddef.h>

#include "snapshot/address.h"
#include "snapshot/record.h"
#include "twinfo_format.h"

/* The columns, in the order of their names in twinfo_format.h. */
enum tw_column {
	TW_NET, TW_STATE, TW_LOCAL, TW_PEER, TW_REARM_AGE, TW_ENTRY_AGE, TW_LEFT, TW_TS_AGE,
	TW_REUSE_IN, TW_MARK, TW_IFINDEX, TW_TABLE, TW_COLUMNS
};

enum bind_column {
	BIND_NET, BIND_PORT, BIND_TW, BIND_FIN_WAIT_2, BIND_FULL, BIND_FASTREUSE,
	BIND_FASTREUSEPORT, BIND_L3MDEV, BIND_REUSEADDR, BIND_REUSEPORT, BIND_V6ONLY,
	BIND_LISTEN, BIND_LISTEN_REUSEPORT, BIND_COLUMNS
};

/* How many of the sockets that a row is about have an option. */
enum have { HAVE_UNKNOWN, HAVE_NONE, HAVE_SOME, HAVE_ALL };

enum { COLUMNS_MAX = (int)BIND_COLUMNS > (int)TW_COLUMNS ? (int)BIND_COLUMNS : (int)TW_COLUMNS };

/* The columns of one kind of row, from the line "# KIND name name ...". */
struct columns {
	const char *kind;
	unsigned int place[COLUMNS_MAX];	/* which word of a row each of ours is; 0 if it is not there */
	unsigned int count;		/* how many the line names, 0 before it came */
};

const char *columns_place(struct columns *columns, const struct record *r);
void row_begin(struct record *r, const struct columns *columns);
void row_check(const struct record *r);

void tw_addr(const struct record *r, enum tw_column column, struct addr *addr);
int64_t tw_number(const struct record *r, enum tw_column column);
int64_t tw_age_ms(const struct record *r);
int64_t tw_ends_in_ms(const struct record *r);
int64_t bind_number(const struct record *r, enum bind_column column);
enum have bind_have(const struct record *r, enum bind_column column);

/* A value of a tw row: its text. */
static inline const char *tw_text(const struct record *r, enum tw_column column)
{
	return r->word[r->place[column]];
}

/* The same, and its length without the NUL. */
static inline const char *tw_word(const struct record *r, enum tw_column column, size_t *len)
{
	char *const *word = &r->word[r->place[column]];

	*len = word[1] - word[0] - 1;
	return word[0];
}

/* Is it in TIME-WAIT? Else in FIN-WAIT-2: the reader has checked that. */
static inline bool tw_is_time_wait(const struct record *r)
{
	return *tw_text(r, TW_STATE) == *TWINFO_STATE_TW;
}

#endif /* TWINFO_ROWS_H */
