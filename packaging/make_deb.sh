#!/bin/bash
# Wraps the frozen program in dist/laaj into dist/laaj_VERSION_ARCH.deb.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
architecture=$(dpkg --print-architecture)
tree=build/deb
package="dist/laaj_${version}_${architecture}.deb"

rm -rf "$tree"
install -d "$tree/DEBIAN" "$tree/usr/lib" "$tree/usr/bin"
cp -a dist/laaj "$tree/usr/lib/laaj"
ln -s ../lib/laaj/laaj "$tree/usr/bin/laaj"
install -Dm644 packaging/laaj.desktop "$tree/usr/share/applications/laaj.desktop"
install -Dm644 packaging/laaj.svg "$tree/usr/share/icons/hicolor/scalable/apps/laaj.svg"
install -Dm644 NOTICE "$tree/usr/share/doc/laaj/copyright"
chmod -R u=rwX,go=rX "$tree"

cat > "$tree/DEBIAN/control" <<CONTROL
Package: laaj
Version: $version
Architecture: $architecture
Maintainer: The Laaj contributors <maintainers@laaj.invalid>
Section: education
Priority: optional
Installed-Size: $(du -ks "$tree/usr" | cut -f1)
Depends: libc6 (>= $(getconf GNU_LIBC_VERSION | cut -d" " -f2)), $(python3 packaging/system_libraries.py depends)
Recommends: $(python3 packaging/system_libraries.py recommends)
Description: Ask aloud in Wolof, find the French page
 Press one button, ask a question in Wolof, and the French pages of the library
 that answer it appear, best first. Works with no network.
CONTROL

dpkg-deb --root-owner-group -Zzstd -z12 --build "$tree" "$package"
echo "$package: $(du -h "$package" | cut -f1)"
