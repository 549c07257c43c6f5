#!/bin/sh
# Translations to C: what is left out, what is refused.
build=$1
. tests/tap.sh
po2c=$build/tools/po2c

table() # the rows made from the .po on stdin
{
	cat >"$tmp/t.po"
	"$po2c" t "$tmp/t.po" 2>&1
}
out=$(table <<'END'
msgid ""
msgstr "Content-Type: text/plain\n"

#, fuzzy
msgid "douteux"
msgstr "doubtful"

msgid "vide"
msgstr ""

msgid "%s ligne"
msgid_plural "%s lignes"
msgstr[0] "%s line"
msgstr[1] "%s lines"

msgid ""
"long "
"texte « cité \"ici\" »\n"
msgstr ""
"long “text”\n"

msgid "à la fin"
msgstr "at the end"

#~ msgid "parti"
#~ msgstr "gone"
END
)
is $? 0 'a well-formed file'
like "$out" 't_n = 3;' 'the header, fuzzy, empty and obsolete entries are left out'
like "$out" '"%s ligne",' 'the plural by its singular'
like "$out" '"%s line", "%s lines" \}' 'with both forms'
like "$out" '"long texte « cité \\"ici\\" »\\n",' 'pieces are joined, escapes kept'
first=$(printf '%s\n' "$out" | grep -n '"%s ligne"' | cut -d: -f1)
last=$(printf '%s\n' "$out" | grep -n 'à la fin' | cut -d: -f1)
[ "$first" -lt "$last" ]
ok $? 'sorted by bytes, as the look-up wants it'

refused() # PO PATTERN NAME
{
	out=$(printf "$1" | table)
	rc=$?
	[ $rc -eq 1 ] && printf '%s' "$out" | grep -Eq "t\.po:[0-9]+: error: $2"
	ok $? "refused: $3" "status $rc: $out"
}
refused 'msgid "%%s sur %%s"\nmsgstr "%%s of"\n' 'the arguments differ' 'an argument that is missing'
refused 'msgid "a"\nmsgstr "%%s"\n' 'the arguments differ' 'an argument too many'
refused 'msgid "%%lld"\nmsgstr "%%s"\n' 'the arguments differ' 'an argument of another type'
refused 'msgid "a"\nmsgstr "b"\nmsgid "a"\nmsgstr "c"\n' 'a second translation' 'a text translated twice'
refused 'msgid "a\nmsgstr "b"\n' 'bad line' 'an unclosed quote'
refused 'msgid "a"b"\nmsgstr "b"\n' 'a quote inside' 'a quote inside a text'
refused 'msgid "\\x41"\nmsgstr "b"\n' 'an escape' 'an escape that C reads otherwise'
refused 'msgctxt "x"\nmsgid "a"\nmsgstr "b"\n' 'no contexts' 'a context'

# What the table gives is what the compiler takes.
printf 'msgid "a"\nmsgstr "b"\n' | table >"$tmp/t.c"
out=$(${CC:-cc} -std=c17 -fsyntax-only -Wall -Wextra -Wpedantic -Werror -Wno-missing-field-initializers -Isrc "$tmp/t.c" 2>&1)
is "$out" '' 'the table compiles'

# Files inside the binary.
printf 'abc' >"$tmp/a.txt"
: >"$tmp/b.txt"
out=$("$build/tools/embed" t "$tmp/a.txt" "$tmp/b.txt")
like "$(printf '%s' "$out" | tr -d '\n')" 'file_2\[\] = \{97,98,99,0 \}' 'the bytes, and a NUL'
like "$out" '"a.txt", file_2, sizeof file_2 - 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"' 'name, size, SHA-256'
like "$out" '"b.txt"' 'an empty file too'
"$build/tools/embed" t "$tmp/b.txt" "$tmp/a.txt" >/dev/null 2>&1
is $? 1 'files out of order are refused'
"$build/tools/embed" t "$tmp/none" >/dev/null 2>&1
is $? 1 'a file that cannot be read is refused'
done_testing
