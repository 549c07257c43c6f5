#!/bin/sh
# run.sh BUILD [NAME]: every tests/browser/*.test.mjs (or the one of that name) in a real browser against BUILD/pilotis,
# each with a server and a store of its own. TAP out; screenshots in BUILD/shots.
build=$1
top=$PWD
modules=$build/browser
if ! sh tests/browser/modules.sh "$build"; then
	echo "not ok 1 - npm ci"
	exit 1
fi
mkdir -p "$build/shots" "$build/log"
# Two at a time: each waits for its browser and its server most of the while. The TAP of each comes out whole.
one() # FILE
{
	out=$build/log/browser-$(basename "$1" .test.mjs).tap
	PILOTIS_BIN=$top/$build/pilotis PILOTIS_MODULES=$top/$modules PILOTIS_SHOTS=$top/$build/shots PILOTIS_TOP=$top \
		timeout -k 5 900 node "$1" >"$out" 2>&1
	rc=$?
	[ $rc -lt 124 ] || echo "not ok 0 - $1 ended with status $rc" >>"$out"
	return $rc
}
if [ "${2:-}" = --one ]; then
	one "$3"
	exit
fi
set -- "$build" tests/browser/${2:-*}.test.mjs
shift
printf '%s\n' "$@" | xargs -n 1 -P 2 sh "$0" "$build" --one
failed=$?
for t in "$@"; do
	echo "# $t"
	cat "$build/log/browser-$(basename "$t" .test.mjs).tap"
done
exit $failed
