# tally.sh: adds up TAP files. `tally NAME FILE…` shows what failed, then "NAME: n passed, n failed, n skipped", and
# adds to $passed $failed $skipped. A skip is no pass, whichever way a harness writes it.
passed=0
failed=0
skipped=0
tally()
{
	tally_name=$1
	shift
	tally_p=0
	tally_f=0
	tally_s=0
	for tap in "$@"; do
		s=$(grep -c '^\(not \)\?ok .*# *SKIP' "$tap")
		p=$(grep '^ok ' "$tap" | grep -vc '# *SKIP')
		f=$(grep '^not ok ' "$tap" | grep -vc '# *SKIP')
		if [ "$f" -gt 0 ]; then
			echo "FAILED $tap"
			grep -A 12 '^not ok ' "$tap" | grep -v '^ok ' | head -n 60
		fi
		tally_p=$((tally_p + p))
		tally_f=$((tally_f + f))
		tally_s=$((tally_s + s))
	done
	passed=$((passed + tally_p))
	failed=$((failed + tally_f))
	skipped=$((skipped + tally_s))
	echo "$tally_name: $tally_p passed, $tally_f failed, $tally_s skipped"
}
# One test program or script into a TAP file: a time limit, and an end by a signal or an empty run is a failure too. The
# last line says how long it took.
tap_run() # FILE.tap SECONDS COMMAND…
{
	tap_file=$1
	seconds=$2
	shift 2
	began=$(date +%s)
	timeout -k 5 "$seconds" "$@" >"$tap_file" 2>&1 </dev/null
	rc=$?
	if [ $rc -ne 0 ] && ! grep '^not ok' "$tap_file" | grep -qv '# *SKIP'; then
		echo "not ok 0 - $* ended with status $rc" >>"$tap_file"
	elif ! grep -q '^\(not \)\?ok ' "$tap_file"; then
		echo "not ok 0 - $* tested nothing" >>"$tap_file"
	fi
	echo "# $(($(date +%s) - began)) s" >>"$tap_file"
}
