#!/bin/sh
# Makes the container image localhost/towpath:<version> from the package in build/ and packaging/image/Containerfile.
# IMAGE names it otherwise, BASE another Debian 12 to begin with, PACKAGES more of Debian's packages to have in it.
# PODMAN_OPTIONS go to podman before its command, BUILD_OPTIONS to its build.
set -eu
cd "$(dirname "$0")/.."
command -v podman >/dev/null || { echo "image.sh: podman is missing; sh tools/install.sh test" >&2; exit 2; }
package=$(ls -t build/towpath_*_"$(dpkg --print-architecture)".deb 2>/dev/null | head -1)
[ -n "$package" ] || { echo "image.sh: there is no package in build/; make package" >&2; exit 2; }
# The version without the number of commits: '+' cannot be in a tag.
version=$(dpkg-deb --field "$package" Version | sed 's/+.*//')
image=${IMAGE:-localhost/towpath:$version}

rm -rf build/image
mkdir -p build/image
cp "$package" build/image/towpath.deb
# Words on purpose: several options.
# shellcheck disable=SC2086
podman ${PODMAN_OPTIONS:-} build ${BUILD_OPTIONS:-} --format docker --file packaging/image/Containerfile \
  ${BASE:+--build-arg BASE="$BASE"} --build-arg PACKAGES="${PACKAGES:-}" --tag "$image" build/image
rm -rf build/image
echo "$image, of $package"
