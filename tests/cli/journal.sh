#!/bin/sh
# The journal from outside: the chain as another program computes it, `pilotis check`, and what a backup keeps of it.
build=$1
. tests/tap.sh
bin=$build/pilotis
unset LC_ALL LC_MESSAGES PILOTIS_ON
export LANG=fr_BE.UTF-8 PILOTIS_STORE="sqlite:$tmp/s.db"
sql() # STATEMENTS: as someone who has the file
{
	python3 -c 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit()' "$tmp/s.db" "$1"
}

"$bin" demo >/dev/null 2>&1
end=$(python3 tests/cli/journal.py "$tmp/s.db")
is $? 0 'another program finds the chain of the example whole'
[ "${end%% *}" -gt 100 ]
ok $? 'and it has rows' "$end"
err=$("$bin" check 2>&1)
is $? 0 'and so does check'
like "$err" "Le journal est entier.*: ${end%% *} lignes" 'which counts the same rows'
err=$("$bin" backup "$tmp/b.db" 2>&1)
said=$(printf '%s\n' "$err" | grep -oE '[0-9]+:[0-9a-f]{64}')
is "$said" "${end%% *}:${end##* }" 'a backup says where the journal ended'
"$bin" check --journal "$said" >/dev/null 2>&1
is $? 0 'check finds that end again'
err=$("$bin" check --journal "1:${end##* }" 2>&1)
is $? 1 'and no other one'
like "$err" 'Le journal n’a pas cette ligne' 'which it says'

cp "$tmp/s.db" "$tmp/whole.db"
sql "DROP TRIGGER history_stays; UPDATE history SET after = 'autre chose' WHERE id = 57"
err=$("$bin" check --json 2>"$tmp/err")
is $? 1 'a row that someone changed by hand is a fault'
like "$err" '"detail": "57"' 'the first of them is named'
like "$(cat "$tmp/err")" 'la ligne 57 est la première' 'in words too'
python3 tests/cli/journal.py "$tmp/s.db" >/dev/null 2>&1
is $? 1 'the other program sees it too'
cp "$tmp/whole.db" "$tmp/s.db"
sql "DROP TRIGGER history_no_delete; DELETE FROM history WHERE id > 50"
err=$("$bin" check 2>&1)
is $? 1 'an end that was cut off hangs together: the backup knows better'
like "$err" 'n’est plus celui de la dernière sauvegarde' 'and check says so'
done_testing
