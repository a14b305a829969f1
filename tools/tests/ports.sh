# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The arithmetic of connect() and bind(): a range of ten ports, each in another state.

rows="reserved 1 32770 32771
tw 1 TIME-WAIT 10.0.0.1:32768 10.0.0.2:80 9000 9000 51000 9 0 0 0 0
tw 1 TIME-WAIT 10.0.0.1:32769 10.0.0.2:80 500 500 59500 0 501 0 0 0
tw 1 TIME-WAIT 10.0.0.1:32772 10.0.0.2:80 9000 9000 51000 - - 0 0 0
tw 1 FIN-WAIT-2 10.0.0.1:32773 10.0.0.2:80 - 9000 51000 9 - 0 0 0
tw 1 TIME-WAIT 10.0.0.1:32774 10.0.0.2:80 9000 9000 51000 9 0 0 0 0
tw 1 TIME-WAIT 10.0.0.1:32775 10.0.0.3:80 9000 9000 51000 9 0 0 0 0
tw 1 TIME-WAIT [::ffff:10.0.0.1]:32776 [::ffff:10.0.0.2]:80 9000 9000 51000 9 700 0 0 0
tw 1 TIME-WAIT 10.0.0.1:32777 10.0.0.2:80 9000 9000 51000 9 900 0 2 0
tw 1 TIME-WAIT 10.0.0.1:32767 10.0.0.2:80 9000 9000 51000 9 900 0 0 0
bind 1 32767 1 0 0 -1 -1 0
bind 1 32768 1 0 0 -1 -1 0
bind 1 32770 0 0 0 0 0 0
bind 1 32774 1 0 0 0 0 0
bind 1 80 0 0 0 0 0 0"
snapshot reserved=2 <<<"$rows" >"$TMP/ports"

# reason NAME: the ports of that reason.
reason() { "$T" why 10.0.0.1 10.0.0.2:80 -J -i "$TMP/ports" | jq -r --arg r "$1" '.why[] | select(.reason == $r).ports'; }
while read -r name expected; do
	holds "why: $name counts $expected" is "$(reason "$name")" "$expected"
done <<END
range 10
reserved 2
owned 1
live null
tw-later 2
no-timestamps 1
reuse-off 0
not-loopback 0
fin-wait-2 1
tw-now 1
free-even null
END
holds "why: some ports can be chosen: 0" "$T" why 10.0.0.1 10.0.0.2:80 -i "$TMP/ports"
holds "why: at most those that nothing known blocks" grep -q '^connect() can choose at most 3 of 8 ports' <("$T" why 10.0.0.1 10.0.0.2:80 -i "$TMP/ports")
holds "why: when the next one can be taken" grep -q 'in 0.501 s' <("$T" why 10.0.0.1 10.0.0.2:80 -i "$TMP/ports")
holds "why: a socket bound to an interface is of its own" is "$("$T" why 10.0.0.1%2 10.0.0.2:80 -rn -o ports -i "$TMP/ports" | xargs)" \
	"10 2 1 - 1 0 0 0 0 0 - -"
holds "why: another destination has its ports for itself" is "$("$T" why 10.0.0.1 10.0.0.9:80 -rn -o ports -i "$TMP/ports" | xargs)" \
	"10 2 1 - 0 0 0 0 0 0 - -"
holds "why: tcp_tw_reuse=0 is the reason" is "$(snapshot tw_reuse=0 <<<'tw 1 TIME-WAIT 10.0.0.1:32768 10.0.0.2:80 9 9 51000 9 - 0 0 0' |
	"$T" why 10.0.0.1 10.0.0.2:80 -rn -o ports,reason -i - | grep reuse-off)" "1 reuse-off"
holds "why: tcp_tw_reuse=2 is the reason" is "$(snapshot tw_reuse=2 <<<'tw 1 TIME-WAIT 10.0.0.1:32768 10.0.0.2:80 9 9 51000 9 - 0 0 0' |
	"$T" why 10.0.0.1 10.0.0.2:80 -rn -o ports,reason -i - | grep not-loopback)" "1 not-loopback"

all=$(for port in {32768..32777}; do echo "tw 1 TIME-WAIT 10.0.0.1:$port 10.0.0.2:80 500 500 59500 0 501 0 0 0"; done)
snapshot <<<"$all" >"$TMP/full"
"$T" why 10.0.0.1 10.0.0.2:80 -i "$TMP/full" >"$TMP/why"
[ $? = 1 ] && grep -q 'can choose at most 0 of 10' "$TMP/why"
verdict $? "why: no port can be chosen: 1"

ports() { "$T" ports -rn -o source,destination,range,reserved,owned,live,tw-now,tw-later,tw-never,blocked,free,use% "$@" 2>/dev/null; }
holds "ports: a line for each pair, the fullest first" is "$(ports -i "$TMP/ports" | tr '\n' ';')" \
	"10.0.0.1 10.0.0.2:80 10 2 1 - 1 2 2 5 - -;10.0.0.1%2 10.0.0.2:80 10 2 1 - 0 1 0 2 - -;10.0.0.1 10.0.0.3:80 10 2 1 - 1 0 0 1 - -;"
holds "ports: what is not known is not 0" is "$("$T" ports -J -i "$TMP/ports" 2>/dev/null | jq -c '[.ports[0] | .live, .free, ."use%"]')" "[null,null,null]"
holds "ports: a filter leaves pairs without such minisockets out" is "$(ports dst 10.0.0.3 -i "$TMP/ports" | wc -l)" 1
holds "ports --warn: below" "$T" ports --warn 63 -i "$TMP/ports"
"$T" ports --warn 62 -i "$TMP/ports" >"$TMP/why" 2>&1
[ $? = 1 ]
verdict $? "ports --warn: 5 of 8 are 62 per cent: 1"
holds "ports: what bind() owns makes no pair" is "$(snapshot <<<'tw 1 TIME-WAIT 10.0.0.1:32768 10.0.0.2:80 9 9 51000 9 0 0 0 0
bind 1 32768 1 0 0 0 0 0' | "$T" ports -rn -i - | wc -l)" 0

"$T" bind 32774 -i "$TMP/ports" >"$TMP/why" 2>&1
[ $? = 1 ] && grep -q 'Only minisockets hold port 32774. The last one ends in 51.000 s' "$TMP/why"
verdict $? "bind: held by TIME-WAIT alone, until when: 1"
holds "bind: a free port: 0" "$T" bind 32769 -i "$TMP/ports"
"$T" bind 80 -i "$TMP/ports" >"$TMP/why" 2>&1
[ $? = 1 ] && grep -q 'TIME-WAIT does not hold port 80' "$TMP/why"
verdict $? "bind: held by others"
