// SPDX-License-Identifier: GPL-2.0-only
/*
 * Late segments: sends the last segment of a side again when its own socket is gone and the other
 * side is in TIME_WAIT. A FIN and an ACK both re-arm the tuple's timer; only the ACK, which is next in
 * sequence, updates its timestamp (tcp_timewait_state_process()).
 */

#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <linux/filter.h>
#include <linux/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "twmake.h"

#ifndef TCPOPT_TIMESTAMP
#define TCPOPT_TIMESTAMP 8
#endif
#define TCPOPT_NOP 1

struct segment {
	struct tcphdr tcp;
	uint8_t nop[2], kind, length;
	uint32_t value, echo;
} __attribute__((packed));

struct pseudo {
	uint32_t from, to;
	uint16_t protocol, length;
	struct segment segment;
} __attribute__((packed));

static void set(int fd, int option, int value)
{
	if (setsockopt(fd, IPPROTO_TCP, option, &value, sizeof(value)))
		error(1, errno, "TCP option %d", option);
}

static uint32_t get(int fd, int option)
{
	uint32_t value = 0;
	socklen_t len = sizeof(value);

	if (getsockopt(fd, IPPROTO_TCP, option, &value, &len))
		error(1, errno, "TCP option %d", option);
	return value;
}

/* Opens a raw socket in the namespace of the thread. */
int late_socket(void)
{
	/* A raw socket gets a copy of every segment; this one needs none. */
	struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog filter = { 1, &nothing };
	int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_TCP);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)))
		error(1, errno, "raw socket");
	return fd;
}

/* Stores the FIN that @fd, which has sent everything else, will send. */
void late_note(struct late *late, int fd)
{
	socklen_t len = sizeof(late->from);

	if (getsockname(fd, (struct sockaddr *)&late->from, &len) ||
	    getpeername(fd, (struct sockaddr *)&late->to, &len))
		error(1, errno, "late segment");
	set(fd, TCP_REPAIR, TCP_REPAIR_ON);
	set(fd, TCP_REPAIR_QUEUE, TCP_SEND_QUEUE);
	late->seq = get(fd, TCP_QUEUE_SEQ);
	late->timestamp = get(fd, TCP_TIMESTAMP);
	set(fd, TCP_REPAIR, TCP_REPAIR_OFF_NO_WP);
	clock_gettime(CLOCK_MONOTONIC, &late->noted);
}

static uint32_t ms_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - then->tv_sec) * 1000 + (now.tv_nsec - then->tv_nsec) / 1000000;
}

static uint16_t checksum(const struct pseudo *p)
{
	const uint8_t *byte = (const uint8_t *)p;
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < sizeof(*p); i += 2)
		sum += byte[i] << 8 | byte[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum);
}

/* Sends the same FIN, or the ACK after it with a fresh timestamp. */
void late_send(const struct late *late, int raw)
{
	struct pseudo p = {
		.from = late->from.sin_addr.s_addr,
		.to = late->to.sin_addr.s_addr,
		.protocol = htons(IPPROTO_TCP),
		.length = htons(sizeof(p.segment)),
		.segment = {
			.tcp = {
				.source = late->from.sin_port,
				.dest = late->to.sin_port,
				.seq = htonl(late->seq + (opt.late == LATE_ACK)),
				.doff = sizeof(p.segment) / 4,
				.fin = opt.late == LATE_FIN,
				.ack = 1,
				.window = htons(1000),
			},
			.nop = { TCPOPT_NOP, TCPOPT_NOP },
			.kind = TCPOPT_TIMESTAMP,
			.length = 10,
			.value = htonl(late->timestamp +
				       (opt.late == LATE_ACK ? ms_since(&late->noted) : 0)),
		},
	};
	struct sockaddr_in to = late->to;

	p.segment.tcp.check = checksum(&p);
	to.sin_port = 0;
	if (bind(raw, (const struct sockaddr *)&late->from, sizeof(late->from)) ||
	    sendto(raw, &p.segment, sizeof(p.segment), 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		error(1, errno, "late segment");
}
