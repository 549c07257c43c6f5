#!/bin/sh
# Runs every test program of a build and adds up its TAP lines; the log of each is kept in BUILD/log.
build=$1
mkdir -p "$build/log"
passed=0 failed=0 skipped=0
for t in "$build"/tests/*/test_*; do
	case $t in *.d) continue ;; esac
	[ -x "$t" ] || continue
	log=$build/log/$(basename "$t").log
	CMOCKA_MESSAGE_OUTPUT=TAP PILOTIS_TEST_SRC=$PWD "$t" >"$log" 2>&1
	rc=$?
	p=$(grep -c '^ok ' "$log"); s=$(grep -ci '^ok .*# *skip' "$log"); f=$(grep -c '^not ok ' "$log")
	[ $rc -ne 0 ] && [ "$f" -eq 0 ] && f=1
	[ "$f" -gt 0 ] && { echo "FAILED $t (status $rc)"; tail -n 60 "$log"; }
	passed=$((passed + p - s)) skipped=$((skipped + s)) failed=$((failed + f))
done
echo "unit: $passed passed, $failed failed, $skipped skipped"
echo "$passed $failed $skipped" >"$build/log/unit.sum"
[ "$failed" -eq 0 ]
