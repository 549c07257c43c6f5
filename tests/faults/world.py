"""world.py: what a fault happens to: a store with the example programme, its server, its worker, and the judge of what
the store holds afterwards."""
import collections
import glob
import hashlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

import client

BUILD = sys.argv[1] if len(sys.argv) > 1 else "build"
BIN = os.path.abspath(f"{BUILD}/pilotis")
LONG = os.environ.get("FAULTS", "short") == "long"
COORDINATION = "nadia.benkirane@example.org"


def rounds(short, long):
    """How often: FAULTS_ROUNDS says it, else short or long by FAULTS."""
    return int(os.environ.get("FAULTS_ROUNDS") or (long if LONG else short))


class Tap:
    def __init__(self):
        self.n = self.failed = 0

    def ok(self, good, name, detail=""):
        self.n += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.n} - {name}", flush=True)
        if not good and detail:
            print("\n".join("#   " + line for line in str(detail).splitlines()[:40]), flush=True)
        return good

    def equal(self, got, wanted, name):
        return self.ok(got == wanted, name, f"got:    {got!r}\nwanted: {wanted!r}")

    def skip(self, name, why):
        self.n += 1
        print(f"ok {self.n} - {name} # SKIP {why}", flush=True)

    def note(self, text):
        print("# " + text, flush=True)

    def done(self):
        print(f"1..{self.n}")
        sys.exit(self.failed != 0)


def faketime(offset=None, file=None):
    """What a process needs in its environment to live at another time: "+660", or whatever a file says at each moment.
    None when libfaketime is not there."""
    found = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    if not found:
        return None
    env = {"LD_PRELOAD": found[0], "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1", "FAKETIME_NO_CACHE": "1"}
    return {**env, "FAKETIME": offset} if file is None else {**env, "FAKETIME_TIMESTAMP_FILE": file}


class Folder:
    """A temporary folder, gone at the end; kept when a test failed and FAULTS_KEEP is set."""

    def __init__(self, tap):
        self.tap = tap
        self.path = tempfile.mkdtemp(prefix="pilotis-faults-")

    def __enter__(self):
        return self.path

    def __exit__(self, *_):
        for server in Server.running:
            if server.alive():
                server.kill()
        Server.running.clear()
        if self.tap.failed and os.environ.get("FAULTS_KEEP"):
            self.tap.note(f"kept: {self.path}")
        else:
            shutil.rmtree(self.path, ignore_errors=True)


class SqliteStore:
    """The store of a test, read past the program by the engine's own means."""

    def __init__(self, folder, name="p.db"):
        self.path = f"{folder}/{name}"
        self.url = f"sqlite:{self.path}"

    def rows(self, *queries):
        """The rows of one query, or of several at one and the same moment."""
        db = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=30, isolation_level=None)
        try:
            db.execute("BEGIN")
            out = [db.execute(q).fetchall() for q in queries]
            return out[0] if len(queries) == 1 else out
        finally:
            db.close()


class Server:
    """`pilotis serve` and the other commands on one store."""

    running = set()    # every server of this test: none outlives it

    def __init__(self, store, folder, env=None, options=()):
        self.store, self.folder, self.options = store, folder, list(options)
        self.env = {**os.environ, "LANG": "fr_BE.UTF-8", "PILOTIS_STORE": store.url, "TMPDIR": folder, **(env or {})}
        self.env.pop("PILOTIS_ON", None) if not (env or {}).get("PILOTIS_ON") else None
        self.process = None
        self.port = 0
        self.starts = 0
        self.wrap = []     # a command that the server runs under

    def run(self, *words, check=True, env=None):
        done = subprocess.run([BIN, *words], env={**self.env, **(env or {})}, capture_output=True, text=True)
        done.stderr = done.stderr.replace("\u00a0", " ")
        if check and done.returncode != 0:
            raise RuntimeError(f"pilotis {' '.join(words)}: {done.returncode} {done.stderr}")
        return done

    def start(self, patience=60):
        self.starts += 1
        self.log = f"{self.folder}/serve-{self.starts}.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([*self.wrap, BIN, "serve", "--listen", "127.0.0.1:0", *self.options], env=self.env,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until = time.monotonic() + patience
        while time.monotonic() < until and self.process.poll() is None:
            with open(self.log, encoding="utf-8", errors="replace") as f:
                said = re.search(r"http://127\.0\.0\.1:(\d+)", f.read())
            if said:
                self.port = int(said.group(1))
                Server.running.add(self)
                return self
            time.sleep(0.01)
        raise RuntimeError(f"the server does not start: {self.log_end()}")

    def pid(self):
        return self.process.pid

    def alive(self):
        return self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """As a system does; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def log_end(self, n=20):
        with open(self.log, encoding="utf-8", errors="replace") as f:
            return "".join(f.readlines()[-n:])

    def answers(self, path="/signin", timeout=10):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=timeout) as a:
                return a.status == 200
        except OSError:
            return False

    def wait_answers(self, patience=60):
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if self.answers():
                return True
            time.sleep(0.05)
        return False


def wait(true, patience=120):
    """Until it is so: whether it is."""
    end = time.monotonic() + patience
    while time.monotonic() < end and not true():
        time.sleep(0.05)
    return true()


def example(server):
    """The example programme; (action, line) pairs that a document may be filed for."""
    server.run("demo")
    return [tuple(map(int, r)) for r in server.store.rows(
        "SELECT p.action, i.indicator FROM indicator_line i JOIN plan_line p ON p.id = i.line JOIN revision r ON r.id = i.revision"
        " WHERE r.status = 1 AND i.kind IN (1, 2, 3) ORDER BY p.action, i.indicator")]


def people(server, n):
    return [client.Person(server).enter(COORDINATION) for _ in range(n)]


class Judge:
    """What the store holds against what the writers were told. The load may go on meanwhile."""

    QUERIES = (
        "SELECT text FROM action_comment WHERE deleted_at IS NULL AND text LIKE 'marque-%'",
        "SELECT after FROM history WHERE entity = 'action' AND what = 'commented' AND after LIKE 'marque-%'",
        "SELECT e.title, e.blob_sha, b.size, (SELECT count(*) FROM evidence_slot s WHERE s.evidence = e.id),"
        " (SELECT coalesce(sum(length(p.bytes)), 0) FROM blob_piece p WHERE p.sha256 = e.blob_sha)"
        " FROM evidence e LEFT JOIN blob b ON b.sha256 = e.blob_sha WHERE e.title LIKE 'marque-%'",
        "SELECT after FROM history WHERE entity = 'evidence' AND what = 'created' AND after LIKE 'marque-%'",
    )

    def __init__(self, store, load):
        self.store, self.load = store, load

    def faults(self, recorded=None):
        """recorded: what must be there; else all that is acknowledged by now. [] when every acknowledged write is there once and whole, no refused one is there, and what nobody said
        anything about is whole or absent."""
        recorded = self.load.recorded() if recorded is None else recorded  # before the store is read
        texts, told, files, created = self.store.rows(*self.QUERIES)
        with self.load.lock:                        # after it: whatever is there was begun
            writes = {w.mark: w for w in self.load.writes}
        bad = [f"a writer stopped: {t}" for t in self.load.troubles]
        there = collections.Counter()
        for (text,) in texts:
            mark = text.split()[0]
            there[mark] += 1
            if mark in writes and text != writes[mark].text:
                bad.append(f"comment {mark}: another text")
        for mark, sha, size, slots, pieces in files:
            there[mark] += 1
            w = writes.get(mark)
            if w is not None and (sha != w.sha or int(size) != int(pieces) or int(slots) != 1):
                bad.append(f"evidence {mark}: not whole ({sha}, {size} bytes, {pieces} in pieces, {slots} lines)")
        history = collections.Counter(after.split()[0] for (after,) in [*told, *created])
        for mark in set(there) | set(history):
            if there[mark] != history[mark]:
                bad.append(f"{mark}: {there[mark]} times, and {history[mark]} in the history")
            if mark not in writes:
                bad.append(f"{mark}: nobody wrote it")
            elif there[mark] > 1:
                bad.append(f"{mark}: {there[mark]} times")
            elif there[mark] == 1 and writes[mark].outcome == client.REFUSED:
                bad.append(f"{mark}: was refused ({writes[mark].status}), but is there")
        return bad + [f"{mark}: acknowledged, but lost" for mark in recorded if there[mark] == 0]

    def blobs(self):
        """The hashes of the pieces of every blob, against their names: [] when all are right."""
        sums = {}
        for sha, piece in self.store.rows("SELECT sha256, bytes FROM blob_piece ORDER BY sha256, n"):
            sums.setdefault(sha, hashlib.sha256()).update(bytes(piece))
        return [sha for sha, h in sums.items() if h.hexdigest() != sha]


def judged(tap, server, load, name):
    """The three questions after every fault."""
    bad = Judge(server.store, load).faults()
    tap.ok(not bad, f"{name}: what was acknowledged is there, whole and once", "\n".join(bad))
    check = server.run("check", check=False)
    return tap.ok(check.returncode == 0, f"{name}: pilotis check is clean", check.stderr) and not bad
