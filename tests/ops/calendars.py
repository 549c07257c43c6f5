"""What three other programs read in a calendar: python-icalendar, khal and ical.js, each to the same plain rows."""
import collections
import datetime
import json
import os
import subprocess
import zoneinfo

import icalendar

UTC, BRUSSELS = datetime.timezone.utc, zoneinfo.ZoneInfo("Europe/Brussels")
# starts, ends: in UTC as 2026-10-25T01:30Z, or a day; a day's end is the day after.
FIRST, LAST = "2024-01-01", "2028-12-31"  # what khal is asked for
Row = collections.namedtuple("Row", "starts ends status sequence summary")


def utc(moment):
    """As the rows say it."""
    if not isinstance(moment, datetime.datetime):
        return moment.isoformat()
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def by_uid(pairs):
    """uid → row; what comes twice is an error of the calendar."""
    out = {}
    for uid, row in pairs:
        if uid in out:
            raise ValueError(f"{uid} comes twice")
        out[uid] = row
    return out


def of_icalendar(content):
    calendar = icalendar.Calendar.from_ical(content)
    out = []
    for e in calendar.walk("VEVENT"):
        if e.errors:
            raise ValueError(f"{e['uid']}: {e.errors}")
        out.append((str(e["uid"]), Row(utc(e.decoded("dtstart")), utc(e.decoded("dtend")), str(e["status"]), int(e["sequence"]), str(e["summary"]))))
    return by_uid(out)


def of_ical_js(content, modules):
    """And the offsets that its VTIMEZONE gives to moments: (rows, {moment: minutes})."""
    script = """
import ICAL from 'ical.js';
import { readFileSync } from 'node:fs';
const { text, moments } = JSON.parse(readFileSync(0, 'utf8'));
const c = new ICAL.Component(ICAL.parse(text));
const zones = c.getAllSubcomponents('vtimezone').map((z) => new ICAL.Timezone(z));
for (const z of zones) ICAL.TimezoneService.register(z.tzid, z);
const say = (t) => t.isDate ? t.toString() : t.toJSDate().toISOString().slice(0, 16) + 'Z';
const events = c.getAllSubcomponents('vevent').map((e) => [e.getFirstPropertyValue('uid'), say(e.getFirstPropertyValue('dtstart')), say(e.getFirstPropertyValue('dtend')),
  e.getFirstPropertyValue('status'), e.getFirstPropertyValue('sequence'), e.getFirstPropertyValue('summary')]);
const offsets = moments.map((m) => { const t = ICAL.Time.fromJSDate(new Date(m), true).convertToZone(zones[0]); return t.utcOffset() / 60; });
console.log(JSON.stringify({ zones: zones.map((z) => z.tzid), events, offsets }));
"""
    # Not in the hour that comes twice: ical.js (2.2.1) goes from UTC to a zone by the wall clock, and takes it for the second.
    moments = [t + datetime.timedelta(minutes=d) for t in changes(1997, 2040) for d in (-90 * 1440, -61, 0, 1)]
    asked = json.dumps({"text": content.decode("utf-8"), "moments": [m.strftime("%Y-%m-%dT%H:%M:00Z") for m in moments]})
    done = subprocess.run(["node", "--input-type=module", "-e", script], cwd=modules, input=asked, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ValueError(done.stderr)
    said = json.loads(done.stdout)
    if said["zones"] != ["Europe/Brussels"]:
        raise ValueError(f"zones: {said['zones']}")
    return by_uid((e[0], Row(e[1], e[2], e[3], int(e[4]), e[5])) for e in said["events"]), dict(zip(moments, said["offsets"]))


def changes(first, last):
    """Every change of hour of Brussels, as the system's own tables have it."""
    at, end, out = datetime.datetime(first, 1, 1, tzinfo=UTC), datetime.datetime(last + 1, 1, 1, tzinfo=UTC), []
    while at < end:
        after = at + datetime.timedelta(days=1)
        if at.astimezone(BRUSSELS).utcoffset() != after.astimezone(BRUSSELS).utcoffset():
            out.append(next(m for m in (at + datetime.timedelta(hours=h) for h in range(1, 25)) if m.astimezone(BRUSSELS).utcoffset() == after.astimezone(BRUSSELS).utcoffset()))
        at = after
    return out


def of_khal(content, folder, zone="UTC"):
    """Imported into a calendar of its own, listed on the clock of `zone`. khal tells no sequence: −1; moments on that clock, as 2026-10-25T02:30."""
    home = os.path.join(folder, "khal-" + zone.replace("/", "-"))
    os.makedirs(f"{home}/cal")
    with open(f"{home}/feed.ics", "wb") as f:
        f.write(content)
    with open(f"{home}/config", "w", encoding="utf-8") as f:
        f.write(f"[calendars]\n[[feed]]\npath = {home}/cal\n[sqlite]\npath = {home}/khal.db\n[locale]\nlocal_timezone = {zone}\ndefault_timezone = Europe/Brussels\n"
                "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%dT%H:%M\nlongdatetimeformat = %Y-%m-%dT%H:%M\n")
    env = {k: v for k, v in os.environ.items() if not k.startswith("LC_")} | {"HOME": home, "LANG": "C.UTF-8", "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "XDG_CACHE_HOME": home}

    def khal(*words):
        done = subprocess.run(["khal", "-c", f"{home}/config", *words], env=env, capture_output=True, text=True, check=False)
        if done.returncode != 0 or "ERROR" in done.stderr or "Traceback" in done.stderr:
            raise ValueError(f"khal {words[0]}: {done.stderr}")
        return done.stdout

    khal("import", "--batch", "-a", "feed", f"{home}/feed.ics")
    out = []
    said = khal("list", "--once", "--notstarted", "--day-format", "", "--format", "{uid}|{start-date-long}|{start-time}|{end-date-long}|{end-time}|{status}|{cancelled}|{title}", FIRST, LAST)
    for line in said.splitlines():
        if line.count("|") < 7:
            continue
        uid, on, starts, until, ends, status, cancelled, title = line.split("|", 7)
        z = "Z" if zone == "UTC" else ""
        if starts == "":  # khal says the last day
            begin, end = on, (datetime.date.fromisoformat(until) + datetime.timedelta(days=1)).isoformat()
        else:
            begin, end = f"{on}T{starts}{z}", f"{until}T{ends}{z}"
        out.append((uid, Row(begin, end, "CANCELLED" if cancelled.strip() else status.strip(), -1, title)))
    return by_uid(out)
