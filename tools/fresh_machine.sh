#!/bin/bash
# Tries the newcomer's two commands on machines that have nothing: makes a plain Debian 12 root with debootstrap, clones
# this checkout's HEAD into a copy of it and types ./run, waits for the service behind the URL it prints, then ./test.
# Once as root, once as a user with sudo. Nothing else is typed in there. Needs root, debootstrap and git.
#   tools/fresh_machine.sh [-u root|user] [-t all|quick|none] [-p] [-k]
#     -u  only this user        -t  which ./test (all)        -p  enter by pivot_root, as containers do, not by chroot
#     -k  keep the roots afterwards; the next run begins with them and finds everything installed
# From this machine it takes the apt sources, the resolver, local certificates and npm's settings, so that it works
# behind a mirror, and shared/ beside the checkout when it is there. Mounts and processes live in namespaces of their
# own and go with them. FRESH_DIR (/var/tmp/towpath-fresh) needs 10 GB. With FRESH_CCACHE=~/.cache/ccache the machine
# uses, fills and then owns that compiler cache, for when the compile itself is not in question.
set -euo pipefail

checkout=$(cd "$(dirname "$0")/.." && pwd)
dir=${FRESH_DIR:-/var/tmp/towpath-fresh}
users="root user"
tests=all
enter=chroot
keep=no

say() { printf '\n== %s\n' "$*"; }

make_base() {
  [ -e "$dir/base/etc/debian_version" ] && return
  say "debootstrap of a plain Debian 12"
  mkdir -p "$dir"
  rm -rf "$dir/base.new"
  debootstrap bookworm "$dir/base.new" >"$dir/debootstrap.log" 2>&1 ||
    { tail -20 "$dir/debootstrap.log"; exit 1; }
  mv "$dir/base.new" "$dir/base"
}

# A copy of the base, with what only this machine knows, an account and the clone. What a person has before typing.
make_machine() {
  local user=$1 root=$2 home=/root
  cp -a "$dir/base" "$root"
  cp /etc/resolv.conf "$root/etc/"
  echo "LANG=C.UTF-8" >"$root/etc/default/locale" # The installer's work; also part of what the compiler cache compares.
  echo "127.0.1.1 $(hostname)" >>"$root/etc/hosts"
  rm -f "$root/etc/apt/sources.list"
  local file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [ -e "$file" ] && cp "$file" "$root$file"
  done
  mkdir -p "$root/usr/local/share/ca-certificates"
  for file in /usr/local/share/ca-certificates/*.crt; do
    [ -e "$file" ] && cp "$file" "$root$file"
  done
  if [ "$user" = user ]; then
    home=/home/user
    chroot "$root" useradd --create-home --shell /bin/bash user
    chroot "$root" sh -c "apt-get update -qq && apt-get install -y -qq sudo" >"$dir/sudo.log" 2>&1
    echo "user ALL=(ALL) NOPASSWD: ALL" >"$root/etc/sudoers.d/user"
  fi
  [ -e ~/.npmrc ] && cp ~/.npmrc "$root$home/"
  git clone --quiet --no-hardlinks "$checkout" "$root$home/towpath"
  chroot "$root" chown -R "$user" "$home"
}

# What follows runs in namespaces of its own, as the first process of the machine.
# shellcheck disable=SC2317 # Called by name.
boot() {
  local user=$1 root=$2 home=/root
  [ "$user" = user ] && home=/home/user
  mount --make-rprivate /
  mount --bind "$root" "$root"
  mount -t proc proc "$root/proc"
  mount --rbind /sys "$root/sys"
  mount --rbind /dev "$root/dev"
  if [ -d "$checkout/../shared" ]; then
    mkdir -p "$root$home/shared"
    mount --bind "$(realpath "$checkout/../shared")" "$root$home/shared"
  fi
  if [ -n "${FRESH_CCACHE:-}" ]; then
    mkdir -p "$root$home/.cache/ccache"
    mount --bind "$FRESH_CCACHE" "$root$home/.cache/ccache"
    chroot "$root" chown -R "$user" "$home/.cache"
  fi
  if [ "$enter" = pivot ]; then
    cd "$root"
    pivot_root . mnt
    umount -l /mnt
    enter_root=""
  else
    enter_root="chroot $root"
  fi
  try_run "$user"
  [ "$tests" = none ] || try_test "$user"
}

# shellcheck disable=SC2086 # enter_root is words.
typed() { $enter_root /usr/bin/env -i TERM=dumb /bin/su - "$1" -c "cd ~/towpath && $2"; }

try_run() {
  local user=$1 out
  out=$(mktemp) # On this machine or, after pivot_root, in the new one.
  say "$user: ./run"
  local begin=$SECONDS
  typed "$user" ./run > >(tee "$out") 2>&1 &
  local typing=$! url=""
  while [ -z "$url" ]; do
    kill -0 $typing 2>/dev/null || { echo "FAILED: ./run ended without a service"; return 1; }
    url=$(sed -n 's/^Your service: *//p' "$out")
    [ -n "$url" ] || sleep 1
  done
  echo "$user: ./run took $((SECONDS - begin)) s"
  local status
  # shellcheck disable=SC2086
  status=$($enter_root curl -s -o /dev/null -w '%{http_code}' "$url") || true
  [ "$status" = 200 ] || { echo "FAILED: $url answered $status"; return 1; }
  echo "$user: $url answered 200"
  # Ctrl-C, as the text says.
  kill -INT "$(server_of)"
  wait $typing || { echo "FAILED: ./run ended with $?"; return 1; }
}

# The server among the processes of this machine, which are all ours.
server_of() {
  local process
  for process in /proc/[0-9]*; do
    tr '\0' ' ' <"$process/cmdline" 2>/dev/null | grep -q '^build/release/towpath up ' && echo "${process#/proc/}" && return
  done
}

try_test() {
  local user=$1 arguments="" begin=$SECONDS
  [ "$tests" = quick ] && arguments=" quick"
  say "$user: ./test$arguments"
  typed "$user" "./test$arguments"
  echo "$user: ./test$arguments took $((SECONDS - begin)) s"
}

# Read whole before it runs, so that a change of this file does not reach it.
main() {
  while getopts "u:t:pk" option; do
    case $option in
      u) users=$OPTARG ;;
      t) tests=$OPTARG ;;
      p) enter=pivot ;;
      k) keep=yes ;;
      *) sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 2 ;;
    esac
  done
  shift $((OPTIND - 1))
  if [ "${1:-}" = boot ]; then
    boot "$2" "$3"
    exit
  fi

  [ "$(id -u)" = 0 ] || { echo "fresh_machine.sh: needs root" >&2; exit 2; }
  command -v debootstrap >/dev/null || { echo "fresh_machine.sh: needs debootstrap (apt-get install debootstrap)" >&2; exit 2; }
  make_base
  failed=""
  for user in $users; do
    root=$dir/$user
    [ $keep = yes ] && [ -d "$root" ] || { rm -rf "$root"; make_machine "$user" "$root"; }
    flags=(-t "$tests")
    [ $enter = pivot ] && flags+=(-p)
    unshare --mount --pid --fork --kill-child --mount-proc bash "$0" "${flags[@]}" boot "$user" "$root" || failed="$failed $user"
    [ $keep = yes ] || rm -rf "$root"
  done
  [ -z "$failed" ] || { say "FAILED as:$failed"; exit 1; }
  say "a fresh machine is served as: $users"
}
main "$@"
exit
