#!/bin/sh
# The plan on the command line: read, adopted, judged, written, compared; the figures of the real plan when it is there.
build=$1
. tests/tap.sh
bin=$build/pilotis
unset LC_ALL LC_MESSAGES
export LANG=fr_BE.UTF-8 PILOTIS_STORE=$(store "s") PILOTIS_ON=2026-11-22
data=../shared/data

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

# ---- a small plan, typed here --------------------------------------------------------------------------------
cat >"$tmp/one.csv" <<'END'
Objectif stratégique;Objectif spécifique;Action;Responsable;Échéance;Indicateurs
1. Accueillir;1.1 À l’entrée;1.1.1 Rédiger un guide d’accueil;CP;25-26;Guide d’accueil adopté
1. Accueillir;1.1 À l’entrée;1.1.2 Réunir les délégués;CEP;En continu;PV de réunion
2. Former;2.1 Les cours;2.1.1 Revoir deux fiches;CS;26-27;Fiches ECTS
2. Former;2.1 Les cours;2.1.2 Inviter des témoins;CS;27-28;Programme de la journée
END
sed -e 's/27-28/28-29/' -e 's/Réunir les délégués/Réunir les délégués de cours/' "$tmp/one.csv" >"$tmp/two.csv"

run plan import "$tmp/one.csv" --dry-run --json
is "$rc" 0 'a dry run'
is "$(json 'j.counts.actions')" 4 'reads four actions'
is "$(json 'j.objectives.map(o => o.specific.map(s => s.actions.map(a => a.code)))')" '[[["1.1.1","1.1.2"]],[["2.1.1","2.1.2"]]]' 'in their tree'
is "$(json 'j.objectives[0].specific[0].actions[1].due.kind')" continuous 'with what is due when'
[ ! -e "$tmp/s.db" ]
ok $? 'and makes no store'
run plan status
is "$rc" 1 'no plan yet is a refusal'
run plan import "$tmp/one.csv" --json
is "$rc" 0 'into an empty store'
is "$(json 'j.revision + " " + j.status')" '1 adopted' 'it is adopted as version 1'
run plan status --json
is "$(json '[j.on, j.revision, j.totals.late, j.totals.due_this_year, j.totals.ahead, j.totals.continuous]')" '["2026-11-22",1,1,1,1,1]' 'where it stands'
is "$(json 'j.actions[0].state + " " + j.actions[0].years_late')" 'late 1' 'late by one year'
is "$(json 'j.actions[0].why.length > 0 && j.actions[0].slots.length > 0')" true 'and why'
run plan status --json --on 2026-01-10
is "$(json '[j.on, j.totals.late, j.totals.due_this_year]')" '["2026-01-10",0,1]' 'on another day'
run plan status --as-known-on tomorrow
is "$rc" 2 'a date that is none'
run plan import "$tmp/two.csv" --json
is "$(json 'j.revision + " " + j.status')" '2 draft' 'the edited document is a draft'
run plan status --json
is "$(json 'j.revision')" 1 'the one in force stays'
run plan diff 1 2 --json
is "$rc" 0 'the difference'
is "$(json 'j.changes.map(c => c.kind + " " + c.code).sort()')" '["due 2.1.2","retitled 1.1.2"]' 'is two changes'
run plan diff 1 2
like "$out" '2\.1\.2 .*27-28.*28-29' 'told in sentences'
run plan diff 1 9
is "$rc" 1 'a version that does not exist'
run plan diff 1
is "$rc" 2 'one version only'
run plan import "$tmp/two.csv" --adopt --json
is "$(json 'j.status')" adopted '--adopt adopts'
run plan import "$tmp/none.csv"
is "$rc" 1 'a file that is not there'
printf 'Bonjour,\nceci n’est pas un plan.\n' >"$tmp/letter.txt"
run plan import "$tmp/letter.txt"
is "$rc" 1 'a text without a plan'
[ -n "$err" ]
ok $? 'says why'
run plan import
is "$rc" 2 'no file'

# ---- what goes out comes back --------------------------------------------------------------------------------
for format in json docx odt xlsx csv html stratml; do
	run plan export --format "$format" --out "$tmp/out.$format" --plain
	[ "$rc" -eq 0 ] && [ -s "$tmp/out.$format" ]
	ok $? "export $format" "$err"
done
shape='j.objectives.map(o => [o.code, o.specific.map(s => [s.code, s.actions.map(a => [a.code, a.title, a.actors, a.due.kind, a.due.year, a.indicators.map(i => i.text)])])])'
run plan import "$tmp/two.csv" --dry-run --json
wanted=$(json "$shape")
for format in docx odt xlsx csv html; do
	run plan import "$tmp/out.$format" --dry-run --json
	is "$(json "$shape")" "$wanted" "$format reads back as the same plan"
done
run plan export --format pdf --out "$tmp/x"
is "$rc" 2 'a format that does not exist'
run plan export --format csv --out "$tmp/no/such/folder/x"
is "$rc" 1 'a folder that does not exist'

# ---- the database as a whole, with something in it ------------------------------------------------------------
run backup "$tmp/b.db"
is "$rc" 0 'backup'
run restore "$tmp/b.db"
is "$rc" 1 'never over a store that is there'
run restore "$tmp/b.db" --store "$(store back)"
is "$rc" 0 'restore'
run plan status --json --store "$(store back)"
is "$(json 'j.actions.length')" 4 'brings the plan back'
run check --json
is "$(json 'j.findings.some(f => f.what === "database" && f.severity === "ok")')" true 'the database is sound'
is "$(json 'j.routes.every(r => r.roles.length > 0)')" true 'every path is someone’s'
is "$(json 'j.routes.filter(r => r.method === "POST" && r.roles.includes("public") && !/^\/(signin|signout|lang|call\/(new|find)|documents\/{id}\/adhere)/.test(r.path) && !r.path.includes("{token}")).map(r => r.path)')" '[]' 'the public changes nothing but its sign-in, its language, its adhesions and what a secret link opens'

# ---- the real plan -------------------------------------------------------------------------------------------
if [ -f "$data/plan-2024-2029.docx" ]; then
	for format in docx odt xlsx txt; do
		run plan import "$data/plan-2024-2029.$format" --dry-run --json
		is "$rc" 0 "the real plan, $format"
		is "$(json '[j.counts.objectives, j.counts.specific, j.counts.actions, j.counts.indicators, j.counts.actors, j.counts.responsibilities]')" \
			'[5,20,52,75,21,69]' "$format: its figures"
		is "$(json 'j.objectives.map(o => o.specific.length)')" '[2,5,7,2,4]' "$format: specific objectives"
		is "$(json 'j.objectives.map(o => o.specific.reduce((n, s) => n + s.actions.length, 0))')" '[4,14,16,4,14]' "$format: actions"
		is "$(json '(() => { const n = {}; for (const o of j.objectives) for (const s of o.specific) for (const a of s.actions) { const k = a.due.year ?? a.due.kind; n[k] = (n[k] ?? 0) + 1; } return Object.entries(n).sort(); })()')" \
			'[["24-25",3],["25-26",6],["26-27",11],["27-28",12],["28-29",5],["continuous",15]]' "$format: due years"
		is "$(json '(() => { const r = []; for (const o of j.objectives) for (const s of o.specific) for (const a of s.actions) if (a.recommendations.length) r.push(a.code); return r; })()')" \
			'["3.5.1","4.2.1","4.2.2","5.1.5","5.1.6","5.1.7"]' "$format: recommendations"
		is "$(json '(() => { const n = {}; for (const o of j.objectives) for (const s of o.specific) if (s.phase) n[s.phase] = (n[s.phase] ?? 0) + s.actions.length; return Object.values(n); })()')" \
			"$([ "$format" = xlsx ] && echo '[]' || echo '[10,6]')" "$format: phases (that sheet has none)"
		is "$(json 'j.questions.filter(q => q.kind === "missing_actor").map(q => q.action)')" '["3.5.2"]' "$format: the action without anyone"
	done
	run plan import "$data/plan-2024-2029.docx" --store "$(store real)"
	is "$rc" 0 'the real plan into a store'
	run plan status --on 2026-11-22 --json --store "$(store real)"
	is "$(json '[j.totals.achieved, j.totals.late, j.totals.due_this_year, j.totals.started, j.totals.ahead, j.totals.continuous, j.totals.declared, j.totals.abandoned, j.proven.lines, j.proven.of]')" \
		'[0,9,11,0,17,15,0,0,0,75]' 'and where it stands on 22/11/2026'
	run plan import "$data/plan-2024-2029.pdf" --dry-run --json
	is "$(json '(() => { let n = 0; for (const o of j.objectives) for (const s of o.specific) for (const a of s.actions) if (a.code && a.title && a.due.kind !== "none") n++; return n >= 50; })()')" \
		true 'its PDF: codes, titles and due years of 50 actions at least'
else
	skip 'the real plan' "no $data"
fi
done_testing
