# SPDX-License-Identifier: GPL-2.0-only
# Functions that the tests in the guest share. Sourced, never run.

passed=0 failed=0 skipped=0

# ok PROMISE COMMAND...: the promise holds if COMMAND succeeds; if it fails, its output is shown.
ok() {
	local promise=$1
	shift
	if "$@" >/tmp/ok.out 2>&1; then
		passed=$((passed + 1))
		echo "ok - $promise"
	else
		failed=$((failed + 1))
		echo "not ok - $promise"
		head -n 30 /tmp/ok.out | sed 's/^/    /'
	fi
}

# skip PROMISE WHY: this kernel cannot show whether the promise holds. It does not count as passed.
skip() {
	skipped=$((skipped + 1))
	echo "skipped: $1: $2"
}

# finish: prints the last line of a test.
finish() {
	[ $skipped = 0 ] || echo "$skipped skipped"
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ]
}

# tuples < SNAPSHOT: prints its rows as twmake prints them.
tuples() { awk '$1 == "tw" { print $3, $4, $5 }' | sort; }

# value KIND KEY < SNAPSHOT: prints the value in the first record of that kind.
value() { sed -n "/^$1 /{s/.* $2=\([^ ]*\).*/\1/p;q}"; }

# tuples_stay [COMMAND...]: in this network namespace, or in that where COMMAND runs others. A busy machine may send a FIN
# again. The answer to it is answered by a reset, which would remove the tuple.
tuples_stay() { "$@" sh -c 'echo 1 >/proc/sys/net/ipv4/tcp_rfc1337'; }

same() { cmp "$1" "$2" || { diff "$1" "$2" | head -n 20; return 1; }; }

# lines FILE N: waits until another program has written N lines to FILE.
lines() {
	local i
	for i in $(seq 100); do
		[ "$(wc -l <"$1")" -lt "$2" ] || return 0
		sleep 0.1
	done
	echo "$1 has $(wc -l <"$1") lines, not $2"
	return 1
}
