#!/bin/sh
# all.sh BUILD: every test of the project. A line for each suite; the last line is the sum of all.
. tests/tally.sh
build=$1
mkdir -p "$build/log"
jobs=$(nproc 2>/dev/null || echo 2)
asan=$build/asan

built() # NAME COMMAND…: a suite that does not build is one failure
{
	name=$1
	shift
	if "$@" >"$build/log/$name.build" 2>&1; then
		return 0
	fi
	{ tail -n 40 "$build/log/$name.build" | sed 's/^/# /'; echo "not ok 1 - $name does not build"; } >"$build/log/$name.tap"
	tally "$name" "$build/log/$name.tap"
	return 1
}
suite() # NAME SECONDS COMMAND…: a command that prints TAP
{
	tap=$build/log/$1.tap
	name=$1
	shift
	tap_run "$tap" "$@"
	tally "$name" "$tap"
}
folders() # BUILD FOLDER…: with $beside, a command that runs commands beside a server
{
	rm -f "$1/log/sum"
	# shellcheck disable=SC2086 # its words
	$beside sh tests/run.sh "$@"
	p=0 f=1 s=0
	if [ -f "$1/log/sum" ]; then
		read -r p f s <"$1/log/sum"
	else
		echo "FAILED $beside sh tests/run.sh $*"
	fi
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}
beside=

if built release make --no-print-directory -j"$jobs" BUILD="$build" all; then
	suite lint 300 sh tools/lint.sh "$build"
	folders "$build" tools cli attack several ops oidc
	beside='sh tools/pg-temp.sh'
	folders "$build" cli several
	beside=
fi
if built sanitized make --no-print-directory -j"$jobs" BUILD="$build" asan-tests; then
	folders "$asan" unit store web
	beside='sh tools/pg-temp.sh'
	folders "$asan" store web
	beside=
fi
[ -x "$build/pilotis" ] && suite browser 3600 sh tests/browser/run.sh "$build"
[ -x "$build/pilotis" ] && suite browser-pg 1200 sh tools/pg-temp.sh sh tests/browser/run.sh "$build"
[ -x "$build/pilotis" ] && suite faults 900 sh tests/faults/run.sh "$build"
suite fuzz 900 sh tests/fuzz/run.sh "$build" 3
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
