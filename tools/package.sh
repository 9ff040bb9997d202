#!/bin/sh
# Makes build/towpath_<version>_<architecture>.deb from build/release/towpath and packaging/, and shows what lintian says.
# The version is the product's, with the number of commits, so that each build is newer than the one before.
set -eu
cd "$(dirname "$0")/.."
program=build/release/towpath
[ -x $program ] || { echo "package.sh: $program is missing; make build" >&2; exit 2; }
root=build/package/root
rm -rf build/package
umask 022
mkdir -p $root/DEBIAN build/package/debian

version=$($program version | sed -n 's/^[^ ]* \([0-9][^ ]*\).*/\1/p')
number=$(git rev-list --count HEAD 2>/dev/null || echo 0)
architecture=$(dpkg --print-architecture)

install -D -m 755 $program $root/usr/bin/towpath
strip --strip-unneeded --remove-section=.comment $root/usr/bin/towpath
install -D -m 644 packaging/towpath.service $root/lib/systemd/system/towpath.service
install -D -m 644 packaging/towpath.yaml $root/etc/towpath/towpath.yaml
install -D -m 644 packaging/towpath.1 $root/usr/share/man/man1/towpath.1
gzip -9n $root/usr/share/man/man1/towpath.1
install -d $root/usr/share/bash-completion/completions
$program completion bash >$root/usr/share/bash-completion/completions/towpath
install -D -m 644 packaging/copyright $root/usr/share/doc/towpath/copyright
install -D -m 644 CHANGELOG.md $root/usr/share/doc/towpath/NEWS.md
{
  printf 'towpath (%s) stable; urgency=medium\n\n' "$version+$number"
  printf '  * What is new for users: NEWS.md.gz beside this file.\n\n'
  printf ' -- %s  %s\n' "$(sed -n 's/^Maintainer: //p' packaging/control)" "$(git log -1 --format=%cD 2>/dev/null || date -R)"
} >$root/usr/share/doc/towpath/changelog
gzip -9n $root/usr/share/doc/towpath/NEWS.md $root/usr/share/doc/towpath/changelog

for script in postinst prerm postrm; do install -m 755 packaging/$script $root/DEBIAN/$script; done
echo /etc/towpath/towpath.yaml >$root/DEBIAN/conffiles
(cd $root && find usr lib -type f -exec md5sum {} + | sort -k 2) >$root/DEBIAN/md5sums

# The libraries are those of the binary, with the versions its symbols need.
echo "Source: towpath" >build/package/debian/control
libraries=$(cd build/package && dpkg-shlibdeps -O root/usr/bin/towpath 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
[ -n "$libraries" ] || { echo "package.sh: dpkg-shlibdeps found no libraries" >&2; exit 1; }
sed -e "s/@VERSION@/$version+$number/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@DEPENDS@/$libraries/" \
  -e "s/@SIZE@/$(du -ks --exclude=DEBIAN $root | cut -f1)/" packaging/control >$root/DEBIAN/control

package=build/towpath_$version+${number}_$architecture.deb
dpkg-deb --root-owner-group --build $root "$package" >/dev/null
echo "$package: $(stat -c %s "$package" | awk '{printf "%.1f MB", $1 / 1e6}'), binary $(stat -c %s $root/usr/bin/towpath | awk '{printf "%.1f MB", $1 / 1e6}') stripped"
if command -v lintian >/dev/null; then
  # Debian's own uploads have an ITP bug; this package is not one of them. Its licence is named in the copyright file.
  lintian --allow-root --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs "$package"
else
  echo "package.sh: lintian is not installed; the package was not checked"
fi
