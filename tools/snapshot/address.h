/* SPDX-License-Identifier: GPL-2.0-only */
/* Addresses and ports as /proc/twinfo and ss write them. */
#ifndef TWINFO_ADDR_H
#define TWINFO_ADDR_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* IPv4 is kept v4-mapped: the kernel takes both forms of an address for the same, too. */
struct addr {
	struct in6_addr ip;
	uint16_t port;		/* host order */
};

#define ADDR_TEXT	(INET6_ADDRSTRLEN + 16)	/* "[address]:port", its NUL, and what a word of a table needs */

bool addr_parse(const char *text, struct addr *addr);
bool addr_parse_ip(const char *text, struct in6_addr *ip, bool *v4);
bool addr_parse_port(const char *text, uint16_t *port);
const char *addr_port_text(const char *text);
size_t addr_print(const struct addr *addr, char *text);
size_t addr_print_end(const struct in6_addr *ip, uint16_t port, char text[static ADDR_TEXT]);
size_t addr_print_ip(const struct in6_addr *ip, char *text);
bool addr_is_any(const struct in6_addr *ip);
bool addr_is_loopback(const struct in6_addr *ip);

#endif /* TWINFO_ADDR_H */
