#!/bin/sh
# run.sh BUILD: how fast the pages are beside what they could be, and beside Fossil; on this machine, on loopback only.
# Ends by itself, ends what it started, asserts nothing about time. bench/README.md says how to read what it prints.
set -eu
export LC_ALL=C
build=${1:-build}
cd "$(dirname "$0")/.."
case $build in /*) ;; *) build=$PWD/$build ;; esac
seconds=${BENCH_SECONDS:-2}
sizes=${BENCH_SIZES:-52 500 5000}
# Both engines in one run: a PostgreSQL server of its own, that forces to the disk as it would in earnest.
if [ -z "${PILOTIS_TEST_PG:-}" ] && [ -z "${BENCH_ONE_ENGINE:-}" ]; then
	if sh tools/pg-temp.sh true >/dev/null 2>&1; then
		exec sh tools/pg-temp.sh --durable env BENCH_ONE_ENGINE=no sh bench/run.sh "$build"
	fi
	echo "bench: no PostgreSQL server here: SQLite alone" >&2
fi
make --no-print-directory BUILD="$build" "$build/bench/bench_http" "$build/bench/bench_store" "$build/bench/bench_solve" "$build/bench/bench_signin" >&2
http=$build/bench/bench_http

dir=$(mktemp -d "${TMPDIR:-/tmp}/pilotis-bench-XXXXXX")
servers=
end()
{
	for p in $servers; do kill "$p" 2>/dev/null || true; done
	wait 2>/dev/null || true
	rm -rf "$dir"
}
trap end EXIT
trap 'exit 1' INT TERM HUP
export HOME="$dir" USER=bench # of Fossil: it writes there

log=$dir/measures
: > "$log"
tick=$(getconf CLK_TCK)

# Processor time of a process and of its children that ended, in clock ticks.
ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 + $14 + $15 }'; }
pss() { awk '/^Pss:/ { printf "%.1f", $2 / 1024 }' "/proc/$1/smaps_rollup" 2>/dev/null || echo 0; }

# measure SIZE CONNECTIONS WHAT PID URL [COOKIE]: one line in the log: requests, seconds, ticks, p50, p99 (ms), errors.
measure()
{
	from=$(ticks "$4")
	wrk -t1 -c"$2" -d"${part}s" --latency ${6:+-H "Cookie: $6"} "$5" > "$dir/wrk" 2>&1 || { cat "$dir/wrk" >&2; exit 1; }
	till=$(ticks "$4")
	awk -v what="$1 $2 $3" -v ticks=$((till - from)) '
		function ms(s) { return s ~ /us$/ ? s / 1000 : s ~ /ms$/ ? s + 0 : s ~ /m$/ ? s * 60000 : s * 1000 }
		$1 == "50%" { p50 = ms($2) }
		$1 == "99%" { p99 = ms($2) }
		/ requests in / { n = $1; s = ms($4) / 1000; sub(/,$/, "", $4); s = ms($4) / 1000 }
		/Non-2xx/ { bad += $NF }
		/Socket errors/ { gsub(",", ""); bad += $4 + $6 + $8 + $10 }
		END { print what, n + 0, s, ticks, p50 + 0, p99 + 0, bad + 0 }' "$dir/wrk" >> "$log"
}

# serve SIZE ENGINE: $pid, $base, $cookie and $bytes of a server of its own.
nserved=0
serve()
{
	url=
	nserved=$((nserved + 1)) # each has a store of its own
	mkdir "$dir/store$nserved"
	if [ "$2" = postgres ]; then
		case $PILOTIS_TEST_PG in *\?*) url="$PILOTIS_TEST_PG&schema=bench$nserved" ;; *) url="$PILOTIS_TEST_PG?schema=bench$nserved" ;; esac
	fi
	: > "$dir/said"
	# shellcheck disable=SC2086 # no word when there is no URL
	"$http" serve "$1" "$dir/store$nserved" $url > "$dir/said" 2> "$dir/err" &
	pid=$!
	servers="$servers $pid"
	i=0
	while [ ! -s "$dir/said" ] && [ $i -lt 600 ] && kill -0 "$pid" 2>/dev/null; do i=$((i + 1)); sleep 0.1; done
	read -r port cookie bytes < "$dir/said" || { echo "bench: the server of $1 actions ($2) does not start: $(tail -n 2 "$dir/err")" >&2; exit 1; }
	base=http://127.0.0.1:$port
}
serve_end() { kill "$pid" && wait "$pid" 2>/dev/null || true; }
engines="sqlite${PILOTIS_TEST_PG:+ postgres}"

# ---- our server: a page, the bare handler, memory, in turns ------------------------------------------------------
part=$(((seconds + 1) / 2))
for engine in $engines; do
	mark=
	[ "$engine" = sqlite ] || mark=pg
	for n in $sizes; do
		serve "$n" "$engine"
		[ -n "$mark" ] || echo "$n $bytes" >> "$dir/bytes"
		clients="1 16"
		[ "$n" != "${sizes%% *}" ] || clients="1 4 16 64"
		for c in $clients; do
			for turn in 1 2; do
				measure "$n" "$c" "${mark}plan" $pid "$base/plan" "$cookie"
				measure "$n" "$c" "${mark}bare" $pid "$base/bench/bare" "$cookie"
				[ $turn = 2 ] || echo "$n $c $mark $(pss $pid)" >> "$dir/pss"
				[ -n "$mark" ] || measure "$n" "$c" memory $pid "$base/bench/memory"
			done
		done
		serve_end
	done
done

# ---- reading while others write -------------------------------------------------------------------------------------
printf 'wrk.method = "POST"\nwrk.body = ""\nwrk.headers["Content-Type"] = "application/x-www-form-urlencoded"\n' > "$dir/write.lua"
for engine in $engines; do
	n=${sizes%% *}
	serve "$n" "$engine"
	for writers in 0 1 16; do
		read -r works commits <<-END
			$(curl -sf "$base/bench/counts")
		END
		if [ $writers -gt 0 ]; then
			wrk -t1 -c$writers -d$((part + 1))s -s "$dir/write.lua" -H "Cookie: $cookie" "$base/bench/write" > "$dir/writes-$engine-$writers" 2>&1 &
			writing=$!
			sleep 0.5
		fi
		measure "$n" 4 "beside-$engine-$writers" $pid "$base/plan" "$cookie"
		if [ $writers -gt 0 ]; then
			wait $writing || true
			read -r works2 commits2 <<-END
				$(curl -sf "$base/bench/counts")
			END
			echo "$engine $writers $(awk '/Requests\/sec/ { print $2 }' "$dir/writes-$engine-$writers") $((works2 - works)) $((commits2 - commits)) $(awk '/Non-2xx/ { n = $NF } END { print n + 0 }' "$dir/writes-$engine-$writers")" >> "$dir/writes"
		else
			echo "$engine 0 0 0 1 0" >> "$dir/writes"
		fi
	done
	serve_end
done

# ---- Fossil's report of the same tickets -----------------------------------------------------------------------
part=$seconds
fossil_port=${BENCH_PORT:-47310}
if command -v fossil >/dev/null 2>&1; then
	for n in $sizes; do
		repo=$dir/f$n.fossil
		fossil new "$repo" > /dev/null
		"$http" tickets "$n" > "$dir/tickets.sql"
		fossil sql -R "$repo" < "$dir/tickets.sql" > /dev/null
		fossil server --localhost --port "$fossil_port" "$repo" > "$dir/said" 2>&1 < /dev/null &
		pid=$!
		servers="$servers $pid"
		url="http://127.0.0.1:$fossil_port/rptview?rn=1"
		i=0
		until curl -sf -o "$dir/page" "$url" || [ $i -ge 50 ]; do i=$((i + 1)); sleep 0.1; done
		rows=$(grep -c '<tr' "$dir/page" || true)
		if ! kill -0 $pid 2>/dev/null || [ "$rows" -lt "$n" ]; then
			echo "bench: Fossil does not show its $n tickets on port $fossil_port (BENCH_PORT chooses another): left out" >&2
			kill $pid 2>/dev/null || true
			wait $pid 2>/dev/null || true
			continue
		fi
		echo "$n $(wc -c < "$dir/page")" >> "$dir/fossil_bytes"
		for c in 1 16; do measure "$n" $c fossil $pid "$url"; done
		kill $pid && wait $pid 2>/dev/null || true
		fossil_port=$((fossil_port + 1))
	done
fi

# ---- what happens once: start, import -----------------------------------------------------------------------------
"$build/pilotis" init --store "sqlite:$dir/start.db" --name "Master" --admin a@example.org > /dev/null 2>&1
for i in 1 2 3 4 5; do
	"$http" start $((fossil_port + 50 + i)) "$build/pilotis" serve --store "sqlite:$dir/start.db" --listen 127.0.0.1:$((fossil_port + 50 + i))
done | sort -n > "$dir/start"
docx=../shared/data/plan-2024-2029.docx
[ -f "$docx" ] || docx=examples/plan.docx
import=$("$http" time 9 "$build/pilotis" plan import "$docx" --dry-run --json --store "sqlite:$dir/start.db")

# ---- the table ------------------------------------------------------------------------------------------------------
awk -v tick="$tick" -v bytes="$dir/bytes" -v pss="$dir/pss" -v fbytes="$dir/fossil_bytes" '
	BEGIN {
		while ((getline < bytes) > 0) page[$1] = $2
		while ((getline < fbytes) > 0) fpage[$1] = $2
		while ((getline < pss) > 0) mem[$1, $2, NF == 4 ? $3 : ""] = $NF
		label["plan"] = "plan page"; label["bare"] = "bare handler (limit)"; label["memory"] = "from memory"; label["fossil"] = "Fossil, ticket report"
		label["pgplan"] = "plan page, PostgreSQL"; label["pgbare"] = "bare handler, PostgreSQL"
		kinds = split("plan bare memory fossil pgplan pgbare", order, " ")
	}
	$3 ~ /^beside/ { next }
	{
		k = $1 SUBSEP $2 SUBSEP $3
		n[k] += $4; s[k] += $5; t[k] += $6; p50[k] += $7; p99[k] = $8 > p99[k] ? $8 : p99[k]; bad[k] += $9; turns[k]++
		if (!(($1, $2) in seen)) { seen[$1, $2] = 1; list[++lists] = $1 SUBSEP $2 }
	}
	function cpu(k) { return n[k] > 0 && t[k] > 0 ? t[k] / tick * 1000 / n[k] : 0 }
	function ratio(a, b) { return cpu(a) > 0 && cpu(b) > 0 ? sprintf("%8.2f %8.2f", (n[a] / s[a]) / (n[b] / s[b]), cpu(b) / cpu(a)) : "       -        -" }
	END {
		printf "%-24s %7s %5s %9s %9s %9s %9s %9s %8s\n", "", "actions", "conn.", "KB", "req/s", "p50 ms", "p99 ms", "CPU ms", "PSS MB"
		for (i = 1; i <= lists; i++) {
			split(list[i], at, SUBSEP)
			for (j = 1; j <= kinds; j++) {
				k = at[1] SUBSEP at[2] SUBSEP order[j]
				if (!(k in n)) continue
				printf "%-24s %7d %5d %9.1f %9.0f %9.3f %9.3f %9.4f %8s%s\n", label[order[j]], at[1], at[2],
				    (order[j] == "fossil" ? fpage[at[1]] : page[at[1]]) / 1024, n[k] / s[k], p50[k] / turns[k], p99[k], cpu(k),
				    order[j] == "plan" ? mem[at[1], at[2], ""] : order[j] == "pgplan" ? mem[at[1], at[2], "pg"] : "", (bad[k] > 0 ? "  ERRORS " bad[k] : "")
			}
		}
		printf "\nRATIOS, of speed and of processor time (above 1: the plan page does better)\n%-24s %7s %5s %8s %8s\n", "", "actions", "conn.", "req/s", "CPU"
		for (i = 1; i <= lists; i++) {
			split(list[i], at, SUBSEP)
			for (j = 2; j <= 4; j++) {
				k = at[1] SUBSEP at[2] SUBSEP
				if ((k order[j]) in n) printf "plan page / %-12s %7d %5d %s\n", order[j], at[1], at[2], ratio(k "plan", k order[j])
			}
			if ((k "pgbare") in n) printf "pg plan page / pg bare   %7d %5d %s\n", at[1], at[2], ratio(k "pgplan", k "pgbare")
		}
	}' "$log"
echo
printf '%-34s %8s %10s %9s %9s %11s\n' 'READING (4) WHILE OTHERS WRITE' 'req/s' 'p50 ms' 'p99 ms' 'writes/s' 'works/commit'
while read -r engine writers speed works commits bad; do
	awk -v what="beside-$engine-$writers" -v e="$engine" -v w="$writers" -v speed="$speed" -v works="$works" -v commits="$commits" -v bad="$bad" '
		$3 == what { printf "%-10s %2d writers %10s %8.0f %10.3f %9.3f %9.0f %11.1f%s\n", e, w, "", $4 / $5, $7, $8, speed, (commits > 0 ? works / commits : 0), (bad > 0 ? "  REFUSED " bad : "") }' "$log"
done < "$dir/writes"
echo
echo "start to first page        $(sed -n 3p "$dir/start") ms (5 starts: $(tr '\n' ' ' < "$dir/start"))"
echo "import of $(basename "$docx")   ${import% *} ms, ${import#* } ms of processor time (9 runs, the command line as a whole)"
echo
"$build/bench/bench_store" "$dir" || true
echo
"$build/bench/bench_signin" "$build/pilotis" || true
echo
"$build/bench/bench_solve" "${BENCH_SOLVE_SECONDS:-60}"
echo
sh bench/search.sh "$build" || true
echo
node bench/load_call.mjs "$build" 300 30 || true
