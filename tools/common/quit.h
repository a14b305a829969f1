/* SPDX-License-Identifier: GPL-2.0-only */
/* Ending in good order when a signal asks for it: SIGINT, SIGTERM, SIGHUP. */
#ifndef TWINFO_QUIT_H
#define TWINFO_QUIT_H

#include <signal.h>
#include <stdbool.h>

void quit_on_signals(int flags, sigset_t *signals);
bool quit_asked(void);

#endif /* TWINFO_QUIT_H */
