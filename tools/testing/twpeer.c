// SPDX-License-Identifier: GPL-2.0-only
/*
 * twpeer: plays the peer of a connection, segment by segment, with any sequence numbers and timestamps. Its address
 * must not be one of this machine, so that the kernel does not answer, too. The other side needs a route to that address
 * through this namespace.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <linux/if_ether.h>
#include <linux/tcp.h>
#include <netinet/ip.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define OPTIONS_MAX	40
#define PATIENCE_MS	1500
#define DATA		2	/* bytes of a data segment; even, for the checksum */

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

struct segment {
	struct iphdr ip;
	struct tcphdr tcp;
	uint8_t rest[OPTIONS_MAX + DATA];
} __attribute__((packed));

static struct sockaddr_in self, other;
static int wire, out;
static uint32_t isn = 1000000, next, expected;	/* our numbers, theirs */
static uint32_t stamp = 1000, echo;
static bool stamps = true;

static void usage(void)
{
	fputs("Usage: twpeer ADDR:PORT ADDR:PORT STEP...\n\n"
	      "Plays the first address, which this machine does not have, towards the second.\n\n"
	      "  S | A | D | F | R  send a SYN, an ACK, two bytes of data, a FIN (both with ACK), a reset\n"
	      "                   (with the next number)\n"
	      "  isn=N            number of the next SYN: N, or +N, -N beyond what was sent last\n"
	      "  next=N           number of the next segment that is no SYN; likewise\n"
	      "  seq=+N | seq=-N  shift the number of the next segment only\n"
	      "  ts=N | ts=off    timestamp from now on: N, or the last one +N, -N; or none\n"
	      "  get              wait for a segment and print it: \"< FLAGS ack=N\", N from what was\n"
	      "                   sent last; \"< nothing\" if none comes\n"
	      "  none             print what comes within 300 ms; expect \"< nothing\"\n"
	      "  flush            drop the segments that came\n"
	      "  open             the steps S get A\n"
	      "  wait=MS\n\n"
	      "Exit status: 0, or 2 for wrong use.\n", stdout);
	exit(0);
}

static struct sockaddr_in address(const char *text)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	const char *colon = strchr(text, ':');
	char ip[INET_ADDRSTRLEN];

	snprintf(ip, sizeof(ip), "%.*s", colon ? (int)(colon - text) : 0, text);
	if (!colon || inet_pton(AF_INET, ip, &in.sin_addr) != 1)
		error(2, 0, "%s: expected an IPv4 address and a port", text);
	in.sin_port = htons(atoi(colon + 1));
	return in;
}

static uint32_t sum(const void *data, size_t length, uint32_t start)
{
	const uint8_t *byte = data;
	size_t i;

	for (i = 0; i + 1 < length; i += 2)
		start += byte[i] << 8 | byte[i + 1];
	return start;
}

static uint16_t fold(uint32_t total)
{
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	return htons(~total);
}

static void put32(uint8_t *to, uint32_t value)
{
	value = htonl(value);
	memcpy(to, &value, sizeof(value));
}

/* Returns the length of the options. Those of a SYN have the MSS, which the kernel expects. */
static int set_options(uint8_t *option, bool syn)
{
	uint8_t *p = option;

	if (syn) {
		memcpy(p, "\x02\x04\x05\xb4", 4);
		p += 4;
	}
	if (stamps) {
		memcpy(p, "\x01\x01\x08\x0a", 4);
		put32(p + 4, stamp);
		put32(p + 8, echo);
		p += 12;
	}
	return p - option;
}

static void send_segment(int flags, int32_t off)
{
	struct segment s = {
		.ip = {
			.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_TCP,
			.saddr = self.sin_addr.s_addr, .daddr = other.sin_addr.s_addr,
		},
		.tcp = { .source = self.sin_port, .dest = other.sin_port, .window = htons(65000) },
	};
	/* A reset that answers a segment has no options. */
	int header = sizeof(s.tcp) + (flags & RST ? 0 : set_options(s.rest, flags & SYN));
	int data = flags & PSH ? DATA : 0, length = header + data;
	uint32_t pseudo = sum(&s.ip.saddr, 8, IPPROTO_TCP + length);

	memset((uint8_t *)&s.tcp + header, 'x', data);
	if (flags & SYN)
		next = isn;
	s.tcp.seq = htonl(next + off);
	if (flags & ACK)
		s.tcp.ack_seq = htonl(expected);
	((uint8_t *)&s.tcp)[12] = (header / 4) << 4;
	((uint8_t *)&s.tcp)[13] = flags;
	s.tcp.check = fold(sum(&s.tcp, length, pseudo));
	if (sendto(out, &s, sizeof(s.ip) + length, 0, (struct sockaddr *)&other, sizeof(other)) < 0)
		error(1, errno, "sending");
	printf("> %s%s%s%s%s seq=%u%s", flags & SYN ? "S" : "", flags & FIN ? "F" : "",
	       flags & RST ? "R" : "", flags & PSH ? "P" : "", flags & ACK ? "." : "", next + off,
	       stamps && !(flags & RST) ? "" : "\n");
	if (stamps && !(flags & RST))
		printf(" ts=%u\n", stamp);
	if (!off)
		next += data + !!(flags & SYN) + !!(flags & FIN);
}

static void take_stamp(const uint8_t *option, int length)
{
	int i, size;

	for (i = 0; i + 1 < length && option[i]; i += size) {
		size = option[i] == 1 ? 1 : option[i + 1];
		if (!size)
			return;
		if (option[i] == 8 && i + 10 <= length) {
			memcpy(&echo, option + i + 2, 4);
			echo = ntohl(echo);
		}
	}
}

/* Prints the segment if it is from the other side to us. Returns whether it was. */
static bool take(const uint8_t *data, ssize_t n, bool quiet)
{
	const struct iphdr *ip = (const struct iphdr *)data;
	const struct tcphdr *tcp = (const struct tcphdr *)(data + sizeof(*ip));
	int flags, header, length;

	if (n < (ssize_t)(sizeof(*ip) + sizeof(*tcp)) || ip->ihl != 5 || ip->protocol != IPPROTO_TCP ||
	    ip->saddr != other.sin_addr.s_addr || ip->daddr != self.sin_addr.s_addr ||
	    tcp->source != other.sin_port || tcp->dest != self.sin_port)
		return false;
	flags = ((const uint8_t *)tcp)[13];
	header = tcp->doff * 4;
	length = ntohs(ip->tot_len) - sizeof(*ip) - header;
	take_stamp((const uint8_t *)(tcp + 1), header - sizeof(*tcp));
	if (!(flags & RST))
		expected = ntohl(tcp->seq) + length + !!(flags & SYN) + !!(flags & FIN);
	if (quiet)
		return true;
	printf("< %s%s%s%s", flags & SYN ? "S" : "", flags & FIN ? "F" : "", flags & RST ? "R" : "",
	       flags & ACK ? "." : "");
	if (flags & ACK)
		printf(" ack=%d", (int32_t)(ntohl(tcp->ack_seq) - next));
	puts("");
	return true;
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static bool get(int ms, bool quiet)
{
	struct pollfd ready = { .fd = wire, .events = POLLIN };
	uint8_t data[2048];
	long end = now_ms() + ms, left;

	while ((left = end - now_ms()) >= 0 && poll(&ready, 1, left) == 1)
		if (take(data, recv(wire, data, sizeof(data), 0), quiet))
			return true;
	if (!quiet)
		puts("< nothing");
	return false;
}

/* A number, absolute or relative to another. */
static uint32_t relative(const char *text, uint32_t from)
{
	return (*text == '+' || *text == '-' ? from : 0) + (uint32_t)strtoll(text, NULL, 10);
}

static void open_connection(void)
{
	send_segment(SYN, 0);
	get(PATIENCE_MS, false);
	send_segment(ACK, 0);
}

static void do_step(const char *step)
{
	static int32_t off;
	const char *value = strchr(step, '=');

	value = value ? value + 1 : "";
	if (strlen(step) == 1 && strchr("SADFR", *step)) {
		send_segment(*step == 'S' ? SYN : *step == 'A' ? ACK : *step == 'D' ? PSH | ACK :
			     *step == 'F' ? FIN | ACK : RST, off);
		off = 0;
	} else if (!strncmp(step, "isn=", 4)) {
		isn = relative(value, next);
	} else if (!strncmp(step, "next=", 5)) {
		next = relative(value, next);
	} else if (!strncmp(step, "seq=", 4)) {
		off = atoi(value);
	} else if (!strncmp(step, "ts=", 3)) {
		stamps = strcmp(value, "off");
		if (stamps)
			stamp = relative(value, stamp);
	} else if (!strncmp(step, "wait=", 5)) {
		usleep(atoi(value) * 1000);
	} else if (!strcmp(step, "get")) {
		get(PATIENCE_MS, false);
	} else if (!strcmp(step, "none")) {
		get(300, false);
	} else if (!strcmp(step, "flush")) {
		while (get(0, true))
			;
	} else if (!strcmp(step, "open")) {
		open_connection();
	} else {
		error(2, 0, "'%s': no such step; try twpeer --help", step);
	}
}

int main(int argc, char **argv)
{
	int i;

	if (argc < 4)
		usage();
	self = address(argv[1]);
	other = address(argv[2]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	wire = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(ETH_P_IP));
	out = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	if (wire < 0 || out < 0)
		error(1, errno, "raw socket");
	for (i = 3; i < argc; i++)
		do_step(argv[i]);
	return 0;
}
