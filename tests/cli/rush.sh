#!/bin/sh
# The last minutes of a call, in small: sixty sponsors at once, each from an address of its own; no error, nothing lost.
# bench/load_call.mjs does it with three hundred and tells the times.
build=$1
. tests/tap.sh
out=$(node bench/load_call.mjs "$build" 60 4 2>&1)
ok $? 'sixty sponsors save at once, nothing fails and nothing is lost' "$out"
like "$out" '60 sponsors, [0-9]{3,} requests' 'and they did ask'
done_testing
