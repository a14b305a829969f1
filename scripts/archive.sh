# SPDX-License-Identifier: GPL-2.0-only
# What Debian's archive has, and getting it. Sourced by scripts that define in_root COMMAND..., which runs a command in the
# system whose archive is asked, and ROOT, the folder of that system.
#
# A mirror may list the newest point release of an architecture without having all its files. Then the version before is
# taken, and a message says so.

DEBS=/var/cache/twinfo-debs	# in that system: what was downloaded and is not unpacked yet

# has_package PACKAGE: does the archive list it? A name that others only provide has no candidate.
has_package() { in_root apt-cache policy "$1" | grep 'Candidate: [^(]' >/dev/null; }

# download PACKAGE...: gets their files into DEBS. What is there is not fetched again.
download() { in_root sh -c 'mkdir -p "$1" && cd "$1" && shift && apt-get -q download "$@"' sh "$DEBS" "$@"; }

# deb_of PACKAGE: prints its file in DEBS, the newest one if there are more.
deb_of() { printf '%s\n' "$ROOT$DEBS/${1%:*}"_*.deb | sort -V | tail -n 1; }

# drop PACKAGE...: removes their files, of every version, from DEBS.
drop() {
	local package
	for package; do rm -f "$ROOT$DEBS/${package%:*}"_*.deb; done
}

# parts_of RELEASE [:ARCHITECTURE]: prints the packages of a kernel: headers, and the image: one package up to 6.12, three
# from 7.x on.
parts_of() {
	local p
	for p in headers image binary modules; do
		p=linux-$p-$1${2:-}
		! has_package "$p" || echo "$p"
	done
}

# newest_release SERIES FLAVOUR [:ARCHITECTURE]: prints the newest release whose packages the mirror has, and leaves
# them in DEBS until drop_release. Signed images come later than their headers, and the mirror may have the headers alone for some time.
newest_release() {
	local release parts
	in_root apt-cache search --names-only "^linux-headers-${1//./\\.}\\.[0-9]+(-[0-9]+|\\+deb[0-9]+)-$2\$" |
		sed 's/^linux-headers-\([^ ]*\) .*/\1/' | sort -rV | {
		while read -r release; do
			mapfile -t parts < <(parts_of "$release" "${3:-}")
			if [[ "${parts[*]}" == linux-headers-*\ linux-image-* ]] && download "${parts[@]}" >/dev/null 2>&1; then
				echo "$release"
				return
			fi
			drop_release "$release"
			say "the mirror lacks the headers or the image of $release${3:-}; taking the release before it"
		done
		return 1
	}
}

# drop_release RELEASE: removes what newest_release left.
drop_release() { drop "linux-"{headers,image,binary,modules}"-$1"; }

# unpack_into FOLDER DEB...: unpacks packages there without installing them.
unpack_into() {
	local to=$1 deb
	shift
	mkdir -p "$to"
	# dpkg -x would make a folder of the link /lib of a whole system.
	for deb; do
		dpkg --fsys-tarfile "$deb" | tar -x --keep-directory-symlink -C "$to" || return
	done
}

# download_into FOLDER PACKAGE...: the same with packages of the archive. Keeps none of their files.
download_into() {
	local to=$1 package
	shift
	download "$@" || return
	for package; do
		unpack_into "$to" "$(deb_of "$package")" || return
	done
	drop "$@"
}

# versions_before VERSION: prints those that were probably before it: 2.41-12+deb13u3, 2.41-12+deb13u2, ... for 2.41-12+deb13u4;
# for 3.5.9-1~deb13u1, a newer release of the software than the one that Debian's began with, 3.5.8-1~deb13u2, and so on.
versions_before() {
	local stem number
	stem=$(sed 's/[0-9]*$//' <<<"$1")
	number=${1#"$stem"}
	while [ "$((--number))" -gt 0 ]; do echo "$stem$number"; done
	# The version that the release began with, which may have been built more than once.
	if [[ $1 =~ ^(.*\.)([0-9]+)(-1~deb[0-9]+u)[0-9]+$ ]]; then
		number=${BASH_REMATCH[2]}
		while [ "$((--number))" -ge 0 ]; do
			printf '%s\n' "${BASH_REMATCH[1]}$number${BASH_REMATCH[3]}"{2,1}
		done
	fi
	[[ $stem != *[+~]deb*u ]] || printf '%s\n' "${stem%[+~]deb*u}"{+b3,+b2,+b1,}
}

# fetch_file URI FILE [HASH]: downloads a file into the system.
fetch_file() { in_root /usr/lib/apt/apt-helper -q download-file "$1" "$2" ${3:+"$3"} >/dev/null 2>&1; }

# fetch_deb URI HASH: downloads a package, or a version before it; prints its file.
fetch_deb() {
	local uri=$1 hash=$2 name version architecture older file
	file=$DEBS/${uri##*/}
	if [ -e "$ROOT$file" ] || fetch_file "$uri" "$file" "$hash"; then echo "$ROOT$file"; return; fi
	IFS=_ read -r name version architecture <<<"${uri##*/}"
	for older in $(versions_before "$version"); do
		file=$DEBS/${name}_${older}_$architecture
		if [ -e "$ROOT$file" ] || fetch_file "${uri%/*}/${file##*/}" "$file"; then
			say "the mirror lacks ${uri##*/}; taking version $older"
			echo "$ROOT$file"
			return
		fi
	done
	say "the mirror has neither ${uri##*/} nor a version before it"
	return 1
}

# unpack_needed ARCHITECTURE PACKAGE...: unpacks packages of another architecture into the system, with those of it that they
# need. apt would install none of them if one file were missing, and would run programs of them.
unpack_needed() {
	local architecture=$1 uri hash deb wanted
	shift
	in_root mkdir -p "$DEBS"
	wanted=$(in_root apt-get -qq --print-uris install --no-install-recommends "${@/%/:$architecture}") || return
	while read -r uri _ _ hash; do
		uri=${uri//\'/}
		printf -v uri %b "${uri//%/\\x}"
		[[ $uri == *_"$architecture".deb ]] || continue
		deb=$(fetch_deb "$uri" "$hash") && unpack_into "$ROOT" "$deb" || return
	done <<<"$wanted"
}
