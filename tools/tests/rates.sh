# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Rates and forecasts: ten tuples a second apart entered in the last 10 s, and others that end in known seconds.

# entered COUNT EVERY-MS [REUSE-IN]: rows of that many tuples, the youngest first, half an interval old.
entered() {
	awk -v n="$1" -v every="$2" -v reuse="${3:--}" 'BEGIN {
		for (i = 0; i < n; i++) {
			age = int((i + 0.5) * every)
			printf "tw 1 TIME-WAIT 10.0.0.1:%d 10.0.0.2:80 %d %d %d %s %s 0 0 0\n", 32768 + i % 10, age, age, 60000 - age,
				reuse == "-" ? "-" : int(age / 1000), reuse
		}
	}'
}
# ending COUNT SECONDS: rows of tuples that entered long ago and end evenly within that time.
ending() {
	awk -v n="$1" -v s="$2" 'BEGIN {
		for (i = 0; i < n; i++) {
			left = int((i + 0.5) * s * 1000 / n)
			printf "tw 1 TIME-WAIT 10.0.0.3:%d 10.0.0.2:80 %d %d %d - - 0 0 0\n", 20000 + i, 60000 - left, 60000 - left, left
		}
	}'
}
# told COUNT: what limit, with that count of 100, says of the rows on standard input.
told() { snapshot "count=$1" | "$T" limit -rn -o rate,steady,full-in -i -; }
holds "limit: two a second fill what is left in 25 s" is "$(entered 20 500 | told 50)" "2.0 120 25.0"
holds "limit: where as many end as enter it is never full" is "$(entered 10 1000 | told 30)" "1.0 60 -"
holds "limit: the count is there" is "$(entered 20 500 | told 100)" "2.0 120 0.0"
holds "limit: one above it, too" is "$(entered 20 500 | told 101)" "2.0 120 0.0"
holds "limit: nothing enters" is "$(ending 30 40 | told 99)" "0.0 0 -"
holds "limit: what ends makes room" is "$({ entered 10 1000; ending 30 10; } | told 90)" "1.0 60 40.0"
holds "limit: it may be full before they end" is "$({ entered 20 500; ending 30 30; } | told 95)" "2.0 120 5.0"
holds "limit: it may be full within a second" is "$(entered 1000 10 | told 60)" "100.0 6000 0.4"
holds "limit: those that may be reused may be gone after a second" is "$(entered 30 100 500 | told 50)" "10.0 600 5.0"
holds "limit: if they are not, the last 10 s count" is "$(entered 100 100 0 | awk '$6 >= 1000' | told 0)" "9.0 540 11.1"
holds "limit: a namespace without tuples" is "$(told 0 </dev/null)" "0.0 0 -"
holds "limit -J: never is null, rate a number" is \
	"$(entered 10 1000 | snapshot count=30 | "$T" limit -J -i - | jq -c '.limit[0] | [.rate, .steady, ."full-in"]')" '[1,60,null]'
entered 20 500 | snapshot count=50 >"$TMP/rates"
holds "limit --warn-in 24s: 0" "$T" limit --warn-in 24s -i "$TMP/rates"
holds "limit --warn-in 25s: 1" [ "$("$T" limit --warn-in 25s -i "$TMP/rates" >/dev/null; echo $?)" = 1 ]
holds "limit --warn-in reads the rows whatever is shown" [ "$("$T" limit --warn-in 25s -o netns -i "$TMP/rates" >/dev/null; echo $?)" = 1 ]
holds "dest: 2 a second" is "$("$T" dest -rn -o rate,steady -i "$TMP/rates")" "2.0 120"
holds "dest: how many entered, and are still there" is \
	"$({ entered 100 500; ending 1 5; } | snapshot | "$T" dest -rn -o peer,entered-1s,entered-10s,entered-60s,time-wait -i - | head -n 1)" \
	"10.0.0.2:80 2 20 101 101"
holds "group: of each state" is "$("$T" group state -rn -o state,rate -i "$TMP/rates")" "TIME-WAIT 2.0"
holds "ports: 2 a second; from a file nobody knows when it is full" is "$("$T" ports -rn -o rate,steady,full-in -i "$TMP/rates")" "2.0 120 -"
metric() { "$T" metrics -i "$TMP/rates" | sed -n "s/^twinfo_$1{.*} //p"; }
holds "metrics: the same rate" is "$(metric entering_per_second)" 2.0
holds "metrics: the same forecast of the limit" is "$(metric timewait_limit_full_seconds)" 25.0
holds "metrics: the range of ten ports is full" is "$(metric ports_full_seconds)" 0.0
holds "metrics: never is +Inf" grep -q '^twinfo_timewait_limit_full_seconds{.*} +Inf$' <("$T" metrics -i $A)
fails 2 "--warn-in 0: expected a time" limit --warn-in 0
fails 2 "--warn-in soon: expected a time" ports --warn-in soon
fails 2 "--warn-in is not for 'list'" list --warn-in 30s
