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
for p in /usr/lib/postgresql/*/bin; do PATH=$p:$PATH; done
export PATH=$PWD/$build:$PATH PILOTIS_STORE="$PILOTIS_TEST_PG${sep}schema=mine" PILOTIS_BACKUPS="$tmp/b"
mkdir "$tmp/b"
chmod 777 "$tmp" "$tmp/b"
sh debian/backup
ls "$tmp/b" >"$tmp/names"
pg_restore --list "$tmp"/b/*.dump >"$tmp/list"
pg_restore --data-only --table=person --file=- "$tmp"/b/*.dump >"$tmp/persons"
END
sh tools/pg-temp.sh sh "$tmp/inside" "$tmp" "$build" >"$tmp/out" 2>&1
is "$?" 0 'the script runs'
[ "$(cat "$tmp/names" 2>/dev/null)" = "pilotis-$(date +%F).dump" ]
ok $? 'one file, of today' "$(cat "$tmp/names" "$tmp/out" 2>/dev/null)"
grep -q ' TABLE mine person ' "$tmp/list"
ok $? 'with the tables of the programme' "$(cat "$tmp/list")"
! grep -q ' another ' "$tmp/list"
ok $? 'and nothing of a neighbour'
grep -q 'mine@example.org' "$tmp/persons" && ! grep -q 'another@example.org' "$tmp/persons"
ok $? 'nor of its persons' "$(cat "$tmp/persons")"
done_testing
