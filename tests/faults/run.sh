#!/bin/sh
# run.sh BUILD [NAME…]: every tests/faults/fault_*.py (or those of these names) against BUILD/pilotis: real processes, real
# files, each in a folder of its own. TAP out. FAULTS=long: as often as a release deserves; else about a minute in all.
# FAULTS_ROUNDS=n: how often a fault happens; FAULTS_KEEP=1: the folder of a test that failed stays.
build=$1
shift
python=/usr/bin/python3
[ -x "$python" ] || python=python3
one() # FILE
{
	out=$build/log/faults-$(basename "$1" .py).tap
	PYTHONDONTWRITEBYTECODE=1 timeout -k 5 "$limit" "$python" "$1" "$build" >"$out" 2>&1
	rc=$?
	if [ $rc -ne 0 ] && ! grep -q '^not ok' "$out"; then
		echo "not ok 0 - $1 ended with status $rc" >>"$out"
	fi
	return $rc
}
limit=300
[ "${FAULTS:-short}" = long ] && limit=3600
if [ "${1:-}" = --one ]; then
	one "$2"
	exit
fi
mkdir -p "$build/log"
if [ $# -gt 0 ]; then
	names=$*
	set --
	for n in $names; do
		set -- "$@" "tests/faults/fault_$n.py"
	done
else
	set -- tests/faults/fault_*.py
fi
printf '%s\n' "$@" | xargs -n 1 -P 2 sh "$0" "$build" --one
failed=$?
for t in "$@"; do
	echo "# $t"
	cat "$build/log/faults-$(basename "$t" .py).tap"
done
exit $failed
