// SPDX-License-Identifier: GPL-2.0-only
/* Ending in good order when a signal asks for it. */

#include <stddef.h>

#include "common/quit.h"

static volatile sig_atomic_t quit;

static void on_quit(int signal)
{
	(void)signal;
	quit = 1;
}

/**
 * quit_on_signals() - from now on signals that end a program are only remembered
 * @flags: of sigaction(): SA_RESTART to go on with calls that they interrupt
 * @signals: which they are; may be NULL
 *
 * What nohup(1) and the like ignore stays ignored.
 */
void quit_on_signals(int flags, sigset_t *signals)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_quit, .sa_flags = flags }, before;
	size_t i;

	if (signals)
		sigemptyset(signals);
	for (i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		if (sigaction(ends[i], NULL, &before) || before.sa_handler == SIG_IGN)
			continue;
		sigaction(ends[i], &action, NULL);
		if (signals)
			sigaddset(signals, ends[i]);
	}
}

/**
 * quit_asked() - did such a signal come?
 */
bool quit_asked(void)
{
	return quit;
}
