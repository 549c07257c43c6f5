"""The worker is killed (SIGKILL) at every point of its talk with the mail server; the mail server drops, refuses, comes
back. Never a mail lost, at most one copy too many of each, and a copy is recognised by its Message-ID."""
import collections
import datetime
import random
import subprocess
import time

import sink as sinks
import world

tap = world.Tap()
n = world.rounds(12, 80)


LEASE, LATER = 11 * 60, 9 * 3600     # after so long: a dead worker's lease is over; every mail is due again


class Work:
    """`pilotis work`, each time somewhat later in its day."""

    def __init__(self, server, sink):
        self.server, self.sink, self.offset = server, sink, 0

    def start(self, step=LEASE):
        self.offset += step
        self.log = open(f"{self.server.folder}/work.log", "ab")
        env = {**self.server.env, **world.faketime(f"+{self.offset}"), "PILOTIS_SMTP": f"smtp://127.0.0.1:{self.sink.port}",
               "PILOTIS_MAIL_FROM": "plan@exemple.org"}
        self.process = subprocess.Popen([world.BIN, "work"], env=env, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)

    def now(self):
        return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.offset)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.log.close()

    def stop(self):
        self.process.terminate()
        status = self.process.wait()
        self.log.close()
        return status

    def until(self, true, patience=60):
        end = time.monotonic() + patience
        while time.monotonic() < end and not true():
            time.sleep(0.05)
        return true()


def invite_all(person, ids):
    for i in ids:
        status, _, page = person.post(f"/people/{i}/invite", [])
        if status != 303:
            raise RuntimeError(f"invite: {status}\n{page}")


if world.faketime("+1") is None:
    tap.skip("mail", "faketime is not installed")
    tap.done()
with world.Folder(tap) as folder:
    store = world.SqliteStore(folder)
    server = world.Server(store, folder, options=["--no-worker"])
    world.example(server)
    server.start()
    coordination = world.people(server, 1)[0]
    ids = [i for (i,) in store.rows("SELECT id FROM person WHERE active = 1 AND deleted_at IS NULL")]
    sink = sinks.Sink()
    work = Work(server, sink)

    def outbox():
        return {f"<{m}@exemple.org>": (state, int(unsure), error) for m, state, unsure, error in
                store.rows("SELECT message_id, state, unsure, last_error FROM outbox")}

    def waiting():
        return sum(state == "waiting" for state, _, _ in outbox().values())

    def due():
        """Mails to try now, or under way."""
        return store.rows("SELECT count(*) FROM outbox WHERE state = 'waiting' AND (lease_until IS NOT NULL OR"
                          f" next_at <= '{work.now()}')")[0][0]

    def quiet(step=LATER):
        """What is due is done; whether nothing waits for a later time either."""
        work.start(step)
        done = work.until(lambda: due() == 0)
        if not done:
            tap.ok(False, "the worker does what is due", outbox())
        work.stop()
        return waiting() == 0

    def taken():
        return collections.Counter(m for m, _ in sink.taken)

    # Killed once for each round, while the mail server stalls at one of the points, or at any moment at all.
    killed = collections.Counter()
    known = []
    for i in range(n):
        point = (sinks.POINTS + ("any",))[i % (len(sinks.POINTS) + 1)]
        invite_all(coordination, random.sample(ids, 3))
        sink.stall(point)
        work.start()
        if point == "any":
            time.sleep(random.uniform(0, 0.3))
        else:
            tap.ok(sink.stalled.wait(60), f"round {i + 1}: the worker reached the {point} of the mail server", "see work.log")
        work.kill()
        killed[point] += 1
        sink.go_on()
        if i % 2 == 1:      # else the next kill may meet the same mail again
            quiet(LEASE)
    for _ in range(12):
        if quiet():
            break
    rows, copies = outbox(), taken()
    lost = [m for m, (state, _, _) in rows.items() if copies[m] == 0]
    tap.equal(lost, [], "no mail is lost")
    tap.equal([m for m, c in copies.items() if c > 2], [], "at most one copy too many of each")
    tap.equal([m for m in copies if m not in rows], [], "each is recognised by its Message-ID")
    bodies = collections.defaultdict(set)
    for m, content in sink.taken:
        bodies[m].add(content)
    tap.equal([m for m, b in bodies.items() if len(b) > 1], [], "a copy is the same to the last byte")
    tap.equal([r for r in rows.values() if r[0] == "waiting"], [], "none waits for ever")
    odd = [(m, r) for m, r in rows.items() if r[0] == "failed" and (r[1] < 2 or "may have arrived" not in r[2])]
    tap.equal(odd, [], "what was given up was in doubt twice, and says that it may have arrived")
    twice = sum(c == 2 for c in copies.values())
    tap.ok(twice <= killed["answer"] + killed["quit"] + killed["any"], "copies come of kills between the taking and the note only",
           f"{twice} copies, {killed}")
    tap.note(f"{n} kills ({dict(killed)}): {len(rows)} mails, none lost, {twice} of them twice")

    # A mail server that takes each message and hangs up instead of saying so (RFC 1047).
    before = set(rows)
    sink.fail = "drop"
    invite_all(coordination, ids[:4])
    for _ in range(4):
        quiet()
    sink.fail = None
    quiet()
    rows, copies = outbox(), taken()
    new = [m for m in rows if m not in before]
    tap.equal(len(new) >= 4 and max(copies[m] for m in new), 2, "no answer after the last dot: a second try, no third")
    tap.equal({rows[m][0] for m in new}, {"failed"}, "then it is said to be in doubt, on the page of the mails")

    # One that refuses after the body, for now: it is tried again, and arrives once. For good: it is not.
    for code, state, n_taken in (("451", "sent", 1), ("552", "failed", 0)):
        before |= set(outbox())
        sink.fail = code
        invite_all(coordination, ids[:3])
        for _ in range(3):
            quiet()
        sink.fail = None
        for _ in range(3):
            quiet()
        rows, copies = outbox(), taken()
        new = [m for m in rows if m not in before]
        tap.ok(len(new) >= 3 and all(rows[m][0] == state and copies[m] == n_taken for m in new),
               f"refused after the body with {code}: in the end {state}, {n_taken} times there", [rows[m] for m in new])
        tap.ok(all(rows[m][1] == n_taken for m in new), "a clear no leaves no doubt", [rows[m] for m in new])

    # Nobody there: nothing is lost, nothing is counted as doubt.
    before |= set(rows)
    port, sink.port = sink.port, 1
    invite_all(coordination, ids[:3])
    for _ in range(2):
        quiet()
    sink.port = port
    for _ in range(3):
        if quiet():
            break
    rows, copies = outbox(), taken()
    new = [m for m in rows if m not in before]
    tap.ok(len(new) >= 3 and all(rows[m][0] == "sent" and copies[m] == 1 for m in new), "no mail server for a while: later each arrives, once",
           [rows[m] for m in new])
    check = server.run("check", check=False)
    tap.ok(check.returncode == 0, "pilotis check is clean", check.stderr)
    coordination.close()
    server.stop()
    sink.close()
tap.done()
