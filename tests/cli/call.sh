#!/bin/sh
# The laboratory's spreadsheets on the command line: a rehearsal, the real thing, the same again; real ones when they are there.
build=$1
. tests/tap.sh
bin=$build/pilotis
unset LC_ALL LC_MESSAGES
export LANG=fr_BE.UTF-8 PILOTIS_STORE="sqlite:$tmp/s.db"
data=../shared/data/lab-2024

run() # sets $out $err $rc
{
	out=$("$bin" "$@" 2>"$tmp/err")
	rc=$?
	err=$(cat "$tmp/err")
}
json() # EXPRESSION over the JSON in $out, printed
{
	printf '%s' "$out" | node -e 'let s = ""; process.stdin.on("data", (d) => s += d).on("end", () => { const j = JSON.parse(s);
		const r = eval(process.argv[1]); console.log(typeof r === "object" ? JSON.stringify(r) : String(r)); });' "$1" 2>&1
}
fates='[j.counts.new, j.counts.changed, j.counts.same, j.counts.refused]'

run init --name Essai --admin a@example.org
run call import tests/data/call/commandes.csv
is "$rc" 1 'without an edition nothing is imported'
like "$err" '--edition 2024-25' 'and what to say is said'
run call import tests/data/call/commandes.csv --edition 2024-25 --dry-run --json
is "$rc" 0 'a rehearsal'
is "$(json "$fates")" '[3,0,0,2]' 'tells what each line would do'
is "$(json 'j.columns.filter(c => c.field === null).map(c => c.heading)')" '["Comment nous avez-vous connus"]' 'and which column is left aside'
is "$(json 'j.lines.find(l => l.fate === "refused" && l.key === "9").remarks.length')" 1 'with the reason of a refusal'
run call import tests/data/call/commandes.csv --edition 2024-25 --json
is "$(json "$fates")" '[3,0,0,2]' 'the rehearsal left nothing behind'
run call import tests/data/call/commandes.csv --edition 24-25 --json
is "$(json "$fates")" '[0,0,3,2]' 'the same file again doubles nothing'
run call import /nowhere.csv --edition 2024-25
is "$rc" 1 'a file that is not there is a refusal'
run call import tests/data/call/commandes.csv --edition demain
is "$rc" 1 'so is a year that is none'
run call import
is "$rc" 2 'no file is a wrong use'

run call import-reviews tests/data/call/commandes.csv
is "$rc" 1 'a sheet without scores is refused'
like "$err" 'tableau de cotations|Colonne introuvable' 'with what it lacks'
printf 'Commande;Jury;Intérêt\n7;Anne;4\n10;Anne;2\n' >"$tmp/votes.csv"
run call import-reviews "$tmp/votes.csv" --json
is "$(json "$fates")" '[2,0,0,0]' 'scores typed by hand'
run call import-reviews "$tmp/votes.csv" --edition 2031-32
is "$rc" 1 'of an edition that is not there'

if [ -d "$data" ]; then
	export PILOTIS_STORE="sqlite:$tmp/real.db"
	run init --name Essai --admin a@example.org
	run call import "$data/commandes.csv" --edition 2024-25 --json
	is "$(json "$fates")" '[40,0,0,0]' 'the forty real-shaped commissions'
	is "$(json 'j.columns.filter(c => c.field === null).length')" 0 'no column is left aside'
	run call import "$data/commandes.xlsx" --edition 2024-25 --json
	is "$(json "$fates")" '[0,0,40,0]' 'their XLSX says the same'
	run call import-students "$data/etudiants.csv" --json
	is "$(json "$fates")" '[52,0,0,0]' 'the students'
	run call import-supervisors "$data/accompagnateurs.csv" --json
	is "$(json "$fates")" '[8,0,0,0]' 'the supervisors'
	run call import-reviews "$data/cotations.csv" --dry-run --json
	is "$(json "$fates")" '[120,0,0,1]' 'the scores of the jury, rehearsed: those of a conflict of interest do not count'
	is "$(json '[j.criteria.length, j.new_jurors.length, j.counts.conflicts, j.lines.find(l => l.fate === "refused").juror]')" '[3,6,1,"r2"]' 'three criteria, six jurors, one conflict'
	run call import-reviews "$data/cotations.csv" --edition 2024-25
	is "$rc" 0 'then taken'
	like "$err" '9, r2: conflit d' 'the conflict is said'
	run call import-reviews "$data/cotations.csv" --json
	is "$(json "$fates")" '[0,0,120,1]' 'and once only'
else
	skip 'a real year' "no $data"
fi
done_testing
