// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo bind [ADDRESS:]0`: how many ports can bind() give? */

#include <inttypes.h>
#include <stdio.h>

#include "analysis/autobind.h"
#include "commands/bind.h"
#include "common/number.h"
#include "output/terminal.h"

const char *const bind_verdicts[] = { [BIND_FREE] = "free", [BIND_HELD] = "held", [BIND_UNKNOWN] = "unknown" };

static void add_count(struct table *t, struct snapshot *snap, const struct net *net, const char *state, int64_t count)
{
	show_netns(t, BIND_COLUMN_NETNS, BIND_COLUMN_NAME, snap, net->inum);
	table_text(t, BIND_COLUMN_STATE, state);
	table_number(t, BIND_COLUMN_COUNT, count);
	table_line(t);
}

static void explain(const struct space *space, const struct bind_request *request)
{
	putchar('\n');
	say("bind() with port 0 can give %s%" PRId64 " of %" PRId64 " ports%s", space->live_known ? "" : "at most ",
	    space_free(space), space_usable(space), !space->full ? "." :
	    space_free(space) ? ". A search may leave it out, so bind() may fail." :
	    ": it fails with EADDRINUSE.");
	if (request->any)
		say("This is for the wildcard address. For one address it may give more: twinfo bind ADDRESS:0.");
}

/**
 * bind_any() - count the ports that bind() can give for an address, or for the wildcard, which overlaps every other
 * @t: the table, which is printed
 * @snap: the snapshot, of which nothing was read
 * @options: what the user asked for
 * @request: the address; its port is 0
 *
 * Return: the exit status.
 */
int bind_any(struct table *t, struct snapshot *snap, const struct options *options,
	     const struct bind_request *request)
{
	enum bind_verdict verdict;
	struct groups sources;
	struct source_key key;
	struct net *net;
	struct connects c = { };
	struct space space;

	connects_read(&c, snap);
	net = snapshot_one(snap);
	sources_read(&sources, &c, snap);
	key = (struct source_key){ net->inum, request->ip };
	source_count(&c, net, request->any ? NULL : groups_get(&sources, &key), &space, NULL);
	sources_free(&sources);
	verdict = space.full ? BIND_HELD : space.live_known ? BIND_FREE : BIND_UNKNOWN;
	table_beside(t, "verdict", bind_verdicts[verdict]);
	add_count(t, snap, net, "FREE", space.live_known ? space_free(&space) : UNKNOWN);
	add_count(t, snap, net, "HELD", space.ports[PORT_OWNED]);
	add_count(t, snap, net, "RESERVED", space.ports[PORT_RESERVED]);
	table_print(t);
	if (for_people(options))
		explain(&space, request);
	connects_free(&c);
	return verdict == BIND_FREE ? EXIT_DONE : EXIT_NO;
}
