// SPDX-License-Identifier: GPL-2.0-only
/* Numbers and addresses as text. Pure. */

#include <linux/in6.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>

#include "age.h"
#include "format.h"
#include "twinfo_format.h"

/*
 * Numbers are most of a row, so they are written forwards, straight into place, two digits at a
 * time. (All eight at once, without a branch, take longer: most numbers of a column are as long as
 * the one before.)
 */
static const char pairs[] = {
	"00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"
};

static __always_inline char *put_pair(char *p, u32 n)
{
	__builtin_memcpy(p, &pairs[2 * n], 2);
	return p + 2;
}

/* Below 10000: without leading zeros. */
static __always_inline char *put_few(char *p, u32 n)
{
	if (n < 10) {
		*p = '0' + n;
		return p + 1;
	}
	if (n < 100)
		return put_pair(p, n);
	if (n < 1000)
		*p++ = '0' + n / 100;
	else
		p = put_pair(p, n / 100);
	return put_pair(p, n % 100);
}

/* And with them. */
static __always_inline char *put_four(char *p, u32 n)
{
	return put_pair(put_pair(p, n / 100), n % 100);
}

/**
 * twi_put_u32() - a number in decimal
 * @p: where to write, 10 bytes at most
 * @n: the number
 *
 * Context: any.
 * Return: the place behind the last digit.
 */
char *twi_put_u32(char *p, u32 n)
{
	u32 high = n / 10000;

	if (!high)
		return put_few(p, n);
	if (high < 10000)
		p = put_few(p, high);
	else
		p = put_four(put_few(p, high / 10000), high % 10000);
	return put_four(p, n % 10000);
}

/**
 * twi_put_u64() - a number in decimal
 * @p: where to write, TWI_U64_LEN bytes at most
 * @n: the number
 *
 * Context: any.
 * Return: the place behind the last digit.
 */
char *twi_put_u64(char *p, u64 n)
{
	u32 low;

	if (n <= U32_MAX)
		return twi_put_u32(p, n);
	n = div_u64_rem(n, 100000000, &low);
	p = twi_put_u64(p, n);
	return put_four(put_four(p, low / 10000), low % 10000);
}

/**
 * twi_put_s64() - a number in decimal, or "-" for what is not known
 * @p: where to write, TWI_U64_LEN bytes at most
 * @n: the number, or TWI_NONE
 *
 * Context: any.
 * Return: the place behind it.
 */
char *twi_put_s64(char *p, s64 n)
{
	if (n == TWI_NONE) {
		*p++ = TWINFO_NONE;
		return p;
	}
	if (n < 0) {
		*p++ = '-';
		n = -n;
	}
	return twi_put_u64(p, n);
}

/* Each byte of an address as text, with a dot behind it. */
static const char octets[256][5] = {
	"0.", "1.", "2.", "3.", "4.", "5.", "6.", "7.",
	"8.", "9.", "10.", "11.", "12.", "13.", "14.", "15.",
	"16.", "17.", "18.", "19.", "20.", "21.", "22.", "23.",
	"24.", "25.", "26.", "27.", "28.", "29.", "30.", "31.",
	"32.", "33.", "34.", "35.", "36.", "37.", "38.", "39.",
	"40.", "41.", "42.", "43.", "44.", "45.", "46.", "47.",
	"48.", "49.", "50.", "51.", "52.", "53.", "54.", "55.",
	"56.", "57.", "58.", "59.", "60.", "61.", "62.", "63.",
	"64.", "65.", "66.", "67.", "68.", "69.", "70.", "71.",
	"72.", "73.", "74.", "75.", "76.", "77.", "78.", "79.",
	"80.", "81.", "82.", "83.", "84.", "85.", "86.", "87.",
	"88.", "89.", "90.", "91.", "92.", "93.", "94.", "95.",
	"96.", "97.", "98.", "99.", "100.", "101.", "102.", "103.",
	"104.", "105.", "106.", "107.", "108.", "109.", "110.", "111.",
	"112.", "113.", "114.", "115.", "116.", "117.", "118.", "119.",
	"120.", "121.", "122.", "123.", "124.", "125.", "126.", "127.",
	"128.", "129.", "130.", "131.", "132.", "133.", "134.", "135.",
	"136.", "137.", "138.", "139.", "140.", "141.", "142.", "143.",
	"144.", "145.", "146.", "147.", "148.", "149.", "150.", "151.",
	"152.", "153.", "154.", "155.", "156.", "157.", "158.", "159.",
	"160.", "161.", "162.", "163.", "164.", "165.", "166.", "167.",
	"168.", "169.", "170.", "171.", "172.", "173.", "174.", "175.",
	"176.", "177.", "178.", "179.", "180.", "181.", "182.", "183.",
	"184.", "185.", "186.", "187.", "188.", "189.", "190.", "191.",
	"192.", "193.", "194.", "195.", "196.", "197.", "198.", "199.",
	"200.", "201.", "202.", "203.", "204.", "205.", "206.", "207.",
	"208.", "209.", "210.", "211.", "212.", "213.", "214.", "215.",
	"216.", "217.", "218.", "219.", "220.", "221.", "222.", "223.",
	"224.", "225.", "226.", "227.", "228.", "229.", "230.", "231.",
	"232.", "233.", "234.", "235.", "236.", "237.", "238.", "239.",
	"240.", "241.", "242.", "243.", "244.", "245.", "246.", "247.",
	"248.", "249.", "250.", "251.", "252.", "253.", "254.", "255.",
};

/* Without a branch: how long the bytes of an address are, nobody foretells. */
static __always_inline char *put_octet(char *p, u32 n)
{
	__builtin_memcpy(p, octets[n], 4);
	return p + 2 + (n > 9) + (n > 99);
}

/**
 * twi_put_ip4() - an IPv4 address
 * @p: where to write, 15 bytes at most, and one of scratch behind them
 * @addr: the address in network order
 *
 * Context: any.
 * Return: the place behind it.
 */
char *twi_put_ip4(char *p, const u8 addr[4])
{
	int i;

	for (i = 0; i < 4; i++)
		p = put_octet(p, addr[i]);
	return p - 1;
}

static char *put_hex16(char *p, u16 n)
{
	int shift = 12;

	while (shift && !(n >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		*p++ = "0123456789abcdef"[n >> shift & 15];
	return p;
}

/**
 * twi_put_ip6() - an IPv6 address as inet_ntop(3) writes it
 * @p: where to write, 39 bytes at most
 * @addr: the address
 *
 * The first of the longest runs of two or more zero words becomes "::"; v4-mapped (::ffff:1.2.3.4)
 * and v4-compatible (::1.2.3.4) addresses end in dots.
 *
 * Context: any.
 * Return: the place behind it.
 */
char *twi_put_ip6(char *p, const struct in6_addr *addr)
{
	int i, run = 0, best = -1, best_len = 1;
	u16 word[8];

	for (i = 0; i < 8; i++) {
		word[i] = addr->s6_addr[2 * i] << 8 | addr->s6_addr[2 * i + 1];
		run = word[i] ? 0 : run + 1;
		if (run > best_len) {
			best_len = run;
			best = i + 1 - run;
		}
	}

	for (i = 0; i < 8; i++) {
		if (i == best) {
			*p++ = ':';
			i += best_len - 1;
			if (i == 7)
				*p++ = ':';
			continue;
		}
		if (i)
			*p++ = ':';
		if (i == 6 && !best && (best_len == 6 || (best_len == 5 && word[5] == 0xffff)))
			return twi_put_ip4(p, &addr->s6_addr[12]);
		p = put_hex16(p, word[i]);
	}
	return p;
}

/**
 * twi_put_endpoint() - an address and a port, as in 127.0.0.1:80 or [::1]:80
 * @p: where to write, TWI_ENDPOINT_LEN bytes at most
 * @v6: is @addr an IPv6 address? Otherwise its first 4 bytes are an IPv4 one
 * @addr: the address
 * @port: the port in host order
 *
 * Context: any.
 * Return: the place behind it.
 */
char *twi_put_endpoint(char *p, bool v6, const struct in6_addr *addr, u16 port)
{
	if (v6) {
		*p++ = '[';
		p = twi_put_ip6(p, addr);
		*p++ = ']';
	} else {
		p = twi_put_ip4(p, addr->s6_addr);
	}
	*p++ = ':';
	return twi_put_u32(p, port);
}
