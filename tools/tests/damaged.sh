# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Input that cannot be read or is no snapshot, output that cannot be written.

### input that cannot be read
fails 3 "absent: No such file" -i "$TMP/absent"
fails 3 "no recorded snapshot is in this directory" -i "$TMP"
[ -e /proc/twinfo ] || fails 3 "is the module loaded?"

### input that is no snapshot
: >"$TMP/input"
fails 4 "empty; expected a snapshot" -i "$TMP/input"
fails 4 "line 1: expected the record 'twinfo'" -i run
fails 4 "line 1: expected" -i /bin/true
damaged "line 1: format 2 is newer than this tool" '1s/^twinfo 1/twinfo 2/'
damaged "line 1: expected the format's number" '1s/^twinfo 1/twinfo 0/'
damaged "line 1: expected a number for the format's number, found 'x'" '1s/^twinfo 1/twinfo x/'
damaged "there is no record 'end'" '$d'
damaged "there is no record 'end'" '5,$d'
damaged "counts other rows than there are" '/^tw .*FIN/d'
damaged "counts other rows than there are" '$s/tw=12/tw=13/'
damaged "counts other rows than there are" '0,/^bind/{/^bind/d}'
damaged "a row before the line '# bind'" '/^# bind/d'
damaged "expected 13 words after 'bind', found 12" '/^bind/s/ [^ ]*$//'
damaged "expected nothing after the record 'end'" '$a tw 1'
damaged "expected words separated by one blank" 's/^sum /sum  /'
damaged "expected a state, found 'ESTAB'" 's/TIME-WAIT/ESTAB/'
damaged "expected 12 words after 'tw', found 11" '/^tw/s/ [^ ]*$//'
damaged "a row before the line '# tw'" '/^# tw/d'
sed '2s/count=[0-9]*/count=x/' $A >"$TMP/input"
fails 4 "line 2: expected a number for count, found 'x'" -i "$TMP/input"
sed '2s/count=[0-9]* //' $A >"$TMP/input"
fails 4 "line 2: expected the key 'count'" -i "$TMP/input"
awk '$1 == "tw" { $6 = "x" } 1' $A >"$TMP/input"
fails 4 "expected a number for rearm_age_ms, found 'x'" list -i "$TMP/input"
# What no row and no record has, in the columns that few commands use, too.
for endpoint in '[::1:9000' 127.0.0.999:9000 127.0.0.1:99000 127.0.0.1 :80 '::1:80' '[127.0.0.1]:80' 127.1:80 -; do
	damaged "expected an address and its port, found '$endpoint'" "s/ 127.5.0.1:10001 / $endpoint /"
done
damaged "expected a port for port, found '65536'" 's/^\(bind [0-9]*\) 9000 /\1 65536 /'
awk '$1 == "tw" { $11 = "x" } 1' $A >"$TMP/column"
awk '$1 == "tw" { $10 = -1 } 1' $A >"$TMP/negative"
awk '$1 == "bind" { $8 = "yes" } 1' $A >"$TMP/flag"
for command in "${REFUSING[@]}"; do
	# shellcheck disable=SC2086
	fails 4 "expected a number for mark, found 'x'" $command -i "$TMP/column"
	# shellcheck disable=SC2086
	fails 4 "expected a number of at least 0 for reuse_in_ms, found '-1'" $command -i "$TMP/negative"
	# shellcheck disable=SC2086
	fails 4 "expected a number for fastreuseport, found 'yes'" $command -i "$TMP/flag"
done
damaged "expected a number for overdue, found 'many'" 's/overdue=[0-9]*/overdue=many/'
damaged "expected a number for max_chain, found 'x'" '0,/max_chain=[0-9]*/s//max_chain=x/'
damaged "expected the key 'slot_bytes'" '0,/ slot_bytes=[0-9]*/s///'
damaged "expected numbers for chains, found '1,,2'" '0,/chains=[0-9,]*/s//chains=1,,2/'
damaged "expected a range of ports" 's/^\(reserved [0-9]*\) .*/\1 9 7/'
damaged "expected FIRST-LAST for ports, found '9'" 's/ ports=[^ ]*/ ports=9/'

tr 'T' '\0' <$A >"$TMP/input"
fails 4 "found a NUL byte" -i "$TMP/input"
size=$(wc -c <$A)
for bytes in 10 100 500 1500 $((size - 90)) $((size - 3)) $((size - 1)); do
	head -c $bytes $A >"$TMP/input"
	"$T" list -i "$TMP/input" >"$TMP/out" 2>"$TMP/why"
	[ $? = 4 ] && [ ! -s "$TMP/out" ]
	verdict $? "a snapshot cut off after $bytes bytes is refused"
done

### what scripts/fuzz found once: read, or refused with one line
for found in found/*; do
	for command in summary list; do
		"$T" $command -i "$found" >/dev/null 2>"$TMP/why"
		rc=$?
		{ [ $rc = 0 ] && [ ! -s "$TMP/why" ]; } || { [ $rc = 4 ] && [ "$(wc -l <"$TMP/why")" = 1 ]; }
		verdict $? "$found: read or refused"
	done
done

### damage that shows behind 1,500 good rows
yes "tw 1 TIME-WAIT 1.1.1.1:1 2.2.2.2:2 1 - 1 - - 0 0 0" | head -n 1500 >"$TMP/rows"
{ sed '/^tw /d;/^bind /d;/^end/d' $A; cat "$TMP/rows"; echo "end tw=1501 fw2=0 bind=0"; } >"$TMP/input"
fails 4 "counts other rows" list -r -i "$TMP/input"
fails 4 "counts other rows" list -J -i "$TMP/input"

### output that cannot be written
"$T" list -i $A >/dev/full 2>"$TMP/why"
[ $? = 5 ] && grep -q 'cannot write the output: No space left' "$TMP/why"
verdict $? "a full disk gives 5"
"$T" --help >/dev/full 2>"$TMP/why"
[ $? = 5 ]
verdict $? "so does --help"
yes "tw 1 TIME-WAIT 1.1.1.1:1 2.2.2.2:2 1 - 1 - - 0 0 0" | head -n 3000 >"$TMP/rows"
{ sed '/^tw /d;/^bind /d;/^end/d' $A; cat "$TMP/rows"; echo "end tw=3000 fw2=0 bind=0"; } >"$TMP/input"
bash -c '"$0" list -i "$1" | true; echo "${PIPESTATUS[0]}"' "$T" "$TMP/input" >"$TMP/why" 2>&1
grep -qx '141\|0' "$TMP/why"
verdict $? "a closed pipe ends it without a word"

### libraries that are loaded late
mkdir "$TMP/libraries"
for library in zstd:libzstd.so.1 gzip:libz.so.1; do
	${library%:*} -qc $A >"$TMP/compressed"
	: >"$TMP/libraries/${library#*:}"
	LD_LIBRARY_PATH=$TMP/libraries "$T" -i "$TMP/compressed" >/dev/null 2>"$TMP/why"
	holds "a damaged ${library#*:} is named" is "$? $(cat "$TMP/why")" \
		"3 twinfo: the library cannot be loaded: $TMP/libraries/${library#*:}: file too short"
done
LD_LIBRARY_PATH=$TMP/libraries "$T" -i $A >"$TMP/why" 2>&1
verdict $? "who needs none of them is not disturbed"
rm -r "$TMP/libraries"

### what the fuzzer is given, or found once
for kind in zstd gzip; do
	$kind -qc snapshots/6.1 >"$TMP/whole.$kind"
	head -c 600 "$TMP/whole.$kind" >"$TMP/half.$kind"
done
make -s -C .. tests/replay >"$TMP/why" 2>&1 && ./replay snapshots/* found/* "$TMP"/whole.* "$TMP"/half.* >>"$TMP/why" 2>&1
verdict $? "the fuzzer's entry reads its seeds and findings"
