#!/bin/sh
# What is held of one person: exported, erased; the register of processing.
build=$1
. tests/tap.sh
bin=$build/pilotis
unset LC_ALL LC_MESSAGES PILOTIS_ON
export LANG=fr_BE.UTF-8 PILOTIS_STORE="sqlite:$tmp/s.db"
run() # sets $out $err $rc
{
	out=$("$bin" "$@" 2>"$tmp/err" </dev/null)
	rc=$?
	err=$(cat "$tmp/err")
}
left() { python3 tests/cli/privacy.py "$tmp/s.db" "$@"; }
sql() { python3 -c 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); print(c.execute(sys.argv[2]).fetchone()[0])' "$tmp/s.db" "$1"; }

"$bin" demo >/dev/null 2>&1
run export-person awa.diallo@example.org
is "$rc" 2 'an export needs a file'
run export-person nobody@example.org --out "$tmp/none.zip"
is "$rc" 1 'nothing is held of an unknown address'
[ ! -e "$tmp/none.zip" ]
ok $? 'and nothing is written'
run export-person AWA.Diallo@example.org --out "$tmp/one.zip"
is "$rc" 0 'a person is found whatever the case' "$err"
run export-person awa.diallo@example.org --out "$tmp/two.zip"
cmp -s "$tmp/one.zip" "$tmp/two.zip"
rc=$?
python3 - "$tmp/one.zip" "$tmp/two.zip" >"$tmp/zip" 2>&1 <<'PY'
import csv, io, json, sys, zipfile
one, two = (zipfile.ZipFile(p) for p in sys.argv[1:3])
print('same' if [n for n in one.namelist()] == [n for n in two.namelist()] else 'other names')
d = json.loads(one.read('donnees.json'))
tables = {t['table']: t['rows'] for t in d['tables']}
print(d['name'], '/', len(tables['person']), '/', len(tables['role_grant']))
print('role', tables['role_grant'][0]['role'])
print('others', [r for t in tables.values() for r in t if 'Benkirane' in json.dumps(r, ensure_ascii=False)])
for n in one.namelist():
    if n.startswith('csv/'):
        rows = list(csv.reader(io.StringIO(one.read(n).decode('utf-8-sig')), delimiter=';'))
        assert len(rows) > 1 and all(len(r) == len(rows[0]) for r in rows), n
files = [n for n in one.namelist() if n.startswith('fichiers/')]
print('files', len(files), len(d['files']))
html = one.read('index.html').decode()
print('links', all(f'href="{n}"' in html for n in files), html.count('<script'), html.count('http'))
PY
like "$(cat "$tmp/zip")" '^same$' 'twice the same members'
like "$(cat "$tmp/zip")" '^Awa Diallo / 1 / 1$' 'with the account and the roles'
like "$(cat "$tmp/zip")" '^role Secrétaire$' 'in words'
like "$(cat "$tmp/zip")" '^others \[\]$' 'and nobody else in it'
like "$(cat "$tmp/zip")" '^files 4 4$' 'and the files that were filed'
like "$(cat "$tmp/zip")" '^links True 0 0$' 'to which the page leads, without anything from outside'
is "$(sql "SELECT count(*) FROM history WHERE what = 'exported'")" 2 'the journal knows of both'

run erase-person nobody@example.org --yes
is "$rc" 1 'nobody is not erased'
run erase-person nadia.benkirane@example.org --yes
is "$rc" 1 'the last of the coordination is not erased'
like "$err" 'Personne d’autre n’a le rôle «.*Coordination.*»' 'for a reason that is said'
like "$out" '"reason": "last_of_role"' 'to machines too'
run erase-person awa.diallo@example.org
is "$rc" 1 'without --yes nothing is done'
like "$out" '"done": false' 'but told'
run erase-person awa.diallo@example.org --dry-run
is "$rc" 0 'a dry run is no refusal'
is "$(sql "SELECT count(*) FROM person WHERE name = 'Awa Diallo'")" 1 'and changes nothing'
counts='SELECT (SELECT count(*) FROM person) || " " || (SELECT count(*) FROM evidence) || " " || (SELECT count(*) FROM evidence_slot) || " " || (SELECT count(*) FROM role_grant)'
counts=$(echo "$counts" | tr '"' "'")
before=$(sql "$counts")
run erase-person awa.diallo@example.org --yes
is "$rc" 0 'with --yes it is done' "$err"
like "$out" '"done": true' 'and told'
is "$(sql "$counts")" "$before" 'every count is what it was'
is "$(left awa.diallo@example.org)" '' 'the address is nowhere any more, in no byte of the file'
is "$(left 'Awa Diallo')" 'blob_piece' 'the name is in the minutes that were adopted, and nowhere else'
run export-person awa.diallo@example.org --out "$tmp/none.zip"
is "$rc" 1 'nothing is held any more'
run check
is "$rc" 0 'the store is sound' "$err"
python3 tests/cli/journal.py "$tmp/s.db" >"$tmp/journal" 2>&1
is $? 0 'and the journal holds, names gone' "$(cat "$tmp/journal")"

done_testing
