# SPDX-License-Identifier: GPL-2.0-only
# What the experiments share: how to say what is claimed and what was seen. Sourced, never run.
#
# Each runs in a namespace of its own, joined by a veth pair to another: it is at 10.98.0.1, the other at 10.98.0.2.

. /guest/lib.sh
cd "$(mktemp -d /tmp/lab.XXXXXX)" || exit 1
P=/proc/twinfo
S=/proc/sys/net/ipv4
HERE=10.98.0.1
THERE=10.98.0.2
hz=$(value twinfo hz <$P)
tick=$((1000 / hz))
kernel=$(uname -r)
# How late the timer wheel may fire at 60 s: the granularity of its level there (kernel/time/timer.c, LVL_GRAN).
wheel=$(((hz > 320 ? 4096 : 512) * 1000 / hz))

# far COMMAND...: in the other namespace.
far() { ip netns exec "$LAB-far" "$@"; }

# record KIND WORD...: what scripts/lab reads, words separated by tabs.
record() {
	local word line="lab	$LAB"
	for word; do line="$line	$word"; done
	echo "$line"
}

# claim ID VERDICT TEXT SOURCE: what is said, where, and what is to become of it on this kernel.
claim() { record claim "$@"; }

# is ID WHAT EXPECTED MEASURED: these words and no others. Where the ID ends in !, this is what tells most of the claim.
is() {
	local result=failed
	[ "$3" != "$4" ] || result=ok
	record case "${1%!}" "$2" "$3" "${4:-(nothing)}" $result "$(headline "$1")"
}

headline() { case $1 in *!) echo headline ;; *) echo - ;; esac; }

# within ID WHAT LEAST MOST MEASURED UNIT: a number.
within() {
	local expected="$3 to $4 $6"
	[ "$3" != "$4" ] || expected="$3 $6"
	record case "${1%!}" "$2" "$expected" "${5:-(nothing)} $6" \
		"$(awk -v n="${5:-none}" -v l="$3" -v m="$4" 'BEGIN { print (n ~ /^-?[0-9.]+$/ && n + 0 >= l + 0 && n + 0 <= m + 0 ? "ok" : "failed") }')" "$(headline "$1")"
}

# point PLOT SERIES X Y: for the report.
point() { record point "$@"; }

# note TEXT: a sentence for the report. wire TEXT: what went over the wire, and when.
note() { record note "$*"; }
wire() { while read -r line; do record wire "$1" "$line"; done; }

# setting NAME VALUE, there NAME VALUE: of this namespace, of the other.
setting() { echo "$2" >"$S/$1"; }
there() { echo "$2" | far tee "$S/$1" >/dev/null; }

# column NAME: of this namespace's line of `twinfo limit` or another command.
limit() { twinfo limit -N self -rn -o "$1"; }
here() { twinfo -N self -rn -o "$1"; }

# counter NAME: of this namespace, as the kernel itself tells it.
counter() {
	awk -v want="$1" '!n[$1]++ { for (i = 2; i <= NF; i++) name[$1, i] = $i; next }
		{ for (i = 2; i <= NF; i++) if (name[$1, i] == want) print $i }' /proc/net/netstat /proc/net/snmp
}
sockstat() { sed -n "s/^TCP:.* $1 \([0-9]*\).*/\1/p" /proc/net/sockstat; }

# since VERSION: is the kernel of that or a later one?
since() { [ "$(printf '%s\n' "$1" "${kernel%%[-+]*}" | sort -V | head -n 1)" = "$1" ]; }

now_ms() { value twinfo now_ms <$P; }

# server PORT N: accepts N connections one after another and closes each first.
server() {
	local steps='' i
	for i in $(seq "$2"); do steps="$steps on l accept s$i close"; done
	twtry on l reuseaddr bind $HERE:$1 listen $steps >server.out 2>&1 &
	soon listens "$1"
}
listens() { ss -Htln "sport = :$1" | grep -q .; }

# peer ADDR:PORT PORT STEP...: twpeer, from the other namespace; its whole output to `peer.out`, `answers` has what came.
peer() {
	local from=$1 to=$2
	shift 2
	far twpeer "$from" "$HERE:$to" "$@" >peer.out 2>&1
	cat peer.out >>peer.all
}
# answers N: the last N of what the peer got, in one line.
answers() { sed -n 's/^< //p' peer.out | tail -n "$1" | xargs; }

# sniff FILTER: keeps what passes the wire until sniffed prints it, with numbers relative and times from the first segment.
sniff() {
	tcpdump -i wire --immediate-mode -U -Z root -w dump "$@" 2>dump.err &
	sniffer=$!
	soon grep -q 'listening on' dump.err
}
sniffed() {
	sleep 0.3
	kill -INT "$sniffer"
	wait "$sniffer"
	tcpdump -r dump -Z root -n -ttttt -S 2>/dev/null | sed 's/^ *00:00:\([0-9.]*\) IP /\1 /; s/options \[[^]]*TS val \([0-9]*\)[^]]*\]/ts \1/; s/options \[[^]]*\]//; s/, length 0$//; s/win [0-9]*, *//'
}

# soon COMMAND...: holds within ten seconds.
soon() {
	local i
	for i in $(seq 100); do
		! "$@" >/dev/null 2>&1 || return 0
		sleep 0.1
	done
	return 1
}

# over: the last line of an experiment. What it left running ends.
over() {
	for job in $(jobs -p); do kill "$job" 2>/dev/null; done
	exit 0
}
