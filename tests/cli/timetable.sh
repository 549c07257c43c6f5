#!/bin/sh
# Timetables on the command line: the answer's form, each kind, who is missing, what is impossible, what is not JSON.
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

# ---- the orals of the specification's example, ten of them -------------------------------------------------------------
node -e 'const S = [], C = [];
for (const [d, day] of [["d1", "2025-04-17"], ["d2", "2025-04-18"]]) for (let h = 9; h < 17; h++) S.push({ id: d + "-" + h, day, start: String(h).padStart(2, "0") + ":00" });
const towns = ["Namur", "Huy", "Liège"];
for (let i = 0; i < 10; i++) C.push({ id: "c" + i, place: towns[i % 3], people: ["A" + i % 4, "L" + i % 3], available: S.filter((s, k) => (i * 7 + k * 3) % 5 > 0).map((s) => s.id),
  cost: { "d1-9": i % 3, "d2-10": 1 }, attributes: { sector: "CPAS" } });
console.log(JSON.stringify({ kind: "orals", duration: 60, slots: S, sessions: C, travel: [{ from: "Namur", to: "Huy", minutes: 35 }, { from: "Namur", to: "Liège", minutes: 60 },
  { from: "Huy", to: "Liège", minutes: 30 }], day_cost: 3, published: {}, change_cost: 1 }));' >"$tmp/orals.json"
run solve timetable "$tmp/orals.json"
is "$rc" 0 'orals are placed'
is "$(json 'j.status')" optimal 'and proved'
is "$(json 'j.assignments.length')" 10 'each has a slot'
is "$(json 'j.cost === j.bound && j.changes === 0 && j.missing.length === 0 && j.conflict === null')" true 'the cost is the bound; nothing is missing'
cat >"$tmp/holds.mjs" <<'END'
import { readFileSync } from "node:fs";
const q = JSON.parse(readFileSync(process.argv[2])), r = JSON.parse(readFileSync(process.argv[3]));
const slot = Object.fromEntries(q.slots.map((s) => [s.id, s])), of = Object.fromEntries(q.sessions.map((s) => [s.id, s]));
const minutes = (s) => Number(s.start.slice(0, 2)) * 60 + Number(s.start.slice(3));
const road = (x, y) => x === y ? 0 : (q.travel.find((t) => (t.from === x && t.to === y) || (t.from === y && t.to === x)) ?? { minutes: 0 }).minutes;
let bad = 0, cost = 0;
for (const a of r.assignments) {
	if (of[a.session].available !== undefined && !of[a.session].available.includes(a.slot)) bad++;
	cost += of[a.session].cost?.[a.slot] ?? 0;
	for (const b of r.assignments) {
		const x = slot[a.slot], y = slot[b.slot];
		if (a.session >= b.session || x.day !== y.day || !of[a.session].people.some((p) => of[b.session].people.includes(p))) continue;
		if (Math.abs(minutes(x) - minutes(y)) < q.duration + road(of[a.session].place, of[b.session].place)) bad++;
	}
}
cost += (q.day_cost ?? 0) * new Set(r.assignments.map((a) => slot[a.slot].day)).size + (q.change_cost ?? 0) * r.changes;
console.log(bad, Math.abs(cost - r.cost) < 1e-9);
END
printf '%s' "$out" >"$tmp/answer.json"
is "$(node "$tmp/holds.mjs" "$tmp/orals.json" "$tmp/answer.json")" '0 true' 'counted again apart: nothing clashes, the cost is right'

# ---- the smallest change when somebody cancels --------------------------------------------------------------------------
node -e 'const fs = require("fs"), q = JSON.parse(fs.readFileSync(process.argv[1])), r = JSON.parse(fs.readFileSync(process.argv[2]));
q.published = Object.fromEntries(r.assignments.map((a) => [a.session, a.slot])); q.change_cost = 100;
const lost = r.assignments[0]; const s = q.sessions.find((x) => x.id === lost.session); s.available = s.available.filter((k) => k !== lost.slot);
q.sessions = q.sessions.filter((x) => x.id !== "c9"); console.log(JSON.stringify(q));' "$tmp/orals.json" "$tmp/answer.json" >"$tmp/again.json"
run solve timetable "$tmp/again.json"
is "$rc $(json '[j.status, j.assignments.length]')" '0 ["optimal",9]' 'one is withdrawn, another loses its slot'
is "$(json 'j.changes >= 1 && j.changes <= 2')" true 'and hardly anything moves'

# ---- an evening ------------------------------------------------------------------------------------------------------------
node -e 'const S = [], C = []; for (let k = 0; k < 10; k++) S.push({ id: "s" + k, day: "2024-10-03", start: `${16 + Math.floor(k * 20 / 60)}:${String(k * 20 % 60).padStart(2, "0")}` });
for (let i = 0; i < 10; i++) C.push({ id: "c" + i, place: "Namur", people: ["p" + i], cost: { s0: i }, attributes: { sector: i < 5 ? "CPAS" : ["Hôpital", "Jeunesse"][i % 2] } });
console.log(JSON.stringify({ kind: "evening", duration: 20, slots: S, sessions: C, avoid_adjacent: "sector" }));' >"$tmp/evening.json"
run solve timetable "$tmp/evening.json"
is "$rc $(json 'j.status')" '0 optimal' 'an evening is placed'
is "$(json 'new Set(j.assignments.map(a => a.slot)).size')" 10 'a slot for each'
is "$(json 'const n = (s) => Number(s.session.slice(1)) < 5 ? "CPAS" : Number(s.session.slice(1)) % 2; const o = j.assignments.sort((x, y) => x.slot < y.slot ? -1 : 1);
	o.every((s, k) => k === 0 || n(s) !== n(o[k - 1]))')" true 'no two of a sector in a row'
sed 's/"Hôpital"/"CPAS"/g' "$tmp/evening.json" >"$tmp/same.json"
run solve timetable "$tmp/same.json"
is "$rc $(json 'j.status')" '1 infeasible' 'too many of one sector is impossible'
is "$(json 'j.conflict.length > 5 && j.conflict.length <= 10')" true 'with a smallest set'
like "$err" 'se suivre' 'and said in words'

# ---- visits: who is missing --------------------------------------------------------------------------------------------------
cat >"$tmp/visits.json" <<'END'
{ "kind": "visits", "duration": 90, "slots": [{"id": "0900", "day": "2024-10-11", "start": "09:00"}, {"id": "0930", "day": "2024-10-11", "start": "09:30"},
  {"id": "1000", "day": "2024-10-11", "start": "10:00"}, {"id": "1130", "day": "2024-10-11", "start": "11:30"}],
  "sessions": [{"id": "c1", "place": "Namur", "people": ["A1"]}, {"id": "c2", "place": "Namur", "people": ["A1"]}, {"id": "c3", "place": "Huy", "people": ["A1"]},
  {"id": "c4", "place": "Huy", "people": ["A2"], "available": []}, {"id": "c5", "place": "Huy", "people": ["A2"]}], "travel": [{"from": "Namur", "to": "Huy", "minutes": 35}] }
END
run solve timetable "$tmp/visits.json"
is "$rc $(json 'j.status')" '0 optimal' 'visits always have an answer'
is "$(json 'j.missing.length')" 2 'two accompanying persons are missing'
is "$(json 'j.missing.some(m => m.session === "c4" && m.slot === null)')" true 'one for lack of a slot'
is "$(json 'j.missing.filter(m => m.session !== "c4").every(m => m.slot !== null && m.reason.includes("A1"))')" true 'one because somebody is elsewhere, and when another could come is said'
is "$(json 'j.assignments.length')" 3 'the others are placed'

# ---- what is impossible, what is wrong ------------------------------------------------------------------------------------------
sed 's/"kind": "visits"/"kind": "orals"/; s/, {"id": "c4".*"available": \[\]}//' "$tmp/visits.json" | sed 's/"people": \["A2"\], "available": \[\]/"people": ["A3"]/' >"$tmp/no.json"
run solve timetable "$tmp/no.json"
is "$rc $(json '[j.status, j.conflict]')" '1 ["infeasible",["c1","c2","c3"]]' 'three that one person cannot reach are the smallest conflict'
like "$err" 'A1' 'who it is is said'
LANG=en_GB.UTF-8
run solve timetable "$tmp/no.json"
like "$err" 'No timetable is possible' 'in English too'
LANG=fr_BE.UTF-8
echo '{"kind": "visits"' >"$tmp/bad.json"
run solve timetable "$tmp/bad.json"
is "$rc" 1 'what is no JSON is refused'
sed 's/"start": "09:30"/"start": "9h30"/' "$tmp/visits.json" >"$tmp/when.json"
run solve timetable "$tmp/when.json"
like "$err" 'slots\[1\].start' 'an hour that is none is named by place'
sed 's/"available": \[\]/"available": ["0800"]/' "$tmp/visits.json" >"$tmp/where.json"
run solve timetable "$tmp/where.json"
like "$err" 'sessions\[3\].available\[0\]' 'a slot that is not there too'
run solve timetable "$tmp/visits.json" --time soon
is "$rc" 2 'a time that is none'
done_testing
