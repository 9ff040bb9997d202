#!/bin/sh
# Installs what is missing of the named package lists: tools/install.sh build run test
# Works as root, or with sudo as a user. Says what it installs; does nothing, without asking, when all is there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/packages.sh"

wanted=""
for list in "$@"; do
  case $list in
    build) wanted="$wanted $packages_build" ;;
    run) wanted="$wanted $packages_run" ;;
    test) wanted="$wanted $packages_test" ;;
    package) wanted="$wanted $packages_package" ;;
    kubernetes) wanted="$wanted $packages_kubernetes" ;;
    *) echo "install.sh: no package list '$list'" >&2; exit 2 ;;
  esac
done
# Any Node with npm serves; Debian's is installed only where there is none.
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || wanted="$wanted nodejs npm"

missing=""
for package in $wanted; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "^install ok installed" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 || { echo "These packages are missing and need root to install:$missing" >&2; exit 1; }
  as_root="sudo"
fi
echo "Installing:$missing"
$as_root apt-get update -qq
# No service is started by the installation: the server runs a PostgreSQL of its own.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
  $as_root chmod 755 $policy
  trap '$as_root rm -f $policy' EXIT
fi
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
