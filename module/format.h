/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers and addresses as text. Pure; each function writes at @p without a closing NUL and returns
 * the place behind what it wrote, so that a row is written in one go (seq_printf() takes several
 * times as long). What is behind that place may have been overwritten, by 2 bytes at most.
 */
#ifndef TWINFO_FORMAT_TEXT_H
#define TWINFO_FORMAT_TEXT_H

#include <linux/string.h>
#include <linux/types.h>

#define TWI_U64_LEN		20	/* 18446744073709551615 */
#define TWI_ENDPOINT_LEN	47	/* [ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535 */

struct in6_addr;

char *twi_put_u32(char *p, u32 n);
char *twi_put_u64(char *p, u64 n);
char *twi_put_s64(char *p, s64 n);
char *twi_put_ip4(char *p, const u8 addr[4]);
char *twi_put_ip6(char *p, const struct in6_addr *addr);
char *twi_put_endpoint(char *p, bool v6, const struct in6_addr *addr, u16 port);

/**
 * twi_put_str() - a fixed text
 * @p: where to write
 * @text: a literal
 *
 * Context: any.
 * Return: the place behind it.
 */
#define twi_put_str(p, text)                                                                       \
	((char *)__builtin_memcpy(p, "" text, sizeof(text) - 1) + sizeof(text) - 1)

#endif /* TWINFO_FORMAT_TEXT_H */
