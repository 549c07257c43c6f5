"""The clock of the machine jumps while sessions, leases, jobs and mails are alive: a year ahead, back, a day back, with a kill
in between. Nothing is lost, nothing waits until that year, nothing is done that cannot be taken back."""
import datetime
import os
import urllib.parse

import client
import sink as sinks
import world

tap = world.Tap()
n = world.rounds(1, 6)


def iso(days=0):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Clock:
    """The clock of every process of the test."""

    def __init__(self, folder):
        self.path = f"{folder}/clock"
        self.set("+0")

    def set(self, offset):
        with open(self.path + ".new", "w", encoding="ascii") as f:
            f.write(offset + "\n")
        os.rename(self.path + ".new", self.path)


if world.faketime("+0") is None:
    tap.skip("a clock that jumps", "faketime is not installed")
    tap.done()
with world.Folder(tap) as folder:
    store = world.SqliteStore(folder)
    clock = Clock(folder)
    sink = sinks.Sink()
    server = world.Server(store, folder, env={**world.faketime(file=clock.path), "PILOTIS_SMTP": f"smtp://127.0.0.1:{sink.port}",
                                              "PILOTIS_MAIL_FROM": "plan@exemple.org"})
    targets = world.example(server)
    server.start()
    today = world.people(server, 5)
    tap.ok(world.wait(lambda: store.rows("SELECT count(*) FROM job WHERE state = 'waiting'")[0][0] == 0), "the day's work is done", server.log_end())
    world.wait(lambda: store.rows("SELECT count(*) FROM outbox WHERE state = 'waiting'")[0][0] == 0)
    bodies = store.rows("SELECT count(*) FROM outbox WHERE body <> ''")[0][0]
    load = client.Load(server, folder, today[:4], targets, rate=40, file_most=30_000).start()

    def reads(person):
        return person.ask("GET", "/account")[0]

    def works(name):
        now = load.count(client.ACKNOWLEDGED)
        tap.ok(world.wait(lambda: load.count(client.ACKNOWLEDGED) > now + 15), f"{name}: the sessions of before write", server.log_end())

    def asks_for_link(person):
        return person.post("/signin/link", [("email", world.COORDINATION)])[0]

    for i in range(n):
        works(f"round {i + 1}, before")
        # A year ahead.
        clock.set("+365d")
        tap.ok(world.wait(lambda: reads(today[4]) == 303), f"a year ahead {i + 1}: old sessions have ended")
        ahead = world.people(server, 1)[0]
        tap.equal(reads(ahead), 200, f"a year ahead {i + 1}: one comes in anew")
        unused = urllib.parse.urlparse(server.run("link", world.COORDINATION).stdout.strip()).path
        future = iso(300)
        sink.fail = "451"
        tap.equal(asks_for_link(ahead), 303, f"a year ahead {i + 1}: a mail is asked for")
        tap.ok(world.wait(lambda: store.rows(f"SELECT count(*) FROM outbox WHERE state = 'waiting' AND attempts > 0 AND next_at > '{future}'")[0][0] > 0),
               f"a year ahead {i + 1}: it is put off, in that year", server.log_end())
        sink.fail = None
        sink.stall("greeting")
        asks_for_link(ahead)
        tap.ok(sink.stalled.wait(60), f"a year ahead {i + 1}: a mail is under way", server.log_end())
        tap.ok(store.rows(f"SELECT count(*) FROM outbox WHERE lease_until > '{future}'")[0][0] > 0, f"a year ahead {i + 1}: with its lease")
        if i % 2 == 0:      # and nobody is left to end it
            server.kill()
            server.start()
            server.wait_answers()
        sink.go_on()
        tap.equal(store.rows(f"SELECT count(*) FROM job WHERE key LIKE 'daily:%' AND created_at > '{future}'")[0][0], 0,
                  f"a year ahead {i + 1}: what is daily waits to see whether this is true")
        # And back.
        clock.set("+0")
        tap.ok(world.wait(lambda: reads(today[4]) == 200), f"back {i + 1}: the old sessions are there again", server.log_end())
        works(f"back {i + 1}")
        tap.equal(reads(ahead), 200, f"back {i + 1}: the session of that year goes on")
        month = iso(32)
        tap.equal(store.rows(f"SELECT count(*) FROM signin_session WHERE expires_at > '{month}'")[0][0], 0,
                  f"back {i + 1}: and lasts no longer than others")
        tap.ok(world.wait(lambda: ahead.ask("GET", unused)[0] == 410), f"back {i + 1}: a link of that year opens nothing")
        hours = iso(0.4)
        stuck = (f"SELECT (SELECT count(*) FROM job WHERE state = 'waiting' AND (run_at > '{hours}' OR lease_until > '{hours}')) +"
                 f" (SELECT count(*) FROM outbox WHERE state = 'waiting' AND (next_at > '{hours}' OR lease_until > '{hours}'))")
        tap.ok(world.wait(lambda: store.rows(stuck)[0][0] == 0), f"back {i + 1}: no job and no mail waits for that year", server.log_end())
        # A lease that may be that of a worker still alive is waited for, as any.
        clock.set("+11m")
        tap.ok(world.wait(lambda: store.rows("SELECT count(*) FROM outbox WHERE state = 'waiting'")[0][0] == 0), f"back {i + 1}: the mail arrives",
               server.log_end())
        # A day back.
        clock.set("-1d")
        works(f"a day back {i + 1}")
        sent = len(sink.taken)
        person = world.people(server, 1)[0]
        tap.equal(asks_for_link(person), 303, f"a day back {i + 1}: one comes in, and asks for a mail")
        tap.ok(world.wait(lambda: len(sink.taken) > sent), f"a day back {i + 1}: which arrives", server.log_end())
        person.close()
        ahead.close()
        clock.set("+0")
    works("at the end")
    load.stop()
    odd = [(w.status, w.page[:3000]) for w in load.writes if w.outcome == client.REFUSED and w.status != 403 and not (w.kind == "evidence" and w.status == 503)]  # a session that came back during an upload
    tap.equal(odd, [], "a write is refused for an ended session only")
    tap.equal(store.rows("SELECT count(*) FROM outbox WHERE body <> '' AND secret = 0")[0][0] >= bodies, True, "no mail of before was emptied")
    copies = [m for m, _ in sink.taken]
    tap.equal(len(set(copies)), len(copies), "no mail came twice")
    tap.equal(store.rows("SELECT count(*) FROM outbox WHERE state <> 'sent'")[0][0], 0, "each mail was sent")
    world.judged(tap, server, load, "at the end")
    tap.note(f"{n} rounds: {load.count(client.ACKNOWLEDGED)} writes acknowledged, all there; {load.count(client.REFUSED)} refused while "
             "their session had ended")
    for p in today:
        p.close()
    tap.equal(server.stop(), 0, "it ends when it is asked to")
    sink.close()
tap.done()
