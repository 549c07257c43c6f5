"""The disk is full: writes are refused with a page that says so and gives back what was typed; reading goes on; nothing that
was acknowledged is lost; once there is room again everything works by itself, without a restart."""
import os
import random
import subprocess

import client
import world

SIZE = (256 if world.LONG else 48) << 20

tap = world.Tap()
n = world.rounds(2, 12)


def mount(path):
    os.mkdir(path)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "pilotis-faults", path], capture_output=True, text=True)
    return done.returncode == 0


def fill(path, leave):
    """All the room but some bytes."""
    with open(path, "wb", buffering=0) as f:
        try:
            while True:
                f.write(b"\0" * 65536)
        except OSError:
            pass
        try:
            while True:
                f.write(b"\0" * 512)
        except OSError:
            pass
        f.truncate(max(0, f.tell() - leave))


with world.Folder(tap) as folder:
    disk = f"{folder}/disk"
    if os.geteuid() != 0 or not mount(disk):
        tap.skip("a full disk", "a small file system cannot be mounted here: root only")
        tap.done()
    try:
        store = world.SqliteStore(disk)
        server = world.Server(store, folder, env={"TMPDIR": disk})
        targets = world.example(server)
        server.start()
        load = client.Load(server, folder, world.people(server, 6), targets, rate=150, files=0.4, file_most=60_000).start()
        reader = world.people(server, 1)[0]
        server.run("backup", f"{disk}/b.db")
        backup = open(f"{disk}/b.db", "rb").read()
        for i in range(n):
            world.wait(lambda: load.count(client.ACKNOWLEDGED) > 30 * (i + 1))
            before = load.count(client.REFUSED)
            fill(f"{disk}/filler", random.choice((0, 0, 4096, 20_000, 100_000)))
            tap.ok(world.wait(lambda: load.count(client.REFUSED) > before + 20), f"full {i + 1}: writes are refused", server.log_end())
            statuses = [reader.ask("GET", p)[0] for p in ("/plan", "/evidence", f"/plan/actions/{targets[0][0]}", "/livez") for _ in range(5)]
            tap.equal(set(statuses), {200}, f"full {i + 1}: reading goes on")
            bad = world.Judge(store, load).faults()
            tap.ok(not bad, f"full {i + 1}: what was acknowledged is there", "\n".join(bad))
            failed = server.run("backup", f"{disk}/b.db", check=False)
            tap.ok(failed.returncode == 1 and "Le disque est plein" in failed.stderr, f"full {i + 1}: a backup onto it fails, and says why", failed.stderr)
            tap.ok(open(f"{disk}/b.db", "rb").read() == backup and not os.path.exists(f"{disk}/b.db.part"), f"full {i + 1}: the last one is as it was")
            os.unlink(f"{disk}/filler")
            now = load.count(client.ACKNOWLEDGED)
            tap.ok(world.wait(lambda: load.count(client.ACKNOWLEDGED) > now + 20), f"room again {i + 1}: writes work by themselves", server.log_end())
            world.judged(tap, server, load, f"room again {i + 1}")
        load.stop()
        refused = [w for w in load.writes if w.outcome == client.REFUSED]
        tap.equal({w.status for w in refused}, {503}, "a refusal is a 503")
        odd = [w.page for w in refused if "Le disque du serveur est plein" not in w.page or "La lecture continue" not in w.page]
        tap.equal(odd[:1], [], "with a page that says why, in French")
        tap.equal([w.mark for w in refused if w.mark not in w.page], [], "and gives back what was typed")
        tap.ok(all(int(w.retry_after) > 0 for w in refused), "and says when to try again")
        tap.equal(load.count(client.UNKNOWN), 0, "every write got an answer")
        tap.equal(server.starts, 1, "the server was never started again")
        world.judged(tap, server, load, "at the end")
        tap.note(f"{n} times full: {load.count(client.ACKNOWLEDGED)} writes acknowledged, all there; {len(refused)} refused, none there")
        reader.close()
        tap.equal(server.stop(), 0, "it ends when it is asked to")
    finally:
        if server.process is not None and server.alive():
            server.kill()
        subprocess.run(["umount", disk])
tap.done()
