#!/bin/sh
# Teams on the command line: the answer's form, every objective, what is impossible, what is not JSON.
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
node -e 'const n = 24, m = 5, P = [], S = [];
for (let j = 0; j < m; j++) P.push({ id: "c" + j, min: 4, max: 6, may_close: false });
for (let i = 0; i < n; i++) { const r = []; for (let k = 0; k < 3; k++) { const c = "c" + ((i * i + k * (1 + i % 3) + (i % 7 > 3 ? 0 : k)) % m); if (!r.includes(c)) r.push(c); }
  S.push({ id: "E" + i, ranking: r, attributes: { background: ["Droit", "RH", "AS"][i % 3] }, forbidden: i % 9 === 0 ? ["c4"] : [], locked: null }); }
console.log(JSON.stringify({ projects: P, students: S, together: [["E1", "E7"]], apart: [["E3", "E9"]], balance: ["background"],
  supervisors: [{ id: "A1", min: 1, max: 3, forbidden: ["c4"] }, { id: "A2", min: 1, max: 3, forbidden: [] }], objective: "preferences" }));' >"$tmp/t.json"
run solve teams "$tmp/t.json"
is "$rc" 0 'teams are made'
is "$(json 'j.status')" optimal 'and proved'
is "$(json 'j.teams.reduce((n, t) => n + t.students.length, 0)')" 24 'everyone has one'
is "$(json 'j.teams.every(t => t.students.length >= 4 && t.students.length <= 6 && t.supervisor !== null)')" true 'of the right size, supervised'
is "$(json 'j.profile.reduce((a, b) => a + b, 0) + j.unranked')" 24 'the profile counts everyone'
is "$(json 'j.teams.some(t => t.students.includes("E1") && t.students.includes("E7")) && !j.teams.some(t => t.students.includes("E3") && t.students.includes("E9"))')" true \
	'who is together is, who is apart is'
is "$(json 'j.stages.map(s => s.minimise)')" '["unranked","rank_3","rank_2","slack"]' 'the stages in their order'
is "$(json 'j.stages.every(s => s.value === s.bound)')" true 'each at its bound'
is "$(json 'j.stages.every(s => s.gap === 0 && s.gap_percent === 0)')" true 'no gap is left'
is "$(json 'j.violations.length')" 0 'nothing is broken'
for objective in '"balance"' '{"slack": 3}' '"rank_maximal"'; do
	sed "s/\"objective\":\"preferences\"/\"objective\":$objective/" "$tmp/t.json" >"$tmp/o.json"
	run solve teams "$tmp/o.json"
	is "$rc $(json '[j.status, j.violations.length]')" '0 ["optimal",0]' "objective $objective"
done
sed 's/"max":6/"max":4/g' "$tmp/t.json" >"$tmp/no.json"
run solve teams "$tmp/no.json"
is "$rc $(json 'j.status')" '1 infeasible' 'too few places is said'
like "$err" 'tailles' 'in words'
node -e 'const n = 400, m = 80, P = [], S = []; let x = 7; const r = (k) => (x = (x * 1103515245 + 12345) % 2147483648) % k;
for (let j = 0; j < m; j++) P.push({ id: "c" + j, min: 4, max: 6 });
for (let i = 0; i < n; i++) { const k = new Set(); while (k.size < 4) k.add("c" + Math.min(r(m), r(m)));
  S.push({ id: "E" + i, ranking: [...k], attributes: { a: "v" + Math.min(r(5), r(5)), b: "w" + r(4) } }); }
console.log(JSON.stringify({ projects: P, students: S, balance: ["a", "b"], together: [["E1", "E7"], ["E2", "E9"]], objective: "balance" }));' >"$tmp/large.json"
run solve teams "$tmp/large.json" --time 3
is "$(json '["optimal", "bounded", "unknown"].includes(j.status) && (j.stages || []).every(s => s.bound <= s.value && s.gap === s.value - s.bound)')" true \
	'what time ends says how far it may be from the best'
is "$(json 'j.status === "unknown" ? j.teams.length === 0 : j.violations.length === 0 && j.teams.reduce((n, t) => n + t.students.length, 0) === 400')" true 'and keeps the rules'
sed 's/"ranking":\["c3"/"ranking":["c3","c3"/; s/"ranking":\["c1"/"ranking":["c1","c1"/' "$tmp/t.json" >"$tmp/twice.json"
run solve teams "$tmp/twice.json"
is "$rc" 1 'a project ranked twice is refused'
echo '{"projects": [' >"$tmp/bad.json"
run solve teams "$tmp/bad.json"
is "$rc" 1 'what is no JSON is refused'
sed 's/"E7"\]/"E99"]/' "$tmp/t.json" >"$tmp/who.json"
run solve teams "$tmp/who.json"
like "$err" 'together\[0\]' 'a student who is not there is named by place'
done_testing
