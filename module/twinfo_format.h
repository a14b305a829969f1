/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The text of /proc/twinfo, format 1: the words that the module writes and the tool reads.
 *
 * One record a line, words separated by one blank, the first word is the kind. New kinds, new keys
 * at the end of a record and new columns at the end of a row may come; anything else makes another
 * format number.
 */
#ifndef TWINFO_FORMAT_H
#define TWINFO_FORMAT_H

#define TWINFO_FORMAT		1
#define TWINFO_VERSION		"0.2.0"
#define TWINFO_PROC		"twinfo"

/* Kinds of records, in the order in which a snapshot has them. */
#define TWINFO_HEADER		"twinfo"
#define TWINFO_NET		"net"
#define TWINFO_RESERVED		"reserved"
#define TWINFO_SUM		"sum"
#define TWINFO_EHASH		"ehash"
#define TWINFO_BHASH		"bhash"
#define TWINFO_BHASH2		"bhash2"
#define TWINFO_SLAB		"slab"
#define TWINFO_TW		"tw"
#define TWINFO_BIND		"bind"
#define TWINFO_END		"end"

/* The columns of a tw row. */
#define TWINFO_TW_COLUMNS                                                                          \
	"net state local peer rearm_age_ms entry_age_ms left_ms ts_age_s reuse_in_ms "             \
	"mark ifindex table"

/* The columns of a bind row. */
#define TWINFO_BIND_COLUMNS                                                                        \
	"net port tw fw2 full fastreuse fastreuseport l3mdev reuseaddr reuseport v6only "          \
	"listen listen_reuseport"

#define TWINFO_STATE_TW		"TIME-WAIT"
#define TWINFO_STATE_FW2	"FIN-WAIT-2"

/* How many owners of a bind bucket have an option; TWINFO_NONE without owners. */
#define TWINFO_HAVE_ALL		"all"
#define TWINFO_HAVE_SOME	"some"
#define TWINFO_HAVE_NONE	"none"

/* What the kernel cannot tell. */
#define TWINFO_NONE		'-'

/* How long TIME_WAIT lasts, in ms: TCP_TIMEWAIT_LEN of net/tcp.h, a constant of every kernel. */
#define TWINFO_PERIOD_MS	60000

#endif /* TWINFO_FORMAT_H */
