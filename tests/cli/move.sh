#!/bin/sh
# move.sh BUILD: a programme moved from a store to another, backed up and restored: between files, and with PILOTIS_TEST_PG
# between a file and a schema of that database, both ways.
. tests/tap.sh
bin=$1/pilotis
export LANG=fr_BE.UTF-8 PILOTIS_ON=2026-11-22
here=sqlite:$tmp/a.db
there=$(store there)
third=$(store third)
run()
{
	out=$("$bin" "$@" 2>"$tmp/err")
	status=$?
	err=$(tr '\302\240' '  ' <"$tmp/err" | sed 's/  */ /g')
}
plan() { "$bin" plan export --format json --out - --store "$1" 2>/dev/null; }

run demo --store "$here"
is "$status" 0 'the example programme'
run migrate-store --from "$here" --to "$there"
is "$status" 0 'it is moved'
like "$err" 'Programme copi' 'which is said'
is "$(plan "$there" | cksum)" "$(plan "$here" | cksum)" 'its plan is the same'
run migrate-store --from "$here" --to "$there"
is "$status" 1 'not over what is there'
like "$err" 'quelque chose' 'which is said too'
run check --store "$there"
is "$status" 0 'the new store is sound'
run link nadia.benkirane@example.org --store "$there"
is "$status" 0 'and takes writes'
run backup "$tmp/backup.db" --store "$there"
is "$status" 0 'it is backed up to one file'
run restore "$tmp/backup.db" --store "$third"
is "$status" 0 'and restored to a new store'
is "$(plan "$third" | cksum)" "$(plan "$here" | cksum)" 'the plan is still the same'
run drill --store "$there"
is "$status" 0 'the drill finds the same programme'
run migrate-store --from "$there" --to "sqlite:$tmp/back.db"
is "$status" 0 'and back again, to a file'
is "$("$bin" drill --store "sqlite:$tmp/back.db" 2>/dev/null | grep -v '^setting\|^history\|^signin_link\|^schema_migration')" \
	"$("$bin" drill --store "$here" 2>/dev/null | grep -v '^setting\|^history\|^signin_link\|^schema_migration')" 'row by row what it was, but for what was done since'
run migrate-store --from "sqlite:$tmp/none.db" --to "sqlite:$tmp/x.db"
is "$status" 1 'a store that is not there is not moved'
like "$err" 'pas de base' 'which is said'
[ ! -e "$tmp/x.db" ]
ok $? 'and nothing is made'
run migrate-store --from "$here"
is "$status" 2 'both places are asked for'
done_testing
