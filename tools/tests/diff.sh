# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Two snapshots, 30 s apart, made by a generator that knows what it did in between.

# at FROM TO <SNAPSHOT: the same, begun and ended at these moments, ms.
at() {
	sed -E "1s/now_ms=[0-9]*/now_ms=$1/; 1s/date_s=[0-9]*/date_s=$((1700000000 + $1 / 1000))/; /^end /s/now_ms=[0-9]*/now_ms=$2/"
}
# generated SEED: writes $TMP/old, $TMP/new and $TMP/did, which has a line "FATE LOCAL" for each tuple.
generated() {
	awk -v seed="$1" -v old="$TMP/rows.old" -v new="$TMP/rows.new" -v did="$TMP/did" '
	function between(low, high) { return int(low + rand() * (high - low)) }
	# A row of a tuple that was armed and entered at these moments; it is looked at some ms after the snapshot began.
	function row(file, at, armed, entered, state) {
		at += between(0, 40)
		printf "tw 1 %s 10.0.0.1:%d 10.0.0.%d:80 %s %s %d 9 - 0 0 0\n", state, port, peer,
			state == "TIME-WAIT" ? at - armed : "-", stamps ? at - entered : "-", armed + 60000 - at >file
	}
	function note(fate) { print fate, "10.0.0.1:" port >did }
	BEGIN {
		srand(seed)
		stamps = seed % 2
		printf "" >old; printf "" >new; printf "" >did
		for (port = 20000; port < 20600; port++) {
			peer = between(2, 5)
			state = "TIME-WAIT"
			fate = between(0, 7)
			if (fate == 0) {		# stays
				armed = between(70200, 99000)
				row(old, 100000, armed, armed, state); row(new, 130000, armed, armed, state); note("stayed")
			} else if (fate == 1) {		# is armed anew
				armed = between(40500, 99000); again = between(100500, 129000)
				row(old, 100000, armed, armed, state); row(new, 130000, again, armed, state); note("rearmed")
			} else if (fate == 2) {		# its time is over, at the latest while the later snapshot is read
				armed = between(40100, 70000)
				row(old, 100000, armed, armed, state); note("ended")
			} else if (fate == 3) {		# it ends before
				armed = between(70100, 99000)
				row(old, 100000, armed, armed, state); note("early")
			} else if (fate == 4) {		# comes
				armed = between(100100, 129900)
				row(new, 130000, armed, armed, state); note("came")
			} else if (fate == 5) {		# is FIN-WAIT-2 and enters TIME-WAIT
				armed = between(50000, 99000); again = between(100500, 129000)
				row(old, 100000, armed, armed, "FIN-WAIT-2"); row(new, 130000, again, again, state); note("rearmed")
			} else {			# is replaced by another one, which only a stamp tells
				armed = between(70200, 99000); again = between(100500, 129000)
				row(old, 100000, armed, armed, state); row(new, 130000, again, again, state)
				note(stamps ? "early" : "rearmed")
				if (stamps)
					note("came")
			}
		}
	}'
	snapshot <"$TMP/rows.old" | at 100000 100050 >"$TMP/old"
	snapshot <"$TMP/rows.new" | at 130000 130050 >"$TMP/new"
	sort "$TMP/did" >"$TMP/did.sorted"
}
listed() { "$T" diff "$TMP/old" "$TMP/new" --list -rn -o change,local | sort; }
counts() {
	"$T" diff "$TMP/old" "$TMP/new" -J | jq -r '[.diff[] | [.stayed, .rearmed, .came, .ended, .early]] | transpose | map(add) | @tsv' | xargs
}
did() { local fate; for fate in stayed rearmed came ended early; do grep -c "^$fate " "$TMP/did"; done | xargs; }
seeds="1 2 3 4 5 6"
# Under valgrind each run takes seconds.
[ -z "${UNDER:-}" ] || seeds="1 2"
for seed in $seeds; do
	generated $seed
	holds "diff: seed $seed: it tells what the generator did to each tuple" diff "$TMP/did.sorted" <(listed)
	holds "diff: seed $seed: the counts are those of the list" is "$(counts)" "$(did)"
done
holds "diff: old and new add up" is "$("$T" diff "$TMP/old" "$TMP/new" -J | jq '[.diff[] | select(.old != .stayed + .rearmed + .ended + .early
	or .new != .stayed + .rearmed + .came)] | length')" 0
holds "diff: rates" is "$("$T" diff "$TMP/old" "$TMP/new" -J | jq -c '[.diff[] | (.came / 30 - ."came/s" | fabs < 0.06)] | all')" true
holds "diff: a filter" is "$("$T" diff "$TMP/old" "$TMP/new" dst 10.0.0.2 -rn -o peer | sort -u)" "10.0.0.2:80"
holds "diff: a snapshot and itself" is "$("$T" diff "$TMP/old" "$TMP/old" --list -rn -o change | sort -u)" stayed
holds "diff: how far apart" grep -q '^30.000 seconds' <("$T" diff "$TMP/old" "$TMP/new")
holds "diff: nothing in either" is "$("$T" diff <(snapshot </dev/null | at 1 2) <(snapshot </dev/null | at 3 4) -n)" ""
fails 2 "is older than" diff "$TMP/new" "$TMP/old"
sed '1s/date_s=[0-9]*/date_s=1700003600/' "$TMP/new" >"$TMP/other"
fails 2 "different boots or hosts, or the clock was set by" diff "$TMP/old" "$TMP/other"
sed '1s/kernel=[^ ]*/kernel=6.1.0/' "$TMP/new" >"$TMP/other"
fails 2 "is of kernel 7.3.0" diff "$TMP/old" "$TMP/other"
head -n 20 "$TMP/new" >"$TMP/other"
fails 4 "cut off" diff "$TMP/old" "$TMP/other"
fails 4 "cut off" diff "$TMP/other" "$TMP/new"
fails 3 "No such file" diff "$TMP/old" "$TMP/none"
fails 2 "expected: twinfo diff OLD NEW" diff "$TMP/old"
fails 2 "--input is not for 'diff'" diff -i "$TMP/old" a b
fails 2 "--list is not for 'dest'" dest --list -i "$TMP/old"
