# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the user asks for, and what he asks for wrongly.

other=$(awk '$1 == "net" { n = $2 } END { print n }' $A)

### namespaces, columns, lines
holds "-N with an inode number" is "$(count list -rn -N "$other" -i $A)" 2
holds "-N self is the namespace of the reader" is "$(count list -rn -N self -i $A)" 11
holds "-N and summary" is "$("$T" -rn -N "$other" -o netns,time-wait,kernel -i $A)" "$other 2 2"
holds "-n leaves the heading out" is "$(count list -rn -i $A)" 13
holds "the heading is there otherwise" is "$(count list -r -i $A)" 14
holds "-o in its order, in any case" is "$("$T" list -r -o Left,STATE -i $A | head -n 1)" "LEFT STATE"
holds "-o + adds" is "$("$T" list -r -o +mark -i $A | head -n 1)" \
	"NETNS NAME STATE LOCAL PEER REARM-AGE ENTRY-AGE LEFT REUSE-IN MARK"
holds "- is standard input" is "$("$T" list -rn -i - <$A | wc -l)" 13
holds "a pipe that gives little at a time" is "$(while IFS= read -r l; do echo "$l"; done <$A | "$T" list -rn -i - | wc -l)" 13
holds "columns and kinds that a later kernel module adds are passed over" is "$(sed -e 's/^# tw .*/& more/' \
	-e 's/^tw .*/& 1/' -e 's/^net .*/& new=1/' -e 's/^sum/future 1 2\n&/' $A | "$T" list -rn -i - | wc -l)" 13
holds "--list-columns tells every column" is "$(count list --list-columns)" 13
holds "raw words have no blank in them" is "$("$T" list --list-columns -r | awk 'NF != 3' | wc -l)" 0
holds "--help fits 80 columns" is "$("$T" --help | grep -c '.\{81\}')" 0
holds "--help fits a screen" test "$("$T" --help | wc -l)" -le 34
for command in "${COMMANDS[@]}"; do
	holds "${command%% *} --help" grep -q "^Usage: twinfo \[options\] ${command%% *}" <("$T" "${command%% *}" --help)
done
holds "--sort is by number, ascending" is "$("$T" list -rn --sort left -o left -i $A | sort -nc && echo yes)" yes
holds "--sort - is descending, what is not known last" is \
	"$("$T" list -rn --sort -rearm-age -o rearm-age -i $A | sed '$d' | sort -nrc && "$T" list -rn --sort -rearm-age -o rearm-age -i $A | tail -n 1)" -
holds "--sort of addresses counts numbers in them" is "$("$T" list -rn --sort peer -o peer -i $A 'src 127.0.0.1:9000' | xargs)" \
	"127.1.0.0:10000 127.1.0.1:10001 127.1.0.2:10002"
holds "--sort by a column that is not shown" is "$("$T" list -rn --sort peer -o state -i $A | wc -l)" 13
# rows N: a snapshot of N tuples, the addresses of the last ten longer.
rows() {
	seq "$1" | awk -v n="$1" '{ printf "tw 1 TIME-WAIT 10.0.0.%d:%d %s:80 %d %d %d 9 0 0 0 0\n", $1 % 200, 1000 + $1, ($1 > n - 10 ? "[2001:db8:1:2:3:4:5:6]" : "10.9.9.9"), $1, $1, 60000 - $1 }'
}
rows 500 | snapshot >"$TMP/long"
holds "a long table has all its lines" is "$("$T" list -i "$TMP/long" | wc -l)" 501
holds "a long table has one width, until a line does not fit" is \
	"$("$T" list -i "$TMP/long" | awk '{ print length($0) }' | uniq -c | awk '{ print $1 }' | xargs)" "491 10"
holds "a long table and its raw words say the same" is "$("$T" list -i "$TMP/long" | awk '{ $1 = $1 } 1' | md5sum)" "$("$T" list -r -i "$TMP/long" | md5sum)"
# namespaces N FULL LOST: a snapshot of N namespaces, of which the one numbered FULL is at its limit, a small one, and has
# lost so many.
namespaces() {
	seq 2 "$1" | awk -v full="$2" -v lost="$3" '{
		count = $1 == full ? 100 : 10
		printf "net %d count=%d max_tw=%d timewaited=0 timewaitrecycled=0 timewaitkilled=0 timewaitoverflow=%s " \
			"counted_at=arm tw_reuse=1 tw_reuse_delay_ms=1000 timestamps=1 rfc1337=0 fin_timeout_ms=60000 " \
			"ports=32768-32777 reserved=0 port_step_width=- ehash=0\n", $1, count, $1 == full ? 100 : 1234567890123, $1 == full ? lost : 0
		printf "sum %d tw=%d fw2=0 overdue=0 full=0 req=0\n", $1, count }' | snapshot
}
# in_colour LINE LOST: of a long table on a terminal, this line alone has a colour, and all is as wide as without.
in_colour() {
	namespaces 80 "$1" "$2" >"$TMP/nets"
	script -qec "$T summary -i $TMP/nets" /dev/null </dev/null | tr -d '\r' >"$TMP/screen"
	[ "$(grep $'\e' "$TMP/screen" | awk '{ print $1 }')" = "$1" ] &&
		sed $'s/\e\\[[0-9;]*m//g' "$TMP/screen" | diff - <("$T" summary -i "$TMP/nets")
}
holds "a long table with a colour in its first lines" in_colour 20 0
holds "a long table with a colour later" in_colour 70 0
holds "a line in colour that does not fit widens the lines after it" in_colour 70 1234567890123456
holds "--sort of many lines" is "$("$T" list -rn -o rearm-age --sort -rearm-age -i "$TMP/long" | xargs)" "$(seq 500 -1 1 | awk '{ printf "%.3f ", $1 / 1000 }' | xargs)"
holds "--sort --top are the first of them" is "$("$T" list -rn -o local,rearm-age --sort local --top 7 -i "$TMP/long" | md5sum)" \
	"$("$T" list -rn -o local,rearm-age --sort local -i "$TMP/long" | head -n 7 | md5sum)"
holds "--sort by a column that is not shown" is "$("$T" list -rn -o rearm-age --sort -local -i "$TMP/long" | md5sum)" \
	"$("$T" list -rn -o local,rearm-age --sort -local -i "$TMP/long" | awk '{ print $2 }' | md5sum)"
snapshot <<<'tw 1 TIME-WAIT 10.0.0.1:1 10.0.0.2:80 7 -2048 00059993 12 1234567890123 09 0 0' >"$TMP/numbers"
holds "times in seconds, from any number of milliseconds" is \
	"$("$T" list -rn -o netns,rearm-age,entry-age,left,ts-age,reuse-in,mark -i "$TMP/numbers")" "1 0.007 -2.048 59.993 12 1234567890.123 9"
holds "JSON has no number with leading zeros" is "$("$T" list -J -o left,mark -i "$TMP/numbers" | jq -c '.tw[0]')" '{"left":59.993,"mark":9}'
rows 5000 | snapshot >"$TMP/longer"
holds "--top may be the largest number" is "$("$T" list -rn --sort local --top 9223372036854775807 -i "$TMP/longer" | wc -l)" 5000
for sort in local -rearm-age; do
	holds "--sort $sort --top 3 of 5000" is "$("$T" list -rn --sort "$sort" --top 3 -i "$TMP/longer" | md5sum)" \
		"$("$T" list -rn --sort "$sort" -i "$TMP/longer" | head -n 3 | md5sum)"
done
holds "--top" is "$(count list -rn --top 3 -i $A)" 3
holds "dest is a case of group" is "$("$T" group netns,dir,local,peer -rn -o dir,local,peer,time-wait --sort -time-wait -i $A | md5sum)" \
	"$("$T" dest -rn -o dir,local,peer,time-wait -i $A | md5sum)"
fails 2 "'dir,local-port': with DIR only LOCAL, PEER and PEER-ADDRESS of the addresses" group dir,local-port -i $A
holds "group dir,peer-address/8: the callers' networks" is "$("$T" group dir,peer-address/8 -rn -o dir,peer-address,count -i $A | sort | head -n 1)" \
	"in 127.0.0.0/8 8"
holds "dest adds up to the rows" is "$("$T" dest -rn -o time-wait,fin-wait-2 -i $A | awk '{ n += $1 + $2 } END { print n }')" 13
holds "group adds up to the rows" is "$("$T" group peer-port,netns -rn -o count -i $A | awk '{ n += $1 } END { print n }')" 13
holds "group: addresses by their network, the most first" is "$("$T" group peer-address/8 -rn -o peer-address,count -i $A | head -n 1)" \
	"127.0.0.0/8 $("$T" list -rn -o peer -i $A | grep -cE '^(127\.|\[::ffff:127\.)')"
holds "group: with a filter" is "$("$T" group state -rn -o state,count state fin-wait-2 -i $A)" "FIN-WAIT-2 1"
fails 2 "'colour': no column to group by" group colour -i $A
fails 2 "'netns/8': expected a prefix of 0 to 128 bits" group netns/8 -i $A
fails 2 "'peer-address/200': expected a prefix" group peer-address/200 -i $A
fails 2 "'NETNS' is there twice" group netns,netns -i $A
fails 2 "expected: twinfo group COLUMNS [filter]" group -i $A
holds "age adds up to the rows" is "$("$T" age -rn -o left -i $A | awk '{ n += $1 } END { print n }')" 13
holds "-b has sizes in bytes" grep -q ' 12288 ' <("$T" slab -b -i $A)
holds "sizes for people" grep -q ' 8K ' <("$T" slab -i $A)
holds "no bars in a pipe" is "$("$T" age -i $A | grep -c '█')" 0
holds "--bars draws them there, too" grep -q '█' <("$T" age --bars -i $A)
holds "bars are ASCII in the C locale" grep -q '####' <(LC_ALL=C "$T" age --bars -i $A)
holds "nothing but ASCII in the C locale" is "$(LC_ALL=C "$T" hash --bars -i $A | LC_ALL=C grep -c '[^ -~]')" 0
holds "sentences fit 40 columns" is "$(COLUMNS=40 "$T" -i $A | sed '1,/^$/d' | grep -c '.\{41\}')" 0

### filters
filter() {
	local expected=$1
	shift
	holds "filter $*: $expected rows" is "$(count list -rn -i $A "$@")" "$expected"
}
filter 12 state time-wait
filter 1 state fin-wait-2
filter 1 exclude time-wait
filter 13 state all
filter 0 state established
filter 3 'src 127.0.0.1:9000'
filter 3 src 127.0.0.1 and sport = :9000
filter 6 '( sport = :9000 or sport == 9200 ) or sport eq :9400'
filter 7 'not ( sport = :9000 or sport == 9200 or sport eq :9400 )'
filter 3 'dport = :9300 or dport = :9100'
filter 8 sport \>= :9000 sport \< :10000
filter 3 'src [::1] | dst ::1 | src [::1]:9'
filter 10 'dst 127.0.0.0/8 and not src [::1]'
filter 13 'dst 0.0.0.0/0 or src ::/0'
filter 10 'dst 127.0.0.0/8'
filter 1 'sport = :9400 dst 127.1.0.0'
filter 1 'dst [::ffff:127.1.0.0] and sport = 9400'
filter 12 'age >= 0'
filter 0 'age > 1h'
filter 13 'left <= 60s && left > 0'
filter 2 "netns $other"
filter 11 'netns != '"$other"
filter 11 netns self
filter 2 reuse never
filter 13 'reuse now or reuse later or reuse never'
filter 13 fwmark = 0
filter 0 'fwmark = 0x1/0xff'
filter 13 dev = 0
holds "what is not known is not selected, nor by not" is "$(count list -rn -i $A 'state fin-wait-2 and (age > 1 or not age > 1)')" 0

### wrong use
fails 2 "'nonsense': expected a port, 0 to 65535, or ADDRESS:PORT" bind nonsense -i $A
fails 2 "'10.0.0.1:70000': expected a port" bind 10.0.0.1:70000 -i $A
fails 2 "--device no-such-device: expected the index of an interface, as the file has it" bind 80 --device no-such-device -i $A
fails 2 "--device: not for port 0" bind 0 --device lo -i $A
fails 2 "'70000': expected a port, 1 to 65535" why 10.0.0.1:70000 10.0.0.2:80 -i $A
fails 2 "'no-such-device': expected the index of an interface, as the file has it, after %" why 10.0.0.1%no-such-device 10.0.0.2:80 -i $A
fails 2 "--reuseaddr is not for 'why'" why 10.0.0.1 10.0.0.2:80 --reuseaddr -i $A
fails 2 "unknown command 'nonsense'" nonsense
fails 2 "unknown column 'NONSENSE'" list -o NONSENSE -i $A
fails 2 "unknown column 'nonsense'" list --sort -nonsense -i $A
fails 2 "unknown column ''" list -o STATE, -i $A
fails 2 "exclude each other" -J -r -i $A
fails 2 "unexpected after 'slab'" slab slab
fails 2 "expected: twinfo why SOURCE[%DEVICE][:PORT] DESTINATION:PORT" why 1.2.3.4
fails 2 "expected the source's address" why 1.2.3 1.2.3.4:5 -i $A
fails 2 "expected the destination as ADDRESS:PORT" why 1.2.3.4 1.2.3.4 -i $A
fails 2 "expected a port, 0 to 65535" bind 65536 -i $A
fails 2 "expected per cent" ports --warn 101 -i $A
fails 2 "--warn is not for 'list'" list --warn 80 -i $A
fails 2 "--watch is not for 'list'" list --watch -i $A
fails 2 "--for is how long to --watch" limit --for 3s -i $A
fails 2 "expected a time" limit --watch=x -i $A
fails 2 "standard input cannot be read again" limit --watch -i -
fails 2 "--top 0: expected a number of lines" list --top 0 -i $A
fails 2 "no such network namespace" -N 1 -i $A
fails 2 "no such network namespace" list -N 1 -i $A
fails 2 "-N nonsense: No such file" -N nonsense -i $A
fails 2 "--help" --nonsense
fails 2 "--source moon: expected module, diag or auto" --source moon
fails 2 "--source is the running kernel's, and --input is a file" --source diag -i $A
fails 2 "--source is not for 'report'" --source diag report "$TMP"
fails 2 "'list': --save takes no command" --save "$TMP/saved" list

### a snapshot that is saved, and one of sock_diag
"$T" -i $A --save "$TMP/saved"
holds "--save writes what it read" cmp "$TMP/saved" $A
holds "for the user alone" is "$(stat -c %a "$TMP/saved")" 600
holds "--save - is standard output" cmp <("$T" -i $A --save -) $A
fails 5 "no/saved: No such file or directory" -i $A --save "$TMP/no/saved"
head -n 30 $A >"$TMP/cut"
fails 4 "the snapshot is cut off" -i "$TMP/cut" --save "$TMP/saved"
holds "a snapshot that is cut off replaces nothing, and leaves nothing" is "$(cmp "$TMP/saved" $A; echo "$TMP"/saved*)" "$TMP/saved"
# diag [WORDS...] <ROWS: a snapshot of those rows as sock_diag has it.
diag() {
	snapshot "$@" | sed '1s/$/ source=diag/; 1s/ hz=250/ hz=-/; s/ overdue=0/ overdue=-/'
}
# young PEER: ten tuples with that peer, a second apart, the youngest half a second old.
young() { seq 10 | awk -v peer="$1" '{ age = $1 * 1000 - 500; printf "tw 1 TIME-WAIT %s:%d %s:80 %d - %d - - - 0 -\n", peer, 32767 + $1, peer, age, 60000 - age }'; }
young 10.0.0.2 | diag tw_reuse=2 >"$TMP/diag"
fails 3 "'ports' needs bind buckets, which only the module tells" ports -i "$TMP/diag"
fails 3 "'why' needs bind buckets" why 10.0.0.1 10.0.0.2:80 -i "$TMP/diag"
fails 3 "'bind' needs bind buckets" bind 80 -i "$TMP/diag"
fails 3 "'hash' needs the hash tables" hash -i "$TMP/diag"
holds "of sock_diag: NOW, LATER and NEVER are unknown" is "$("$T" dest -rn -o time-wait,now,later,never -i "$TMP/diag")" "10 - - -"
holds "of sock_diag: how late timers are is not known" is "$("$T" -rn -o time-wait,overdue -i "$TMP/diag")" "10 -"
holds "of sock_diag: HZ is not known, and nothing is said of it" is "$("$T" -i "$TMP/diag" | grep -c HZ)" 0
holds "diff tells it, too" grep -q "The source is sock_diag" <("$T" diff "$TMP/diag" "$TMP/diag")
holds "the source is told below a table" grep -q "The source is sock_diag" <("$T" list -i "$TMP/diag")
holds "but not in raw words" is "$("$T" list -rn -i "$TMP/diag" | wc -l)" 10
holds "JSON has it" is "$("$T" list -J -i "$TMP/diag" | jq -r .source)" diag
holds "metrics have it" grep -q '^twinfo_build_info{.*,source="diag"} 1$' <("$T" metrics -i "$TMP/diag")
# One of the last second counts as ten if connect() may take over the others, else ten of the last 10 s do.
young 10.0.0.2 | head -n 1 | diag tw_reuse=1 >"$TMP/diag.reuse"
young 10.0.0.2 | head -n 1 | diag tw_reuse=2 >"$TMP/diag.no"
young 127.0.0.1 | head -n 1 | diag tw_reuse=2 >"$TMP/diag.loopback"
young 127.0.0.1 | head -n 1 | diag tw_reuse=2 timestamps=0 >"$TMP/diag.stampless"
holds "of sock_diag: tcp_tw_reuse=1 tells that tuples may be taken over" is "$("$T" dest -rn -o rate -i "$TMP/diag.reuse")" 1.0
holds "tcp_tw_reuse=2 of those of other machines that they may not" is "$("$T" dest -rn -o rate -i "$TMP/diag.no")" 0.1
holds "and of those on loopback that they may" is "$("$T" dest -rn -o rate -i "$TMP/diag.loopback")" 1.0
holds "but not without timestamps" is "$("$T" dest -rn -o rate -i "$TMP/diag.stampless")" 0.1
fails 2 "tcp_tw_recycle no longer exists, it was removed in Linux 4.12" tcp_tw_recycle
fails 2 "filter, column 1: expected state," list nonsense -i $A
fails 2 "filter, column 19: expected ADDRESS" list state all and dst 1.2.3.4/33 -i $A
fails 2 "filter, column 5: expected ADDRESS" list 'dst 1.2.3.4.5' -i $A
fails 2 "filter, column 9: expected a port, found ':65536'" list 'dport = :65536' -i $A
fails 2 "filter, column 7: expected one of = != < <= > >=, found ':80'" list 'dport :80' -i $A
fails 2 "found the end" list '( state all' -i $A
fails 2 "filter, column 11: expected the end" list 'state all ) or' -i $A
fails 2 "filter, column 7: expected time-wait" list state open -i $A
fails 2 "filter, column 7: expected a time" list 'age > soon' -i $A

### metrics prints no table
for option in -J -r -n -b -O --top=1 --sort=x --output=x; do
	fails 2 "is not for 'metrics', which prints no table" metrics $option -i $A
done

### namespaces by name
fails 2 "-N nobody:1: No such file or directory; expected an inode number, a name, COMMAND:PID" -N nobody:1 -i $A
fails 2 "the snapshot has no such network namespace" -N "$(cat /proc/$$/comm):$$" -i $A
holds "a saved snapshot has no names" is "$("$T" -rn -o name -i $A | sort -u)" -

# why --range: a socket's own range within that of the namespace, each end alone where it fits.
for words in "32770-32772 3 32770 32772" "0-32772 5 32768 32772" "32770-0 8 32770 32777" "100-200 10 32768 32777"; do
	# shellcheck disable=SC2086
	set -- $words
	holds "why --range $1: $2 ports, $3 to $4" is "$(snapshot </dev/null | "$T" why 127.0.0.1 127.0.0.2:80 --range "$1" -rn -o ports,reason,why -i - | head -n 1)" \
		"$2 range IP_LOCAL_PORT_RANGE\\x20within\\x20ip_local_port_range,\\x20$3\\x20to\\x20$4"
done
for range in 5 5-4 70000-1 a-b 1-70000 -; do
	fails 2 "--range $range: expected LOW-HIGH, two ports" why 127.0.0.1 127.0.0.2:80 --range "$range" -i $A
done
fails 2 "--range is not for 'list'" list --range 1-2 -i $A
fails 2 "--range: not for a SOURCE with a port" why 127.0.0.1:80 127.0.0.2:80 --range 1-2 -i $A
