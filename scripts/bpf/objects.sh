# SPDX-License-Identifier: GPL-2.0-only
# Builds scripts/bpf/iterator.c. Sourced, never run.

# bpf_missing: prints what this machine lacks for that; fails if it lacks nothing.
bpf_missing() {
	local missing=''
	command -v clang >/dev/null || missing="$missing clang"
	command -v bpftool >/dev/null || missing="$missing bpftool"
	[ -e /usr/include/bpf/bpf_helpers.h ] || missing="$missing libbpf-dev"
	[ -n "$missing" ] && echo "${missing# }"
}

# bpf_object FOLDER KIND: builds FOLDER/KIND.bpf.o: text, binary or count.
bpf_object() {
	clang -O2 -g -target bpf -D"${2^^}" -I"/usr/include/$(uname -m)-linux-gnu" \
		-c "$TOP/scripts/bpf/iterator.c" -o "$1/$2.bpf.o" 2>/dev/null || die "scripts/bpf/iterator.c: does not build"
}
