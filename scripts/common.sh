# SPDX-License-Identifier: GPL-2.0-only
# What all scripts here share: the cache, progress, packages. Sourced, never run.

set -euo pipefail
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive

# shellcheck disable=SC2034  # used by the scripts that source this
TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/twinfo
ME=${0##*/}
mkdir -p "$CACHE/log"
[ -e /proc/self ] || { echo "${0##*/}: needs /proc: mount -t proc proc /proc" >&2; exit 1; }

say() { printf '%s\n' "$*" >&2; }
die() { printf '%s: %s\n' "$ME" "$*" >&2; exit "${STATUS:-1}"; }

# step TEXT COMMAND...: prints TEXT, runs COMMAND with its output in a log, and prints how long it
# took. If COMMAND fails, shows the last lines of the log.
step() {
	local text=$1 log start=$SECONDS pid rc=0
	shift
	log=$(mktemp "$CACHE/log/${ME//[^a-z0-9-]/}.XXXXXX")
	if [ -t 2 ]; then
		"$@" >"$log" 2>&1 </dev/null &
		pid=$!
		while kill -0 "$pid" 2>/dev/null; do
			printf '\r%s ... %d s' "$text" $((SECONDS - start)) >&2
			sleep 0.2
		done
		wait "$pid" || rc=$?
		printf '\r%s ... %d s\n' "$text" $((SECONDS - start)) >&2
	else
		say "$text ..."
		"$@" >"$log" 2>&1 </dev/null || rc=$?
		[ $((SECONDS - start)) -lt 5 ] || say "$text: took $((SECONDS - start)) s"
	fi
	if [ "$rc" != 0 ]; then
		tail -n 25 "$log" | sed 's/^/    /' >&2
		say "$ME: failed (status $rc): $text; the whole log: $log"
		return "$rc"
	fi
	rm -f "$log"
}

own_suite() { (. /etc/os-release && echo "${VERSION_CODENAME:-unknown}"); }
installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# architecture FLAVOUR: reads the line of scripts/architectures for a kernel's flavour.
architecture() {
	# shellcheck disable=SC2034  # the scripts that source this use them
	read -r _ ARCH_DEBIAN ARCH_KBUILD ARCH_COMPILER ARCH_LIBRARIES ARCH_PACKAGE ARCH_QEMU ARCH_MACHINE ARCH_CPU ARCH_CONSOLE ARCH_THREADS ARCH_PORTS < <(
		awk -v f="$1" '$1 == f { mine = $0 } $1 == "amd64" { other = $0 } END { print mine ? mine : other }' "$TOP/scripts/architectures")
}

apt_update() {
	# apt-get does not wait for another one that reads the lists.
	[ -n "${APT_UPDATED:-}" ] || step "apt-get update" flock "$CACHE/apt.lock" apt-get -q update
	export APT_UPDATED=1
}

# need PACKAGE...: installs those that are missing, and prints their names.
need() {
	local p missing=()
	for p; do
		installed "$p" || missing+=("$p")
	done
	[ ${#missing[@]} = 0 ] && return
	command -v apt-get >/dev/null || die "needs the packages: ${missing[*]}"
	[ "$(id -u)" = 0 ] || die "needs root once, to install: apt-get install ${missing[*]}"
	apt_update
	step "installing ${missing[*]}" apt-get -q -y -o DPkg::Lock::Timeout=600 install --no-install-recommends "${missing[@]}"
}

passed=0 failed=0 UNDER=
# ok PROMISE COMMAND...: the promise holds if COMMAND succeeds; if it fails, its output is shown. UNDER stands before the promise.
ok() {
	local promise=$1 out
	shift
	if out=$("$@" 2>&1 </dev/null); then
		passed=$((passed + 1))
		echo "ok - $UNDER$promise"
	else
		failed=$((failed + 1))
		echo "not ok - $UNDER$promise"
		tail -n 30 <<<"$out" | sed 's/^/    /'
	fi
}
