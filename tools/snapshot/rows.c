// SPDX-License-Identifier: GPL-2.0-only
/* Rows of /proc/twinfo, tw and bind: their columns, and the values in them. */

#include <endian.h>
#include <string.h>

#include "common/number.h"
#include "snapshot/address.h"
#include "snapshot/rows.h"
#include "twinfo_format.h"

/* What may stand in a column. An UNSIGNED or SIGNED number may be "-", a COUNT may not. */
enum type { COUNT, UNSIGNED, SIGNED, PORT, STATE, ENDPOINT, HAVE };

struct named {
	const char *name;
	enum type type;
	bool later;		/* a module of an earlier version does not have it */
};

static const struct named tw_columns[] = {
	[TW_NET] = { "net", COUNT }, [TW_STATE] = { "state", STATE },
	[TW_LOCAL] = { "local", ENDPOINT }, [TW_PEER] = { "peer", ENDPOINT },
	[TW_REARM_AGE] = { "rearm_age_ms", SIGNED }, [TW_ENTRY_AGE] = { "entry_age_ms", SIGNED },
	[TW_LEFT] = { "left_ms", SIGNED }, [TW_TS_AGE] = { "ts_age_s", SIGNED },
	[TW_REUSE_IN] = { "reuse_in_ms", UNSIGNED }, [TW_MARK] = { "mark", UNSIGNED },
	[TW_IFINDEX] = { "ifindex", COUNT }, [TW_TABLE] = { "table", UNSIGNED }, { }
};

static const struct named bind_columns[] = {
	[BIND_NET] = { "net", COUNT }, [BIND_PORT] = { "port", PORT },
	[BIND_TW] = { "tw", UNSIGNED }, [BIND_FIN_WAIT_2] = { "fw2", UNSIGNED },
	[BIND_FULL] = { "full", UNSIGNED }, [BIND_FASTREUSE] = { "fastreuse", SIGNED },
	[BIND_FASTREUSEPORT] = { "fastreuseport", SIGNED }, [BIND_L3MDEV] = { "l3mdev", COUNT },
	[BIND_REUSEADDR] = { "reuseaddr", HAVE, true }, [BIND_REUSEPORT] = { "reuseport", HAVE, true },
	[BIND_V6ONLY] = { "v6only", HAVE, true }, [BIND_LISTEN] = { "listen", UNSIGNED, true },
	[BIND_LISTEN_REUSEPORT] = { "listen_reuseport", HAVE, true }, { }
};

static const char *const haves[] = {
	[HAVE_UNKNOWN] = "-", [HAVE_NONE] = TWINFO_HAVE_NONE, [HAVE_SOME] = TWINFO_HAVE_SOME,
	[HAVE_ALL] = TWINFO_HAVE_ALL,
};

static const struct named *columns_of(const char *kind)
{
	return strcmp(kind, TWINFO_TW) ? bind_columns : tw_columns;
}

/**
 * columns_place() - find the columns that must exist
 * @columns: of one kind of row; the place of each goes there
 * @r: the words of a line "# KIND name name ..."
 *
 * Return: NULL, or the name of a column that is missing.
 */
const char *columns_place(struct columns *columns, const struct record *r)
{
	const struct named *named = columns_of(columns->kind);
	unsigned int i, w;

	for (i = 0; named[i].name; i++) {
		for (w = 2; w < r->words; w++)
			if (!strcmp(r->word[w], named[i].name))
				break;
		if (w == r->words && !named[i].later)
			return named[i].name;
		/* A row has no "#", so its words stand one to the left. */
		columns->place[i] = w < r->words ? w - 1 : 0;
	}
	columns->count = r->words - 2;
	return NULL;
}

/**
 * row_begin() - make a record a row: from here on the values of its columns can be read
 * @r: the record; one with too few words ends the program
 * @columns: of its kind
 */
void row_begin(struct record *r, const struct columns *columns)
{
	if (!columns->count)
		record_damaged(r, "a row before the line '# %s' that names its columns",
			       columns->kind);
	if (r->words - 1 < columns->count)
		record_damaged(r, "expected %u words after '%s', found %u", columns->count,
			       columns->kind, r->words - 1);
	r->place = columns->place;
}

/* Is the word one to eight digits? All at once, as a file may have millions of rows of twelve columns. */
static bool few_digits(const char *text, size_t len)
{
	const uint64_t zeros = 0x3030303030303030, high = 0xf0f0f0f0f0f0f0f0;
	uint64_t bytes;

	if (len - 1 >= sizeof(bytes))
		return false;
	memcpy(&bytes, text, sizeof(bytes));
	bytes = le64toh(bytes) << (sizeof(bytes) - len) * 8;
	bytes |= len < sizeof(bytes) ? zeros >> len * 8 : 0;
	return (bytes & high) == zeros && ((bytes + 0x0606060606060606) & high) == zeros;
}

static enum have have_of(const struct record *r, const struct named *column, const char *text)
{
	enum have have;

	for (have = HAVE_UNKNOWN; have <= HAVE_ALL; have++)
		if (!strcmp(text, haves[have]))
			return have;
	record_damaged(r, "expected all, some, none or - for %s, found '%.40s'", column->name, text);
}

static void check_value(const struct record *r, const struct named *column, const char *text)
{
	struct addr addr;
	int64_t n;

	switch (column->type) {
	case STATE:
		if (strcmp(text, TWINFO_STATE_TW) && strcmp(text, TWINFO_STATE_FW2))
			record_damaged(r, "expected a state, found '%.40s'", text);
		return;
	case ENDPOINT:
		if (!addr_parse(text, &addr))
			record_damaged(r, "expected an address and its port, found '%.60s'", text);
		return;
	case HAVE:
		have_of(r, column, text);
		return;
	case SIGNED:
		word_number(r, text, column->name);
		return;
	default:
		n = word_number(r, text, column->name);
		if (n == UNKNOWN ? column->type != UNSIGNED
				 : n < 0 || (column->type == PORT && n > UINT16_MAX))
			record_damaged(r, "expected %s for %s, found '%.40s'",
				       column->type == PORT ? "a port" : "a number of at least 0",
				       column->name, text);
	}
}

/**
 * row_check() - check the value of each column that this tool knows
 * @r: a row; a wrong value ends the program
 *
 * The kernel's rows need no check. A file's rows do, in every command alike, whichever columns it
 * uses.
 */
void row_check(const struct record *r)
{
	const struct named *column = columns_of(r->word[0]);
	unsigned int i;

	for (i = 0; column[i].name; i++) {
		char *const *word = &r->word[r->place[i]];

		if (!r->place[i] || (column[i].type <= SIGNED && few_digits(word[0], word[1] - word[0] - 1)))
			continue;
		check_value(r, &column[i], word[0]);
	}
}

/**
 * tw_addr() - an address and its port, of a row of `tw`
 * @r: the row
 * @column: TW_LOCAL or TW_PEER
 * @addr: where they go
 *
 * Ends the program if the row has none.
 */
void tw_addr(const struct record *r, enum tw_column column, struct addr *addr)
{
	const char *text = tw_text(r, column);

	if (!addr_parse(text, addr))
		record_damaged(r, "expected an address and its port, found '%.60s'", text);
}

/**
 * tw_number() - a number of a row
 * @r: a tw row
 * @column: which
 *
 * Return: the number in the unit that the column's name gives, UNKNOWN for "-".
 */
int64_t tw_number(const struct record *r, enum tw_column column)
{
	return word_number(r, r->word[r->place[column]], tw_columns[column].name);
}

/**
 * tw_age_ms() - how old a tuple is, as far as is known
 * @r: a tw row
 *
 * Return: ms since its entry stamp, or since its timer was last armed where there is no stamp; UNKNOWN
 * without both (FIN-WAIT-2 before 6.14).
 */
int64_t tw_age_ms(const struct record *r)
{
	int64_t age = tw_number(r, TW_ENTRY_AGE);

	return age == UNKNOWN ? tw_number(r, TW_REARM_AGE) : age;
}

/**
 * tw_ends_in_ms() - when a tuple ends
 * @r: a tw row
 *
 * Return: ms; 0 for one that is late, or whose timer is not armed.
 */
int64_t tw_ends_in_ms(const struct record *r)
{
	int64_t left = tw_number(r, TW_LEFT);

	return left == UNKNOWN || left < 0 ? 0 : left;
}

/**
 * bind_number() - a number of a row
 * @r: a bind row
 * @column: which
 *
 * Return: the number, UNKNOWN for "-", and where the module is too old to tell.
 */
int64_t bind_number(const struct record *r, enum bind_column column)
{
	return r->place[column] ? word_number(r, r->word[r->place[column]], bind_columns[column].name) : UNKNOWN;
}

/**
 * bind_have() - how many sockets of a bind bucket have an option
 * @r: a bind row
 * @column: which option, and of which sockets: in the established hash, or listeners
 *
 * Return: HAVE_UNKNOWN for "-", and where the module is too old to tell.
 */
enum have bind_have(const struct record *r, enum bind_column column)
{
	return r->place[column] ? have_of(r, &bind_columns[column], r->word[r->place[column]]) : HAVE_UNKNOWN;
}
