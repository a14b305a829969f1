# SPDX-License-Identifier: GPL-2.0-only
# Minimal Debian systems in folders, for what is installed in them and booted. Sourced, never run.
#
# SUITE is the release, ROOT the folder of the system at hand.

# shellcheck source=scripts/archive.sh
. "$TOP/scripts/archive.sh"

# Prints a release's own kernel series, the next stock series, and the suite that has the latter.
next_of() {
	case $1 in
	bookworm) echo 6.1 6.12 bookworm-security ;;
	trixie) echo 6.12 7.3 trixie-backports ;;
	*) STATUS=2 die "unknown suite '$1'; known are: bookworm, trixie" ;;
	esac
}

# Prints a mirror that this machine's apt uses.
mirror() {
	apt-get indextargets --format '$(REPO_URI) $(RELEASE)' | awk -v s="$(own_suite)$1" '$2 == s { print $1; exit }' | grep . ||
		die "no mirror of Debian $(own_suite)$1 in this machine's apt configuration"
}

# in_root COMMAND...: runs it there with /proc, in a mount namespace so that no mount is left behind.
in_root() {
	unshare --mount --propagation private sh -c \
		'mount -t proc proc "$0/proc" || exit; chroot "$0" "$@"; rc=$?; umount "$0/proc"; exit $rc' "$ROOT" "$@"
}
# Without further words apt installs recommended packages, too, as it does for a user.
apt() { in_root apt-get -q -y "$@"; }

# kernel RELEASE [OPTION OF APT...]: installs a kernel and its headers.
kernel() {
	local release=$1
	shift
	apt install --no-install-recommends "$@" "linux-image-$release" "linux-headers-$release" || return
	drop_release "$release"
}

make_base() {
	local base=$CACHE/packages/$SUITE
	[ ! -e "$base" ] || return 0
	ROOT=$base.new
	rm -rf "$ROOT"
	mkdir -p "$ROOT"
	step "unpacking a minimal Debian $SUITE" \
		debootstrap --variant=minbase --include=systemd-sysv,udev,kmod "$SUITE" "$ROOT" "$(mirror '')"
	{
		echo "deb $(mirror '') $SUITE main"
		echo "deb $(mirror -security) $SUITE-security main"
		[ "${NEXT_FROM%-backports}" = "$NEXT_FROM" ] || echo "deb $(mirror '') $NEXT_FROM main"
	} >"$ROOT/etc/apt/sources.list"
	step "reading the package lists of $SUITE" apt update
	# An initial ramdisk with the drivers of all disks takes minutes to make.
	step "installing initramfs-tools" apt install --no-install-recommends initramfs-tools
	echo MODULES=list >"$ROOT/etc/initramfs-tools/conf.d/list"
	printf '%s\n' virtio_pci virtio_blk ext4 >>"$ROOT/etc/initramfs-tools/modules"
	step "installing kernel $OWN" kernel "$(newest_release "$OWN" amd64)"
	mv "$ROOT" "$base"
}
