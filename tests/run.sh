#!/bin/sh
# run.sh BUILD [FOLDER…]: runs the built test programs BUILD/tests/FOLDER/test_* and the scripts tests/FOLDER/*.sh and
# test_*.py (these get BUILD), two at a time; the TAP of each is kept in BUILD/log. Shows what failed, then the sum of each folder.
# With PILOTIS_TEST_PG (tools/pg-temp.sh): the programs that open a store, on that server; what is called test_sqlite* or
# test_postgres* runs with its own engine only.
. tests/tally.sh
build=$1
shift
on=${PILOTIS_TEST_PG:+-pg}
opens_store() # SOURCE: it includes a header that opens a store, or one of its folder's headers that does
{
	grep -Eq '^#include "test_store\.h"' "$1" && return
	for h in $(sed -n 's/^#include "\([a-z_]*\.h\)"$/\1/p' "$1"); do
		[ -f "${1%/*}/$h" ] && opens_store "${1%/*}/$h" && return
	done
	return 1
}
wanted() # SOURCE
{
	case $1 in
	*/test_sqlite*) [ -z "$on" ] ;;
	*/test_postgres*) [ -n "$on" ] ;;
	*.sh | *.py) [ -z "$on" ] || grep -Eq 'PILOTIS_TEST_PG|\$\(store ' "$1" ;;
	*) [ -z "$on" ] || opens_store "$1" ;;
	esac
}
if [ "$1" = --one ]; then
	tap=$(basename "$2" .sh)
	tap=$build/log/$(basename "$(dirname "$2")")$on.${tap%.py}.tap
	case $2 in
	*.sh) tap_run "$tap" 300 sh "$2" "$build" ;;
	*.py) tap_run "$tap" 300 env PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$2" "$build" ;;
	*) CMOCKA_MESSAGE_OUTPUT=TAP PILOTIS_TEST_SRC=$PWD tap_run "$tap" 1800 "$2" ;;
	esac
	exit 0
fi
[ $# -gt 0 ] || set -- unit store web
mkdir -p "$build/log"
all() # FOLDER…: what is to run
{
	for folder in "$@"; do
		rm -f "$build/log/$folder$on".*.tap
		for c in "tests/$folder"/test_*.c; do
			[ -f "$c" ] && wanted "$c" && echo "$build/${c%.c}"
		done
		for s in "tests/$folder"/*.sh "tests/$folder"/test_*.py; do
			[ -f "$s" ] && wanted "$s" && echo "$s"
		done
	done
}
# The folders make one queue, and what takes long goes first: a long one at the end would run alone.
all "$@" >"$build/log/queue$on"
long='/test_\(once_forms\|lost\|conflict\|nav\|rights\|selection\|teams\|timetable\|plan_real\|deb\|servers\|slow\)\(\.py\)\?$'
{ grep "$long" "$build/log/queue$on"; grep -v "$long" "$build/log/queue$on"; } | xargs -r -n 1 -P 2 sh "$0" "$build" --one
for folder in "$@"; do
	name=$folder$on
	for tap in "$build/log/$name".*.tap; do
		[ -f "$tap" ] && tally "$name" "$build/log/$name".*.tap && break
	done
done
echo "$passed $failed $skipped" >"$build/log/sum"
[ "$failed" -eq 0 ]
