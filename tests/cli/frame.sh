#!/bin/sh
# The command line as such: help, wrong usage, languages, exit statuses; the database as a whole.
build=$1
. tests/tap.sh
bin=$build/pilotis
unset LC_ALL LC_MESSAGES PILOTIS_ON
export LANG=fr_BE.UTF-8 PILOTIS_STORE="sqlite:$tmp/s.db"

run() # sets $out $err $rc
{
	out=$("$bin" "$@" 2>"$tmp/err")
	rc=$?
	err=$(cat "$tmp/err")
}
run help
is "$rc" 0 'help is no error'
like "$out" 'pilotis backup FILE' 'and lists the commands on stdout'
is "$err" '' 'and says nothing else'
run
is "$rc" 2 'no command is wrong usage'
run nothing
is "$rc" 2 'an unknown command is wrong usage'
is "$out" '' 'with nothing on stdout'
like "$err" 'Commande inconnue : « nothing »' 'and a reason on stderr'
run backup
is "$rc" 2 'a word that is missing'
like "$err" 'pilotis backup FILE' 'and the usage of that command'
run backup a b
is "$rc" 2 'a word too many'
run check --nothing
is "$rc" 2 'an unknown option'
like "$err" 'nothing' 'which is named'
run check --json=1
is "$rc" 2 'a value for an option that takes none'
run check --on 2026-02-30
is "$rc" 2 'a date that does not exist'
run check --store
is "$rc" 2 '--store without a value'
run check
is "$rc" 1 'no store is a refusal'
[ ! -e "$tmp/s.db" ]
ok $? 'and none is made by looking'
run check --store nonsense:x
is "$rc" 1 'an unknown kind of store'

run restore "$tmp/none"
is "$rc" 1 'restoring what is not there'
printf 'not a database, but long enough to be looked at' >"$tmp/fake"
run restore "$tmp/fake"
is "$rc" 1 'restoring what is no database'
[ ! -e "$tmp/s.db" ]
ok $? 'leaves nothing behind'
done_testing
