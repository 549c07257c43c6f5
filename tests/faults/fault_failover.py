"""The primary PostgreSQL is lost and its synchronous replica takes over, under a load: what was acknowledged is there, and our
server, whose URL names both, works again by itself."""
import os
import pwd
import subprocess
import time

import client
import postgres
import world

tap = world.Tap()
postgres.or_skip(tap, "the primary lost")
home = os.environ["PG_TEMP_DIR"]
replica = f"{home}/replica"
owner = pwd.getpwuid(os.stat(home).st_uid).pw_name


def pg(command, *words):
    """A tool of PostgreSQL, as the owner of the server."""
    who = ["runuser", "-u", owner, "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*who, f"{postgres.bin_folder()}/{command}", *words], cwd=home, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{command} {' '.join(words)}: {done.stderr}")


def sql(folder, text):
    return subprocess.run(["psql", "-X", "-q", "-t", "-A", f"postgresql://pilotis@/postgres?host={folder}"], input=text, capture_output=True,
                          text=True, check=True).stdout.strip()


with world.Folder(tap) as folder:
    pg("pg_basebackup", "-h", home, "-U", "pilotis", "-D", f"{replica}/data", "-R", "-c", "fast")
    with open(f"{replica}/data/postgresql.conf", "a", encoding="ascii") as f:
        f.write(f"unix_socket_directories = '{replica}'\n")
    pg("pg_ctl", "-D", f"{replica}/data", "-l", f"{replica}/log", "-w", "-s", "start")
    try:
        sql(home, "ALTER SYSTEM SET synchronous_standby_names = '*'; SELECT pg_reload_conf();")
        tap.ok(world.wait(lambda: sql(home, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == "1"), "a synchronous replica")
        both = f"postgresql://pilotis@/postgres?host={home},{replica}"
        store = postgres.Store(both)
        store.plain = f"postgresql://pilotis@/postgres?host={home}"
        server = world.Server(store, folder)
        targets = world.example(server)
        server.start()
        load = client.Load(server, folder, world.people(server, 6), targets, rate=120, file_most=100_000).start()
        tap.ok(world.wait(lambda: load.count(client.ACKNOWLEDGED) > 60), "writes before", server.log_end())
        postgres.control("stop", "-m", "immediate")

        def quiet():    # answers from before may still be on their way
            now = load.count(client.ACKNOWLEDGED)
            time.sleep(1)
            return load.count(client.ACKNOWLEDGED) == now

        tap.ok(world.wait(quiet), "without a primary nothing is acknowledged")
        tap.ok(server.alive(), "the server stays", server.log_end())
        pg("pg_ctl", "-D", f"{replica}/data", "-w", "-s", "promote")
        store.plain = f"postgresql://pilotis@/postgres?host={replica}"
        now = load.count(client.ACKNOWLEDGED)
        tap.ok(world.wait(lambda: load.count(client.ACKNOWLEDGED) > now + 60), "the replica promoted: writes work by themselves", server.log_end())
        tap.ok(server.wait_answers(), "and the server answers", server.log_end())
        tap.equal(server.starts, 1, "our server was never started again")
        load.stop()
        world.judged(tap, server, load, "after the failover")
        tap.equal(world.Judge(store, load).blobs(), [], "every file is what was sent")
        tap.note(f"{load.count(client.ACKNOWLEDGED)} writes acknowledged over the failover, all on the replica; {load.count(client.REFUSED)} refused, "
                 f"none there; {sum(w.doubted for w in load.writes)} told that they may have been saved")
        tap.equal(server.stop(), 0, "it ends when it is asked to")
    finally:
        pg("pg_ctl", "-D", f"{replica}/data", "-m", "immediate", "-s", "stop")
tap.done()
