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
holds "why: before 6.1 connect() reuses a FIN-WAIT-2 minisocket, too" is \
	"$(sed '1s/kernel=[^ ]*/kernel=5.10.0/' "$TMP/ports" | "$T" why 10.0.0.1 10.0.0.2:80 -rn -o reason,ports -i - | grep -E 'fin-wait-2|tw-now' | xargs)" \
	"fin-wait-2 0 tw-now 2"
holds "why: some ports can be chosen: 0" "$T" why 10.0.0.1 10.0.0.2:80 -i "$TMP/ports"
holds "why: at most those that nothing known blocks" grep -q '^connect() can choose at most 3 of 8 ports' <("$T" why 10.0.0.1 10.0.0.2:80 -i "$TMP/ports")
holds "why: when the next one can be taken" grep -q 'in 0.501 s' <("$T" why 10.0.0.1 10.0.0.2:80 -i "$TMP/ports")
holds "why: a socket bound to an interface meets the tuples of unbound ones, too" is "$("$T" why 10.0.0.1%2 10.0.0.2:80 -rn -o ports -i "$TMP/ports" | xargs)" \
	"10 2 1 - 3 1 0 0 1 1 - -"
holds "why: another destination has its ports for itself" is "$("$T" why 10.0.0.1 10.0.0.9:80 -rn -o ports -i "$TMP/ports" | xargs)" \
	"10 2 1 - 0 0 0 0 0 0 - -"
bound() { "$T" why "$@" -J -i "$TMP/ports" | jq -c '[.choosable, (.why[] | select(.reason == "no-timestamps").ports)]'; }
holds "why SOURCE:PORT: a minisocket with a timestamp is reused at once" is "$(bound 10.0.0.1:32774 10.0.0.2:80)" "[1,0]"
holds "why SOURCE:PORT: so is one that is too young for a chosen port" is "$(bound 10.0.0.1:32769 10.0.0.2:80)" "[1,0]"
holds "why SOURCE:PORT: one without a timestamp blocks" is "$(bound 10.0.0.1:32772 10.0.0.2:80)" "[0,1]"
holds "why SOURCE:PORT: it says until when" grep -q '^EADDRNOTAVAIL: connect() fails until the minisocket ends, in 51.000 s' \
	<("$T" why 10.0.0.1:32772 10.0.0.2:80 -i "$TMP/ports")
holds "why SOURCE:PORT: it exits with 1" [ "$("$T" why 10.0.0.1:32772 10.0.0.2:80 -i "$TMP/ports" >/dev/null; echo $?)" = 1 ]
holds "why SOURCE:PORT: live sockets are unknown in a file" is "$(bound 10.0.0.1:40000 10.0.0.2:80)" "[null,0]"
holds "why SOURCE%DEVICE:PORT: a tuple of an unbound socket blocks" is "$(bound 10.0.0.1%2:32772 10.0.0.2:80)" "[0,1]"
holds "why SOURCE:PORT: a tuple of a bound socket does not count" is "$(snapshot <<<'tw 1 TIME-WAIT 10.0.0.1:32772 10.0.0.2:80 9 9 51000 - - 0 2 0' |
	"$T" why 10.0.0.1:32772 10.0.0.2:80 -J -i - | jq .choosable)" null
holds "why [SOURCE]:PORT of IPv6" is "$(bound '[::1]:32772' '[::1]:80')" "[null,0]"
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
	"10.0.0.1 bind() 10 2 8 - - - - 8 - -;10.0.0.1%2 10.0.0.2:80 10 2 1 - 1 3 2 6 - -;10.0.0.1 10.0.0.2:80 10 2 1 - 1 2 2 5 - -;10.0.0.1 10.0.0.3:80 10 2 1 - 1 0 0 1 - -;"
holds "ports: what is not known is not 0" is "$("$T" ports -J -i "$TMP/ports" 2>/dev/null | jq -c '[.ports[1] | .live, .free, ."use%"]')" "[null,null,null]"
holds "ports: a filter leaves pairs without such minisockets out" is "$(ports dst 10.0.0.3 -i "$TMP/ports" | wc -l)" 1
holds "ports --warn: below" "$T" ports dst 10.0.0.2 --warn 76 -i "$TMP/ports"
"$T" ports dst 10.0.0.2 --warn 75 -i "$TMP/ports" >"$TMP/why" 2>&1
[ $? = 1 ]
verdict $? "ports --warn: 6 of 8 are 75 per cent: 1"
snapshot >"$TMP/owned" <<<'tw 1 TIME-WAIT 10.0.0.1:32768 10.0.0.2:80 500 500 59500 0 501 0 0 0
tw 1 TIME-WAIT 10.0.0.1:32769 10.0.0.2:80 700 700 59300 0 301 0 0 0
tw 1 TIME-WAIT 10.0.0.3:32770 10.0.0.2:80 700 700 59300 0 301 0 0 0
bind 1 32768 1 0 0 0 0 0
bind 1 32769 1 0 0 -1 -1 0
bind 1 32770 1 0 0 -1 -1 0'
holds "ports: a port that bind() owns is taken from every pair, and from bind() of that source" is \
	"$(ports -i "$TMP/owned" | sort | tr '\n' ';')" \
	"10.0.0.1 10.0.0.2:80 10 0 1 - 0 1 0 2 - -;10.0.0.1 bind() 10 0 2 - - - - 2 - -;10.0.0.3 10.0.0.2:80 10 0 1 - 0 1 0 2 - -;"
holds "why: the next port is one that then can be chosen" grep -q 'in 0.301 s' <("$T" why 10.0.0.1 10.0.0.2:80 -i "$TMP/owned")
sed '/TIME-WAIT 10.0.0.1:32769/d' "$TMP/owned" | sed 's/^end tw=3/end tw=2/' >"$TMP/alone"
holds "why: a port that is owned has no next" is "$("$T" why 10.0.0.1 10.0.0.2:80 -i "$TMP/alone" | grep -c 'may be reused in')" 0
holds "metrics: the fullest source counts, too" grep -q '^twinfo_ports_used_ratio{.*} 0.2000$' <("$T" metrics -i "$TMP/owned")
holds "bind 0: ports with a bind bucket are held" is "$("$T" bind 0 -rn -o state,count -i "$TMP/owned" | tr '\n' ';')" "FREE 7;HELD 3;RESERVED 0;"

holds "why: JSON has the choosable ports beside the reasons" is "$("$T" why 10.0.0.1 10.0.0.2:80 -J -i "$TMP/owned" | jq -c .choosable)" null
holds "bind: a port of the wildcard that has a bucket is held" is "$("$T" bind 32768 -J -i "$TMP/owned" | jq -r .verdict)" held
holds "bind: a port without a bucket is free" is "$("$T" bind 32777 -J -i "$TMP/owned" | jq -r .verdict)" free
holds "bind: another address than that of the tuple, of a port that connect() chose, is free" is \
	"$("$T" bind 10.0.0.9:32769 -J -i "$TMP/owned" | jq -r .verdict)" free
holds "bind: the address of the tuple is held" is "$("$T" bind 10.0.0.1:32769 -J -i "$TMP/owned" | jq -r .verdict)" held
holds "bind: SO_REUSEADDR of an owner is not guessed" is "$("$T" bind 10.0.0.1:32769 --reuseaddr -J -i "$TMP/owned" | jq -r .verdict)" unknown
holds "bind: sockets that a file cannot tell make it unknown" is "$("$T" bind 10.0.0.9:32768 -J -i "$TMP/owned" | jq -r .verdict)" unknown
holds "bind: unknown exits with 1" [ "$("$T" bind 10.0.0.9:32768 -i "$TMP/owned" >/dev/null; echo $?)" = 1 ]
holds "bind: an IPv6 tuple may hold the IPv4 wildcard, by IPV6_V6ONLY, which nothing tells" is \
	"$(snapshot <<<'tw 1 TIME-WAIT [::1]:32768 [::1]:80 500 500 59500 0 501 0 0 0
bind 1 32768 1 0 0 -1 -1 0' | "$T" bind 0.0.0.0:32768 -J -i - | jq -r .verdict)" unknown
# optioned REUSEADDR REUSEPORT V6ONLY ROW: a snapshot of a port that connect() took, whose owners have these options.
optioned() {
	snapshot <<<"tw 1 TIME-WAIT $4 500 500 59500 0 501 0 0 0
bind 1 32768 1 0 0 -1 -1 0 $1 $2 $3 0 -" | sed '/^# bind/s/$/ reuseaddr reuseport v6only listen listen_reuseport/' >"$TMP/optioned"
}
judged() { "$T" bind "$@" -J -i "$TMP/optioned" | jq -r .verdict; }
for have in all:free none:held some:unknown -:unknown; do
	optioned "${have%:*}" none - "10.0.0.1:32768 10.0.0.2:80"
	holds "bind --reuseaddr: ${have%:*} of the owners have it" is "$(judged 10.0.0.1:32768 --reuseaddr)" "${have#*:}"
	optioned none "${have%:*}" - "10.0.0.1:32768 10.0.0.2:80"
	holds "bind --reuseport: ${have%:*} of the owners have it" is "$(judged 10.0.0.1:32768 --reuseport)" "${have#*:}"
	holds "bind: without an option the owners' options do not matter" is "$(judged 10.0.0.1:32768)" held
done
optioned all none - "10.0.0.1:32768 10.0.0.2:80"
sed -i 's/ -1 -1 0 / 0 2 0 /' "$TMP/optioned"
holds "bind --reuseport: an earlier socket with it may have opened the port" is "$(judged 10.0.0.1:32768 --reuseport)" unknown
optioned all none - "10.0.0.1:32768 10.0.0.2:80"
holds "bind: it says that SO_REUSEADDR helps" grep -q '^With SO_REUSEADDR bind() succeeds now\.$' <("$T" bind 10.0.0.1:32768 -i "$TMP/optioned")
optioned none all - "10.0.0.1:32768 10.0.0.2:80"
holds "bind: it says that SO_REUSEADDR does not help" grep -q '^With SO_REUSEADDR bind() fails, too\.$' <("$T" bind 10.0.0.1:32768 -i "$TMP/optioned")
for have in all:free none:held some:unknown; do
	optioned none none "${have%:*}" "[::1]:32768 [::1]:80"
	holds "bind: an IPv6 owner and the IPv4 wildcard, IPV6_V6ONLY of ${have%:*}" is "$(judged 0.0.0.0:32768)" "${have#*:}"
done
sed -i 's/ some 0 -$/ few 0 -/' "$TMP/optioned"
fails 4 "expected all, some, none or - for v6only, found 'few'" bind 32768 -i "$TMP/optioned"
holds "bind: fastreuse=1 lets bind() with SO_REUSEADDR succeed" is "$(sed 's/^bind 1 32768 1 0 0 0 0 0/bind 1 32768 1 0 0 1 0 0/' "$TMP/owned" |
	"$T" bind 32768 --reuseaddr -J -i - | jq -r .verdict)" free

# odd FIRST LAST: of a range of nine ports these are in use; prints the exit status of `why` and of `ports --warn 99`.
odd() {
	local port
	for port in $(seq "$1" "$2"); do echo "tw 1 TIME-WAIT 10.0.0.1:$port 10.0.0.2:80 500 500 59500 0 501 0 0 0"; done |
		snapshot ports=32768-32776 >"$TMP/odd"
	"$T" why 10.0.0.1 10.0.0.2:80 -i "$TMP/odd" >/dev/null
	echo "$? $("$T" ports -i "$TMP/odd" --warn 99 >/dev/null 2>&1; echo $?)"
}
holds "a range with an odd number of ports: the last port alone may be left out" is "$(odd 32768 32775)" "1 1"
holds "a range with an odd number of ports: so may the first" is "$(odd 32769 32776)" "1 1"
holds "a range with an odd number of ports: any other is found" is "$(odd 32768 32774)" "0 0"

"$T" bind 32774 -i "$TMP/ports" >"$TMP/why" 2>&1
[ $? = 1 ] && grep -q 'Only minisockets hold port 32774. The last one ends in 51.000 s' "$TMP/why"
verdict $? "bind: held by TIME-WAIT alone, until when: 1"
holds "bind: a free port: 0" "$T" bind 32769 -i "$TMP/ports"
"$T" bind 80 -i "$TMP/ports" >"$TMP/why" 2>&1
[ $? = 1 ] && grep -q 'TIME-WAIT does not hold port 80' "$TMP/why"
verdict $? "bind: held by others"
