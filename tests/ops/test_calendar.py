"""Calendars as a real server gives them by their secret addresses: what python-icalendar, khal and ical.js read of meetings around
every change of hour, of deadlines and of the laboratory; what is cancelled; what caches are told; what a closed or a wrong address
gives; and that nobody's shows more than its person may see."""
import datetime
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "attack"))
from attack import Browser, Server, Tap  # noqa: E402
from meetings import COPRO, Person  # noqa: E402

try:
    import calendars
except ImportError:
    print("ok 1 - calendars # SKIP python3-icalendar is not installed (sh tools/deps.sh test)\n1..1")
    sys.exit(0)

tap = Tap()
TODAY = "2026-10-20"
SECRETARY, CHAIR, MEMBER, STUDENT, ADMIN = "jonathan.mbuyi", "sofia.marchetti", "aline.piette", "delphine.dardenne", "nadia.benkirane"
# What is typed on the clock of Brussels, and when that is.
MEETINGS = [
    ("2026-10-24", "20:00", "21:30", "2026-10-24T18:00Z", "2026-10-24T19:30Z", "la veille du retour à l’heure d’hiver"),
    ("2026-10-25", "02:30", "04:00", "2026-10-25T00:30Z", "2026-10-25T03:00Z", "dans l’heure qui vient deux fois"),
    ("2026-10-25", "01:00", "02:15", "2026-10-24T23:00Z", "2026-10-25T00:15Z", "qui finit dans l’heure qui vient deux fois"),
    ("2026-10-25", "01:30", "03:30", "2026-10-24T23:30Z", "2026-10-25T02:30Z", "par-dessus le retour à l’heure d’hiver"),
    ("2026-10-25", "03:00", "04:00", "2026-10-25T02:00Z", "2026-10-25T03:00Z", "dès que l’heure d’hiver est là"),
    ("2026-10-26", "09:00", "10:30", "2026-10-26T08:00Z", "2026-10-26T09:30Z", "le lendemain du retour à l’heure d’hiver"),
    ("2027-01-15", "17:30", "19:30", "2027-01-15T16:30Z", "2027-01-15T18:30Z", "en hiver"),
    ("2027-03-27", "20:00", "22:00", "2027-03-27T19:00Z", "2027-03-27T21:00Z", "la veille de l’heure d’été"),
    ("2027-03-28", "02:30", "04:00", "2027-03-28T01:30Z", "2027-03-28T02:00Z", "dans l’heure qui n’existe pas"),
    ("2027-03-28", "02:30", "03:15", "2027-03-28T01:30Z", "2027-03-28T02:15Z", "dans l’heure qui n’existe pas, jusque peu après"),
    ("2027-03-28", "02:10", "02:50", "2027-03-28T01:10Z", "2027-03-28T01:50Z", "toute dans l’heure qui n’existe pas"),
    ("2027-03-28", "01:30", "03:30", "2027-03-28T00:30Z", "2027-03-28T01:30Z", "par-dessus le passage à l’heure d’été"),
    ("2027-03-28", "01:00", "02:00", "2027-03-28T00:00Z", "2027-03-28T01:00Z", "jusqu’au passage à l’heure d’été"),
    ("2027-03-29", "09:00", "10:30", "2027-03-29T07:00Z", "2027-03-29T08:30Z", "le lendemain de l’heure d’été"),
    ("2027-06-16", "17:30", "19:00", "2027-06-16T15:30Z", "2027-06-16T17:00Z", "en été"),
    ("2027-10-30", "20:00", "22:00", "2027-10-30T18:00Z", "2027-10-30T20:00Z", "la veille, un an après"),
    ("2027-10-31", "02:30", "02:45", "2027-10-31T00:30Z", "2027-10-31T00:45Z", "toute dans l’heure qui vient deux fois, un an après"),
    ("2027-10-31", "00:30", "05:00", "2027-10-30T22:30Z", "2027-10-31T04:00Z", "par-dessus, un an après"),
    ("2027-11-01", "09:00", "10:30", "2027-11-01T08:00Z", "2027-11-01T09:30Z", "le lendemain, un an après"),
]
MOVED, CANCELLED = 6, 14
TITLE = "Évaluation « à mi-parcours » ; accueil des élèves, des maîtres de stage et de l’équipe pédagogique\\élargie : n° {} – {}"


def program(server):
    """A calendar program: no cookie."""
    return Browser(server)


def feed(server, address):
    a = program(server).get(address)
    if a.status != 200:
        raise RuntimeError(f"no feed: {a}")
    return a.body


def well_formed(body, what):
    lines = body.split(b"\r\n")
    bad = [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line]
    for line in lines:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            bad.append(line)
    tap.ok(not bad and lines[-1] == b"" and any(line.startswith(b" ") for line in lines), f"{what}: lines of 75 octets at most, folded between characters", bad)


def read(server, body, what):
    """As the three programs read it: they agree."""
    well_formed(body, what)
    rows = calendars.of_icalendar(body)
    js, offsets = calendars.of_ical_js(body, modules)
    khal = calendars.of_khal(body, f"{server.dir}/{what.replace(' ', '-')}")
    tap.equal({u: (r, js.get(u)) for u, r in rows.items() if js.get(u) != r}, {}, f"{what}: ical.js reads what python-icalendar does, {len(rows)} events")
    tap.equal(sorted(js), sorted(rows), f"{what}: all of them")
    shown = {u: r._replace(sequence=-1) for u, r in rows.items() if calendars.FIRST <= r.starts < calendars.LAST}
    tap.equal({u: (r, khal.get(u)) for u, r in shown.items() if khal.get(u) != r}, {}, f"{what}: so does khal")
    tap.equal(sorted(khal), sorted(shown), f"{what}: and no other")
    wrong = {str(m): o for m, o in offsets.items() if m.astimezone(calendars.BRUSSELS).utcoffset() != datetime.timedelta(minutes=o)}
    tap.equal(wrong, {}, f"{what}: its time zone is that of Brussels at {len(offsets)} moments around every change of hour from 1997 to 2040")
    return rows


def title_of(i):
    return TITLE.format(i + 1, MEETINGS[i][5])


def check_meetings(rows, what):
    by_title = {r.summary: r for r in rows.values()}
    wrong = {MEETINGS[i][5]: by_title.get(title_of(i)) for i in range(len(MEETINGS))
             if title_of(i) not in by_title or by_title[title_of(i)][:3] != (MEETINGS[i][3], MEETINGS[i][4], "CONFIRMED")}
    tap.equal(wrong, {}, f"{what}: each of {len(MEETINGS)} meetings on and around the changes of hour begins and ends when it does")


def laboratory(server, person):
    """What the store holds as published for a supervisor, as the calendar is to say it."""
    def moment(day, minute):
        at = datetime.datetime.fromisoformat(day) + datetime.timedelta(minutes=minute)
        return calendars.utc(at.replace(tzinfo=calendars.BRUSSELS))
    rows = server.sql("SELECT DISTINCT s.kind, p.submission, p.on_day, p.start, p.minutes FROM schedule_published p JOIN schedule_version v ON v.id = p.version JOIN schedule s ON s.id = v.schedule"
                      " AND s.version = v.number JOIN team t ON t.submission = p.submission JOIN team_supervisor w ON w.team = t.id JOIN supervisor x ON x.id = w.supervisor"
                      " JOIN person k ON k.email = ? WHERE x.person = k.id AND s.kind <> 'evening'", f"{person}@example.org")
    return {(kind, n): (moment(day, start), moment(day, start + minutes)) for kind, n, day, start, minutes in rows}


# ---- what is read -----------------------------------------------------------------------------------------------


def read_all(server, people, addresses):
    mine = read(server, feed(server, addresses["mine"]), "of a secretary")
    check_meetings(mine, "of a secretary")
    theirs = read(server, feed(server, addresses["english"]), "of an English reader")
    check_meetings(theirs, "of an English reader")
    body = read(server, feed(server, addresses["body"]), "of a body")
    check_meetings(body, "of a body")
    tap.ok(any(u.startswith("edition-") for u in body), "a body has the days of the laboratory that are announced", sorted(body))
    both = {u for u in mine if u in theirs and u.startswith("meeting-")}
    tap.ok(len(both) >= len(MEETINGS) and all(mine[u] == theirs[u] == body[u] for u in both if u in body), "a meeting is the same event in every calendar")
    tap.equal({r.starts for u, r in mine.items() if u == "team-15-report@127.0.0.1"}, {"2027-03-11"}, "whole days of the laboratory are days")
    expected = laboratory(server, SECRETARY)
    tap.ok(len(expected) >= 6, "the store holds visits and orals of a supervisor", expected)
    got = {k: mine.get(f"{k[0]}-{k[1]}@127.0.0.1", (None, None))[:2] for k in expected}
    tap.equal(got, expected, "visits in autumn and orals in spring are when they were published")
    evening = [r for u, r in mine.items() if u.startswith("evening-edition-2@")]
    tap.equal([r[:2] for r in evening], [("2026-10-01T14:00Z", "2026-10-01T17:20Z")], "the evening is one event, from its first session to the end of its last")
    tap.equal(evening[0].summary, "Soirée de présentation", "in French for who reads French")
    words = {r.summary for r in theirs.values()} | set(re.findall(rb"DESCRIPTION:([^\r]*)", feed(server, addresses["english"])))
    tap.ok(b"Due this year" in words and b"En retard" not in words, "in English for who reads English", words)
    # The last day of a date, of a term, and of an academic year.
    for who, uid, day in (("rachid.elamrani", "action-40-17", "2027-06-30"), ("helene.vandenbossche", "action-27-15", "2026-12-31"), (SECRETARY, "action-23-1", "2027-09-13")):
        rows = calendars.of_icalendar(feed(server, people[who].calendar()))
        tap.equal(rows[f"{uid}@127.0.0.1"].starts, day, f"a deadline is the last day on which it is in time: {day}")
    rows = calendars.of_icalendar(feed(server, people[ADMIN].calendar(12)))
    tap.equal([(u, r.starts) for u, r in rows.items() if u.startswith("action-42-")], [("action-42-12@127.0.0.1", "2027-01-31")], "also of a term, in the calendar of a body")
    student = read(server, feed(server, people[STUDENT].calendar()), "of a student")
    tap.ok({"visits-12@127.0.0.1", "team-14-report@127.0.0.1", "evening-edition-2@127.0.0.1"} <= set(student) and not any(u.startswith("action-") for u in student), "a student has the evening, the visit, the report")
    local = calendars.of_khal(feed(server, addresses["mine"]), f"{server.dir}/local", "Europe/Brussels")
    clock = {r.summary: (r.starts, r.ends) for r in local.values()}
    wrong = {m[5]: clock.get(title_of(i)) for i, m in enumerate(MEETINGS) if "n’existe pas" not in m[5] and clock.get(title_of(i)) != (f"{m[0]}T{m[1]}", f"{m[0]}T{m[2].replace('02:00', '03:00') if 'jusqu’au' in m[5] else m[2]}")}
    tap.equal(wrong, {}, "on the clock of Brussels each is when it was typed")
    head = feed(server, addresses["mine"]).replace(b"\r\n ", b"").split(b"BEGIN:VTIMEZONE")[0].decode()
    for line in ("METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", "X-WR-TIMEZONE:Europe/Brussels"):
        tap.ok(f"\r\n{line}\r\n" in head, f"it says {line}")
    name = server.sql("SELECT name FROM programme")[0][0]
    tap.equal(str(calendars.icalendar.Calendar.from_ical(feed(server, addresses["mine"]))["name"]), name, "and its name, as RFC 7986 has it")


# ---- what changes -------------------------------------------------------------------------------------------------


def changed(server, people, addresses):
    before = calendars.of_icalendar(feed(server, addresses["mine"]))
    of_title = {r.summary: u for u, r in before.items()}
    winter, summer = of_title[title_of(MOVED)], of_title[title_of(CANCELLED)]
    etag = program(server).get(addresses["mine"]).get("etag")
    path = people["paths"][MOVED]
    people[SECRETARY].change(path, starts="18:15")
    people[SECRETARY].do(path, "convene")
    people[SECRETARY].do(people["paths"][CANCELLED], "cancel", reason="Grève des trains ; le quorum n’y est pas")
    a = program(server).get(addresses["mine"], headers={"If-None-Match": etag})
    tap.ok(a.status == 200 and a.get("etag") != etag, "who has the former calendar gets this one", a)
    after = read(server, a.body, "after a change")
    tap.equal(after[winter][:4], ("2027-01-15T17:15Z", "2027-01-15T18:30Z", "CONFIRMED", before[winter].sequence + 1), "the change is the same event, one state later")
    tap.equal(after[summer][:4], ("2027-06-16T15:30Z", "2027-06-16T17:00Z", "CANCELLED", before[summer].sequence + 1), "what was cancelled stays, as cancelled")
    body = calendars.of_icalendar(feed(server, addresses["body"]))
    tap.equal((body[winter], body[summer]), (after[winter], after[summer]), "also in the calendar of the body")
    tap.equal({u: r for u, r in after.items() if u not in (winter, summer) and before.get(u) != r}, {}, "nothing else changed")
    server.sql("UPDATE schedule_published SET gone = 1 WHERE version IN (SELECT v.id FROM schedule_version v JOIN schedule s ON s.id = v.schedule WHERE s.edition = 2 AND s.kind = 'evening')")
    evening = calendars.of_icalendar(feed(server, addresses["mine"]))["evening-edition-2@127.0.0.1"]
    tap.equal((evening.status, evening.starts), ("CANCELLED", "2026-10-01T14:00Z"), "an evening of which every session is off stays too, as cancelled")


def told_to_caches(server, address):
    p = program(server)
    a, head = p.get(address), p.send("HEAD", address)
    etag = a.get("etag")
    tap.equal(a.get("content-type"), "text/calendar; charset=utf-8", "a calendar says what it is")
    tap.ok(etag is not None and re.fullmatch('"[0-9a-f]{32}"', etag), "it has an ETag", a.headers)
    tap.equal(a.get("cache-control"), "private, no-cache", "no cache on the way keeps it, its reader asks each time")
    tap.equal(a.all("set-cookie"), [], "and it sets no cookie")
    tap.equal((head.status, head.get("etag"), head.get("content-length"), head.get("content-type"), head.body), (200, etag, str(len(a.body)), a.get("content-type"), b""), "HEAD says the same, without it")
    for value, status in ((etag, 304), (f"W/{etag}", 304), (f'"x", {etag}', 304), ("*", 304), ('"x"', 200), (etag.strip('"'), 200)):
        for method in ("GET", "HEAD"):
            b = p.send(method, address, headers={"If-None-Match": value})
            tap.ok(b.status == status and b.get("etag") == etag and (status == 200 or (b.body == b"" and b.get("cache-control") == "private, no-cache")), f"{method} If-None-Match: {value[:8]}…: {status}", b)
    tap.equal(p.get(address).body, a.body, "asked again it is the same, to the byte")


# ---- whom it is for -----------------------------------------------------------------------------------------------


def no_more_than_seen(server, people):
    """Every event of a calendar leads to a page that its person may open, whatever became of their roles."""
    member = people[MEMBER]
    addresses = [member.calendar(), member.calendar(COPRO)]

    def pages():
        texts = [feed(server, a).replace(b"\r\n ", b"").decode() for a in addresses]
        return [re.findall(r"^URL:http://[^/]+(/meetings/\d+)\r$", t, re.M) for t in texts]

    first = pages()
    tap.ok(all(len(p) >= len(MEETINGS) for p in first), "a member has the meetings of their body", first)
    closed = [p for ps in first for p in ps if member.get(p).status != 200]
    tap.equal(closed, [], "and may open each")
    admin = people[ADMIN]
    for grant, in server.sql("SELECT g.id FROM role_grant g JOIN person p ON p.id = g.person WHERE p.email = ?", f"{MEMBER}@example.org"):
        who = server.sql("SELECT person FROM role_grant WHERE id = ?", grant)[0][0]
        tap.equal(admin.post(f"/people/grants/{grant}/end", admin.form(f"/people/{who}", f"/people/grants/{grant}/end")).status, 303, "a role ends")
    left = pages()
    opened = {p: member.get(p).status for p in set(first[0] + first[1])}
    tap.equal({p for ps in left for p in ps} - {p for p, status in opened.items() if status == 200}, set(), "then they show no meeting that is closed to its person")
    kept = people["paths"][CANCELLED]  # its list does not change any more
    for path in people["paths"]:
        n = path.rsplit("/", 1)[1]
        if path == kept:
            continue
        row = server.sql("SELECT m.id FROM meeting_person m JOIN person p ON p.id = m.person WHERE m.meeting = ? AND p.email = ?", n, f"{MEMBER}@example.org")[0][0]
        done = people[SECRETARY].post(f"{path}/people/{row}", people[SECRETARY].form(f"{path}/people", f"{path}/people/{row}"))
        if done.status != 303:
            raise RuntimeError(f"{path}: {done}")
    tap.equal([set(p) & set(people["paths"]) - {kept} for p in pages()], [set(), set()], "nor any of which they are asked no more to be")
    texts = b"".join(feed(server, a) for a in addresses)
    tap.ok(b"action-" not in texts, "nor a deadline of the plan")


def addresses_end(server, people, addresses):
    p = program(server)
    person = people[SECRETARY]
    spare = person.calendar()
    page = person.get("/account/calendar").text
    tap.ok(all(a.split("/")[2] not in page for a in [spare, *addresses.values()]), "an address is shown once")
    last = server.sql("SELECT max(id) FROM calendar_feed")[0][0]
    etag = p.get(spare).get("etag")
    tap.equal(person.post(f"/account/calendar/{last}/revoke", person.form("/account/calendar", f"/account/calendar/{last}/revoke")).status, 303, "an address is closed")
    for method, headers in (("GET", {}), ("HEAD", {}), ("GET", {"If-None-Match": etag}), ("GET", {"If-None-Match": "*"})):
        a = p.send(method, spare, headers=headers)
        tap.ok(a.status == 404 and a.get("etag") is None and b"VCALENDAR" not in a.body and b"VEVENT" not in a.body and "calendar" not in (a.get("content-type") or ""), f"then {method} {headers} gives nothing", a)
    tap.equal(p.get(addresses["mine"]).status, 200, "the others are open")
    closed = people["helene.vandenbossche"].calendar()
    who = server.sql("SELECT id FROM person WHERE email = 'helene.vandenbossche@example.org'")[0][0]
    admin = people[ADMIN]
    fields = admin.form(f"/people/{who}", f"/people/{who}")
    fields.pop("active", None)
    tap.equal(admin.post(f"/people/{who}", fields).status, 303, "an account is closed")
    a = p.get(closed)
    tap.ok(a.status == 404 and b"VEVENT" not in a.body, "so is its calendar", a)


def wrong_secrets(server, addresses):
    p = program(server)
    statuses = []
    for i in range(60):
        a = p.get(f"/calendar/{format(i, '026d')}/pilotis.ics")
        statuses.append(a.status)
        if a.status == 429:
            break
    tap.ok(statuses[-1] == 429 and set(statuses[:-1]) == {404} and int(a.get("retry-after")) > 0, "who tries secrets is told to wait", statuses)
    tap.equal(p.get(addresses["mine"]).status, 200, "who reads a calendar from the same place is not")
    statuses = [p.get(addresses["body"]).status for _ in range(130)]
    tap.ok(statuses[0] == 200 and statuses[-1] == 429, "nor is one calendar read without end", statuses[-3:])
    tap.equal(p.get(addresses["mine"]).status, 200, "which does not close another")


def main(build):
    global modules
    done = subprocess.run(["sh", "tests/browser/modules.sh", build], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        tap.ok(False, "npm ci", done.stdout)
        tap.done()
    modules = os.path.join(build, "browser")
    with Server(build, demo=True, env={"PILOTIS_ON": TODAY}) as server:
        people = {name: Person(server, name) for name in (SECRETARY, CHAIR, MEMBER, STUDENT, ADMIN, "rachid.elamrani", "helene.vandenbossche")}
        english = people[CHAIR]
        tap.equal(english.post("/account", english.form("/account") | {"lang": "en"}).status, 303, "one of them reads English")
        people["paths"] = [people[SECRETARY].convene(*m[:3], title_of(i)) for i, m in enumerate(MEETINGS)]
        addresses = {"mine": people[SECRETARY].calendar(), "english": english.calendar(), "body": people[SECRETARY].calendar(COPRO)}
        read_all(server, people, addresses)
        told_to_caches(server, addresses["mine"])
        changed(server, people, addresses)
        no_more_than_seen(server, people)
        addresses_end(server, people, addresses)
        wrong_secrets(server, addresses)
        tap.equal(server.errors(), [], "the server failed at nothing")
        secrets = [a.split("/")[2] for a in addresses.values()]
        tap.ok(not any(s.encode() in server.said() for s in secrets), "its log holds no address")
    tap.done()


main(sys.argv[1])
