#!/bin/sh
# The lint finds what it says it finds: a small project with one fault of each kind.
build=$1
. tests/tap.sh
top=$PWD
cc=${CC:-cc}
p=$tmp/project
mkdir -p "$p/tools" "$p/tests" "$p/po" "$p/src/base" "$p/src/store" "$p/src/plan" "$p/src/people" "$p/src/app" "$p/build/gen"
cp tools/lint.sh tools/po-update.sh tools/lint-allowed.txt "$p/tools/"
cp tests/tap.sh "$p/tests/"
cp src/base/banned.h "$p/src/base/"
printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n' >"$p/po/en.po"
cd "$p" || exit 1

cat >src/base/low.h <<'END'
int low(void);
END
cat >src/base/low.c <<'END'
#include "base/low.h"
#include <stdlib.h>
extern int high(void);
int low(void) { return high() + (int)(long)malloc(1); }
END
cat >src/plan/plan.h <<'END'
int high(void);
END
cat >src/plan/plan_rules.c <<'END'
#include "plan/plan.h"
#include "store/db.h"
#include "people/people_store.h"
int high(void) { return 0; }
END
cat >src/store/db.h <<'END'
#include "plan/plan.h"
END
: >src/people/people_store.h
cat >src/people/people_pages.c <<'END'
#include <sqlite3.h>
#include <stdlib.h>
#include <stdio.h>
static int counter;
int bump(void);
int bump(void) { return ++counter; }
char *copy(void);
char *copy(void) { return malloc(3); }
int shell(const char *s);
int shell(const char *s) { return system(s); }
const char *markup = "<p style=\"x\">";
END
cat >src/app/routes.c <<'END'
const int r[] = { 0
	/* { M_GET, "/x", x } */
};
END
cat >src/app/main.c <<'END'
#define _(s) s
const char *t(void);
const char *t(void) { return _("Un texte sans anglais"); }
END
objects()
{
	rm -rf build/obj
	for c in src/*/*.c; do
		o=build/obj/${c#src/}
		o=${o%.c}.o
		mkdir -p "$(dirname "$o")"
		$cc -Isrc -c -o "$o" "$c" || exit 1
	done
}
objects
out=$(sh tools/lint.sh build)
[ $? -ne 0 ]
ok $? 'a project with faults fails'
found() # NAME OF THE CHECK, WHAT IT SHOWS
{
	printf '%s\n' "$out" | awk -v name="$1" -v what="$2" '
		/^(not )?ok / { inside = index($0, name) > 0 && /^not ok/ }
		inside && index($0, what) { hit = 1 }
		END { exit !hit }'
	ok $? "finds: $1: $2" "$out"
}
found 'a file includes its own floor' 'src/store/db.h:1: includes "plan/plan.h"'
found 'no store or pages of another' 'plan/plan_rules.c "people/people_store.h" line 3'
found 'rules know base and their own' 'plan/plan_rules.c "store/db.h" line 2'
found '<sqlite3.h> only in' 'src/people/people_pages.c:1'
found 'an object calls its own floor' 'base/low.o high of plan/plan_rules.o'
found 'no banned function' 'system'
found 'memory is asked for in base only' 'people_pages.o'
found 'no mutable global' 'people/people_pages.o counter'
found 'no mutable global' 'people/people_pages.o markup'
found 'routes names a right' 'M_GET'
found 'no inline style' 'people_pages.c:11'
printf '%s\n' "$out" | grep -A3 'not ok .*memory is asked' | grep -q 'base/low.o'
is $? 1 'malloc in base is right'
like "$out" 'warning: texts without English.*\(1\)' 'a text without English is a warning'
out=$(STRICT=1 sh tools/lint.sh build)
found 'every text has its English' 'Un texte sans anglais'

# The same without the faults.
rm src/store/db.h src/people/people_pages.c
printf '#include "base/low.h"\nint low(void) { return 1; }\n' >src/base/low.c
printf '#include "plan/plan.h"\n#include "base/low.h"\nint high(void) { return low(); }\n' >src/plan/plan_rules.c
printf 'const int r[] = { 0\n\t/* { M_GET, "/x", RIGHT_ANYONE, x } */\n};\n' >src/app/routes.c
printf '#include "plan/plan.h"\n#define _(s) s\nint t(void);\nint t(void) { return high() + *_("Texte"); }\n' >src/app/main.c
objects
out=$(sh tools/lint.sh build)
ok $? 'without the faults it passes' "$out"
cd "$top" || exit 1

# The header that the Makefile puts before every file.
refuses() # CALL
{
	printf '#include <stddef.h>\nvoid f(char *s);\nvoid f(char *s)\n{\n\t%s;\n}\n' "$1" >"$tmp/b.c"
	out=$($cc -std=c17 -D_GNU_SOURCE -Werror=implicit-function-declaration -fsyntax-only -include src/base/banned.h $2 "$tmp/b.c" 2>&1)
}
refuses 'strcpy(s, s)'
like "$out" 'strcpy_is_banned_use_arena_strdup' 'a banned call does not compile, and says what to use'
refuses '(void)malloc(3)'
like "$out" 'malloc_is_banned' 'nor does malloc'
refuses '(void)malloc(3)' -DMAY_ALLOCATE
is "$out" '' 'but in base it does'
done_testing
