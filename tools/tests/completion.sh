# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What bash offers when TAB is pressed.

# offers "WORDS" EXPECTED...: with WORDS typed, each of EXPECTED is offered. A last blank begins a new word.
offers() {
	local line=$1
	shift
	cat >"$TMP/complete" <<END
PATH=$PWD/..:\$PATH
. $PWD/../completion/twinfo
COMP_LINE='$line' COMP_WORDS=($line) COMP_CWORD=\$((\${#COMP_WORDS[@]} - 1))
[[ \$COMP_LINE != *' ' ]] || { COMP_WORDS+=(''); COMP_CWORD=\$((COMP_CWORD + 1)); }
compopt() { :; }
_twinfo
printf '%s\n' "\${COMPREPLY[@]}"
END
	bash "$TMP/complete" >"$TMP/out" 2>&1
	local word rc=0
	for word in "$@"; do
		grep -qxF -- "$word" "$TMP/out" || rc=1
	done
	{ echo "expected $*, got:"; cat "$TMP/out"; } >"$TMP/why"
	[ $rc = 0 ]
	verdict $? "TAB behind '$line' offers $*"
}
offers "twinfo " summary list dest group ports why bind limit diff top record report age hash slab metrics
offers "twinfo po" ports
offers "twinfo --no" --noheadings
offers "twinfo list -o st" STATE
offers "twinfo list -o STATE,pe" STATE,PEER
offers "twinfo ports --sort -bl" -BLOCKED
offers "twinfo list state " time-wait fin-wait-2
offers "twinfo list reuse n" now never
offers "twinfo -N s" self
offers "twinfo limit --w" --warn --watch
offers "twinfo record --" --every --keep --max --for
offers "twinfo top --" --every --replay
offers "twinfo report ../comp" ../completion
