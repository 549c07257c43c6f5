#!/bin/sh
# lint.sh BUILD: what the compiler does not prove. TAP; lines of comment list what is only a warning.
# STRICT=1: texts without a translation fail too.
export LC_ALL=C.UTF-8
build=$1
. tests/tap.sh

none() # NAME OUTPUT: right when there is nothing to show
{
	[ -z "$2" ]
	ok $? "$1" "$2"
}
warn() # TITLE OUTPUT: the first ten lines (WARN=all: all)
{
	[ -n "$2" ] || return 0
	echo "# warning: $1 ($(printf '%s\n' "$2" | wc -l))"
	printf '%s\n' "$2" | { [ "${WARN:-}" = all ] && cat || head -n 10; } | sed 's/^/#   /'
}
not_allowed() # CHECK: lines "OBJECT SYMBOL …" without those of lint-allowed.txt
{
	awk -v check="$1" '
		FNR == NR { if ($1 == check && NF >= 4) { object[++n] = $2; symbol[n] = "^(" $3 ")(\\.[0-9]+)?$" } next }
		NF { for (i = 1; i <= n; i++) if ($1 == object[i] && $2 ~ symbol[i]) next; print }' tools/lint-allowed.txt -
}
# The floor of each room; what is not named here is a subject.
floors='function floor(room) {
	if (room == "base") return 0
	if (room == "store" || room == "formats" || room == "solve" || room == "html") return 1
	if (room == "entity") return 2
	if (room == "web" || room == "jobs" || room == "mail" || room == "people") return 3
	if (room == "app") return 5
	return 4
}'

# ---- floors, by what a file includes ------------------------------------------------------------------------
includes=$(grep -rnoE '^(#|\{#) *include +["<][^">]+[">]' src --include='*.[ch]' --include='*.html' | sed -E 's/^src\///; s/\{?# *include +//')
none 'a file includes its own floor or lower ones' "$(printf '%s\n' "$includes" | awk -F: "$floors"'
	$3 ~ /^"[a-z]+\// {
		split($1, own, "/"); split(substr($3, 2), it, "/")
		if (floor(it[1]) > floor(own[1])) print "src/" $1 ":" $2 ": includes " $3
	}')"
none "a subject includes no store or pages of another" "$(printf '%s\n' "$includes" | awk -F: "$floors"'
	$3 ~ /^"[a-z]+\/[a-z_]+_(store|pages)\.h"/ {
		split($1, own, "/"); split(substr($3, 2), it, "/")
		if (own[1] != it[1] && floor(own[1]) == 4 && floor(it[1]) >= 3) print $1, $3, "line " $2
	}' | not_allowed include)"
none 'rules know base and their own room only' "$(printf '%s\n' "$includes" | awk -F: '
	$1 ~ /_rules\.c$/ && $3 !~ /^"base\// && $3 !~ /^<(ctype|inttypes|limits|math|stdarg|stdbool|stddef|stdint|stdio|stdlib|string)\.h/ {
		split($1, own, "/")
		if (index($3, "\"" own[1] "/") != 1) print $1, $3, "line " $2
	}' | not_allowed include)"
only() # HEADER PATHS: a library has one door
{
	none "<$1> only in $2" "$(printf '%s\n' "$includes" | awk -F: -v h="<$1>" -v where="^($2)" '$3 == h && $1 !~ where { print "src/" $1 ":" $2 }')"
}
only microhttpd.h 'web/http'
only sqlite3.h 'store/'
only libpq-fe.h 'store/'
only sodium.h 'base/'
only curl/curl.h 'mail/|jobs/|people/oidc_http'
only iddawc.h 'people/oidc\.c'
only zip.h 'formats/'
only xlsxwriter.h 'formats/'
only cmark.h 'html/'
only cairo-pdf.h 'formats/write_pdf'
only cairo-ft.h 'formats/write_pdf'
only seccomp.h 'jobs/'

# ---- floors again, by what really calls what: a prototype in a common header hides nothing ------------------
objects=$(cd "$build/obj" && find . -name '*.o' | sed 's,^\./,,' | sort)
# An archive keeps base names only: a second file of a name would replace the first.
none 'no two files of the same name' "$(printf '%s\n' "$objects" | sed 's,.*/,,' | sort | uniq -d)"
calls=$(cd "$build/obj" && nm -A -g $objects 2>/dev/null | awk "$floors"'
	{
		o = $1; sub(/:.*/, "", o)
		if ($0 ~ / U [^ ]+$/) use[o " " $NF] = 1
		else if ($(NF - 1) ~ /^[TRDBVW]$/) def[$NF] = o
	}
	function room(o,   n, x) { n = split(o, x, "/"); return x[1] != "gen" ? x[1] : n > 2 ? x[2] : "base" }
	END {
		for (u in use) {
			split(u, x, " ")
			if (x[2] in def && floor(room(def[x[2]])) > floor(room(x[1]))) print x[1], x[2], "of", def[x[2]]
		}
	}' | sort)
none 'an object calls its own floor or lower ones' "$(printf '%s\n' "$calls" | not_allowed call)"

# Of two functions of one name in an archive the linker takes whichever it meets, without a word.
none 'a name that others see is defined once' "$(cd "$build/obj" && nm -A -g $objects 2>/dev/null | awk '
	$(NF - 1) ~ /^[TDBR]$/ { sub(/:.*/, "", $1); if ($NF in where) print $NF ": " where[$NF] " and " $1; where[$NF] = $1 }' | grep -v '^main:')"

# ---- banned functions, in the objects ------------------------------------------------------------------------
banned() # names of banned.h: those of any file, or those of memory
{
	awk -v memory="$1" '/^#ifndef MAY_ALLOCATE/ { in_memory = 1 } /^#undef/ && in_memory == memory { printf "%s%s", sep, $2; sep = "|" }' src/base/banned.h
}
uses() # NAMES OBJECT…: undefined symbols of these names, as such or as FORTIFY calls them
{
	names=$1
	shift
	nm -A -u "$@" 2>/dev/null | grep -E " U (__)?($names)(_chk)?(@.*)?\$"
}
# shellcheck disable=SC2046 # one word an object
none 'no banned function is called' "$(uses "$(banned 0)" $(find "$build/obj" -name '*.o'))"
# shellcheck disable=SC2046
none 'memory is asked for in base only' "$(uses "$(banned 1)" $(find "$build/obj" -name '*.o' ! -path '*/obj/base/*'))"
[ "$(banned 0 | tr '|' '\n' | wc -l)" -gt 10 ] && [ "$(banned 1 | tr '|' '\n' | wc -l)" -gt 4 ]
ok $? 'the lists of banned.h are read'

# ---- no mutable globals --------------------------------------------------------------------------------------
globals=$(cd "$build/obj" && for o in $(find . -name '*.o' ! -path './gen/*' | sed 's,^\./,,' | sort); do
	nm -f sysv "$o" 2>/dev/null | awk -F'|' -v o="$o" '
		{ section = $NF; gsub(/ /, "", section); name = $1; gsub(/ /, "", name) }
		section ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ && section !~ /^\.data\.rel\.ro/ && name !~ /^\./ { print o, name }'
done)
none 'no mutable global but those with a reason' "$(printf '%s\n' "$globals" | not_allowed global)"

# ---- routes and markup ---------------------------------------------------------------------------------------
if [ -f src/app/routes.c ]; then
	routes=$(grep -cE '\{ *M_(GET|POST)' src/app/routes.c)
	none "each of the $routes routes names a right" "$(grep -nE '\{ *M_(GET|POST)' src/app/routes.c | grep -vE 'RIGHT_[A-Z]+' ; grep -n 'RIGHT_NONE' src/app/routes.c)"
fi
none 'the state that a form changes is written by form_rev()' \
	"$(grep -rnE 'name=\\?"rev\\?"' src --include='*.html' --include='*.c' | grep -vE '^src/(web/(layout|typed)|entity/[a-z_]+)\.c')"
# What a page writes is carried out once, in the name of who asks: through the dispatcher.
none 'pages write through the dispatcher' "$(grep -rn 'store_write(rq->' src --include='*.c' | grep -vE '^src/web/(dispatch|throttle_store)\.c')"
none 'no inline style, handler or script in the markup that C writes' \
	"$(grep -rnE '[ \\]style=\\"|[" ]on(click|change|submit|input|load|key[a-z]+|focus|blur)=\\"|<style|<script>' src --include='*.c' | grep -v '^src/formats/')"
none 'a test of a store opens it by test_store.h, on each engine' \
	"$(grep -nE '"sqlite:' tests/store/*.[ch] tests/web/*.[ch] 2>/dev/null | grep -vE '^tests/(store/test_(sqlite|postgres(_copy)?|copy|queries)\.c|web/(forms\.h|test_once_forms\.c)):')"
for s in tools/*.sh tests/*.sh tests/*/*.sh bench/*.sh; do
	[ ! -f "$s" ] || sh -n "$s" 2>&1
done >"$tmp/sh"
none 'the scripts are well-formed' "$(cat "$tmp/sh")"
if command -v shellcheck >/dev/null 2>&1; then
	warn 'shellcheck' "$(shellcheck -s sh -S warning -e SC1091,SC2034,SC2154,SC2320,SC2181 tools/*.sh tests/*.sh tests/*/*.sh 2>&1 | grep -E '^In|SC[0-9]+')"
fi

# ---- what is generated and kept ------------------------------------------------------------------------------
if [ -x "$build/pilotis" ] && [ -f docs/registre.md ]; then
	none 'docs/registre.md is that of the declarations (make docs/registre.md)' "$("$build/pilotis" register 2>&1 | diff docs/registre.md - | head -n 10)"
fi

# ---- texts ---------------------------------------------------------------------------------------------------
if command -v xgettext >/dev/null 2>&1; then
	sh tools/po-update.sh "$build" --pot "$tmp/now.pot" 2>"$tmp/pot.err"
	ok $? 'the texts of the interface can be read' "$(cat "$tmp/pot.err")"
	msgmerge --quiet --no-fuzzy-matching --no-wrap po/en.po "$tmp/now.pot" 2>/dev/null |
		msgattrib --no-obsolete --no-wrap --untranslated 2>/dev/null >"$tmp/missing.po"
	missing=$(grep '^msgid "' "$tmp/missing.po" | sed 's/^msgid //' | grep -v '^""$')
	if [ "${STRICT:-0}" = 1 ]; then
		none 'every text has its English' "$missing"
	else
		warn 'texts without English: STRICT=1 fails' "$missing"
	fi
	# French typography: the curly apostrophe, a no-break space before : ; ? ! and inside « ».
	warn 'French typography' "$(msgattrib --no-wrap "$tmp/now.pot" | sed '1,/^$/d' | grep -E '^(msgid|msgid_plural|")' |
		grep -P "\\p{L}'\\p{L}| [;:!?»]|« |[\\p{L}\\p{N})»%][;!?](\\s|\"\$)|[\\p{L}\\p{N})»]:(\\s|\"\$)")"
fi

# ---- what a reader is comfortable with -----------------------------------------------------------------------
warn 'files over 600 lines' "$(find src tools tests -name '*.[ch]' -exec wc -l {} + | awk '$2 != "total" && $1 > 600 { print $2 ": " $1 }')"
warn 'functions over 80 lines' "$(find src tools -name '*.c' | sort | xargs awk '
	FNR == 1 { begun = 0 }
	/^[a-z_0-9]+\(/ { name = $0; sub(/\(.*/, "", name) }
	/^\{/ { begun = FNR }
	/^\}/ && begun { if (FNR - begun - 1 > 80) print FILENAME ":" begun ": " name " " FNR - begun - 1; begun = 0 }')"
done_testing
