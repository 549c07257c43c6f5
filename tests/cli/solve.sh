#!/bin/sh
# Instances solved on the command line: the answer's shape, exit statuses, what is said to people, the real jury's scores.
build=$1
. tests/tap.sh
bin=$build/pilotis
unset LC_ALL LC_MESSAGES
export LANG=fr_BE.UTF-8

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

cat >"$tmp/one.json" <<'END'
{ "choose": 2, "criteria": [{"id": "relevance", "weight": 2}, {"id": "commitment", "weight": 1}],
  "submissions": [{"id": "1", "institution": "i1", "attributes": {"sector": ["CPAS"]}, "score": 4},
    {"id": "2", "institution": "i2", "attributes": {"sector": ["CPAS"]}, "score": 3.9},
    {"id": "3", "institution": "i3", "attributes": {"sector": ["Handicap"]}, "score": 3.5},
    {"id": "4", "institution": "i1", "attributes": {"sector": ["Handicap", "Hôpital"]}, "score": 3.05}],
  "variety": [{"attribute": "sector", "weight": 0.5, "increments": [1, 0.5, 0.333333]}],
  "rules": [] }
END
sed 's/"rules": \[\]/"rules": [{"kind":"one_per_institution"},{"kind":"include","submission":"1"},{"kind":"include","submission":"4","reason":"promis"},{"kind":"exclude","submission":"2"}]/' "$tmp/one.json" >"$tmp/no.json"
run solve selection "$tmp/one.json"
is "$rc" 0 'a small instance'
is "$(json 'Object.keys(j)')" '["status","chosen","value","bound","merit","variety","price_of_variety","scores","reviewers","explanations","alternatives","conflict"]' 'has the keys of the contract'
# 1+2: 7.9+.75 · 1+3: 7.5+1 · 1+4: 7.05+1.5 · 2+3: 7.4+1 · 2+4: 6.95+1.5 · 3+4: 6.55+1.25
is "$(json '[j.status, j.chosen, j.value, j.bound, j.merit, j.variety, j.price_of_variety, j.conflict]')" '["optimal",["1","2"],8.65,8.65,7.9,0.75,0,null]' 'and the optimum'
is "$(json 'j.explanations.map(e => [e.id, e.chosen, e.value_if_flipped, e.displaces.join()])')" \
	'[["1",true,8.45,"4"],["2",true,8.55,"4"],["3",false,8.5,"2"],["4",false,8.55,"2"]]' 'what each file costs and displaces'
is "$(json 'j.alternatives.map(x => [x.chosen.join("+"), x.value])')" '[["1+4",8.55],["1+3",8.5],["2+4",8.45],["2+3",8.4],["3+4",7.8]]' 'the five next best'
is "$(json 'JSON.stringify(j.scores[0])')" '{"id":"1","raw":null,"calibrated":4,"reviews":0}' 'a given score'
run solve selection --explain none "$tmp/one.json"
is "$(json 'j.explanations.length + j.alternatives.length')" 0 'without explanations'
run solve selection "$tmp/no.json"
is "$rc" 1 'rules that cannot hold together'
is "$(json '[j.status, j.chosen, j.value, j.conflict]')" \
	'["infeasible",[],null,[{"kind":"one_per_institution"},{"kind":"include","submission":"1"},{"kind":"include","submission":"4","reason":"promis"}]]' 'come back as a smallest set'
like "$err" 'une seule commande par institution' 'in words'
LANG=en_GB.UTF-8 run solve selection "$tmp/no.json"
like "$err" 'only one commission per institution' 'in English'

# ---- what is refused -------------------------------------------------------------------------------------------
echo '{"choose": 1, "submissions": [{"id": "a"}]}' >"$tmp/bad.json"
run solve selection "$tmp/bad.json"
is "$rc" 1 'an instance without scores'
like "$err" 'sans cotation' 'is refused with the reason'
is "$out" '' 'and nothing on stdout'
printf '{"choose": ' >"$tmp/cut.json"
run solve selection "$tmp/cut.json"
is "$rc" 1 'half a file'
run solve selection "$tmp/nowhere.json"
is "$rc" 1 'no file'
run solve selection
is "$rc" 2 'no word'
run solve selection "$tmp/one.json" --time soon
is "$rc" 2 'a time that is none'
run solve selection "$tmp/one.json" --explain some
is "$rc" 2 'an explanation that is none'
run solve selection "$tmp/one.json" --time 5
is "$rc" 0 'a limit of time'

# ---- reviews of two juries that never met ---------------------------------------------------------------------
cat >"$tmp/two.json" <<'END'
{ "choose": 1, "criteria": [{"id": "r", "weight": 1}], "submissions": [{"id": "a"}, {"id": "b"}],
  "reviews": [{"submission": "a", "reviewer": "x", "scores": {"r": 4}}, {"submission": "b", "reviewer": "y", "scores": {"r": 2}}] }
END
run solve selection "$tmp/two.json"
is "$rc" 0 'a jury in two parts'
like "$err" '2 groupes' 'is said'
# y = 3 ± 1: α q = β b = 1 − q − b, so q = 2/3 and b = 1/6.
is "$(json 'j.scores.map(s => [s.raw, s.calibrated, s.reviews])')" '[[4,3.666666667,1],[2,2.333333333,1]]' 'with its calibrated scores'
is "$(json 'j.reviewers.map(r => [r.id, r.severity])')" '[["x",0.166666667],["y",-0.166666667]]' 'and severities: below 0 for the severe'

# ---- the real jury, when it is there ----------------------------------------------------------------------------
lab=../shared/data/lab-2024
if [ -f "$lab/cotations.csv" ]; then
	node -e '
		const fs = require("fs"), dir = process.argv[1];
		const table = (f) => { const rows = []; let cell = "", row = [], quoted = false;
			for (const c of fs.readFileSync(dir + "/" + f, "utf8").replace(/^\ufeff/, "")) {
				if (quoted ? c !== "\"" : ![";", "\n", "\"", "\r"].includes(c)) cell += c;
				else if (c === "\"") quoted = !quoted;
				else if (c === ";" || c === "\n") { row.push(cell); cell = ""; if (c === "\n") { rows.push(row); row = []; } } }
			return rows.slice(1); };
		const votes = table("cotations.csv"), conflicts = new Set(votes.filter(v => v[2] === "").map(v => v[0] + " " + v[1]));
		console.log(JSON.stringify({ choose: 10, criteria: [{ id: "p", weight: 2 }, { id: "f", weight: 1 }, { id: "d", weight: 1 }],
			submissions: table("commandes.csv").map(c => ({ id: c[0], institution: c[2], attributes: { sector: [c[3]], context: [c[4]], area: [c[11]] } })),
			reviews: votes.filter(v => !conflicts.has(v[0] + " " + v[1])).map(v => ({ submission: v[0], reviewer: v[1], scores: { p: +v[2], f: +v[3], d: +v[4] } })),
			variety: [{ attribute: "sector", weight: 0.5, increments: [1, 0.5] }, { attribute: "area", weight: 0.3, increments: [1, 0.5] }],
			rules: [{ kind: "at_most_each", attribute: "sector", count: 2 }, { kind: "one_per_institution" }] }));' "$lab" >"$tmp/lab.json"
	run solve selection "$tmp/lab.json"
	is "$rc" 0 'forty files of a real-shaped call'
	is "$(json '[j.status, j.chosen.length, j.scores.length, j.explanations.length, j.alternatives.length]')" '["optimal",10,40,40,5]' 'ten of them, each of the forty explained'
	is "$(json 'j.reviewers.filter(r => r.severity < -0.4).map(r => r.id).sort().join() + " " + j.reviewers.filter(r => r.severity > 0.4).map(r => r.id).sort().join()')" \
		'r1,r2 r5,r6' 'the severe and the lenient are found'
else
	skip 'forty files of a real-shaped call' 'no ../shared/data'
fi

# ---- a signed decision, made once by a key that is no more ---------------------------------------------------------
record=tests/data/selection/record.json
key=$(sed -n 's/.*"public_key": "\([0-9a-f]*\)".*/\1/p' $record)
run verify-selection $record --key "$key"
is "$rc" 0 'a signed decision'
is "$(json 'JSON.stringify([j.right, j.authentic, j.holds, j.optimum, j.worth, j.losses])')" '[true,true,true,true,true,true]' 'is right in every way'
like "$err" 'optimum est prouvé à nouveau' 'and it is said'
tr -d '\n' <$record | sed 's/  */ /g' >"$tmp/flat.json"
run verify-selection "$tmp/flat.json"
is "$rc" 0 'indented otherwise'
sed 's/"minutes": "PV du comité du 28/"minutes": "PV du comité du 29/' $record >"$tmp/changed.json"
run verify-selection "$tmp/changed.json"
is "$rc $(json 'j.authentic')" '1 false' 'a word changed'
like "$err" 'le fichier a été changé' 'is said'
run verify-selection $record --key "$(echo "$key" | tr 0-9 1234567890)"
is "$rc" 1 'another key than the one expected'
run verify-selection "$tmp/one.json"
is "$rc" 1 'a file that is no record'
done_testing
