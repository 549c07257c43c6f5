/* Calendars: the form of every line; and what python-icalendar, khal and ical.js read of them, where they are installed. */
#include "test.h"
#include "base/text.h"
#include "formats/ical.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct ical_event
event(const char *uid, struct date day, int from, int until)
{
	return (struct ical_event){ .uid = uid, .stamp = 1730000000, .start = { day, from }, .end = { day, until }, .summary = "Visite" };
}

/* Every line ends with CRLF and has 75 octets at most; unfolded in place. */
static char *
unfolded(struct arena *a, const char *text)
{
	struct buf b = buf_new(a, MIB(1));
	for (const char *s = text; *s != '\0';) {
		const char *end = strstr(s, "\r\n");
		assert_non_null(end);
		assert_true(end - s <= 75);
		assert_null(memchr(s, '\n', (size_t)(end - s)));
		assert_true(utf8_valid(s, (size_t)(end - s)));
		bool more = end[2] == ' ';
		buf_add(&b, s, (size_t)(end - s));
		if (!more)
			buf_putc(&b, '\n');
		s = end + 2 + more;
	}
	return arena_strdup(a, buf_str(&b));
}

static void
lines(void **state)
{
	struct arena *a = *state;
	struct ical c = ical_begin(a, "Missions, « 2024-25 »", "PT6H");
	struct ical_event e = event("visit-12@pilotis.example", (struct date){ 2024, 10, 11 }, 9 * 60, 10 * 60 + 30);
	struct buf longer = buf_new(a, KIB(4));
	for (int i = 0; i < 120; i++)
		buf_puts(&longer, i % 3 == 0 ? "é" : i % 3 == 1 ? "€" : "x");
	e.summary = buf_str(&longer);
	e.description = "Une ligne ; une virgule, une barre \\\net une autre\tligne\x01.";
	e.location = "Namur";
	e.url = "https://pilotis.example/teams/12";
	e.organizer_name = "Le \"labo\"";
	e.organizer_email = "labo@exemple.be";
	e.alarm = 60;
	e.sequence = 3;
	ical_add(&c, &e);
	e = event("report-12@pilotis.example", (struct date){ 2025, 3, 13 }, -1, -1);
	e.end.day.d = 14;
	e.free = true;
	ical_add(&c, &e);
	e.status = ICAL_CANCELLED;
	e.uid = "oral-12@pilotis.example";
	ical_add(&c, &e);
	assert_int_equal(c.events, 3);
	const char *text = unfolded(a, ical_end(&c));
	static const char *const wanted[] = { "BEGIN:VCALENDAR\nVERSION:2.0\n", "NAME:Missions\\, « 2024-25 »\n", "REFRESH-INTERVAL;VALUE=DURATION:PT6H\n",
		"UID:visit-12@pilotis.example\n", "DTSTAMP:20241027T033320Z\n", "SEQUENCE:3\n", "DTSTART;TZID=Europe/Brussels:20241011T090000\n",
		"DTEND;TZID=Europe/Brussels:20241011T103000\n", "DESCRIPTION:Une ligne \\; une virgule\\, une barre \\\\\\net une autre ligne.\n",
		"ORGANIZER;CN=\"Le labo\":mailto:labo@exemple.be\n", "TRIGGER:-PT60M\n", "DTSTART;VALUE=DATE:20250313\nDTEND;VALUE=DATE:20250314\n", "TRANSP:TRANSPARENT\n",
		"STATUS:CANCELLED\n", "END:VCALENDAR\n" };
	for (size_t i = 0; i < LEN(wanted); i++)
		if (strstr(text, wanted[i]) == NULL)
			fail_msg("no « %s » in:\n%s", wanted[i], text);
	assert_non_null(strstr(text, arena_printf(a, "SUMMARY:%s\n", buf_str(&longer))));
	assert_string_equal(ical_host(a, "https://pilotis.example:8443/x"), "pilotis.example");
}

/* A wall clock that is shown twice is said in UTC, one that is never shown is not written, and an end comes after its start. */
static void
changes_of_hour(void **state)
{
	struct arena *a = *state;
	static const struct { struct date day; int from, until; const char *wanted; } cases[] = {
		{ { 2026, 10, 25 }, 119, 180, "DTSTART;TZID=Europe/Brussels:20261025T015900\nDTEND;TZID=Europe/Brussels:20261025T030000\n" },
		{ { 2026, 10, 25 }, 120, 240, "DTSTART:20261025T000000Z\nDTEND:20261025T030000Z\n" },
		{ { 2026, 10, 25 }, 60, 179, "DTSTART:20261024T230000Z\nDTEND:20261025T005900Z\n" },
		{ { 2027, 3, 28 }, 119, 120, "DTSTART;TZID=Europe/Brussels:20270328T015900\nDTEND;TZID=Europe/Brussels:20270328T030000\n" },
		{ { 2027, 3, 28 }, 150, 240, "DTSTART;TZID=Europe/Brussels:20270328T033000\nDTEND;TZID=Europe/Brussels:20270328T040000\n" },
		{ { 2027, 3, 28 }, 150, 195, "DTSTART;TZID=Europe/Brussels:20270328T033000\nDTEND;TZID=Europe/Brussels:20270328T041500\n" },
		{ { 2027, 3, 28 }, 120, 180, "DTSTART;TZID=Europe/Brussels:20270328T030000\nDTEND;TZID=Europe/Brussels:20270328T040000\n" },
		{ { 2026, 12, 31 }, 1410, 1470, "DTSTART;TZID=Europe/Brussels:20261231T233000\nDTEND;TZID=Europe/Brussels:20270101T003000\n" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct ical c = ical_begin(a, "Essai", NULL);
		struct ical_event e = event("e@pilotis.example", cases[i].day, cases[i].from, cases[i].until);
		ical_add(&c, &e);
		const char *text = unfolded(a, ical_end(&c));
		if (strstr(text, cases[i].wanted) == NULL)
			fail_msg("%zu: no « %s » in:\n%s", i, cases[i].wanted, text);
	}
}

/* What the outside readers see of events on both sides of both changes of hour. */
static const char *
calendar(struct arena *a)
{
	struct ical c = ical_begin(a, "Essai", NULL);
	static const struct date days[] = { { 2025, 3, 28 }, { 2025, 3, 31 }, { 2025, 10, 24 }, { 2025, 10, 27 } };
	for (size_t i = 0; i < LEN(days); i++) {
		struct ical_event e = event(arena_printf(a, "e%zu@pilotis.example", i), days[i], 9 * 60 + 30, 11 * 60);
		e.summary = arena_printf(a, "Séance %zu ; à Louvain-la-Neuve, dans l’auditoire au nom si long qu’il faut plier la ligne de l’événement", i);
		e.description = "Première ligne\nSeconde, avec une virgule";
		e.sequence = (int64_t)i;
		ical_add(&c, &e);
	}
	return ical_end(&c);
}

static void
outside(void **state)
{
	struct arena *a = *state;
	const char *text = calendar(a);
	char dir[] = "/tmp/pilotis-ical-XXXXXX";
	assert_non_null(mkdtemp(dir));
	FILE *f = fopen(arena_printf(a, "%s/a.ics", dir), "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	int tried = 0;
	if (system("/usr/bin/python3 -c 'import icalendar' 2>/dev/null") == 0) {
		tried++;
		assert_int_equal(system(arena_printf(a, "/usr/bin/python3 - %s/a.ics <<'END'\n"
		    "import sys, datetime, icalendar\n"
		    "c = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())\n"
		    "events = [e for e in c.walk('VEVENT')]\n"
		    "assert len(events) == 4, events\n"
		    "zone = [z for z in c.walk('VTIMEZONE')][0].to_tz()\n"
		    "want = ['2025-03-28T08:30', '2025-03-31T07:30', '2025-10-24T07:30', '2025-10-27T08:30']\n"
		    "for e, w, k in zip(events, want, range(4)):\n"
		    "    start = e.decoded('dtstart')\n"
		    "    assert start.hour == 9 and start.minute == 30, start\n"
		    "    own = start.replace(tzinfo=None)\n"
		    "    utc = zone.localize(own).astimezone(datetime.timezone.utc) if hasattr(zone, 'localize') else own.replace(tzinfo=zone).astimezone(datetime.timezone.utc)\n"
		    "    assert utc.strftime('%%Y-%%m-%%dT%%H:%%M') == w, (utc, w)\n"
		    "    assert str(e['summary']).startswith('Séance %%d ; à Louvain' %% k), e['summary']\n"
		    "    assert str(e['description']) == 'Première ligne\\nSeconde, avec une virgule', repr(e['description'])\n"
		    "    assert int(e['sequence']) == k\n"
		    "    assert not e.errors, e.errors\n"
		    "END", dir)), 0);
	}
	if (system("command -v khal >/dev/null 2>&1") == 0) {
		tried++;
		assert_int_equal(system(arena_printf(a, "cd %s && export HOME=%s LC_ALL=C.UTF-8 && mkdir -p cal && "
		    "printf '[calendars]\\n[[essai]]\\npath = %s/cal\\n[locale]\\nlocal_timezone = Europe/Brussels\\ndefault_timezone = Europe/Brussels\\ntimeformat = %%%%H:%%%%M\\n"
		    "dateformat = %%%%Y-%%%%m-%%%%d\\nlongdateformat = %%%%Y-%%%%m-%%%%d\\ndatetimeformat = %%%%Y-%%%%m-%%%%d %%%%H:%%%%M\\nlongdatetimeformat = %%%%Y-%%%%m-%%%%d %%%%H:%%%%M\\n' >k.conf && "
		    "khal -c k.conf import --batch -a essai a.ics >/dev/null 2>err && khal -c k.conf list --format '{start} {title}' 2025-03-01 300d 2>>err >out; "
		    "grep -q '2025-03-28 09:30 S.*ance 0' out && grep -q '2025-03-31 09:30 S.*ance 1' out && grep -q '2025-10-27 09:30 S.*ance 3' out || { cat out err; false; }",
		    dir, dir, dir)), 0);
	}
	const char *source = getenv("PILOTIS_TEST_SRC"), *modules = source == NULL ? "." : arena_printf(a, "%s/build/browser", source); /* of the browser tests */
	if (access(arena_printf(a, "%s/node_modules/ical.js", modules), R_OK) == 0) {
		tried++;
		assert_int_equal(system(arena_printf(a, "cd %s && node --input-type=module - %s/a.ics <<'END'\n"
		    "import ICAL from 'ical.js'; import { readFileSync } from 'node:fs';\n"
		    "const c = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], 'utf8')));\n"
		    "const zone = new ICAL.Timezone(c.getFirstSubcomponent('vtimezone')); ICAL.TimezoneService.register(zone.tzid, zone);\n"
		    "const got = c.getAllSubcomponents('vevent').map((e) => new ICAL.Event(e)).map((e) => [e.startDate.toJSDate().toISOString(), e.duration.toString(), e.summary.slice(0, 8)].join(' '));\n"
		    "const want = ['2025-03-28T08:30:00.000Z PT1H30M Séance 0', '2025-03-31T07:30:00.000Z PT1H30M Séance 1', '2025-10-24T07:30:00.000Z PT1H30M Séance 2', '2025-10-27T08:30:00.000Z PT1H30M Séance 3'];\n"
		    "if (JSON.stringify(got) !== JSON.stringify(want)) { console.error(got); process.exit(1); }\n"
		    "END", modules, dir)), 0);
	}
	assert_int_equal(system(arena_printf(a, "rm -rf %s", dir)), 0);
	if (tried == 0)
		skip();
	print_message("# read by %d other programs\n", tried);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { T(lines), T(changes_of_hour), T(outside) };
	return cmocka_run_group_tests_name("ical", tests, NULL, NULL);
}
