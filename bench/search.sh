#!/bin/sh
# search.sh BUILD: search over 100,000 things beside FTS5 alone, Xapian and PostgreSQL's own search, in one run. BENCH_SEARCH_SIZE
# chooses how many. Asserts nothing about time.
set -eu
export LC_ALL=C.UTF-8
build=${1:-build}
cd "$(dirname "$0")/.."
case $build in /*) ;; *) build=$PWD/$build ;; esac
make --no-print-directory BUILD="$build" "$build/bench/bench_search" >&2
dir=$(mktemp -d "${TMPDIR:-/tmp}/pilotis-search-XXXXXX")
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM HUP
if command -v g++ >/dev/null 2>&1 && [ -e /usr/include/xapian.h ]; then
	g++ -O2 -o "$dir/search_xapian" bench/search_xapian.cc -lxapian
	"$build/bench/bench_search" "$dir" --xapian
	"$dir/search_xapian" "$dir"
else
	echo "search: no g++ or no Xapian here: left out" >&2
fi
"$build/bench/bench_search" "$dir" ${PILOTIS_TEST_PG:+"$PILOTIS_TEST_PG"}
