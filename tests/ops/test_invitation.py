"""An invitation as it leaves the server, read by the mail library of Python and by python-icalendar: what mail clients need of it when
a meeting is convened, changed, said again and cancelled; that it is the event of the calendar that its reader follows; and that the
answer comes back by the address it gives."""
import email
import email.policy
import os
import re
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "attack"))
from attack import Browser, Server, Sink, Tap  # noqa: E402
from meetings import Person  # noqa: E402

try:
    import aiosmtpd  # noqa: F401
    import calendars
except ImportError:
    print("ok 1 - invitations # SKIP python3-icalendar or python3-aiosmtpd is not installed (sh tools/deps.sh test)\n1..1")
    sys.exit(0)

tap = Tap()
SECRETARY, CHAIR, OUTSIDER = "jonathan.mbuyi", "sofia.marchetti", "ana@rive.example"
FROM = "pilotis@example.org"
CHANGED = ("Convocation mise à jour :", "Invitation updated:")
TITLE = "Conseil élargi : « où en sommes-nous ? »"


class Invitation:
    """The two parts of a mail, and the event in it."""

    def __init__(self, line):
        self.to, self.subject, self.line = line["rcpt"][0], line["subject"], line
        self.mail = email.message_from_string(line["raw"], policy=email.policy.default)
        self.parts = list(self.mail.iter_parts())
        self.text = self.parts[0].get_content().replace("\r\n", "\n")
        self.bytes = self.parts[-1].get_payload(decode=True)
        self.calendar = calendars.icalendar.Calendar.from_ical(self.bytes)
        self.events = self.calendar.walk("VEVENT")
        self.event = self.events[0]
        self.uid, self.row = next(iter(calendars.of_icalendar(self.bytes).items()))
        self.stamp = self.event.decoded("dtstamp")
        self.page = urllib.parse.urlparse(str(self.event["url"])).path

    def sound(self, method, what):
        """What Outlook, Gmail, Apple's and Thunderbird need to show it as an invitation (RFC 5546, RFC 6047)."""
        one = self.parts[-1]
        e = self.event
        attendees = e.get("attendee")
        wrong = [name for name, holds in {
            "a whole mail": not self.line["defects"] and not self.mail.defects and self.line["ascii"] and self.line["longest"] <= 78,
            "an alternative of a text and a calendar": self.mail.get_content_type() == "multipart/alternative" and [p.get_content_type() for p in self.parts] == ["text/plain", "text/calendar"],
            "the text first, in UTF-8": self.parts[0].get_content_charset() == "utf-8",
            "the calendar in UTF-8": one.get_content_charset() == "utf-8",
            "the same method outside and inside": one.get_param("method") == method == str(self.calendar["method"]),
            "version 2.0 and a maker": str(self.calendar["version"]) == "2.0" and str(self.calendar["prodid"]) != "",
            "one event": len(self.events) == 1 and not e.errors,
            "its time zone, when it names one": [str(z["tzid"]) for z in self.calendar.walk("VTIMEZONE")] == ["Europe/Brussels"],
            "a uid, a sequence, a stamp in UTC": "@" in self.uid and int(e["sequence"]) >= 0 and re.search(rb"\r\nDTSTAMP:\d{8}T\d{6}Z\r\n", self.bytes) is not None,
            "who sends it organises it": str(e["organizer"]) == f"mailto:{FROM}" and self.mail["from"].addresses[0].addr_spec == FROM,
            "one attendee, who gets it": not isinstance(attendees, list) and str(attendees) == f"mailto:{self.to}" and [self.to] == self.line["rcpt"] and str(self.mail["to"]).strip("<>") == self.to,
            "which waits for no answer by mail": attendees.params["RSVP"] == "FALSE" and attendees.params["PARTSTAT"] == "NEEDS-ACTION" and attendees.params["CN"] != "",
            "as cancelled or confirmed": str(e["status"]) == ("CANCELLED" if method == "CANCEL" else "CONFIRMED"),
            "no alarm of ours": e.walk("VALARM") == [],
            "lines of 75 octets": max(map(len, self.bytes.split(b"\r\n"))) <= 75 and self.bytes.endswith(b"END:VCALENDAR\r\n"),
            "the same title and page in both": str(e["summary"]) == TITLE and TITLE in self.text and str(e["url"]) in self.text,
        }.items() if not holds]
        tap.equal(wrong, [], f"{what}: {self.to.split('@')[0]} gets what a mail client needs")
        return self


def invitations(sink, words, n, before=0):
    """The last n of the letters that begin so, once there are `before` more, by address."""
    found = [Invitation(m) for m in sink.mails(n + before, lambda m: m["subject"].startswith(words) and TITLE in m["subject"])]
    tap.equal(len(found), n + before, f"{n} letters « {words[0]} »")
    return {i.to: i for i in found[before:]}


def main(build):
    sink = Sink()
    env = {"PILOTIS_ON": "2026-10-20", "PILOTIS_SMTP": f"smtp+plain://127.0.0.1:{sink.port}", "PILOTIS_MAIL_FROM": FROM}
    with Server(build, demo=True, env=env) as server:
        secretary, chair = Person(server, SECRETARY), Person(server, CHAIR)
        chair.post("/account", chair.form("/account") | {"lang": "en"})
        meeting = secretary.plan("2026-10-25", "02:30", "04:00", TITLE)
        people = f"{meeting}/people"
        tap.equal(secretary.post(people, secretary.form(people) | {"person": "", "name": "Ana « Rive » \"Ter\"; Dé", "email": OUTSIDER}).status, 303, "someone from outside is asked too")
        n = server.sql("SELECT count(*) FROM meeting_person w LEFT JOIN person p ON p.id = w.person WHERE w.meeting = ? AND w.deleted_at IS NULL AND COALESCE(p.email, w.email, '') <> ''",
                       meeting.rsplit("/", 1)[1])[0][0] # one of them has no address: told otherwise
        own, theirs = secretary.calendar(), chair.calendar()

        def follows(i, address, what):
            row = calendars.of_icalendar(Browser(server).get(address).body).get(i.uid)
            tap.equal(row, i.row, f"{what}: it is the event of the calendar that its reader follows")

        secretary.do(meeting, "convene")
        first = invitations(sink, ("Convocation :", "Invitation:"), n)
        for i in first.values():
            i.sound("REQUEST", "convened")
        mine, english, outside = (first[to] for to in (f"{SECRETARY}@example.org", f"{CHAIR}@example.org", OUTSIDER))
        tap.equal(mine.row[:2], ("2026-10-25T00:30Z", "2026-10-25T03:00Z"), "in the hour that comes twice, the first")
        tap.ok("25 octobre 2026, 02:30–04:00" in mine.text and "25 October 2026, 02:30–04:00" in english.text and "Ordre du jour" in mine.text and "Agenda" in english.text,
               "who reads French reads French, who reads English English", english.text)
        tap.equal({i.uid for i in first.values()}, {mine.uid}, "it is one event for all")
        follows(mine, own, "convened")
        follows(english, theirs, "convened")

        # The answer comes back by the page, for who has an account, and by a link of one's own.
        tap.equal(chair.get(english.page).status, 200, "who has an account comes to the meeting")
        visitor = Browser(server)
        fields = visitor.form(outside.page)
        tap.ok(outside.page.startswith("/invitation/"), "who has none has a link")
        tap.equal(visitor.post(outside.page, fields | {"comes": "yes", "answer_note": "J’arrive à 3 h"}).status, 303, "which takes the answer")
        tap.equal(server.sql("SELECT answer FROM meeting_person WHERE email = ?", OUTSIDER), [("yes",)], "and keeps it")

        # Said again for its agenda alone: the same state of the event, with a later stamp (RFC 5546 §2.1.5).
        tap.equal(secretary.post(f"{meeting}/items", secretary.form(meeting, f"{meeting}/items") | {"title": "Divers ; à bâtons rompus"}).status, 303, "a point more")
        secretary.do(meeting, "convene")
        again = invitations(sink, CHANGED, n)
        for to, i in again.items():
            i.sound("REQUEST", "said again")
            tap.ok(i.uid == mine.uid and i.row == first[to].row and i.stamp >= first[to].stamp and "bâtons rompus" in i.text and "bâtons rompus" in str(i.event["description"]),
                   f"said again: {to} has the same event, and its agenda", (i.uid, i.row))

        secretary.change(meeting, held_on="2027-03-29", starts="9h", ends="10:30")
        tap.equal(calendars.of_icalendar(Browser(server).get(own).body)[mine.uid][:2], ("2027-03-29T07:00Z", "2027-03-29T08:30Z"), "another day is in the calendars at once")
        secretary.do(meeting, "convene")
        second = invitations(sink, CHANGED, n, before=n)
        for to, i in second.items():
            i.sound("REQUEST", "changed")
            tap.ok(i.uid == mine.uid and i.row.sequence == 1 and i.stamp >= first[to].stamp and i.row[:2] == ("2027-03-29T07:00Z", "2027-03-29T08:30Z"),
                   f"changed: {to} has the same event, a state later", (i.uid, i.row))
        follows(second[mine.to], own, "changed")
        tap.equal(second[OUTSIDER].page, outside.page, "the link stays the same")

        secretary.do(meeting, "cancel", reason="Grève ; les trains ne roulent pas")
        last = invitations(sink, ("Réunion annulée :", "Meeting cancelled:"), n)
        for to, i in last.items():
            i.sound("CANCEL", "cancelled")
            tap.ok(i.uid == mine.uid and i.row.sequence == 2 and i.row[:2] == second[to].row[:2] and "les trains ne roulent pas" in i.text, f"cancelled: {to} is told which event, and why", (i.uid, i.row))
        follows(last[mine.to], own, "cancelled")
        follows(last[english.to], theirs, "cancelled")
        tap.equal(len({i.line["message_id"] for many in (first, again, second, last) for i in many.values()}), 4 * n, "each letter is one of its own")
        tap.equal(server.errors(), [], "the server failed at nothing")
    sink.stop()
    tap.done()


main(sys.argv[1])
