"""Backups while writes go on, killed in the midst, restored; the drill; nothing half-made under a final name."""
import hashlib
import os
import random
import sqlite3
import subprocess
import time

import client
import world

tap = world.Tap()
n = world.rounds(3, 15)
kills = world.rounds(12, 60)
RATE = 200


def content(path):
    """Every row of every table, by the engine's own means: another proof than the program's."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    out = {}
    for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall():
        h, rows = hashlib.sha256(), sorted(repr(r) for r in db.execute(f"SELECT * FROM {table}"))
        for r in rows:
            h.update(r.encode())
        out[table] = (len(rows), h.hexdigest())
    db.close()
    return out


def file_hash(path):
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def killed(server, words, most):
    """The command, killed after a while; whether it was still at work."""
    p = subprocess.Popen([world.BIN, *words], env=server.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(random.uniform(0, most))
    p.kill()
    return p.wait() == -9


with world.Folder(tap) as folder:
    store = world.SqliteStore(folder)
    server = world.Server(store, folder)
    targets = world.example(server)
    server.start()
    load = client.Load(server, folder, world.people(server, 16), targets, rate=RATE, files=0.1, file_most=60_000).start()
    began = time.monotonic()

    for i in range(n):
        time.sleep(1)
        known = load.recorded()
        server.run("backup", f"{folder}/b.db")
        back = world.SqliteStore(folder, f"back-{i}.db")
        server.run("restore", f"{folder}/b.db", "--store", back.url)
        bad = world.Judge(back, load).faults(known)
        tap.ok(not bad, f"backup {i + 1} under load, restored: all that was acknowledged before it is there, whole and once", "\n".join(bad))
        tap.equal(content(back.path), content(f"{folder}/b.db"), f"backup {i + 1}: the restored programme is equal, table by table, row by row")
        check = server.run("check", "--store", back.url, check=False)
        tap.ok(check.returncode == 0, f"backup {i + 1}, restored: pilotis check is clean", check.stderr)
        drill = server.run("drill", check=False)
        tap.ok(drill.returncode == 0 and "Exercice réussi" in drill.stderr, f"drill {i + 1} under load: equal to its snapshot", drill.stderr)
    check = server.run("check")
    tap.ok(f"{folder}/b.db" in check.stderr, "pilotis check tells the age and the place of the last backup", check.stderr)

    # Killed in the midst. Before each there is a whole backup under the name, and after each too.
    start = time.monotonic()
    server.run("backup", f"{folder}/b.db")
    length = time.monotonic() - start
    cut = 0
    for i in range(kills):
        before = file_hash(f"{folder}/b.db")
        cut += killed(server, ["backup", f"{folder}/b.db"], length)
        if file_hash(f"{folder}/b.db") != before:
            drill = server.run("drill", f"{folder}/b.db", check=False)
            if drill.returncode != 0:
                tap.ok(False, f"kill {i + 1}: the backup that took the name is whole", drill.stderr)
        killed(server, ["backup", f"{folder}/new-{i}.db"], length)
        if os.path.exists(f"{folder}/new-{i}.db"):
            drill = server.run("drill", f"{folder}/new-{i}.db", check=False)
            if drill.returncode != 0:
                tap.ok(False, f"kill {i + 1}: a backup that has its name is whole", drill.stderr)
        killed(server, ["restore", f"{folder}/b.db", "--store", f"sqlite:{folder}/re-{i}.db"], length)
        if os.path.exists(f"{folder}/re-{i}.db"):
            check = server.run("check", "--store", f"sqlite:{folder}/re-{i}.db", check=False)
            if check.returncode != 0:
                tap.ok(False, f"kill {i + 1}: a restored programme that has its name is whole", check.stderr)
    tap.ok(cut > kills / 4, "backups were killed in their midst", f"{cut} of {kills}")
    left = [f for f in os.listdir(folder) if f.startswith("b.db") and f != "b.db"]
    tap.ok(all(f in ("b.db.part", "b.db.part-wal", "b.db.part-shm", "b.db.part-journal") for f in left), "what they leave does not pile up", left)
    server.run("backup", f"{folder}/b.db")
    tap.equal([f for f in os.listdir(folder) if f.startswith("b.db")], ["b.db"], "and the next backup clears it away")

    seconds = time.monotonic() - began
    load.stop()
    world.judged(tap, server, load, "at the end")
    tap.equal(server.stop(), 0, "the server ends")
    tap.equal([w.status for w in load.writes if w.outcome != client.ACKNOWLEDGED], [], "no write was refused meanwhile")
    tap.note(f"{load.count(client.ACKNOWLEDGED) / seconds:.0f} writes a second acknowledged over {seconds:.0f} s (asked: {RATE})")
    tap.note(f"{n} backups under load, {kills} times backup twice and restore killed, {cut} of the first in their midst")

    # At rest: the backup is the store.
    was = content(store.path)
    server.run("backup", f"{folder}/rest.db")
    tap.equal(content(f"{folder}/rest.db"), was, "at rest: the backup is equal, table by table, row by row")
    # What an older database left beside the name would be replayed into the new one.
    with open(f"{folder}/third.db-wal", "wb") as f:
        f.write(b"x" * 5000)
    refused = server.run("restore", f"{folder}/rest.db", "--store", f"sqlite:{folder}/third.db", check=False)
    tap.ok(refused.returncode == 1 and "third.db-wal" in refused.stderr and not os.path.exists(f"{folder}/third.db"),
           "no restoring beside the journal of another", refused.stderr)
tap.done()
