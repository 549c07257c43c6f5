"""Three `pilotis serve` on one store, as behind one proxy that sends each request to another. PILOTIS_TEST_PG: on PostgreSQL."""
import hashlib
import http.client
import itertools
import re
import threading
import time

import pgstore
import client
import world

tap = world.Tap()


class Front:
    """The proxy: each request finds the next server that lives."""

    def __init__(self, servers):
        self.servers, self.turn, self.lock = servers, itertools.count(), threading.Lock()
        self.store = servers[0].store

    @property
    def port(self):
        with self.lock:
            alive = [s for s in self.servers if s.alive()]
            return alive[next(self.turn) % len(alive)].port

    def run(self, *words, **how):
        return self.servers[0].run(*words, **how)


class At(client.Person):
    """The same browser, sent to one server."""

    def to(self, server):
        self.server = server
        return self


def one_for_all(servers, targets):
    """What one server did, the others know at once."""
    a, b, c = servers
    p = At(a).enter(world.COORDINATION)
    tap.equal(p.to(b).ask("GET", "/account")[0], 200, "a session opened on one server is good on another")
    action = targets[0][0]
    page = f"/plan/actions/{action}"
    for s in servers:
        p.to(s).ask("GET", page)
        p.to(s).ask("GET", "/plan")  # each keeps the plan from now on
    p.to(b).renew(page)
    status = p.to(a).post(f"{page}/comments", [("text", "Une remarque pour tous")])[0]
    tap.equal(status, 303, "a form shown by one server is taken by another")
    seen = [("Une remarque pour tous" in p.to(s).ask("GET", page)[2]) for s in servers]
    tap.equal(seen, [True] * 3, "a remark made on one server is seen on each")

    before = [p.to(s).ask("GET", "/plan")[2] for s in servers]
    content = client.content_of("several", 700_000)
    p.to(b).renew(page)
    status, answer, text = p.to(c).post_file(f"{page}/evidence", [("kind", "file"), ("title", "Pièce déposée"), ("effective", "2026-01-15"),
        ("visibility", "internal"), ("slot", str(targets[0][1]))], "file", "piece.bin", content)
    tap.equal(status, 303, "a file is uploaded on one server")
    for name, s in zip("abc", servers):
        status, _, text = p.to(s).ask("GET", page)
        link = re.search(r'href="(/evidence/\d+)[^"]*">Pièce déposée', text)
        if tap.ok(link is not None, f"server {name} shows it", text[-1500:]):
            tap.equal(bytes_of(p, link.group(1) + "/file"), hashlib.sha256(content).hexdigest(), f"server {name} gives it back whole")
    after = [p.to(s).ask("GET", "/plan")[2] for s in servers]
    moved = [strip(x) != strip(y) for x, y in zip(before, after)]
    tap.ok(moved in ([True] * 3, [False] * 3) and len({strip(x) for x in after}) == 1, "the plan that each keeps is the one in force", moved)

    p.to(a).renew("/account")
    status = p.to(b).post("/signout", [])[0]
    tap.equal(status, 303, "one signs out on one server")
    tap.ok(all(p.to(s).ask("GET", "/account")[0] != 200 for s in servers), "and is out on each")


def bytes_of(p, path):
    h = http.client.HTTPConnection("127.0.0.1", p.server.port, timeout=30)
    h.request("GET", path, None, {"Cookie": "; ".join(f"{k}={v}" for k, v in p.cookies.items())})
    a = h.getresponse()
    data = a.read()
    h.close()
    return hashlib.sha256(data).hexdigest() if a.status == 200 else a.status


def strip(page):
    """A page without what is each reader's own: tokens of its forms."""
    return re.sub(r'(name="(csrf|once)" value=")[^"]*', r"\1", page)


def under_load(servers, folder, targets):
    front = Front(servers)
    load = client.Load(front, folder, world.people(front, 6), targets).start()
    time.sleep(2)
    servers[2].kill()
    dead = load.count(client.ACKNOWLEDGED)
    time.sleep(2)
    load.stop()
    tap.ok(dead > 20, "all of them take writes", dead)
    tap.ok(load.count(client.ACKNOWLEDGED) > dead + 20, "the death of one stops nobody", load.count(client.ACKNOWLEDGED))
    world.judged(tap, servers[0], load, "with three servers, then two")
    tap.equal(world.Judge(front.store, load).blobs(), [], "every file is what was sent")
    tap.note(f"{load.count(client.ACKNOWLEDGED)} writes acknowledged, {load.count(client.UNKNOWN)} cut off, {load.count(client.REFUSED)} refused")


with world.Folder(tap) as folder:
    store = pgstore.store_of(folder, "servers")
    servers = [world.Server(store, folder, options=["--no-worker"]) for _ in range(3)]
    targets = world.example(servers[0])
    try:
        for i, s in enumerate(servers):
            s.starts = 10 * i
            s.start()
        tap.ok(all(s.wait_answers() for s in servers), "three servers answer")
        one_for_all(servers, targets)
        under_load(servers, folder, targets)
    finally:
        for s in servers:
            if s.process is not None and s.alive():
                s.stop()
        if pgstore.PG:
            store.drop()
tap.done()
