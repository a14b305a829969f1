/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers as people write and read them. */
#ifndef TWINFO_NUMBER_H
#define TWINFO_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNKNOWN		INT64_MIN	/* what is not known; shown as "-" */
#define NUMBER_TEXT	32	/* bytes that any number needs as text */

bool parse_time_ms(const char *text, int64_t *ms);
bool parse_bytes(const char *text, int64_t *bytes);
bool parse_whole(const char *text, int64_t max, int64_t *n);
size_t print_whole(int64_t n, char *text);
size_t print_seconds(int64_t ms, char *text);
size_t print_tenths(int64_t tenths, char *text);
size_t seconds_of_ms(const char *ms, size_t len, char *text);
size_t print_bytes(int64_t bytes, char *text);

#endif /* TWINFO_NUMBER_H */
