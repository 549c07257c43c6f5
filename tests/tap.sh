# tap.sh: for test scripts: `. tests/tap.sh`, then is/like/ok, then `done_testing`. Scripts run from the project's top
# with the build folder as first argument; $tmp is theirs and goes away with them.
tap_n=0
tap_failed=0
tmp=$(mktemp -d)
tap_end()
{
	if [ -s "$tmp/.schemas" ]; then
		sed 's/.*/DROP SCHEMA IF EXISTS "&" CASCADE;/' "$tmp/.schemas" | LC_ALL=C psql -Xqo /dev/null "$PILOTIS_TEST_PG" 2>/dev/null
	fi
	rm -rf "$tmp"
}
trap tap_end EXIT
store() # NAME: the URL of a store of the test; with PILOTIS_TEST_PG a schema of that database, gone at the end
{
	if [ -z "${PILOTIS_TEST_PG:-}" ]; then
		echo "sqlite:$tmp/$1.db"
		return
	fi
	echo "sh$$_$1" >>"$tmp/.schemas"
	case $PILOTIS_TEST_PG in
	*\?*) echo "$PILOTIS_TEST_PG&schema=sh$$_$1" ;;
	*) echo "$PILOTIS_TEST_PG?schema=sh$$_$1" ;;
	esac
}
ok() # STATUS NAME [DETAIL]
{
	tap_n=$((tap_n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_n - $2"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_n - $2"
		[ -z "$3" ] || printf "%s\n" "$3" | sed 's/^/#   /'
	fi
}
is() # GOT WANTED NAME
{
	[ "$1" = "$2" ]
	ok $? "$3" "got:    $1
wanted: $2"
}
like() # GOT PATTERN NAME: an extended regular expression
{
	printf '%s\n' "$1" | grep -Eq -- "$2"
	ok $? "$3" "got:    $1
wanted: /$2/"
}
skip() # NAME WHY
{
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1 # SKIP $2"
}
done_testing()
{
	echo "1..$tap_n"
	[ "$tap_failed" -eq 0 ]
	exit
}
