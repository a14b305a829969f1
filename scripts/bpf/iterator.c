// SPDX-License-Identifier: GPL-2.0-only
/*
 * A peer of scripts/cost: a BPF iterator over TCP's sockets, which the kernel offers to who may load BPF programs. It prints
 * the addresses of each minisocket; with BINARY defined as they are in memory, with COUNT only how many there are.
 */

#include <linux/types.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_tracing.h>

#define TIME_WAIT	6

/* As much of the kernel's types as is read here; where the fields are, the loader finds in the kernel's BTF. */
struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
} __attribute__((preserve_access_index));

struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	__u16 skc_num;
	volatile unsigned char skc_state;
} __attribute__((preserve_access_index));

struct bpf_iter__tcp {
	struct bpf_iter_meta *meta;
	struct sock_common *sk_common;
} __attribute__((preserve_access_index));

char _license[] SEC("license") = "GPL";

#ifdef COUNT
static __u64 count;
#endif

SEC("iter/tcp")
int tuples(struct bpf_iter__tcp *ctx)
{
	struct seq_file *seq = ctx->meta->seq;
	struct sock_common *sk = ctx->sk_common;

#if defined(COUNT)
	/* After the last socket it is called once more. */
	if (!sk) {
		BPF_SEQ_PRINTF(seq, "%llu\n", count);
		count = 0;
	} else if (sk->skc_state == TIME_WAIT) {
		count++;
	}
#elif defined(BINARY)
	if (sk && sk->skc_state == TIME_WAIT) {
		struct {
			__be32 local, peer;
			__u16 local_port;
			__be16 peer_port;
		} row = { sk->skc_rcv_saddr, sk->skc_daddr, sk->skc_num, sk->skc_dport };

		bpf_seq_write(seq, &row, sizeof(row));
	}
#else
	if (sk && sk->skc_state == TIME_WAIT)
		BPF_SEQ_PRINTF(seq, "%pI4:%u %pI4:%u\n", &sk->skc_rcv_saddr, sk->skc_num, &sk->skc_daddr,
			       bpf_ntohs(sk->skc_dport));
#endif
	return 0;
}
