// SPDX-License-Identifier: GPL-2.0-only
/* Addresses and ports as /proc/twinfo and ss write them. */

#include <arpa/inet.h>
#include <string.h>

#include "common/number.h"
#include "snapshot/address.h"

/**
 * addr_port_text() - the port of "address:port"
 * @text: that
 *
 * Return: what is after the last colon, NULL if there is none.
 */
const char *addr_port_text(const char *text)
{
	const char *colon = strrchr(text, ':');

	return colon ? colon + 1 : NULL;
}

/**
 * addr_parse_port() - a port's number
 * @text: decimal digits
 * @port: where it goes
 *
 * Return: whether it is one, 0 to 65535.
 */
bool addr_parse_port(const char *text, uint16_t *port)
{
	unsigned long n = 0;
	const char *c;

	for (c = text; *c >= '0' && *c <= '9' && c - text < 5; c++)
		n = n * 10 + (*c - '0');
	*port = n;
	return c != text && !*c && n < 65536;
}

/**
 * addr_parse_ip() - an address without a port
 * @text: as inet_pton(3) reads it, IPv6 with or without brackets
 * @ip: where it goes, IPv4 as v4-mapped
 * @v4: where it goes whether it was written as IPv4
 *
 * Return: whether it is one.
 */
bool addr_parse_ip(const char *text, struct in6_addr *ip, bool *v4)
{
	char bare[INET6_ADDRSTRLEN];
	size_t len = strlen(text);

	if (*text == '[' && len > 1 && text[len - 1] == ']') {
		text++;
		len -= 2;
	}
	if (len >= sizeof(bare))
		return false;
	memcpy(bare, text, len);
	bare[len] = '\0';

	*ip = (struct in6_addr){ .s6_addr[10] = 0xff, .s6_addr[11] = 0xff };
	*v4 = inet_pton(AF_INET, bare, &ip->s6_addr[12]) == 1;
	return *v4 || inet_pton(AF_INET6, bare, ip) == 1;
}

/*
 * The dotted form of IPv4 and the colon after it, of which a snapshot has millions; everything else is for inet_pton(3).
 * Return: what follows, NULL for another form.
 */
static const char *parse_dotted(const char *text, uint8_t *bytes)
{
	unsigned int i, n, digit;
	const char *c;

	for (i = 0; i < 4; i++, text = c + 1) {
		for (c = text, n = 0; (digit = (unsigned char)*c - '0') <= 9 && c - text < 3; c++)
			n = n * 10 + digit;
		if (c == text || n > 255 || (*text == '0' && c - text > 1) || *c != (i < 3 ? '.' : ':'))
			return NULL;
		bytes[i] = n;
	}
	return text;
}

/**
 * addr_parse() - an address and its port
 * @text: "1.2.3.4:80" or "[::1]:80"
 * @addr: where it goes
 *
 * Return: whether it is one.
 */
bool addr_parse(const char *text, struct addr *addr)
{
	char ip[INET6_ADDRSTRLEN + 2];
	const char *port;
	bool v4;

	addr->ip = (struct in6_addr){ .s6_addr[10] = 0xff, .s6_addr[11] = 0xff };
	port = parse_dotted(text, &addr->ip.s6_addr[12]);
	if (port)
		return addr_parse_port(port, &addr->port);
	port = addr_port_text(text);
	if (!port || (size_t)(port - text) > sizeof(ip) || !addr_parse_port(port, &addr->port))
		return false;
	memcpy(ip, text, port - text - 1);
	ip[port - text - 1] = '\0';
	return addr_parse_ip(ip, &addr->ip, &v4) && v4 == (*ip != '[');
}

/* Millions of IPv4 addresses are printed; inet_ntop(3) has printf() print each. */
static size_t print_dotted(const uint8_t *bytes, char *text)
{
	size_t len = 0;
	int i;

	for (i = 0; i < 4; i++) {
		len += print_whole(bytes[i], text + len);
		text[len++] = '.';
	}
	text[--len] = '\0';
	return len;
}

/**
 * addr_print_ip() - an address as people read it
 * @ip: the address; v4-mapped is shown as IPv4
 * @text: at least ADDR_TEXT bytes
 *
 * Return: how long it is.
 */
size_t addr_print_ip(const struct in6_addr *ip, char *text)
{
	size_t len;

	if (IN6_IS_ADDR_V4MAPPED(ip))
		return print_dotted(&ip->s6_addr[12], text);
	*text = '[';
	inet_ntop(AF_INET6, ip, text + 1, INET6_ADDRSTRLEN);
	len = strlen(text);
	strcpy(text + len, "]");
	return len + 1;
}

/**
 * addr_print() - the same with its port
 * @addr: the address
 * @text: at least ADDR_TEXT bytes
 *
 * Return: how long it is.
 */
size_t addr_print(const struct addr *addr, char *text)
{
	size_t len = addr_print_ip(&addr->ip, text);

	text[len++] = ':';
	return len + print_whole(addr->port, text + len);
}

/**
 * addr_is_any() - is it the wildcard address, 0.0.0.0 or [::]?
 * @ip: the address
 */
bool addr_is_any(const struct in6_addr *ip)
{
	static const struct in6_addr any4 = { .s6_addr = { [10] = 0xff, [11] = 0xff } };

	return IN6_IS_ADDR_UNSPECIFIED(ip) || !memcmp(ip, &any4, sizeof(*ip));
}

/**
 * addr_is_loopback() - ::1, 127.0.0.0/8 or the same v4-mapped (net/ipv4/tcp_ipv4.c:tcp_twsk_unique)
 * @ip: the address
 */
bool addr_is_loopback(const struct in6_addr *ip)
{
	return IN6_IS_ADDR_LOOPBACK(ip) || (IN6_IS_ADDR_V4MAPPED(ip) && ip->s6_addr[12] == 127);
}

/**
 * addr_print_end() - an end of connections of which not all need be known
 * @ip: the address; NULL for any: "*:80"
 * @port: the port, 0 for any: "1.2.3.4:*"
 * @text: where it goes
 *
 * Return: how long it is.
 */
size_t addr_print_end(const struct in6_addr *ip, uint16_t port, char text[static ADDR_TEXT])
{
	size_t len = ip ? addr_print_ip(ip, text) : 1;

	if (!ip)
		*text = '*';
	text[len++] = ':';
	if (port)
		return len + print_whole(port, text + len);
	text[len++] = '*';
	text[len] = '\0';
	return len;
}
