#!/bin/sh
# run.sh BUILD [FOLDER…]: runs the built test programs BUILD/tests/FOLDER/test_* and the scripts tests/FOLDER/*.sh and
# test_*.py (these get BUILD), two at a time; the TAP of each is kept in BUILD/log. Shows what failed, then the sum of each folder.
. tests/tally.sh
build=$1
shift
if [ "$1" = --one ]; then
	tap=$(basename "$2" .sh)
	tap=$build/log/$(basename "$(dirname "$2")")-${tap%.py}.tap
	case $2 in
	*.sh) tap_run "$tap" 300 sh "$2" "$build" ;;
	*.py) tap_run "$tap" 300 python3 "$2" "$build" ;;
	*) CMOCKA_MESSAGE_OUTPUT=TAP PILOTIS_TEST_SRC=$PWD tap_run "$tap" 300 "$2" ;;
	esac
	exit 0
fi
[ $# -gt 0 ] || set -- unit store web
mkdir -p "$build/log"
for folder in "$@"; do
	rm -f "$build/log/$folder"-*.tap
	{
		for c in "tests/$folder"/test_*.c; do
			[ -f "$c" ] && echo "$build/${c%.c}"
		done
		for s in "tests/$folder"/*.sh "tests/$folder"/test_*.py; do
			[ -f "$s" ] && echo "$s"
		done
	} | xargs -r -n 1 -P 2 sh "$0" "$build" --one
	for tap in "$build/log/$folder"-*.tap; do
		[ -f "$tap" ] && tally "$folder" "$build/log/$folder"-*.tap && break
	done
done
echo "$passed $failed $skipped" >"$build/log/sum"
[ "$failed" -eq 0 ]
