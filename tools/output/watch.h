/* SPDX-License-Identifier: GPL-2.0-only */
/* Showing something repeatedly, in place on a terminal. */
#ifndef TWINFO_WATCH_H
#define TWINFO_WATCH_H

#include <stdbool.h>
#include <stdint.h>

void watch_begin(int64_t every_ms, int64_t for_ms, bool people);
void watch_frame(void);
bool watch_wait(void);
void watch_end(void);
void watch_restore(void);
int64_t clock_ms(void);

#endif /* TWINFO_WATCH_H */
