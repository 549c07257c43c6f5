"""PostgreSQL under a load: our server killed, theirs stopped and started again, fast and as in a crash; each time everything
that was acknowledged is there, and our server answers again by itself."""
import os
import random
import time

import client
import postgres
import world

tap = world.Tap()
n = world.rounds(2, 15)
postgres.or_skip(tap, "PostgreSQL stopped and started again")


def again(load, name, server):
    now = load.count(client.ACKNOWLEDGED)
    end = time.monotonic() + 120
    while time.monotonic() < end and load.count(client.ACKNOWLEDGED) < now + 15:
        time.sleep(0.1)
    tap.ok(load.count(client.ACKNOWLEDGED) >= now + 15, f"{name}: writes work again by themselves", server.log_end())


with world.Folder(tap) as folder:
    store = postgres.Store(os.environ["PILOTIS_TEST_PG"])
    server = world.Server(store, folder)
    targets = world.example(server)
    server.start()
    load = client.Load(server, folder, world.people(server, 6), targets, rate=120, file_most=100_000).start()
    again(load, "before", server)
    for i in range(n):
        time.sleep(random.uniform(0.05, 0.6))
        server.kill()
        server.start()
        tap.ok(server.wait_answers(), f"kill {i + 1}: the server answers again", server.log_end())
        again(load, f"kill {i + 1}", server)
        world.judged(tap, server, load, f"kill {i + 1}")
    starts = server.starts
    for i in range(n):
        for mode in ("fast", "immediate"):
            time.sleep(random.uniform(0.05, 0.6))
            postgres.control("stop", "-m", mode)
            time.sleep(random.uniform(0.2, 1.5))
            tap.ok(server.alive(), f"{mode} stop {i + 1}: the server stays", server.log_end())
            tap.ok(not server.answers("/plan", 20), f"{mode} stop {i + 1}: it says that its database is away")
            postgres.control("start")
            again(load, f"{mode} stop {i + 1}", server)
            tap.ok(server.wait_answers(), f"{mode} stop {i + 1}: the server answers again", server.log_end())
            world.judged(tap, server, load, f"{mode} stop {i + 1}")
    for mode in ("fast", "immediate"):
        postgres.control("restart", "-m", mode)
        again(load, f"{mode} restart", server)
    tap.equal(server.starts, starts, "our server was never started again for that")
    load.stop()
    world.judged(tap, server, load, "at the end")
    tap.equal(world.Judge(store, load).blobs(), [], "every file is what was sent")
    refused = [w for w in load.writes if w.outcome == client.REFUSED]
    tap.equal({w.status for w in refused} - {503}, set(), "a refusal is a 503")
    odd = [(w.status, w.page) for w in refused if not any(t in w.page for t in ("La base de données ne répond pas", "Le serveur est très occupé"))]
    tap.equal(odd[:1], [], "with a page that says why, in French")
    tap.equal([w.mark for w in refused if w.mark not in w.page], [], "and gives back what was typed")
    tap.ok(all(int(w.retry_after) > 0 for w in refused), "and says when to try again")
    unsure = sum(w.doubted for w in load.writes)
    tap.note(f"{n} kills, {n} stops of each kind: {load.count(client.ACKNOWLEDGED)} writes acknowledged, all there; {len(refused)} refused, "
             f"none there; {unsure} told that they may have been saved; {sum(w.again > 0 for w in load.writes)} sent again, none twice there")
    tap.equal(server.stop(), 0, "it ends when it is asked to")
tap.done()
