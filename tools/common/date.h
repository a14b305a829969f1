/* SPDX-License-Identifier: GPL-2.0-only */
/* Moments as people and file names have them. All are ms since 1970. */
#ifndef TWINFO_DATE_H
#define TWINFO_DATE_H

#include <stdbool.h>
#include <stdint.h>

#define DATE_TEXT	32	/* bytes that a date needs as text */

int64_t date_now_ms(void);
bool date_parse(const char *text, int64_t now_ms, int64_t *ms);
void date_print(int64_t ms, char *text);
void date_print_name(int64_t ms, char *text);
bool date_parse_name(const char **text, int64_t *ms);

#endif /* TWINFO_DATE_H */
