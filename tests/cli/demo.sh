#!/bin/sh
# The example programme, and the plan of it through every format of export and back.
build=$1
. tests/tap.sh
bin=$build/pilotis
unset LC_ALL LC_MESSAGES PILOTIS_ON
export LANG=fr_BE.UTF-8 PILOTIS_STORE=$(store "demo")

run() # sets $out $err $rc
{
	out=$("$bin" "$@" 2>"$tmp/err")
	rc=$?
	err=$(cat "$tmp/err")
}
count() # STATE: how many actions "plan status" says
{
	"$bin" plan status --json | sed -n "/\"totals\"/,/}/s/.*\"$1\": \([0-9]*\).*/\1/p"
}

run demo nothing
is "$rc" 2 'a word too many'
run demo
is "$rc$err" 0 'the example is made, silently'
for s in achieved late due_this_year started ahead continuous declared abandoned; do
	[ "$(count $s)" -gt 0 ]
	ok $? "some action is $s"
done
before=$("$bin" plan status --json)
run demo
is "$rc" 1 'a store that is in use is left alone'
like "$err" 'contient déjà un programme' 'and the reason is said'
is "$("$bin" plan status --json)" "$before" 'nothing has changed'

# any day will do
for day in 2025-07-01 2026-09-14 2027-09-13 2033-02-28; do
	export PILOTIS_ON=$day PILOTIS_STORE=$(store "$day")
	run demo
	is "$rc$err" 0 "made on $day"
	[ "$(count late)" -gt 0 ] && [ "$(count achieved)" -gt 0 ] && [ "$(count due_this_year)" -gt 0 ]
	ok $? 'it is as alive as on any other day'
done
unset PILOTIS_ON
export PILOTIS_STORE=$(store "demo")

# out, in, out
for f in docx odt xlsx csv; do
	run plan export --format $f --plain --out "$tmp/one.$f"
	is "$rc" 0 "export $f"
	export PILOTIS_STORE=$(store "back-$f")
	run plan import "$tmp/one.$f"
	is "$rc" 0 "import $f"
	run plan export --format $f --plain --out "$tmp/two.$f"
	cmp -s "$tmp/one.$f" "$tmp/two.$f"
	ok $? "$f: export, import, export is identical"
	export PILOTIS_STORE=$(store "demo")
done
run plan export --format json --out "$tmp/one.json"
PILOTIS_STORE=$(store "back-json") "$bin" plan import "$tmp/one.json" 2>/dev/null
PILOTIS_STORE=$(store "back-json") "$bin" plan export --format json --out "$tmp/two.json" 2>/dev/null
known='"id":|"line":|"rev":|"revision|"source":|"status":'
is "$(grep -Ev "$known" "$tmp/one.json" | sed 's/,$//' | cksum)" "$(grep -Ev "$known" "$tmp/two.json" | sed 's/,$//' | cksum)" \
	'json: all but identities comes back'
for f in html stratml; do
	run plan export --format $f --out "$tmp/plan.$f"
	is "$rc" 0 "export $f"
done
run plan export --format pdf --out "$tmp/x"
is "$rc" 2 'a format that is not there'
done_testing
