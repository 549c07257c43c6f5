"""Clients that vanish: in the midst of their request line, of their headers, of an upload, before the answer, in the midst of it;
by a close and by a reset. Nothing stays behind in the server: no descriptor, no temporary file, no memory; nothing half in the
store."""
import hashlib
import os
import random
import socket
import struct
import threading
import time

import client
import world

tap = world.Tap()
n = world.rounds(240, 6000)
WAYS = ("line", "headers", "body", "chunk", "unread", "answer", "download", "half closed")
WITHOUT_DATA = ("line", "headers", "body", "chunk", "answer", "download")   # the store grows with the others


class Ghosts:
    def __init__(self, server, load, person, targets, file_path):
        self.server, self.load, self.person, self.targets, self.file_path = server, load, person, targets, file_path
        self.cookie = "; ".join(f"{k}={v}" for k, v in person.cookies.items())
        self.seen = dict.fromkeys(WAYS, 0)

    def write(self, mark):
        """A whole request that files something."""
        action, slot = random.choice(self.targets)
        content = client.content_of(mark, random.randrange(1, 600_000))
        w = client.Write(mark, "evidence", action, mark, hashlib.sha256(content).hexdigest(), slot)
        with self.load.lock:
            self.load.writes.append(w)
        body, kind = client.multipart([("csrf", self.person.token), ("kind", "file"), ("title", mark), ("effective", "2026-01-15"),
                                       ("visibility", "internal"), ("slot", str(slot))], "file", mark + ".bin", content)
        return f"/plan/actions/{action}/evidence", body, kind

    def head(self, method, path, more):
        return (f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\nCookie: {self.cookie}\r\n" + more + "\r\n").encode()

    def one(self, mark, ways):
        way = random.choice(ways)
        self.seen[way] += 1
        s = socket.create_connection(("127.0.0.1", self.server.port), timeout=30)
        try:
            if way in ("answer", "download"):
                s.sendall(self.head("GET", "/plan" if way == "answer" else self.file_path, ""))
                s.recv(random.choice((1, 100, 5000)))
            else:
                path, body, kind = self.write(mark)
                if way == "chunk":
                    request = self.head("POST", path, f"Content-Type: {kind}\r\nTransfer-Encoding: chunked\r\n")
                    piece = body[:random.randrange(1, len(body))]
                    s.sendall(request + f"{len(body):x}\r\n".encode() + piece)
                else:
                    request = self.head("POST", path, f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n")
                    whole = len(request) + len(body)
                    upto = {"line": random.randrange(1, 20), "headers": random.randrange(20, len(request)),
                            "body": random.randrange(len(request), whole), "unread": whole, "half closed": random.randrange(1, whole)}[way]
                    s.sendall((request + body)[:upto])
                    if way == "half closed":
                        s.shutdown(socket.SHUT_WR)
                        s.settimeout(0.5)
                        while s.recv(65536):
                            pass
            if random.random() < 0.5:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset instead of an end
        except OSError:
            pass
        finally:
            s.close()

    def many(self, n, name, ways=WAYS):
        def some(k):
            for i in range(n // 8):
                self.one(f"marque-{name}-{k}-{i}", ways)
        threads = [threading.Thread(target=some, args=(k,)) for k in range(8)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()


class Held:
    """What a process holds, by what the system says of it."""

    def __init__(self, pid):
        self.pid = pid

    def descriptors(self):
        out = []
        for fd in os.listdir(f"/proc/{self.pid}/fd"):
            try:
                out.append(os.readlink(f"/proc/{self.pid}/fd/{fd}"))
            except OSError:
                pass
        return out

    def kib(self):
        with open(f"/proc/{self.pid}/smaps_rollup", encoding="utf-8") as f:
            return sum(int(line.split()[1]) for line in f if line.startswith(("Private_Dirty:", "Swap:")))

    def sockets(self):
        return sum(d.startswith("socket:") for d in self.descriptors())

    def others(self):
        """Without those of the store: each thread has a connection to it once it has read."""
        return sorted(d for d in self.descriptors() if "/p.db" not in d)

    def temporary(self, folder):
        return [d for d in self.descriptors() if d.endswith("(deleted)") or (d.startswith(folder) and "/p.db" not in d and "/serve-" not in d)]

    def settle(self, sockets, patience=40):
        end = time.monotonic() + patience
        while time.monotonic() < end and self.sockets() > sockets:
            time.sleep(0.1)


def haunted(folder, n, name):
    """A server that n clients vanished from, and more."""
    store = world.SqliteStore(folder)
    server = world.Server(store, folder)
    targets = world.example(server)
    server.start()
    person = world.people(server, 1)[0]
    load = client.Load(server, folder, [], targets)   # holds what was tried; writes nothing itself
    mark = "marque-big-0-0"
    action, slot = targets[0]
    content = client.content_of(mark, 3_000_000)
    big = client.Write(mark, "evidence", action, mark, hashlib.sha256(content).hexdigest(), slot)
    status, _, _ = person.post_file(f"/plan/actions/{action}/evidence", [("kind", "file"), ("title", mark), ("effective", "2026-01-15"),
                                    ("visibility", "internal"), ("slot", str(slot))], "file", "big.bin", content)
    tap.equal(status, 303, f"{name}: a large file to be read")
    big.outcome = client.ACKNOWLEDGED
    load.writes.append(big)
    number = store.rows(f"SELECT id FROM evidence WHERE title = '{mark}'")[0][0]
    ghosts = Ghosts(server, load, person, targets, f"/evidence/{number}/file")
    held = Held(server.pid())
    person.close()
    time.sleep(0.3)
    sockets, others = held.sockets(), held.others()
    ghosts.many(n, "ghost")
    held.settle(sockets)
    tap.equal(held.sockets(), sockets, f"{name}: no connection stays")
    tap.equal(held.others(), others, f"{name}: no descriptor stays")
    tap.equal(held.temporary(folder), [], f"{name}: no temporary file stays")
    return store, server, load, ghosts, held, others


with world.Folder(tap) as folder:
    store, server, load, ghosts, held, others = haunted(folder, n, "all ways")
    odd = [f for f in os.listdir(folder) if not f.startswith(("p.db", "serve-", "record-"))]
    tap.equal(odd, [], "nor is there one under a name")
    sizes = []
    for i in range(3):
        ghosts.many(n // 3, f"more{i}", WITHOUT_DATA)
        tap.ok(server.wait_answers(15), f"others come in at once, whoever vanished before them, {i + 1}", server.log_end())
        held.settle(len([d for d in others if d.startswith("socket:")]))
        sizes.append(held.kib())
    grown = min(sizes[1:]) - sizes[0]
    tap.ok(grown < 4096, "no memory stays", sizes)
    world.judged(tap, server, load, "afterwards")
    tap.equal(world.Judge(store, load).blobs(), [], "every file is whole")
    stored = store.rows("SELECT count(*) FROM evidence WHERE title LIKE 'marque-%'")[0][0]
    tap.ok(stored > n / 40, "those that sent all of it before they vanished were heard", stored)
    tap.equal(server.stop(), 0, "it ends when it is asked to")
    tap.note(f"{2 * n} clients vanished {ghosts.seen}: {stored} files filed whole; memory after each third of the last {n}: {sizes} KiB")

# Once more in the program that counts every piece of memory: it ends with an error when one is still there.
if os.access(f"{world.BUILD}/asan/pilotis", os.X_OK):
    world.BIN = os.path.abspath(f"{world.BUILD}/asan/pilotis")
    with world.Folder(tap) as folder:
        server = haunted(folder, 120, "under AddressSanitizer")[1]
        status = server.stop()
        tap.ok(status == 0, "under AddressSanitizer: nothing leaked", server.log_end(40))
else:
    tap.skip("under AddressSanitizer", f"no {world.BUILD}/asan/pilotis: make asan-tests")
tap.done()
