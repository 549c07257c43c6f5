#!/bin/sh
# deps.sh run|test|bench|deb: installs what is missing to build and run, to test, to compare speeds, or to make the Debian
# package; nothing else.
# Says what it installs. When nothing is missing it asks nobody and is quick. Debian 12 and later (apt-get).
set -eu
what=${1:-run}

# Each line: the Debian package, then how to see that it is there: p a pkg-config module, f a header, c a command, g a
# path with a star.
run_deps='
gcc c cc
libc6-dev f stdio.h
linux-libc-dev f linux/landlock.h
pkg-config c pkg-config
libmicrohttpd-dev p libmicrohttpd
libsqlite3-dev p sqlite3
libpq-dev p libpq
libsodium-dev p libsodium
libjansson-dev p jansson
libzip-dev p libzip
libxml2-dev p libxml-2.0
libxlsxwriter-dev p xlsxwriter
libcmark-dev p libcmark
libutf8proc-dev p libutf8proc
libcurl4-gnutls-dev p libcurl
libseccomp-dev p libseccomp
libiddawc-dev p libiddawc
libcairo2-dev p cairo
fonts-dejavu-core f /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
libstemmer-dev f libstemmer.h
poppler-utils c pdftotext
'
test_deps='
libcmocka-dev f cmocka.h
postgresql g /usr/lib/postgresql/*/bin/initdb
clang c clang
llvm c llvm-symbolizer
gettext c xgettext
python3 f /usr/bin/python3
faketime c faketime
coinor-cbc c cbc
glpk-utils c glpsol
python3-aiosmtpd f /usr/lib/python3/dist-packages/aiosmtpd
python3-html5lib f /usr/lib/python3/dist-packages/html5lib
ca-certificates f /etc/ssl/certs/ca-certificates.crt
nodejs c node
npm c npm
chromium c chromium
python3-prometheus-client f /usr/lib/python3/dist-packages/prometheus_client
python3-icalendar f /usr/lib/python3/dist-packages/icalendar
khal c khal
openssl c openssl
debhelper c dh
dpkg-dev c dpkg-buildpackage
lintian c lintian
man-db c man
systemd c systemd-analyze
nginx f /usr/sbin/nginx
dbconfig-sqlite3 c glewlwyd
glewlwyd c glewlwyd
'
bench_deps='
coinor-cbc c cbc
fossil c fossil
wrk c wrk
curl c curl
nodejs c node
g++ c g++
libxapian-dev f xapian.h
'
deb_deps='
debhelper c dh
dpkg-dev c dpkg-buildpackage
'
case $what in
deb) deps=$run_deps$deb_deps ;;
run) deps=$run_deps ;;
test) deps=$run_deps$test_deps ;;
bench) deps=$run_deps$bench_deps ;;
*) echo "usage: deps.sh run|test|bench|deb" >&2; exit 2 ;;
esac

there() # KIND NAME
{
	case $1 in
	c) command -v "$2" >/dev/null 2>&1 ;;
	p) pkg-config --exists "$2" 2>/dev/null ;;
	g) for path in $2; do [ -e "$path" ] && return 0; done; return 1 ;;
	f) case $2 in
		/*) [ -e "$2" ] ;;
		*) [ -e "/usr/include/$2" ] || [ -e "/usr/include/$(cc -print-multiarch 2>/dev/null || echo none)/$2" ] ;;
	   esac ;;
	esac
}
missing=$(echo "$deps" | while read -r package kind name; do
	[ -z "$package" ] || there "$kind" "$name" || printf '%s ' "$package"
done)
[ -n "$missing" ] || exit 0

echo "Missing for \"make $what\", to be installed by apt-get: $missing"
if ! command -v apt-get >/dev/null 2>&1; then
	echo "There is no apt-get here: install the equivalents of these Debian packages, then try again." >&2
	exit 1
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null 2>&1; then
		echo "Not root, and no sudo. As root: apt-get install --no-install-recommends $missing" >&2
		exit 1
	fi
	as_root='sudo'
fi
# Some packages are here for their program, which the tests start themselves: their service must neither start on this
# machine nor come back with it. What was installed before is left as it is.
services=
for s in glewlwyd nginx postgresql; do
	case " $missing" in *" $s "*) services="$services $s" ;; esac
done
policy=/usr/sbin/policy-rc.d
if [ -n "$services" ] && [ ! -e $policy ]; then
	printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
	$as_root chmod 755 $policy
	trap '$as_root rm -f $policy' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q
# shellcheck disable=SC2086 # one word a package
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
for s in $services; do
	! command -v systemctl >/dev/null 2>&1 || $as_root systemctl --quiet disable "$s" 2>/dev/null || true
done
