/* SPDX-License-Identifier: GPL-2.0-only */
/* A pause where a chain may change under a walk, for tests. */
#ifndef TWINFO_DWELL_H
#define TWINFO_DWELL_H

#include <linux/delay.h>

/**
 * twi_dwell() - wait in a build for tests
 *
 * A walk takes microseconds, so the changes that it must withstand hit one in many thousand walks.
 * A build for tests (SLOW_WALK_US=20) waits wherever the chain may change under the walk.
 *
 * Context: any.
 */
static inline void twi_dwell(void)
{
#ifdef TWI_SLOW_WALK_US
	udelay(TWI_SLOW_WALK_US);
#endif
}

#endif /* TWINFO_DWELL_H */
