# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Every kernel's snapshot, in every command and form.

for snapshot in snapshots/*; do
	k=${snapshot##*/}
	# The same code reads them all; a few will do where each run takes a second.
	[ -z "${UNDER:-}" ] || [[ " 7.3 own private later " == *" $k "* ]] || continue
	mkdir -p "expected/$k"
	for command in "${COMMANDS[@]}"; do
		# shellcheck disable=SC2086
		same "$k/${command%% *}" $command -i "$snapshot"
	done
	same "$k/list.raw" list -r -O -i "$snapshot"
	same "$k/chains" hash --chains -i "$snapshot"
	for command in "${COMMANDS[@]}" "hash --chains"; do
		[ "$command" != metrics ] || continue
		# shellcheck disable=SC2086
		if ! "$T" $command -J -O -i "$snapshot" >"$TMP/json" 2>"$TMP/why" && [ "$k" = own ] && [[ $command == slab || $command == hash* ]]; then
			grep -q 'without CAP_NET_ADMIN' "$TMP/why" && [ ! -s "$TMP/json" ]
			verdict $? "$k: $command: what the reader may not see is refused, without half an object"
			continue
		fi
		# shellcheck disable=SC2086
		"$T" $command --list-columns -J >"$TMP/columns"
		[[ $command == *--chains ]] || holds "$k: $command -J has every column, of the type that --list-columns tells" \
			jq -e --slurpfile c "$TMP/columns" '($c[0].columns | map({(.name | ascii_downcase): .type}) | add) as $types |
			to_entries | (.[0].value | all(.[]; (keys == ($types | keys)) and
			(to_entries | all(.value == null or (.value | type) == $types[.key]))))' "$TMP/json"
		holds "$k: $command -J is one object with one array, and plain values beside it" jq -e '[.[] | type] | .[0] == "array" and
			all(.[1:][]; . == "string" or . == "number" or . == "null")' "$TMP/json"
	done
	same "$k/list.json" list -J -O -i "$snapshot"
done
