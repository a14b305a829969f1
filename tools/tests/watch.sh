# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What is watched: a source that changes, a terminal that is given back.

# samples "WORDS" ...: a snapshot for each, one every 0.15 s, the first at once, in $TMP/source.
samples() {
	local words first=1
	for words in "$@"; do
		[ -n "$first" ] || sleep 0.15
		first=
		# shellcheck disable=SC2086
		snapshot $words </dev/null >"$TMP/source.new"
		mv "$TMP/source.new" "$TMP/source"
	done
}

# watched STATUS TEXT "WORDS"...: `limit --watch` ends so after these samples.
watched() {
	local status=$1 text=$2 rc feeder long=1.5s
	# A violation ends it anyway; a machine that is busy may be slow to make one.
	[ "$status" = 0 ] || long=15s
	shift 2
	samples "$1"
	samples "$@" &
	feeder=$!
	timeout 20 "$T" limit --watch 0.03 --for "$long" -i "$TMP/source" >"$TMP/out" 2>&1
	rc=$?
	wait $feeder
	{ echo "status $rc, expected $status"; tail -n 5 "$TMP/out"; } >"$TMP/why"
	[ $rc = "$status" ] && grep -q "$text" "$TMP/out"
	verdict $? "limit --watch, samples $*: status $status"
}
watched 0 '^Honoured in all' count=100 count=101 count=102
watched 1 '^Not honoured: 1 violations' count=100 count=102 count=103
watched 0 '^Honoured' "count=500 max_tw=1000" "count=500 max_tw=100" "count=490 max_tw=100"
watched 0 '^Honoured' "count=500 max_tw=100" "count=510 max_tw=90"
watched 1 '^Not honoured' "count=500 max_tw=100" "count=510 max_tw=100"
watched 0 '^Honoured' count=0 count=0
"$T" limit --warn 50 -i "$TMP/source" >"$TMP/why" 2>&1
verdict $? "limit --warn: below"
snapshot count=50 </dev/null >"$TMP/source"
"$T" limit --warn 50 -i "$TMP/source" >"$TMP/why" 2>&1
[ $? = 1 ]
verdict $? "limit --warn: reached"

### a terminal
# terminal TEXT COMMAND: what COMMAND leaves on a terminal ends with the cursor and the first screen given back, and TEXT after that.
terminal() {
	TERM=xterm timeout 20 script -qfec "$2" /dev/null </dev/null >"$TMP/out" 2>&1
	sed 's/\x1b/ESC/g' "$TMP/out" | tail -n 20 >"$TMP/why"
	sed 's/\x1b/ESC/g' "$TMP/out" | grep -q 'ESC\[?1049h' &&
		tr -d '\r\n' <"$TMP/why" | grep -q "ESC\[?25hESC\[?1049l[^E]*$1"
	verdict $? "the terminal is given back: $2"
}
if command -v script >/dev/null; then
	terminal "NETNS NAME COUNT" "$T limit --watch 0.1 --for 0.3s -i $TMP/source"
	terminal "NETNS NAME TIME-WAIT" "timeout --foreground -s INT 0.5 $T --watch 0.1 -i $TMP/source"
	terminal "NETNS NAME TIME-WAIT" "timeout --foreground 0.5 $T --watch 0.1 -i $TMP/source"
	cp "$TMP/source" "$TMP/gone"
	terminal "twinfo: .*No such file" "(sleep 0.4; rm $TMP/gone) & $T --watch 0.1 -i $TMP/gone"
else
	echo "script(1) is missing"
	failed=$((failed + 1))
fi
