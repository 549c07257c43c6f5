#!/bin/sh
# run.sh BUILD [NAME]: every tests/browser/*.test.mjs (or the one of that name) in a real browser against BUILD/pilotis,
# each with a server and a store of its own. TAP out; screenshots in BUILD/shots. With PILOTIS_TEST_PG (tools/pg-temp.sh) the
# stores are schemas of that server, and every file means those that speak of it.
build=$1
top=$PWD
on=${PILOTIS_TEST_PG:+-pg}
modules=$build/browser
if ! sh tests/browser/modules.sh "$build"; then
	echo "not ok 1 - npm ci"
	exit 1
fi
mkdir -p "$build/shots$on" "$build/log"
# Two at a time: each waits for its browser and its server most of the while. The TAP of each comes out whole.
one() # FILE
{
	out=$build/log/browser$on-$(basename "$1" .test.mjs).tap
	PILOTIS_BIN=$top/$build/pilotis PILOTIS_MODULES=$top/$modules PILOTIS_SHOTS=$top/$build/shots$on PILOTIS_TOP=$top \
		timeout -k 5 900 node "$1" >"$out" 2>&1
	rc=$?
	[ $rc -lt 124 ] || echo "not ok 0 - $1 ended with status $rc" >>"$out"
	return $rc
}
if [ "${2:-}" = --one ]; then
	one "$3"
	exit
fi
if [ -n "$on" ] && [ -z "${2:-}" ]; then
	# shellcheck disable=SC2046 # names of ours, without spaces
	set -- $(grep -l PILOTIS_TEST_PG tests/browser/*.test.mjs)
else
	set -- "$build" tests/browser/${2:-*}.test.mjs
	shift
fi
# The largest first: a long one at the end would run alone.
# shellcheck disable=SC2011 # names of ours, without spaces
ls -S "$@" | xargs -n 1 -P 2 sh "$0" "$build" --one
failed=$?
for t in "$@"; do
	echo "# $t"
	cat "$build/log/browser$on-$(basename "$t" .test.mjs).tap"
done
exit $failed
