/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading the text of /proc/twinfo, from the kernel or from a file: record by record, checked on
 * the way. What the records mean is the matter of snapshot.h.
 *
 * Whatever is wrong with the input ends the program: EXIT_UNREADABLE for what cannot be read,
 * EXIT_DAMAGED with the line and what was expected there for the rest.
 */
#ifndef TWINFO_READER_H
#define TWINFO_READER_H

#include <stdbool.h>

#include "snapshot/origin.h"
#include "snapshot/record.h"
#include "snapshot/rows.h"

/*
 * How far a command has to read a snapshot of the kernel. TUPLES: to its end, but bind rows are only counted, as
 * there may be as many. A file is always read whole.
 */
enum extent { TO_SETTINGS, TO_COUNTS, TUPLES, TO_END };

struct reader;

struct reader *reader_open(const struct origin *origin, enum extent extent);
bool reader_live(const struct reader *in);
bool reader_diag(const struct reader *in);
const struct record *reader_next(struct reader *in);
void reader_close(struct reader *in);

#endif /* TWINFO_READER_H */
