# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Compressed files, recordings, and what a recorder leaves behind when it is stopped at any moment.

### compressed files, and those of other machines
"$T" list -i "$A" >"$TMP/plain"
zstd -qc "$A" >"$TMP/zst"
gzip -c "$A" >"$TMP/gz"
sed 's/$/\r/' "$A" >"$TMP/crlf"
for kind in zst gz crlf; do
	holds "a file as $kind reads like the plain one" cmp "$TMP/plain" <("$T" list -i "$TMP/$kind")
	holds "standard input as $kind, in small pieces" cmp "$TMP/plain" <(dd if="$TMP/$kind" bs=3 status=none | "$T" list -i -)
	cat "$TMP/$kind" "$TMP/$kind" >"$TMP/twice"
	fails 4 "expected nothing after the record 'end'" list -i "$TMP/twice"
done
for kind in zst gz; do
	name=$(sed 's/zst/zstd/;s/gz$/gzip/' <<<$kind)
	half=$(($(stat -c %s "$TMP/$kind") / 2))
	head -c $half "$TMP/$kind" >"$TMP/half"
	fails 4 "the $name data is cut off" list -i "$TMP/half"
	{ head -c 40 "$TMP/$kind"; printf '\377\377\377\377'; tail -c +45 "$TMP/$kind"; } >"$TMP/half"
	fails 4 "$name data is" list -i "$TMP/half"
	head -c 3 "$TMP/$kind" >"$TMP/half"
	fails 4 "" list -i "$TMP/half"
done
# A text of many times the reader's buffers.
large() { snapshot </dev/null | awk '{ print } NR == 1 { for (i = 0; i < 9000; i++) printf "# %0200d\n", i }'; }
large >"$TMP/large"
for tool in "zstd -qc" "gzip -c"; do
	holds "2 MB by $tool" cmp <("$T" -rn -i "$TMP/large") <($tool "$TMP/large" | "$T" -rn -i -)
done

### a recorder
fails 2 "twinfo record DIRECTORY" record
fails 2 "--every 0" record x --every 0
fails 2 "--max 1X" record x --max 1X
fails 2 "--netns is not for 'record'" record x -N self
fails 2 "--keep is not for 'list'" list --keep 1d
fails 5 "$TMP/no/such: No such file" record "$TMP/no/such" -i "$A"
fails 5 "Not a directory" record "$TMP/zst" -i "$A"
mkdir "$TMP/none"
fails 3 "no recorded snapshot is in this directory" list -i "$TMP/none"
fails 2 "--at needs --input" list --at 12:00
fails 2 "--at noon: expected a moment" list --at noon -i "$TMP/none"

R=$TMP/recorded
recordings() { find "$R" -name '*.tw.zst' -printf '%f\n' | sort; }
all_readable() {
	local f
	for f in $(recordings); do
		cmp "$TMP/plain" <("$T" list -i "$R/$f") || return
	done
}
"$T" record "$R" -i "$A" --every 0.2 --for 1s >"$TMP/out" 2>&1
holds "record prints nothing without a terminal" is "$(cat "$TMP/out")" ""
holds "five snapshots in a second, one each 0.2 s" is "$(recordings | wc -l)" 5
holds "each reads like what was recorded" all_readable
holds "only their owner reads them" is "$(stat -c %a "$R" "$R"/* | sort -u | xargs)" "600 700"
"$T" record "$R" -i "$A" --keep 0.5s --for 1ms
holds "--keep 0.5s removes those of the first half second" test "$(recordings | wc -l)" -lt 5
one=$(stat -c %s "$R/$(recordings | tail -n 1)")
"$T" record "$R" -i "$A" --every 0.01 --for 2s --max $((one * 3 + 5))
holds "--max keeps as many as fit" is "$(recordings | wc -l)" 3
rm -rf "$R"
fails 5 "--max is less than the $one bytes of one snapshot" record "$R" -i "$A" --max $((one - 1))
holds "and nothing is left" is "$(ls -A "$R")" ""

# Two days, made by hand.
at() { cp "$TMP/zst" "$R/$1.tw.zst"; }
at 20261127T120000.000Z
at 20261127T120010.500Z
snapshot count=7 </dev/null | zstd -q >"$R/20261128T120000.000Z.tw.zst"
touch "$R/20261128T120001.000Z.tw.zst.part" "$R/notes" "$R/20261399T990000.000Z.tw.zst"
holds "-i DIRECTORY is its last snapshot" is "$("$T" -rn -o kernel -i "$R")" 7
picked() { holds "--at '$1' is the one of count $2" is "$("$T" -rn -N self -o kernel -i "$R" --at "$1")" "$2"; }
picked "2026-11-27 12:00:10Z" 11
picked "2026-11-27T12:00Z" 11
picked "2026-11-28 12:00:00Z" 7
picked "2026-11-29" 7
fails 3 "no snapshot is as early as" -i "$R" --at "2026-11-27 11:59:59Z"
fails 3 "no snapshot is as early as" -i "$R" --at -300d
TZ=XXX-5 "$T" -rn -N self -o kernel -i "$R" --at "2026-11-28 17:00:01" >"$TMP/out"
holds "--at is local time" is "$(cat "$TMP/out")" 7
holds "limit reads a directory, too" is "$("$T" limit -rn -N self -o count -i "$R")" 7
holds "diff reads directories" is "$("$T" diff "$R" "$R" -rn -o new 2>&1)" ""

# The clock was set back.
at "$(date -u -d '+1 day' +%Y%m%dT%H%M%S.000Z)"
fails 5 "the clock was set back; record into another directory" record "$R" -i "$A" --for 1ms
rm -f "$R"/*
at "$(date -u -d '+2 sec' +%Y%m%dT%H%M%S.000Z)"
"$T" record "$R" -i "$A" --for 1ms
holds "a clock that is set back a little is waited for" is "$(recordings | wc -l)" 2

# One recorder at a time.
"$T" record "$R" -i "$A" --every 0.1 &
recorder=$!
sleep 0.5
fails 5 "another 'twinfo record' writes there" record "$R" -i "$A" --for 1ms
kill $recorder
wait $recorder
holds "SIGTERM ends it with exit status 0" is $? 0
holds "and nothing is half" all_readable

# Stopped, or refused by the kernel, at each of its system calls in turn.
touch "$R/20261127T120000.000Z.tw.zst.part"
"$T" record "$R" -i "$A" --for 1ms
holds "what a killed recorder left is removed" is "$(find "$R" -name '*.part')" ""
# stopped WHAT STATUS CALLS: runs the recorder until WHAT never happens any more. Earlier recordings must stay, and none be half.
stopped() {
	local what=$1 status=$2 calls=$3 n rc=$2 before bad=0
	for ((n = 1; rc == status && n < 200; n++)); do
		rm -rf "$R"
		"$T" record "$R" -i "$A" --every 0.01 --for 0.03s
		before=$(recordings)
		strace -f -o /dev/null -e trace="$calls" -e inject="$calls:$what:when=$n" "$T" record "$R" -i "$A" --for 1ms >"$TMP/out" 2>"$TMP/err"
		rc=$?
		[ "$rc" = "$status" ] || [ "$rc" = 0 ] || { echo "call $n: status $rc"; bad=1; }
		all_readable && [ -z "$(comm -23 <(echo "$before") <(recordings))" ] || bad=1
		[ "$status" = 137 ] || [ "$rc" = 0 ] || [ "$(wc -l <"$TMP/err")" = 1 ] || { cat "$TMP/err"; bad=1; }
		[ "$status" = 137 ] || [ -z "$(find "$R" -name '*.part')" ] || { echo "call $n: a part is left"; bad=1; }
	done
	echo "the last call that failed: $((n - 2))"
	[ $bad = 0 ] && [ $n -gt 2 ]
}
if [ -n "${UNDER:-}" ]; then
	:
elif command -v strace >/dev/null; then
	holds "killed at any call, it leaves every snapshot whole" stopped signal=KILL 137 openat,read,write,fsync,rename,renameat,renameat2,unlinkat,flock,close
	holds "a full disk leaves every snapshot whole" stopped error=ENOSPC 5 write
	holds "a disk that fails leaves every snapshot whole" stopped error=EIO 5 fsync
	holds "a directory that cannot be changed is said to be so" stopped error=EROFS 5 renameat,renameat2
else
	echo "strace is missing"
	failed=$((failed + 1))
fi
