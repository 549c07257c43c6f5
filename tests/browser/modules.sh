#!/bin/sh
# modules.sh BUILD: what the tests take from npm, in BUILD/browser/node_modules. npm is asked only when the lock file changed.
modules=$1/browser
! cmp -s tests/browser/package-lock.json "$modules/installed-lock.json" || exit 0
mkdir -p "$modules"
cp tests/browser/package.json tests/browser/package-lock.json "$modules/"
if ! (cd "$modules" && npm ci --ignore-scripts --no-audit --no-fund) >"$modules/npm.log" 2>&1; then
	sed 's/^/# /' "$modules/npm.log"
	exit 1
fi
cp tests/browser/package-lock.json "$modules/installed-lock.json"
