// SPDX-License-Identifier: GPL-2.0-only
/* How many chains have which length. Pure. */

#include <linux/minmax.h>

#include "histogram.h"

/**
 * twi_histogram_add() - count one chain
 * @hist: the histogram
 * @length: sockets in the chain
 *
 * Context: any; the caller owns @hist.
 */
void twi_histogram_add(struct twi_histogram *hist, u32 length)
{
	hist->slots++;
	hist->used += !!length;
	hist->total += length;
	hist->max_chain = max(hist->max_chain, length);
	hist->chains[min_t(u32, length, TWI_HIST_CLASSES - 1)]++;
}

/**
 * twi_histogram_add_empty() - count many empty chains at once
 * @hist: the histogram
 * @slots: how many
 *
 * Context: any; the caller owns @hist.
 */
void twi_histogram_add_empty(struct twi_histogram *hist, u32 slots)
{
	hist->slots += slots;
	hist->chains[0] += slots;
}

/**
 * twi_histogram_classes() - how many classes are worth printing
 * @hist: the histogram
 *
 * Context: any.
 * Return: the number of classes from length 0 up to the longest chain's.
 */
u32 twi_histogram_classes(const struct twi_histogram *hist)
{
	return min_t(u32, hist->max_chain, TWI_HIST_CLASSES - 1) + 1;
}
