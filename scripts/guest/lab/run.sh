#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs experiments of the lab one after another, each between two namespaces of its own. Those whose file says
# `#: background` wait for a real minute most of the time, and do that beside the others.
# Usage: run.sh NAME...

dir=$(dirname "$0")
# At once, as two that ask for a device at the same time race for its module.
modprobe veth 2>/dev/null
# In its first second the kernel takes the time of a timestamp for none at all; where the clock stands still that is long.
sleep 2
# tcpdump wants to know who it is.
echo 'root:x:0:0:root:/root:/bin/sh' >/etc/passwd

# No experiment takes so long. In User-Mode Linux days pass in seconds, unless busybox's timeout looks every second whether
# they have: there scripts/vm's own patience is what counts.
patience='timeout 240'
! grep -q 'User Mode' /proc/cpuinfo || patience=''

# experiment NAME
experiment() {
	local net="lab-$1" rc
	for n in "$net" "$net-far"; do
		# User-Mode Linux has no flock(), which ip laments.
		ip netns add "$n" 2>&1 | grep -v 'could not flock'
		ip -n "$n" link set lo up || return 1
	done
	ip -n "$net" link add wire type veth peer name wire netns "$net-far"
	ip -n "$net" addr add 10.98.0.1/24 dev wire
	ip -n "$net-far" addr add 10.98.0.2/24 dev wire
	ip -n "$net" link set wire up
	ip -n "$net-far" link set wire up
	# Where nobody is, twpeer speaks for who is there.
	ip -n "$net" route add 10.98.1.0/24 via 10.98.0.2
	printf 'lab\t%s\tbegin\t%s\n' "$1" "$(uname -r)"
	# By its path, as busybox's timeout would run busybox's own shell, and that its own, lesser ip.
	LAB=$net ip netns exec "$net" $patience /bin/sh "$dir/$1" 2>"/tmp/$net.err"
	rc=$?
	sed "s/^/lab	$net	error	/" "/tmp/$net.err"
	printf 'lab\t%s\tend\t%s\n' "$1" $rc
	for n in "$net" "$net-far"; do
		ip netns pids "$n" | xargs -r kill 2>/dev/null
		ip netns del "$n"
	done
}

for name; do
	! grep -q '^#: background' "$dir/$name" || experiment "$name" >"/tmp/$name.out" 2>&1 &
done
for name; do
	grep -q '^#: background' "$dir/$name" || experiment "$name"
done
wait
for name; do
	! grep -q '^#: background' "$dir/$name" || cat "/tmp/$name.out"
done
