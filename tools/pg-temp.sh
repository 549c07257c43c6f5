#!/bin/sh
# pg-temp.sh [--durable] COMMAND…: runs COMMAND beside a PostgreSQL server of its own, made of Debian's package in a new
# folder, on a Unix socket only; whatever happens to COMMAND or to this script, the server and its folder go away.
#
# COMMAND finds in its environment: PILOTIS_TEST_PG, the URL of an empty database of that server; PG_TEMP_DIR, its folder
# (data/ and log in it, the socket too); PG_TEMP_CTL, a command that takes the words of pg_ctl ("restart -m immediate");
# PG_TEMP_BIN and PG_TEMP_AS, where PostgreSQL's programs are and the words to run one as the account that may.
# Without --durable nothing is forced to the disk: quick, for tests. With it the settings are PostgreSQL's own.
# The database sorts as French does (ICU), so that what must not depend on it is seen not to.
set -eu
durable=0
if [ "${1:-}" = --durable ]; then
	durable=1
	shift
fi
[ $# -gt 0 ] || { echo "usage: pg-temp.sh [--durable] COMMAND…" >&2; exit 2; }

bin=
for d in /usr/lib/postgresql/*/bin; do # the newest
	[ -x "$d/initdb" ] && bin=$d
done
if [ -z "$bin" ] && command -v initdb >/dev/null 2>&1; then
	bin=$(dirname "$(command -v initdb)")
fi
[ -n "$bin" ] || { echo "pg-temp.sh: no PostgreSQL server here: apt-get install postgresql" >&2; exit 1; }

dir=$(mktemp -d "${TMPDIR:-/tmp}/pilotis-pg-XXXXXX")
dir=$(cd "$dir" && pwd)
as=
if [ "$(id -u)" -eq 0 ]; then # PostgreSQL refuses to run as root
	user=nobody
	id postgres >/dev/null 2>&1 && user=postgres
	chown "$user" "$dir"
	as="runuser -u $user --"
fi
# Its name and not its number: what pg_ctl is called with stays the same when the server is started again.
cat >"$dir/ctl" <<CTL
#!/bin/sh
cd "$dir" && exec $as "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -s "\$@"
CTL
chmod 755 "$dir/ctl"

# The caretaker: a process that reads from this script and sees it end, in whatever way. Signals of the terminal reach it
# too and are none of its business.
mkfifo "$dir/alive"
(
	trap '' INT TERM HUP
	cat "$dir/alive" >/dev/null
	"$dir/ctl" stop -m immediate >/dev/null 2>&1
	rm -rf "$dir"
) </dev/null >/dev/null 2>&1 &
caretaker=$!
exec 9>"$dir/alive"
end()
{
	status=$?
	trap - EXIT
	trap '' INT TERM HUP
	exec 9>&-
	wait "$caretaker" 2>/dev/null || :
	exit "$status"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

(
	exec 9>&-
	cd "$dir"
	# shellcheck disable=SC2086 # the words of $as
	$as "$bin/initdb" -D "$dir/data" -U pilotis -A trust -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=fr -N >"$dir/initdb" 2>&1 || {
		cat "$dir/initdb" >&2
		exit 1
	}
	{
		echo "listen_addresses = ''"
		echo "unix_socket_directories = '$dir'"
		echo "max_connections = 200"
		echo "shared_buffers = 64MB"
		echo "log_min_messages = warning"
		[ $durable = 1 ] || printf 'fsync = off\nfull_page_writes = off\nsynchronous_commit = off\nautovacuum = off\n'
	} >>"$dir/data/postgresql.conf"
	"$dir/ctl" start >/dev/null || { cat "$dir/log" >&2; exit 1; }
)
PILOTIS_TEST_PG="postgresql://pilotis@/postgres?host=$dir"
PG_TEMP_DIR=$dir
PG_TEMP_CTL=$dir/ctl PG_TEMP_BIN=$bin PG_TEMP_AS=$as
export PILOTIS_TEST_PG PG_TEMP_DIR PG_TEMP_CTL PG_TEMP_BIN PG_TEMP_AS
# In the background, so that a signal is heard at once and not at the end of COMMAND; its input stays that of the script.
"$@" <&0 9>&- &
command=$!
trap 'kill -INT "$command" 2>/dev/null; exit 130' INT
trap 'kill -TERM "$command" 2>/dev/null; exit 143' TERM HUP
wait "$command"
