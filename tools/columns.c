// SPDX-License-Identifier: GPL-2.0-only
/* The columns of rows: which there must be, and which word of a row each is. */

#include <string.h>

#include "columns.h"

const char *const tw_names[] = {
	[TW_NET] = "net", [TW_STATE] = "state", [TW_LOCAL] = "local", [TW_PEER] = "peer",
	[TW_REARM_AGE] = "rearm_age_ms", [TW_ENTRY_AGE] = "entry_age_ms", [TW_LEFT] = "left_ms",
	[TW_TS_AGE] = "ts_age_s", [TW_REUSE_IN] = "reuse_in_ms", [TW_MARK] = "mark",
	[TW_IFINDEX] = "ifindex", [TW_TABLE] = "table", NULL
};

const char *const bind_names[] = {
	[BIND_NET] = "net", [BIND_PORT] = "port", [BIND_TW] = "tw", [BIND_FIN_WAIT_2] = "fw2",
	[BIND_FULL] = "full", [BIND_FASTREUSE] = "fastreuse",
	[BIND_FASTREUSEPORT] = "fastreuseport", [BIND_L3MDEV] = "l3mdev", NULL
};

/**
 * columns_place() - find the columns that must be there
 * @columns: of a kind of row; which word each is goes there
 * @r: the words of a line "# KIND name name ..."
 *
 * Return: NULL, or the name of one that is missing.
 */
const char *columns_place(struct columns *columns, const struct record *r)
{
	unsigned int i, w;

	for (i = 0; columns->names[i]; i++) {
		for (w = 2; w < r->words; w++)
			if (!strcmp(r->word[w], columns->names[i]))
				break;
		if (w == r->words)
			return columns->names[i];
		/* A row has no "#", so its words stand one to the left. */
		columns->place[i] = w - 1;
	}
	columns->count = r->words - 2;
	return NULL;
}
