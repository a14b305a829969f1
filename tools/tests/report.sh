# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The page that `twinfo report` makes, and what it says of a time of which everything is known.

fails 2 "expected: twinfo report DIRECTORY" report
fails 3 "No such file" report "$TMP/nothing"
mkdir -p "$TMP/empty"
fails 3 "no recorded snapshot is in this directory" report "$TMP/empty"
fails 2 "--input is not for 'report'" report "$TMP/empty" -i "$A"

H=$TMP/history
./history "$H"
TZ=UTC "$T" report "$H" >"$TMP/page" 2>"$TMP/err"
holds "report: exit status 0" is $? 0
holds "report: says nothing without a terminal" is "$(cat "$TMP/err")" ""
says() { holds "report: '$1'" grep -qF -- "$1" "$TMP/page"; }
says "30 snapshots from 2026-11-28 12:00:00 to 2026-11-28 12:04:50, kernel 7.3.0."
says "232 tuples came, 168 ended in time and 28 before their time"
says "minisockets: highest 44, last 44"
says "tcp_max_tw_buckets: highest 100, last 100"
says "came: highest 0.8, last 0.8"
says "ended in time: highest 0.7, last 0.7"
says "ended early: highest 0.1, last 0.1"
says '<td>to 10.9.0.1:443</td><td class="n">29.5</td><td class="n">32</td><td>2026-11-28 12:00:50</td><td class="n">0.6</td>'
says '<td>to 10.9.0.2:443</td><td class="n">11</td><td class="n">12</td><td>2026-11-28 12:00:50</td><td class="n">0.2</td>'
says "blocked by minisockets and bind(): highest 60 %, last 60 %"
says "sockets for each slot: highest 0.172, last 0.172"
says "bytes of live objects: highest 11K, last 11K"
holds "report: the page needs nothing from elsewhere" is "$(grep -cE 'https?:|<script|@import|url\(' "$TMP/page")" 0
holds "report: each line of each plot is drawn" is "$(grep -c '<path class="line' "$TMP/page")" 8

# One snapshot, no tuples, other boots, files that go or are damaged.
one() { rm -rf "$TMP/one"; mkdir "$TMP/one"; zstd -q >"$TMP/one/20261128T120000.000Z.tw.zst"; "$T" report "$TMP/one" >"$TMP/page" 2>"$TMP/why"; }
snapshot </dev/null | one
holds "report: one snapshot without tuples" is $? 0
says "1 snapshot from"
says "came: highest 0, last -"
sed 's/kernel=6.1[^ ]*/kernel=6.1<b>\&/' "$A" | one
says "kernel 6.1&lt;b&gt;&amp;"
for file in "$H"/*T12030*; do
	zstd -qdc "$file" | sed '1s/now_ms=[0-9]*/now_ms=5/' >"$TMP/earlier"
	zstd -qf -o "$file" "$TMP/earlier"
done
TZ=UTC "$T" report "$H" >"$TMP/page" 2>"$TMP/why"
says "kernel 7.3.0, 3 boots or kernels."
head -c 100 "$file" >"$TMP/half"
mv "$TMP/half" "$file"
fails 4 "the zstd data is cut off" report "$H"
