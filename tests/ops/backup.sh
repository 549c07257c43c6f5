#!/bin/sh
# The script of the night on a PostgreSQL store: the programme's schema, and nothing of its neighbours.
build=$1
. tests/tap.sh
if ! sh tools/pg-temp.sh true >/dev/null 2>&1; then
	skip 'a backup of a PostgreSQL store' 'no PostgreSQL server here'
	done_testing
fi
cat >"$tmp/inside" <<'END'
set -e
tmp=$1 build=$2
sep='?'
case $PILOTIS_TEST_PG in *\?*) sep='&' ;; esac
for s in mine another; do
	PILOTIS_STORE="$PILOTIS_TEST_PG${sep}schema=$s" "$build/pilotis" init --name "Programme $s" --admin "$s@example.org" >/dev/null 2>&1
done
export PATH=$PWD/$build:$PATH PILOTIS_STORE="$PILOTIS_TEST_PG${sep}schema=mine" PILOTIS_BACKUPS="$tmp/b"
mkdir "$tmp/b"
sh debian/backup
ls "$tmp/b" >"$tmp/names"
python3 -c 'import sqlite3, sys; [print(*r) for r in sqlite3.connect(sys.argv[1]).execute("SELECT name, email FROM person")]' "$tmp"/b/*.db >"$tmp/persons"
END
sh tools/pg-temp.sh sh "$tmp/inside" "$tmp" "$build" >"$tmp/out" 2>&1
is "$?" 0 'the script runs'
[ "$(cat "$tmp/names" 2>/dev/null)" = "pilotis-$(date +%F).db" ]
ok $? 'one file, of today' "$(cat "$tmp/names" "$tmp/out" 2>/dev/null)"
grep -q 'mine@example.org' "$tmp/persons" && ! grep -q 'another@example.org' "$tmp/persons"
ok $? 'with the persons of the programme, and none of a neighbour' "$(cat "$tmp/persons")"
done_testing
