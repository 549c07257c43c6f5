#!/bin/sh
# The page compiler: what it writes, and everything it refuses.
build=$1
. tests/tap.sh
htmlc=$build/tools/htmlc

page() # the C of a page whose body is $1
{
	printf '{# page t(const struct url u, const char *s, int n) #}\n%s\n' "$1" >"$tmp/t.html"
	"$htmlc" "$tmp/t.html" 2>&1
}
refused() # BODY PATTERN NAME: refused with file:line and the reason
{
	out=$(page "$1")
	rc=$?
	[ $rc -eq 1 ] && printf '%s' "$out" | grep -Eq "t\.html:[0-9]+: error: .*$2"
	ok $? "refused: $3" "status $rc: $out"
}
accepted() # BODY PATTERN NAME
{
	out=$(page "$1")
	rc=$?
	[ $rc -eq 0 ] && printf '%s' "$out" | tr -d '\n\t' | grep -Fq -- "$2"
	ok $? "$3" "status $rc: $out"
}

refused '<p style="x">' 'no style=' 'a style attribute'
refused '<p onclick="x">' 'event handler' 'an event handler'
refused '<p ONCLICK="x">' 'event handler' 'an event handler in capitals'
refused '<p onfocus>' 'event handler' 'an event handler without a value'
refused '<iframe srcdoc="x">' 'srcdoc' 'srcdoc'
refused '<img srcset="{{ s }}">' 'srcset' 'srcset'
refused '<meta http-equiv="refresh" content="{{ s }}">' 'http-equiv' 'http-equiv'
refused '<style>p { }</style>' 'style sheet' 'a style element'
refused '<script>x()</script>' 'inline script' 'an inline script'
refused '<script>{{ s }}</script>' 'inside <script>' 'a value inside a script'
refused '<script>{% x(); %}</script>' 'no \{% %\} here' 'a statement inside a script'
refused '<script><b></b></script>' 'inline script' 'a tag inside a script'
refused '<!-- x -->' 'HTML comment' 'a comment that would be sent'
refused '<p class=a>' 'quote the value' 'an unquoted attribute'
refused '<p class={{ s }}>' 'quote the value' 'an unquoted value'
refused '<{{ s }}>' 'tag or attribute name' 'a value as tag name'
refused '<p {{ s }}>' 'tag or attribute name' 'a value as attribute'
refused '<p {{ s }}="x">' 'tag or attribute name' 'a value as attribute name'
refused '<p a="b"c="d">' 'a space must stand' 'attributes glued together'
refused '<p "a">' 'misplaced' 'a stray quote in a tag'
refused '1 < 2' 'begins no tag' 'a bare <'
refused '<a href="{{ u }}/x">' 'fragment' 'a path after a url'
refused '<a href="/x/{{ u }}">' 'not pieces' 'a url after a path'
refused '<a href="{{ u }}{{ u }}">' 'not pieces' 'two urls'
refused '<a href="javascript:x()">' 'a url begins' 'javascript:'
refused '<a href="javascript:x()#y">' 'a url begins' 'javascript: before a fragment'
refused '<a href="{% if (n) { %}javascript:x(){% } else { %}{{ u }}{% } %}">' 'a url begins' 'javascript: in a branch'
refused '<a href="&#106;avascript:x()">' 'a url begins' 'javascript: behind an entity'
refused '<img src="//elsewhere/x">' 'a url begins' 'another host without a scheme'
refused '<img src="data:image/png,x">' 'a url begins' 'data:'
refused '{% if (n) { %}<p{% } %}>' 'begun on line 2 in text ends in a tag' 'a block that ends inside a tag'
refused '<p class="{% if (n) { %}a"{% } %}>' 'ends in' 'a block that ends outside its value'
refused '<p dis{% if (n) { %}abled{% } %}>' 'must follow' 'half a name in a block'
refused '<p{% if (n) { %} hidden{% } %}x>' 'must follow' 'a name glued to a block'
refused '{% if (n) { %}<pre>{% } %}' 'ends in' 'a block that opens <pre>'
refused '{% if (n) { %}' 'not closed' 'a block without end'
refused '{% } %}' 'closes nothing' 'an end without block'
refused '<p' 'ends inside' 'a page that ends inside a tag'
refused '<p class="' 'ends inside' 'a page that ends inside a value'
refused '<pre>' 'ends inside' 'a page that ends inside <pre>'
refused '{{ s' 'never closed' 'an unclosed value'
refused '{# x' 'never closed' 'an unclosed comment'
refused '{{ }}' 'empty' 'an empty value'
refused '{# page Bad(int n) #}' 'lower case' 'a page with capitals'
refused '{# page bad #}' 'write' 'a page without arguments'

printf 'x\n' >"$tmp/t.html"
like "$("$htmlc" "$tmp/t.html" 2>&1)" 't\.html:1: error: text before' 'text before the page line'
printf '\n\n{{ x }}\n' >"$tmp/t.html"
like "$("$htmlc" "$tmp/t.html" 2>&1)" 't\.html:3: error: no .# page' 'a value before the page line, with its line'
"$htmlc" >/dev/null 2>&1
is $? 2 'no file is wrong usage'
"$htmlc" "$tmp/none.html" >/dev/null 2>&1
is $? 1 'a file that cannot be read'

accepted '<p>{{ s }}</p>' 'HTML_PUT(p, s);' 'a value in the text is escaped by type'
accepted '<a href="{{ u }}">' 'HTML_PUT_URL(p, u);' 'a url attribute takes a url'
accepted '<a href="{{ u }}#l-{{ n }}">' 'HTML_PUT(p, n);' 'a fragment after a url takes a value'
accepted '<a href="#l-{{ n }}">' 'HTML_PUT(p, n);' 'a fragment alone takes a value'
accepted '<p data-href="{{ s }}">' 'HTML_PUT(p, s);' 'data- attributes are plain'
accepted '<option{% if (n) { %} selected{% } else { %} disabled{% } %}>' 'html_lit(p, " selected", 9);' 'boolean attributes by a block'
accepted '<p class="a{% if (n) { %} b{% } %}">' 'html_lit(p, " b", 2);' 'a block inside a value'
accepted '<p>{{ f("}} %} {{") }}</p>' 'HTML_PUT(p, f("}} %} {{"));' 'marks inside a C string'
accepted '<p>{% char c = /* } */ 39; (void)c; %}</p>' 'char c = /* } */ 39;' 'braces inside a C comment'
accepted "<p>what??!</p>" 'what\?\?!' 'no trigraphs'
accepted '<!doctype html>' '<!doctype html>' 'a document type'
accepted '<script src="/a.js" defer></script>' '<script src=\"/a.js\" defer></script>' 'a script by its address'
accepted '   <p>
      a</p>

   <p>b</p>' 'html_lit(p, "<p>\n"    "a</p>\n"    "<p>b</p>\n", 19);' 'indentation and blank lines are dropped'
accepted '<pre>
   a
</pre>' '"   a\n"' 'not inside <pre>'
accepted '<textarea>  {{ s }}
  b</textarea>' '"  b</textarea>' 'nor inside <textarea>'

printf '{# include "plan/plan.h" #}\n{# page one(const struct plan *x) #}\n<p>1</p>\n{# page two() #}\n<p>2</p>\n' >"$tmp/t.html"
h=$("$htmlc" --header "$tmp/t.html")
like "$h" '^#include "plan/plan.h"$' 'the header includes what the arguments need'
like "$h" '^void page_one\(struct page \*p, const struct plan \*x\);$' 'the header has the first page'
like "$h" '^void page_two\(struct page \*p\);$' 'and the second, without arguments'

# Through the compiler: the wrong type does not compile, and the compiler speaks of the line of the page.
compiles() # BODY
{
	printf '{# page t(struct url u, const char *s, double d) #}\n<p>x</p>\n%s\n' "$1" >"$tmp/t.html"
	"$htmlc" --header "$tmp/t.html" >"$tmp/pages.h" && "$htmlc" "$tmp/t.html" >"$tmp/t.c" &&
		${CC:-cc} -std=c17 -fsyntax-only -Wall -Wextra -Werror -Wno-unused-parameter -Isrc -I"$tmp" "$tmp/t.c" 2>&1
}
is "$(compiles '<a href="{{ u }}">{{ s }}</a>')" '' 'what is right compiles without a warning'
like "$(compiles '<a href="{{ s }}">x</a>' | tr -d '\n')" 'not compatible.*t\.html:3' 'a text where a url must be does not compile'
like "$(compiles '<p>{{ u }}</p>' | tr -d '\n')" 'not compatible.*t\.html:3' 'nor a url in the text'
like "$(compiles '<p>{{ d }}</p>' | tr -d '\n')" 'not compatible.*t\.html:3' 'nor a number without a format'
like "$(compiles '<p>{{ unknown }}</p>')" 't\.html:3.*unknown' 'an unknown name is reported at its line'
done_testing
