#!/bin/sh
# run-demo.sh BINARY PORT: serves the example programme, made in ./var/demo.db when it is not there yet.
set -eu
bin=$1
port=$2
db=./var/demo.db
if [ ! -e "$db" ]; then
	mkdir -p var
	rm -f var/demo.new.db*
	echo "Loading the example programme into $db …"
	"$bin" demo --store sqlite:./var/demo.new.db
	mv var/demo.new.db "$db" # whole or not at all
fi
cat <<END

  Pilotis: http://127.0.0.1:$port

  La page de connexion propose chaque rôle en un clic.   The sign-in page offers every role at a click.
  Pour arrêter : Ctrl+C.  Repartir de zéro : rm $db       To stop: Ctrl+C.  To start afresh: rm $db

END
exec "$bin" serve --store "sqlite:$db" --listen "127.0.0.1:$port" --demo
