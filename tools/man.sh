#!/bin/sh
# man.sh BINARY FOLDER: pilotis(1), its commands from the very table that `pilotis help` prints, and pilotisctl(8).
set -eu
export LC_ALL=C.UTF-8
binary=$1
folder=$2
mkdir -p "$folder"
help=$(env -u LC_ALL -u LC_MESSAGES LANG=en_GB.UTF-8 "$binary" help)
version=$(sed -n 's/^#define PILOTIS_VERSION "\(.*\)"/\1/p' src/web/web.h)

# Text for roff: its own signs escaped, no line taken for a request.
escape() { sed 's/\\/\\\\/g; s/-/\\-/g; s/^\([.'"'"']\)/\\\&\1/'; }

{
	cat <<END
.TH PILOTIS 1 "" "Pilotis $version" "User Commands"
.SH NAME
pilotis \\- action plan of a study programme, and where it stands
.SH SYNOPSIS
.B pilotis
.I COMMAND
.RI [ OPTIONS ]
.SH DESCRIPTION
Pilotis reads the action plan of a study programme from the document where it exists, computes from evidence where each
action stands, and tells each body what it owes. One binary is the web server, its background work and its tools.
.PP
Everything printed for machines is UTF\\-8 JSON on standard output; messages for people go to standard error, in the language
of LANG (French or English).
.SH COMMANDS
END
	printf '%s\n' "$help" | sed -n '/^  pilotis /,/^$/p' | escape | sed -e 's/^  pilotis \(.*\)$/.TP\n.B pilotis \1/' -e 's/^      //' -e '/^$/d'
	cat <<END
.SH COMMON OPTIONS
.TP
.BI \\-\\-store " URL"
The database, sqlite:PATH or postgres://USER@HOST/DATABASE?schema=PROGRAMME; else the variable PILOTIS_STORE, else
sqlite:./var/pilotis.db.
.TP
.BI \\-\\-on " YYYY\\-MM\\-DD"
Acts as if it were that day.
.SH EXIT STATUS
0 done; 1 refused, or nothing found, and the reason was said; 2 wrong usage.
.SH ENVIRONMENT
.TP
.B PILOTIS_STORE
The database.
.TP
.B PILOTIS_LISTEN
Where
.B serve
listens, when no option says it: HOST:PORT.
.TP
.B PILOTIS_TRUSTED_PROXY
Whose X\\-Forwarded\\-For is believed, when no option says it: addresses, networks, or none; this machine by default.
.TP
.B PILOTIS_BASE_URL
The public address, with which links that are sent begin.
.TP
.BR PILOTIS_SMTP ", " PILOTIS_MAIL_FROM
Where mails leave, and whom they are from; else the settings of the programme.
.TP
.B PILOTIS_LOG
logfmt (by default) or json: the form of the lines on standard error.
.TP
.B PILOTIS_METRICS_TOKEN
Opens /metrics to another machine that sends it as a bearer token.
.TP
.BR NOTIFY_SOCKET ", " WATCHDOG_USEC ", " LISTEN_FDS
Of a service manager: see
.BR sd_notify (3),
.BR sd_listen_fds (3).
.SH FILES
.TP
.I /etc/pilotis/pilotis.conf
Settings of the service.
.TP
.I /var/lib/pilotis/pilotis.db
The database of the service, when it is SQLite.
.TP
.I /usr/share/doc/pilotis/
The guides (in French), and an example for nginx.
.SH SEE ALSO
.BR pilotisctl (8)
END
} >"$folder/pilotis.1"

cat >"$folder/pilotisctl.8" <<END
.TH PILOTISCTL 8 "" "Pilotis $version" "System Administration"
.SH NAME
pilotisctl \\- run pilotis as its service does
.SH SYNOPSIS
.B pilotisctl
.I COMMAND
.RI [ OPTIONS ]
.SH DESCRIPTION
Runs
.BR pilotis (1)
under the account of the service and with its settings, read from /etc/pilotis/pilotis.conf. To be run by root.
.SH EXAMPLES
.TP
.B pilotisctl init \\-\\-name "Master …" \\-\\-admin you@school.example
Makes the programme, and prints a link to sign in; then
.BR "systemctl enable \\-\\-now pilotis" .
.TP
.B pilotisctl link you@school.example
A link to sign in, whatever else fails.
.TP
.B pilotisctl check
Looks at the database, the files, the rights and the backups.
.TP
.B pilotisctl restore /var/backups/pilotis/pilotis\\-2026\\-11\\-22.db
Makes the database from a backup, after
.B systemctl stop pilotis
and the present file moved away.
.SH BACKUPS
Each night pilotis\\-backup.timer runs /usr/lib/pilotis/backup: a whole, checked copy in /var/backups/pilotis, named by its day.
The last 14 are kept, and the first of each of the last 12 months.
.SH SEE ALSO
.BR pilotis (1),
.BR systemctl (1)
END
