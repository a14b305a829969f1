/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cycle counter of the processor. It runs while the clock of User-Mode Linux stands still. Where a program may not read
 * it, or none is known, the clock in ns.
 */
#ifndef CYCLES_H
#define CYCLES_H

#include <stdint.h>
#include <time.h>

static inline uint64_t cycles(void)
{
#if defined(__x86_64__) || defined(__i386__)
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc" : "=a" (low), "=d" (high));
	return (uint64_t)high << 32 | low;
#elif defined(__aarch64__)
	uint64_t n;

	__asm__ volatile("isb; mrs %0, cntvct_el0" : "=r" (n));
	return n;
#else
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * UINT64_C(1000000000) + now.tv_nsec;
#endif
}

#endif /* CYCLES_H */
