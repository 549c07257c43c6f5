#!/bin/sh
# What processes give up: each forbidden thing is tried behind each fence, and a real server is looked at from outside.
build=$1
. tests/tap.sh
bin=$build/pilotis
"$bin" --try-forbidden >"$tmp/tried"
tried=$?
cat "$tmp/tried"
tap_n=$(grep -c 'ok ' "$tmp/tried")
is "$tried" 0 'what is forbidden is refused, what is needed works'

unset LC_ALL LC_MESSAGES PILOTIS_ON
export LANG=fr_BE.UTF-8 PILOTIS_STORE="sqlite:$tmp/s.db"
"$bin" init --name Essai --admin a@example.org >/dev/null 2>&1
serve() # OPTION…: sets $pid
{
	rm -f "$tmp/log"
	"$bin" serve --listen 127.0.0.1:0 "$@" 2>"$tmp/log" &
	pid=$!
	for i in $(seq 100); do
		grep -q 'écoute sur' "$tmp/log" 2>/dev/null && return
		sleep 0.2
	done
}
trap 'kill $pid 2>/dev/null; rm -rf "$tmp"' EXIT
modes() # PID: of its threads, how they are fenced
{
	cat /proc/"$1"/task/*/status | grep -E '^(NoNewPrivs|Seccomp):' | tr -d '\t' | sort -u | tr '\n' ' '
}
serve
is "$(modes $pid)" 'NoNewPrivs:1 Seccomp:2 ' 'every thread of a server is behind the fence'
child=$(cat /proc/$pid/task/*/children | tr -d ' ')
is "$(cat /proc/"$child"/comm)" pilotis-spawner 'it has one child'
is "$(modes "$child")" 'NoNewPrivs:1 Seccomp:2 ' 'which is behind its own'
is "$(find /proc/"$child"/fd -type l -lname '*s.db*' | wc -l)" 0 'and has nothing of the store'
kill $pid
wait $pid
is $? 0 'the server ends as asked'
gone() # PID NAME
{
	for i in $(seq 40); do
		grep -q '^State:.*[^Z] (' "/proc/$1/status" 2>/dev/null || break # a zombie is gone
		sleep 0.5
	done
	! grep -q '^State:.*[^Z] (' "/proc/$1/status" 2>/dev/null
	ok $? "$2" "$(cat "/proc/$1/status" 2>&1)"
}
gone "$child" 'and its child with it'
serve
child=$(cat /proc/$pid/task/*/children | tr -d ' ')
kill -9 $pid
wait $pid 2>/dev/null
gone "$child" 'also when the server is killed'

serve --no-sandbox
is "$(modes $pid)" 'NoNewPrivs:0 Seccomp:0 ' '--no-sandbox does without'
like "$(cat "$tmp/log")" 'ATTENTION.*--no-sandbox' 'and says so'
kill $pid
wait $pid
"$bin" work 2>"$tmp/log" &
pid=$!
for i in $(seq 40); do
	[ "$(modes $pid)" = 'NoNewPrivs:1 Seccomp:2 ' ] && break
	sleep 0.5
done
is "$(modes $pid)" 'NoNewPrivs:1 Seccomp:2 ' 'the worker alone is behind the same fence'
kill $pid
wait $pid
is $? 0 'and ends as asked'
done_testing
