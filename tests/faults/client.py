"""client.py: a person in front of the server, and a load of them that keeps its own record.

A write is acknowledged when its whole answer came and sends the browser on (303). Each acknowledged write is in a record
of the load's own, on the disk before the next one is asked, so that what the store holds can be judged by someone else
than the store.
"""
import hashlib
import html
import http.client
import os
import random
import re
import subprocess
import threading
import time
import urllib.parse

IN_DOUBT = "C’est peut-être enregistré"
ACKNOWLEDGED, REFUSED, UNKNOWN = "acknowledged", "refused", "unknown"


def content_of(mark, size):
    """The bytes of the file that a mark stands for: anyone can make them again."""
    out, block = bytearray(), mark.encode()
    while len(out) < size:
        block = hashlib.sha256(block).digest()
        out += block
    return bytes(out[:size])


class Person:
    """One browser: cookies, one connection, forms with their token."""

    def __init__(self, server, patience=60):
        self.server = server
        self.patience = patience
        self.cookies = {}
        self.token = None
        self.connection = None
        self.port = None
        self.used = 0

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def ask(self, method, path, body=None, headers=None):
        """(status, headers, text). Raises OSError or http.client.HTTPException when no whole answer came."""
        port = self.server.port
        if self.connection is None or self.port != port or time.monotonic() - self.used > 15:  # idle ones are closed
            self.close()
            self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=self.patience)
            self.port = port
        head = {"Accept-Language": "fr", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        head.update(headers or {})
        try:
            self.connection.request(method, path, body, head)
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        self.used = time.monotonic()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        if answer.getheader("Connection", "").lower() == "close":
            self.close()
        return answer.status, answer, text.decode("utf-8", "replace")

    def form_token(self, page):
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
        return found.group(1) if found else None

    def enter(self, email):
        """By a link of `pilotis link`, as someone would who reads their mail."""
        link = self.server.run("link", email).stdout.strip()
        path = urllib.parse.urlparse(link).path
        status, _, page = self.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
        status, _, _ = self.ask("POST", path, urllib.parse.urlencode({"csrf": self.form_token(page)}),
                                {"Content-Type": "application/x-www-form-urlencoded"})
        if status != 303:
            raise RuntimeError(f"entering: {status}")
        self.renew("/plan")
        return self

    def renew(self, path):
        status, _, page = self.ask("GET", path)
        self.token = self.form_token(page)
        if status != 200 or self.token is None:
            raise RuntimeError(f"{path}: {status}, no form")

    def post(self, path, fields, once=None):
        """once: the key under which the form is carried out once, however often it is sent."""
        fields = [("csrf", self.token), *([("once", once)] if once else []), *fields]
        return self.ask("POST", path, urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    def post_file(self, path, fields, name, filename, content, once=None):
        fields = [("csrf", self.token), *([("once", once)] if once else []), *fields]
        body, kind = multipart(fields, name, filename, content)
        return self.ask("POST", path, body, {"Content-Type": kind})


def multipart(fields, name, filename, content):
    edge = "edge" + hashlib.sha256(content).hexdigest()[:24]
    out = bytearray()
    for key, value in fields:
        out += f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
    out += (f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n").encode()
    return bytes(out + content + f"\r\n--{edge}--\r\n".encode()), f"multipart/form-data; boundary={edge}"


class Write:
    """One thing that someone tried to write."""

    def __init__(self, mark, kind, action, text, sha, slot):
        self.mark, self.kind, self.action, self.text, self.sha, self.slot = mark, kind, action, text, sha, slot
        self.outcome = UNKNOWN
        self.again = 0             # how often it was sent again, since nobody said what became of it
        self.status = 0
        self.doubted = False
        self.page = ""


class Load:
    """Writers at a rate (writes a second in all; None: as fast as they can). Goes on whatever the server does."""

    def __init__(self, server, folder, people, targets, rate=None, files=0.3, file_most=400_000, insist=0.5):
        """files: the share of writes that carry one. insist: the share whose form is sent again until someone answers."""
        self.server, self.folder, self.people, self.targets = server, folder, people, targets
        self.pace = None if rate is None else len(people) / rate
        self.files, self.file_most, self.insist = files, file_most, insist
        self.writes = []           # every write that was begun, by every writer
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.holding = threading.Event()
        self.threads = []
        self.troubles = []         # what a writer could not make sense of

    def start(self):
        run = f"{os.getpid():x}{random.randrange(1 << 24):06x}"
        for i, person in enumerate(self.people):
            t = threading.Thread(target=self._write_on, args=(person, f"{run}-{i}"), daemon=True)
            t.start()
            self.threads.append(t)
        return self

    def stop(self):
        self.stopping.set()
        for t in self.threads:
            t.join()
        for p in self.people:
            p.close()

    def _write_on(self, person, name):
        record = os.open(f"{self.folder}/record-{name}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        n, due = 0, time.monotonic()
        while not self.stopping.is_set():
            if self.pace is not None:
                due = max(due + self.pace, time.monotonic() - 1)  # what was missed is not made good in one burst
                self.stopping.wait(max(0, due - time.monotonic()))
            while self.holding.is_set() and not self.stopping.is_set():
                self.stopping.wait(0.02)
            n += 1
            try:
                w = self._one(person, f"marque-{name}-{n}")
            except Exception as e:  # a writer that dies would make the test pass by doing nothing
                with self.lock:
                    self.troubles.append(repr(e))
                return
            if w.outcome == ACKNOWLEDGED:
                os.write(record, (w.mark + "\n").encode())
                os.fsync(record)
            elif w.outcome == UNKNOWN:
                self.stopping.wait(0.05)
            else:
                self.stopping.wait(0.02)
        os.close(record)

    def _one(self, person, mark):
        action, slot = random.choice(self.targets)
        if random.random() < self.files:
            content = content_of(mark, random.randrange(1, self.file_most))
            w = Write(mark, "evidence", action, mark, hashlib.sha256(content).hexdigest(), slot)
        else:
            content = None
            w = Write(mark, "comment", action, f"{mark} {'l’été ' * random.randrange(1, 300)}".strip(), None, None)
        with self.lock:
            self.writes.append(w)
        once = f"once-{mark}"
        insist = random.random() < self.insist
        while not self._send(person, w, content, once) and insist and not self.stopping.is_set():
            w.again += 1
            self.stopping.wait(0.05)
        return w

    def _send(self, person, w, content, once):
        """Whether an answer came."""
        action, mark, slot = w.action, w.mark, w.slot
        try:
            if content is None:
                w.status, answer, page = person.post(f"/plan/actions/{action}/comments", [("text", w.text)], once)
            else:
                fields = [("kind", "file"), ("title", mark), ("effective", "2026-01-15"), ("visibility", "internal")]
                if slot is not None:
                    fields.append(("slot", str(slot)))
                w.status, answer, page = person.post_file(f"/plan/actions/{action}/evidence", fields, "file", mark + ".bin", content, once)
        except (OSError, http.client.HTTPException):
            return False
        if w.status == 303:
            w.outcome = ACKNOWLEDGED
        elif w.status >= 400:
            w.page = html.unescape(page)
            w.retry_after = answer.getheader("Retry-After")
            w.doubted = w.doubted or IN_DOUBT in w.page
            if IN_DOUBT in w.page or w.doubted:  # the server says that it does not know: sent again, as it asks
                return False
            w.outcome = REFUSED
        else:
            raise RuntimeError(f"{w.kind}: status {w.status}")
        return True

    def recorded(self):
        """The marks that the record holds: read back from the disk."""
        out = []
        for name in os.listdir(self.folder):
            if name.startswith("record-"):
                with open(f"{self.folder}/{name}", encoding="utf-8") as f:
                    out += f.read().split()
        return out

    def count(self, outcome):
        with self.lock:
            return sum(w.outcome == outcome for w in self.writes)
