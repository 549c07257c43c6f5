"""A primary with a synchronous replica; the primary is lost in the midst of writes and the replica takes its place. One
server with the addresses of both goes on by itself, and nothing that it acknowledged is lost."""
import os
import subprocess
import time

import pgstore
import client
import world

tap = world.Tap()
TEMP, AS, BIN = (os.environ[f"PG_TEMP_{x}"] for x in ("DIR", "AS", "BIN"))  # of tools/pg-temp.sh


class Cluster:
    """A server of PostgreSQL in a folder of its own under that of pg-temp.sh, on a socket there."""

    def __init__(self, name):
        self.dir = f"{TEMP}/{name}{os.getpid()}"
        self.socket = f"{self.dir}-s"
        self.do("mkdir", self.socket)

    def do(self, *words):
        done = subprocess.run([*AS.split(), *words], cwd=TEMP, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)}: {done.stdout}")

    def settings(self, *lines):
        with open(f"{self.dir}/postgresql.auto.conf", "a", encoding="utf-8") as f:
            f.write("\n".join(["listen_addresses = ''", f"unix_socket_directories = '{self.socket}'", *lines, ""]))

    def ctl(self, *words):
        self.do(f"{BIN}/pg_ctl", "-D", self.dir, "-l", f"{self.dir}.log", "-w", "-s", *words)

    def sql(self, sql):
        return subprocess.run(["psql", "-XqAt", "-h", self.socket, "-U", "pilotis", "-c", sql, "postgres"], check=True, capture_output=True, text=True).stdout.strip()


def pair():
    one, two = Cluster("primary"), Cluster("replica")
    one.do(f"{BIN}/initdb", "-D", one.dir, "-U", "pilotis", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    one.settings("max_wal_senders = 4", "synchronous_standby_names = ''")
    one.ctl("start")
    one.do(f"{BIN}/pg_basebackup", "-h", one.socket, "-U", "pilotis", "-D", two.dir, "-R", "-X", "stream", "-c", "fast")
    two.settings("synchronous_standby_names = ''")
    two.ctl("start")
    one.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
    one.sql("SELECT pg_reload_conf()")
    for _ in range(200):
        if one.sql("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == "1":
            return one, two
        time.sleep(0.1)
    raise RuntimeError("the replica does not follow")


with world.Folder(tap) as folder:
    one, two = pair()
    server = None
    try:
        pgstore.PG = f"postgresql://pilotis@/postgres?host={one.socket},{two.socket}&target_session_attrs=read-write"
        store = pgstore.PostgresStore("failover")
        server = world.Server(store, folder)
        targets = world.example(server)
        server.start()
        load = client.Load(server, folder, world.people(server, 6), targets, files=0.1, file_most=50_000).start()
        time.sleep(2)
        before = load.count(client.ACKNOWLEDGED)
        one.ctl("stop", "-m", "immediate")
        time.sleep(0.5)
        tap.ok(server.alive(), "without a database the server stays")
        two.ctl("promote")
        promoted = time.monotonic()
        while load.count(client.ACKNOWLEDGED) < before + 50 and time.monotonic() < promoted + 60:
            time.sleep(0.05)
        after = load.count(client.ACKNOWLEDGED)
        time.sleep(1)
        load.stop()
        tap.ok(before > 20, "there was a load", before)
        tap.ok(after >= before + 50, "writes go on with the replica, by themselves", after)
        world.judged(tap, server, load, "after the failover")
        tap.equal(world.Judge(store, load).blobs(), [], "every file is what was sent")
        tap.note(f"{load.count(client.ACKNOWLEDGED)} writes acknowledged, {load.count(client.UNKNOWN)} cut off, {load.count(client.REFUSED)} refused")
    finally:
        if server is not None and server.process is not None and server.alive():
            server.stop()
        for c in (one, two):
            try:
                c.ctl("stop", "-m", "immediate")
            except RuntimeError:
                pass
tap.done()
