#!/bin/sh
# run.sh BUILD [NAME]: every tests/browser/*.test.mjs (or the one of that name) in a real browser against BUILD/pilotis,
# each with a server and a store of its own. TAP out; screenshots in BUILD/shots.
build=$1
top=$PWD
modules=$build/browser
# npm is asked only when the lock file changed.
if ! cmp -s tests/browser/package-lock.json "$modules/installed-lock.json"; then
	mkdir -p "$modules"
	cp tests/browser/package.json tests/browser/package-lock.json "$modules/"
	if ! (cd "$modules" && npm ci --ignore-scripts --no-audit --no-fund) >"$modules/npm.log" 2>&1; then
		sed 's/^/# /' "$modules/npm.log"
		echo "not ok 1 - npm ci"
		exit 1
	fi
	cp tests/browser/package-lock.json "$modules/installed-lock.json"
fi
mkdir -p "$build/shots" "$build/log"
failed=0
for t in tests/browser/${2:-*}.test.mjs; do
	[ -f "$t" ] || continue
	echo "# $t"
	PILOTIS_BIN=$top/$build/pilotis PILOTIS_MODULES=$top/$modules PILOTIS_SHOTS=$top/$build/shots PILOTIS_TOP=$top \
		timeout -k 5 300 node "$t"
	rc=$?
	if [ $rc -ne 0 ]; then
		failed=1
		[ $rc -lt 124 ] || echo "not ok 0 - $t ended with status $rc"
	fi
done
exit $failed
