#!/usr/bin/env bash
# Prove the two commands of the README on a bare Debian: Python 3 with venv, make, and nothing else.
#
#   tests/bare_machine.sh FOLDER [make targets …]      needs root and debootstrap; default target: setup
#
# FOLDER becomes the root of the bare machine and is kept: the second time only the clone is made anew. Where this machine takes its
# packages from is read from its own settings (apt, pip) and handed on by bind mounts; nothing of it is written here. Folders that those
# settings only hint at are named by the caller: BARE_PLACES="FOLDER FOLDER".
set -euo pipefail

root=${1:?"usage: tests/bare_machine.sh FOLDER [make targets]"}
shift
targets=("${@:-setup}")
checkout=$(cd "$(dirname "$0")/.." && git rev-parse --show-toplevel)

if [ ! -x "$root/usr/bin/python3" ]; then
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)
    suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
    debootstrap --variant=minbase --include=python3,python3-venv,make,ca-certificates "$suite" "$root" "$mirror"
fi

mounted=()
leave() {
    for place in "${mounted[@]}"; do umount "$root$place" 2>/dev/null || umount --lazy "$root$place" || true; done
}
trap leave EXIT
bind() { # a file or folder of this machine, read-only, at the same place in the bare one
    if [ ! -e "$1" ] || [ "$1" -ef "$root$1" ]; then return 0; fi
    if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$root$(dirname "$1")" && touch "$root$1"; fi
    mount --bind -o ro "$1" "$root$1"
    mounted=("$1" "${mounted[@]}")
}
settings=$(pip config debug 2>/dev/null | sed -n "s/^  \(.*\), exists: True$/\1/p")
named=$(pip config list 2>/dev/null | grep -oE "[ '/]/[A-Za-z0-9][A-Za-z0-9._/-]*" | sed "s/^.//" || true)
for place in ${BARE_PLACES:-} /etc/resolv.conf /etc/hosts /etc/ssl/certs $settings $named; do
    bind "$place"
done
for kind in proc dev; do
    mountpoint -q "$root/$kind" && continue
    if [ "$kind" = proc ]; then mount -t proc proc "$root/proc"; else mount --bind /dev "$root/dev"; fi
    mounted=("/$kind" "${mounted[@]}")
done

rm -rf "$root/srv/clone"
git clone --quiet --no-hardlinks "$checkout" "$root/srv/clone"
echo "On the bare machine: $(chroot "$root" python3 --version), $(chroot "$root" make --version | head -n 1)"
passed=()
while IFS='=' read -r name _; do passed+=("$name=${!name}"); done < <(env | grep -E '^(PIP_[A-Z_]+|[a-z]+_proxy|[A-Z]+_PROXY)=' || true)
for target in "${targets[@]}"; do
    echo "--- make $target"
    time chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "${passed[@]}" make -C /srv/clone "$target"
done
