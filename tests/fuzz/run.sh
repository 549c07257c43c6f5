#!/bin/sh
# run.sh BUILD SECONDS: every tests/fuzz/fuzz_NAME.c (a libFuzzer target that calls a production parser), SECONDS each, two at a time,
# starting from tests/fuzz/corpus/NAME/ (kept: what once crashed too). New crashes are left in BUILD/fuzz/crash/.
build=$1
seconds=$2
top=$PWD
n=0
failed=0
mkdir -p "$build/fuzz/crash"
one() # FILE: its line of TAP, without a number, into BUILD/fuzz/fuzz_NAME.tap
{
	name=$(basename "$1" .c)
	said=$top/$build/fuzz/$name.tap
	name=${name#fuzz_}
	corpus=$build/fuzz/corpus/$name
	mkdir -p "$corpus" "tests/fuzz/corpus/$name"
	if (cd "$build/fuzz" && ASAN_OPTIONS=allocator_may_return_null=1 timeout -k 5 $((seconds + 120)) "$top/$build/fuzz/tests/fuzz/fuzz_$name" \
	    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix=crash/"$name"- \
	    "$top/$corpus" "$top/tests/fuzz/corpus/$name" >"$name.log" 2>&1); then
		echo "ok - fuzz $name: $(sed -n 's/stat::number_of_executed_units: *//p' "$build/fuzz/$name.log") runs"
	else
		grep -E 'ERROR|SUMMARY|Test unit|BUG|panic|bug' "$build/fuzz/$name.log" | head -n 20 | sed 's/^/# /'
		echo "not ok - fuzz $name"
	fi >"$said"
}
if [ "${3:-}" = --one ]; then
	one "$4"
	exit
fi
rm -f "$build"/fuzz/fuzz_*.tap
set -- tests/fuzz/fuzz_*.c
[ -f "$1" ] || { echo "1..0"; echo "ok 1 # SKIP no fuzz target"; exit 0; }
if ! command -v clang >/dev/null 2>&1; then
	for c in "$@"; do
		n=$((n + 1))
		echo "ok $n - $(basename "$c" .c) # SKIP no clang here"
	done
	echo "1..$n"
	exit 0
fi
if ! make --no-print-directory -j2 BUILD="$build" fuzz-build >"$build/fuzz/build.log" 2>&1; then
	tail -n 30 "$build/fuzz/build.log" | sed 's/^/# /'
	echo "not ok 1 - the fuzz targets do not build"
	exit 1
fi
printf '%s\n' "$@" | xargs -n 1 -P 2 sh "$0" "$build" "$seconds" --one
for c in "$@"; do
	n=$((n + 1))
	name=$(basename "$c" .c)
	said=$build/fuzz/$name.tap
	[ -s "$said" ] || echo "not ok - $name said nothing" >"$said"
	grep -q '^ok' "$said" || failed=$((failed + 1))
	sed "s/^\(not ok\|ok\) - /\1 $n - /" "$said"
done
echo "1..$n"
[ "$failed" -eq 0 ]
