"""The server is killed (SIGKILL) in the midst of writes, again and again."""
import random
import shutil
import sqlite3
import time

import client
import world

tap = world.Tap()
n = world.rounds(5, 50)
with world.Folder(tap) as folder:
    store = world.SqliteStore(folder)
    server = world.Server(store, folder)
    targets = world.example(server)
    server.start()
    load = client.Load(server, folder, world.people(server, 8), targets, rate=300, files=0.2, file_most=300_000).start()
    cut = 0

    def unanswered():
        return sum(w.again for w in list(load.writes)) + load.count(client.UNKNOWN)

    for i in range(n):
        done = load.count(client.ACKNOWLEDGED)
        world.wait(lambda: load.count(client.ACKNOWLEDGED) > done + 10)    # at work, however slow the machine is
        time.sleep(random.uniform(0, 0.6))
        before = unanswered()
        server.kill()
        cut += world.wait(lambda: unanswered() > before, 5)    # whoever was waiting for an answer sees that none comes
        server.start()
        tap.ok(server.wait_answers(), f"kill {i + 1}: the server answers again", server.log_end())
        load.holding.set()     # else the store grows while it is judged
        world.judged(tap, server, load, f"kill {i + 1}")
        load.holding.clear()
    time.sleep(0.5)
    load.stop()
    tap.equal(server.stop(), 0, "it ends when it is asked to")
    world.judged(tap, server, load, "at the end")
    tap.equal(world.Judge(store, load).blobs(), [], "every file is what was sent")
    # The judge is no blind one: it sees each kind of loss in a copy that lost something.
    for damage, word in (("DELETE FROM action_comment WHERE text LIKE 'marque-%' AND id % 7 = 0", "acknowledged, but lost"),
                         ("UPDATE evidence SET title = 'x' WHERE title LIKE 'marque-%'", "acknowledged, but lost"),
                         ("DELETE FROM blob_piece WHERE n = 0", "not whole"),
                         ("INSERT INTO action_comment (action, text, at, rev) SELECT action, text, at, rev FROM action_comment"
                          " WHERE text LIKE 'marque-%' LIMIT 1", "2 times")):
        other = world.SqliteStore(folder, "damaged.db")
        shutil.copy(store.path, other.path)
        db = sqlite3.connect(other.path)
        db.execute(damage)
        db.commit()
        db.close()
        bad = world.Judge(other, load).faults()
        tap.ok(any(word in b for b in bad), f"the judge sees damage: {damage[:30]}", bad)
    said = {w.status: 0 for w in load.writes}
    for w in load.writes:
        said[w.status] += 1
    tap.ok(load.count(client.ACKNOWLEDGED) > 10 * n, "there was a load", said)
    tap.ok(cut >= n / 2, "and it was cut off in its midst", f"{cut} times of {n}")
    again = sum(w.again > 0 for w in load.writes)
    tap.ok(again > 0, "forms that nobody had answered were sent again")
    tap.note(f"{n} kills, {len(load.writes)} writes: {load.count(client.ACKNOWLEDGED)} acknowledged, all there; "
             f"{again} of them were cut off and sent again, none twice there; {load.count(client.UNKNOWN)} cut off and left, none half there; "
             f"{load.count(client.REFUSED)} refused")
tap.done()
