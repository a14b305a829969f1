/* SPDX-License-Identifier: GPL-2.0-only */
/* The cycle counter of the processor. It runs while the clock of User-Mode Linux stands still. */
#ifndef CYCLES_H
#define CYCLES_H

#include <stdint.h>

static inline uint64_t cycles(void)
{
#if defined(__x86_64__)
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc" : "=a" (low), "=d" (high));
	return (uint64_t)high << 32 | low;
#elif defined(__aarch64__)
	uint64_t n;

	__asm__ volatile("isb; mrs %0, cntvct_el0" : "=r" (n));
	return n;
#else
#error "no counter of cycles is known for this processor"
#endif
}

#endif /* CYCLES_H */
