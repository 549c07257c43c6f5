#!/bin/sh
# deb.sh BUILD: the Debian package in BUILD/deb, from the program of BUILD, built before. The tree is copied first, so that
# debhelper's own files stay out of it.
set -eu
build=$1
case $build in /*) ;; *) build=$PWD/$build ;; esac
out=$build/deb
rm -rf "$out"
mkdir -p "$out/tree"
for f in debian docs README.md CHANGELOG.md LICENSE tools src/web/web.h; do
	mkdir -p "$out/tree/$(dirname "$f")"
	cp -R "$f" "$out/tree/$f"
done
if ! (cd "$out/tree" && DEB_BUILD_OPTIONS=noautodbgsym BINARY=$build/pilotis DESTINATION=$out dpkg-buildpackage -b -d --no-sign) >"$out/log" 2>&1; then
	tail -n 30 "$out/log" >&2
	exit 1
fi
rm -rf "$out/tree"
ls "$out"/pilotis_*.deb
