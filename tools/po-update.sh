#!/bin/sh
# po-update.sh BUILD: finds the texts of the interface (the French itself is the msgid) in the C and in the C made from
# the pages, and merges them into po/en.po: new ones come empty, those that are gone are dropped.
# With --pot FILE as further arguments: only writes the template there.
set -eu
export LC_ALL=C.UTF-8
build=$1
pot=$build/gen/pilotis.pot
[ "${2:-}" != --pot ] || pot=$3
mkdir -p "$(dirname "$pot")"
{
	find src -name '*.c' -o -name '*.h'
	for html in src/*/*.html; do
		[ ! -f "$html" ] || { c=${html#src/}; echo "$build/gen/${c%.html}_html.c"; }
	done
} | sort >"$pot.files"
# _(text) N_(text) tr(lang, text) fmt_(page, text, …) trn(lang, one, many, n) trnum(page, one, many, n);
# problem_add(arena, problems, field, text, arg). A field's label in a const table is N_().
xgettext --language=C --from-code=UTF-8 --no-wrap --sort-output --add-location=file --keyword \
	--keyword=_ --keyword=N_ --keyword=tr:2 --keyword=fmt_:2 --keyword=trn:2,3 --keyword=trnum:2,3 --keyword=problem_add:4 \
	--files-from="$pot.files" --output="$pot.body" 2>"$pot.log" || { cat "$pot.log" >&2; exit 1; }
# The path of the page, not of the C made from it; no date: the file changes only with its texts.
sed -e "s,$build/gen/,src/,g" -e 's,_html\.c,.html,g' -e '/^"POT-Creation-Date/d' -e '/^"Report-Msgid/d' -e '/^#, \(no-\)\?c-format$/d' "$pot.body" >"$pot"
rm -f "$pot.body"
[ "${2:-}" != --pot ] || exit 0
msgmerge --quiet --no-fuzzy-matching --no-wrap --sort-output --add-location=file po/en.po "$pot" |
	msgattrib --no-obsolete --no-wrap --sort-output --add-location=file >"$build/gen/en.po"
cmp -s "$build/gen/en.po" po/en.po || cp "$build/gen/en.po" po/en.po
echo "po/en.po: $(msgfmt --statistics -o /dev/null po/en.po 2>&1)"
