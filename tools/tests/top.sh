# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# `twinfo top` in a terminal of tmux: its screen, its keys, and how it leaves the terminal.

fails 2 "it needs a terminal" top -i "$A"
fails 2 "standard input is what the keys come from" top -i -
fails 3 "no recorded snapshot is in this directory" top --replay "$TMP"
fails 3 "No such file" top --replay "$TMP/nothing"
fails 2 "filter, column 1: expected state," top nonsense -i "$A"
fails 2 "--replay is not for 'list'" list --replay "$TMP" -i "$A"

# Each terminal has a server of its own: one that ends still answers for a moment.
servers=0
tm() { tmux -L "twinfo-$$-$servers" -f /dev/null "$@" 2>/dev/null; }
keys() { tm send-keys "$@"; }
screen() { tm capture-pane -p; }
# comes COMMAND...: it succeeds on the screen, now or within some seconds. A screen may be caught half drawn, so only one
# that stood for 0.1 s counts.
comes() {
	local i
	for i in {1..100}; do
		screen >"$TMP/screen"
		sleep 0.1
		screen | cmp -s - "$TMP/screen" && "$@" >"$TMP/said" && return
	done
	echo "never came: $*"
	cat "$TMP/said" "$TMP/screen"
	return 1
}
on_screen() { comes grep -qE -- "$1" "$TMP/screen"; }
# line_is N TEXT, line_has N PATTERN: the Nth line is, or matches; lines_with COUNT PATTERN: so many lines match.
line_is() { is "$(sed -n "$1p" "$TMP/screen" | xargs)" "$2"; }
line_has() { sed -n "$1p" "$TMP/screen" | grep -E -- "$2"; }
lines_with() { is "$(grep -cE -- "$2" "$TMP/screen")" "$1"; }
# terminal_of COLUMNS LINES [ENVIRONMENT...]: a shell in a terminal of that size.
terminal_of() {
	local columns=$1 lines=$2
	shift 2
	tm kill-server
	servers=$((servers + 1))
	tm new-session -d -x "$columns" -y "$lines" "env PS1='ready ' $* bash --norc --noprofile"
	on_screen '^ready' && keys "stty -g >$TMP/stty" Enter && sleep 0.2
}
# starts ARGUMENTS: top, and its exit status after it.
starts() { keys "$T top $*; echo status \$?" Enter; }
# given_back STATUS [KEPT]: the shell's screen is back as it was, and the terminal's settings.
given_back() {
	on_screen "^status $1" || return
	[ -z "${2:-}" ] && grep -q 'TIME-WAIT' "$TMP/screen" && { echo "something of it is left:"; cat "$TMP/screen"; return 1; }
	keys "stty -g >$TMP/stty.after; echo seen" Enter
	on_screen '^seen' || return
	cmp "$TMP/stty" "$TMP/stty.after"
}

if ! command -v tmux >/dev/null; then
	echo "tmux is missing"
	failed=$((failed + 1))
	return
fi
# shellcheck disable=SC2064
trap "tm kill-server; rm -rf '$TMP'" EXIT

terminal_of 80 24
starts -i "$PWD/$A"
holds "top: the namespaces, most minisockets first" on_screen '^  4026531840 - +11 +4096 +0 +1.0 +- +-$'
holds "top: the destinations, most minisockets first" comes line_is 9 "in *:9200 [::1]:* 2 0.2 - 4026531840"
holds "top: the sums" on_screen '^12 in TIME-WAIT, 1 in FIN-WAIT-2, 1.2 enter a second'
holds "top: the keys in the last line" comes line_has 24 '^q quit'
keys s
holds "top: s sorts by RATE" on_screen 'sort:RATE'
keys s
holds "top: s sorts by FULL-IN" on_screen 'sort:FULL-IN'
keys n
holds "top: n chooses a namespace" on_screen '^> 4026531840'
keys n
holds "top: n chooses the next one" on_screen '^> 4026532124'
holds "top: only its destinations are shown" comes lines_with 2 '^(in|out)'
keys n
holds "top: n chooses all of them" on_screen 'netns:all'
keys N
holds "top: N chooses the one before" on_screen '^> 4026532124'
keys n f 'dst nonsense' Enter
holds "top: a wrong filter is one line" on_screen "^filter, column 5: expected ADDRESS.*'nonsense'"
keys f C-u 'sport = :9000' Enter
holds "top: a filter" on_screen 'f filter:sport = :9000'
holds "top: a filter selects destinations" comes lines_with 3 '^(in|out)'
holds "top: a filter is not about what fills the limit" on_screen '^  4026531840 - +11 +4096 +0 +1.0'
keys f Escape
holds "top: Escape leaves the filter as it was" on_screen 'f filter:sport = :9000'
keys f C-u Enter
holds "top: an empty filter is none" on_screen 'f filter:none'
keys h
holds "top: h explains the keys" on_screen '^q +quit'
keys h +
holds "top: + makes the interval longer" on_screen 'every 5 s'
keys - - -
holds "top: - makes it shorter" on_screen 'every 0.5 s'
keys Space
holds "top: space stops" on_screen 'PAUSED'
keys Space
tm resize-window -x 120 -y 30
holds "top: a wider terminal has STEADY" on_screen '^DIR.* STEADY'
tm resize-window -x 20 -y 5
sleep 0.3
tm resize-window -x 80 -y 14
holds "top: a low terminal keeps the keys" comes line_has 14 '^q quit'
holds "top: it shows as many as fit, and no more" comes lines_with 5 '^(in|out)'
keys End
holds "top: End shows the last one" on_screen '^in +\*:7000 +127.1.0.1'
keys Home
holds "top: Home shows the first one" on_screen '^in +\*:9200'
keys Down
holds "top: down moves by a line" comes lines_with 0 9200
keys q
holds "top: q gives the terminal back" given_back 0

for how in "C-c" "kill"; do
	terminal_of 80 24
	starts -i "$PWD/$A"
	on_screen 'q quit' >/dev/null
	if [ $how = kill ]; then pkill -TERM -t "$(tm display -p '#{pane_tty}' | sed 's#/dev/##')" -f 'twinfo top|twinfo$|top -i'; else keys C-c; fi
	holds "top: $how gives the terminal back" given_back 0
done
terminal_of 80 24
starts -i "$PWD/$A"
on_screen 'q quit' >/dev/null
keys C-z
holds "top: Ctrl-Z gives the terminal back" on_screen 'Stopped'
holds "top: and the shell's screen" comes lines_with 0 TIME-WAIT
keys "clear; fg" Enter
holds "top: fg shows it again" on_screen 'q quit'
keys q
# The shell has printed the status of the stopped job by then.
keys "echo status 0" Enter
holds "top: q after that gives the terminal back" given_back 0

for environment in "TERM=vt100" "LC_ALL=C" "NO_COLOR=1" "TERM=xterm-256color LC_ALL=C.UTF-8"; do
	# shellcheck disable=SC2086
	terminal_of 80 24 $environment
	starts -i "$PWD/$A"
	holds "top: with $environment" on_screen '^  4026531840 - +11 +4096 +0 +1.0 +- +-'
	keys q
	# That one has no second screen.
	holds "top: with $environment, q gives the terminal back" given_back 0 "$(grep vt100 <<<"$environment")"
done
terminal_of 80 24 TERM=nonsense
starts -i "$PWD/$A"
holds "top: an unknown terminal is one line" on_screen '^twinfo: TERM=nonsense: the terminal is unknown here'

# What changes, and what is gone.
terminal_of 80 24
changing() { snapshot "$@" </dev/null >"$TMP/changing.new" && mv "$TMP/changing.new" "$TMP/changing"; }
changing count=10 timewaitoverflow=100
starts --every 0.2 -i "$TMP/changing"
on_screen ' 10 +100 +10' >/dev/null
sed 's/^count=10/&/; s/now_ms=[0-9]*/now_ms=3000/' "$TMP/changing" | sed '/^net/s/timewaitoverflow=100/timewaitoverflow=150/; /^net/s/count=10/count=97/' >"$TMP/changing.new"
mv "$TMP/changing.new" "$TMP/changing"
holds "top: what changes is shown" on_screen ' 97 +100 +97'
rm "$TMP/changing"
holds "top: what cannot be read any more ends it" on_screen 'changing: No such file'
holds "top: that gives the terminal back" given_back 3

# A replay.
mkdir "$TMP/played"
for i in 1 2 3; do
	snapshot count=$((i * 11)) timewaitoverflow=$((i * 100)) </dev/null | sed "1s/now_ms=[0-9]*/now_ms=${i}000/" | zstd -q >"$TMP/played/20261128T12000$i.000Z.tw.zst"
done
terminal_of 100 24 TZ=UTC
starts --every 1m --replay "$TMP/played"
holds "top --replay: begins with the first" on_screen '1 of 3: 2026-11-28 12:00:01'
keys Right
holds "top --replay: right shows the next" on_screen '2 of 3: 2026-11-28 12:00:02'
holds "top --replay: overflows a second" on_screen ' 22 +100 +22 +0.0 +100.0'
keys Left
holds "top --replay: left shows the one before" on_screen '1 of 3'
keys - - - - - - -
holds "top --replay: plays to the last, and stops there" on_screen 'PAUSED  3 of 3'
keys q
holds "top --replay: q gives the terminal back" given_back 0

# What it costs; not with a sanitizer in it.
if [ -z "${UNDER:-}" ] && ! grep -q __asan_init "$T"; then
	snapshot </dev/null | awk '/^sum/ { sub(/tw=0/, "tw=10000") } /^end/ { sub(/tw=0/, "tw=10000") } { print } /^# tw/ { for (i = 0; i < 10000; i++)
		printf "tw 1 TIME-WAIT 10.0.0.1:%d 10.1.%d.1:443 %d %d %d - - 0 0 0\n", 32768 + i % 10, i / 10 % 250, i, i, 60000 - i }' |
		sed 's/ports=[0-9-]*/ports=32768-60999/' >"$TMP/ten"
	terminal_of 80 24
	keys "( exec bash -c 'time $T top --every 0.1 -i $TMP/ten' ) 2>$TMP/time" Enter
	holds "top: 10,000 tuples" on_screen '^10000 in TIME-WAIT'
	sleep 3
	keys q
	sleep 0.5
	awk '/^(user|sys)/ { split($2, t, /[ms]/); s += t[1] * 60 + t[2] } END { printf "%.1f ms a snapshot of 10,000 tuples\n", s * 1000 / 30; exit s / 30 > 0.02 }' "$TMP/time" >"$TMP/why" 2>&1
	verdict $? "top: at most 20 ms of CPU for 10,000 tuples, 1 % at 2 s"
fi
tm kill-server
