// SPDX-License-Identifier: GPL-2.0-only
/* `twinfo dest`: how many for each destination, which is a case of `twinfo group`. */

#include "commands/group.h"

static int run(const struct command *self, const struct options *options)
{
	return group_run(self, options, "netns,dir,local,peer", NULL);
}

const struct command dest_command = {
	.name = "dest",
	.words = "[filter]",
	.help = "how many for each destination, their ages, how many can be reused",
	.more = "The groups are those of twinfo group netns,dir,local,peer.",
	.takes = TAKES_FILTER,
	.columns = group_columns,
	.defaults = "NETNS,NAME,DIR,LOCAL,PEER,TIME-WAIT,FIN-WAIT-2,OLDEST,NEWEST,LAST,NOW,LATER,NEVER,RATE,STEADY",
	.sort = "-TIME-WAIT",
	.run = run,
};
