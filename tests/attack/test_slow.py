"""Who takes all the time in the world: connections that never finish their request, or never read their answer. Others are
served meanwhile. Addresses of 127/8 other than 127.0.0.1 are strangers to the server, which counts their connections."""
import socket
import sys
import time

from attack import PATIENCE, Connection, Server, Tap, ask

tap = Tap()
H = "Host: 127.0.0.1\r\n"
BODY = f"POST /lang HTTP/1.1\r\n{H}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nlang"


def alive(server, source=None):
    a = ask(server, f"GET /healthz HTTP/1.1\r\n{H}Connection: close\r\n\r\n", source=source)
    return a is not None and a.status == 200


def open_many(server, n, source, data):
    held = []
    for _ in range(n):
        try:
            c = Connection(server, source)
            c.send(data)
            held.append(c)
        except OSError:
            pass
    return held


def closed(c):
    """Whether the server has closed it by now."""
    c.socket.settimeout(0.01)
    try:
        return c.socket.recv(1) == b""
    except (TimeoutError, socket.timeout):
        return False
    except OSError:
        return True


def wait_for(test):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if test():
            return True
        time.sleep(0.2)
    return False


def one_address(server):
    held = open_many(server, 200, "127.0.0.2", f"GET /healthz HTTP/1.1\r\n{H}X: ")
    tap.ok(wait_for(lambda: sum(not closed(c) for c in held) <= 64), "one address keeps 64 connections at most", sum(not closed(c) for c in held))
    tap.ok(alive(server, "127.0.0.3"), "and another address is served")
    tap.ok(alive(server), "so is this machine")
    for c in held:
        c.close()
    tap.ok(wait_for(lambda: served(server, "127.0.0.2")), "and itself, when it has let them go")


def served(server, source):
    try:
        return alive(server, source)
    except OSError:
        return False


def many_addresses(server):
    """All places, taken by many: the server hurries those who wait, and everyone gets in."""
    held = []
    for i in range(10, 26):
        held += open_many(server, 64, f"127.0.0.{i}", f"GET /healthz HTTP/1.1\r\n{H}X: ")
    tap.ok(len(held) > 900, "a thousand connections with half a request", len(held))
    tap.ok(all(alive(server) for _ in range(5)), "this machine is served all the same")
    tap.ok(wait_for(lambda: sum(not closed(c) for c in held) <= 768), "those who let wait are cut when places are short")
    for c in held:
        c.close()


def bodies(server):
    held = open_many(server, 60, "127.0.0.4", BODY)
    tap.ok(alive(server, "127.0.0.5") and alive(server, "127.0.0.4"), "sixty bodies that do not come: others are served, and the same address too")
    for c in held:
        c.close()
    readers = open_many(server, 60, "127.0.0.6", f"GET /help HTTP/1.1\r\n{H}\r\n" * 40)
    tap.ok(alive(server, "127.0.0.5"), "sixty who ask for much and do not read")
    for c in readers:
        c.close()


def trickle(server):
    """A byte a second is no silence: it is cut all the same, when its time for a request is over."""
    slow = Connection(server, "127.0.0.7")
    silent = Connection(server, "127.0.0.7")
    slow.send("GET /healthz HTTP/1.1\r\nX: ")
    until = time.monotonic() + PATIENCE
    cut = False
    while not cut and time.monotonic() < until:
        slow.send("x")
        time.sleep(0.5)
        cut = closed(slow)
    tap.ok(cut, "a request of a byte a second is cut")
    tap.ok(wait_for(lambda: closed(silent)), "so is a connection without one")


def main(build):
    with Server(build) as server:
        for part in (one_address, many_addresses, bodies, trickle):
            part(server)
        tap.ok(alive(server) and server.process.poll() is None, "the server serves")
    tap.equal(server.process.returncode, 0, "it ends well")
    tap.done()


main(sys.argv[1])
