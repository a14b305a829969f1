// SPDX-License-Identifier: GPL-2.0-only
/* The rows of a snapshot without the module, by sock_diag(7): net/ipv4/inet_diag.c, inet_twsk_diag_fill(). */

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/inet_diag.h>
#include <string.h>

#include "common/fail.h"
#include "snapshot/diag.h"
#include "snapshot/sockets.h"
#include "twinfo_format.h"

enum { SYN_RECV = 3, FIN_WAIT2 = 5, TIME_WAIT = 6 };

struct rows {
	FILE *to;
	int64_t inum;
	struct diag_counts *counts;
};

static void print_end(FILE *to, int family, const __be32 *ip, __be16 port)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(family, ip, text, sizeof(text));
	fprintf(to, family == AF_INET6 ? " [%s]:%u" : " %s:%u", text, ntohs(port));
}

/* The mark of a minisocket is told from some kernel on, and to a process with CAP_NET_ADMIN. */
static void print_mark(FILE *to, const struct nlmsghdr *header)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, header, sizeof(struct inet_diag_msg)) {
		if (mnl_attr_get_type(attr) != INET_DIAG_MARK)
			continue;
		fprintf(to, " %u", mnl_attr_get_u32(attr));
		return;
	}
	fputs(" -", to);
}

/*
 * The time left is exact, but never below 0: how late the timer is cannot be seen. In TIME-WAIT it tells when the timer
 * was armed.
 */
static void print_row(const struct rows *rows, const struct nlmsghdr *header, const struct inet_diag_msg *m)
{
	bool time_wait = m->idiag_state == TIME_WAIT;
	FILE *to = rows->to;

	fprintf(to, TWINFO_TW " %" PRId64 " %s", rows->inum, time_wait ? TWINFO_STATE_TW : TWINFO_STATE_FW2);
	print_end(to, m->idiag_family, m->id.idiag_src, m->id.idiag_sport);
	print_end(to, m->idiag_family, m->id.idiag_dst, m->id.idiag_dport);
	if (time_wait)
		fprintf(to, " %d", TWINFO_PERIOD_MS - (int)m->idiag_expires);
	else
		fputs(" -", to);
	fprintf(to, " - %d - -", (int)m->idiag_expires);
	print_mark(to, header);
	fprintf(to, " %u -\n", m->id.idiag_if);
}

static int take_message(const struct nlmsghdr *header, void *data)
{
	const struct inet_diag_msg *m = mnl_nlmsg_get_payload(header);
	const struct rows *rows = data;

	if (mnl_nlmsg_get_payload_len(header) < sizeof(*m))
		return MNL_CB_ERROR;
	if (!socket_is_mini(m)) {
		if (m->idiag_state == SYN_RECV)
			rows->counts->req++;
		else
			rows->counts->full++;
		return MNL_CB_OK;
	}
	if (m->idiag_state == TIME_WAIT)
		rows->counts->tw++;
	else
		rows->counts->fin_wait2++;
	print_row(rows, header, m);
	return MNL_CB_OK;
}

/**
 * diag_write_rows() - write the rows of the network namespace that this thread is in
 * @to: where to
 * @inum: its inode number
 * @counts: gets how many there are
 *
 * Ends the program if the kernel refuses.
 */
void diag_write_rows(FILE *to, int64_t inum, struct diag_counts *counts)
{
	struct rows rows = { to, inum, counts };

	if (!sockets_dump(SOCKETS_LIVE | 1 << TIME_WAIT, take_message, &rows))
		fail(EXIT_UNREADABLE, "sock_diag: %s%s", strerror(errno),
		     errno == ENOENT || errno == EPROTONOSUPPORT ? "; the kernel lacks it. Try: modprobe tcp_diag" : "");
}
