"""What the attacks share: a server of their own, bytes on a socket, answers read strictly, TAP."""
import html.parser
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse

PATIENCE = 60  # seconds that anything may take on a machine under load


class Tap:
    def __init__(self):
        self.n = self.failed = 0

    def ok(self, passed, name, detail=""):
        self.n += 1
        if not passed:
            self.failed += 1
        print(("ok" if passed else "not ok"), self.n, "-", name, flush=True)
        if not passed and detail != "":
            for line in str(detail).splitlines()[:20]:
                print("#  ", line[:300])

    def equal(self, got, wanted, name):
        self.ok(got == wanted, name, f"got:    {got!r}\nwanted: {wanted!r}")

    def done(self):
        print(f"1..{self.n}")
        sys.exit(1 if self.failed or self.n == 0 else 0)


class Server:
    """pilotis serve on a store of its own, in a folder that goes away with it."""

    def __init__(self, build, *options, demo=False, env=None):
        self.bin = os.path.abspath(os.path.join(build, "pilotis"))
        self.dir = tempfile.mkdtemp(prefix="pilotis-attack-")
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("PILOTIS_", "LC_"))}
        self.env.update(LANG="fr_BE.UTF-8", PILOTIS_STORE=f"sqlite:{self.dir}/s.db", **(env or {}))
        self.process = None
        if demo:
            self.run("demo")
        else:
            self.run("init", "--name", "Essai", "--admin", "admin@example.org")
        self.start(*(("--demo",) if demo else ()), *options)

    def run(self, *words):
        done = subprocess.run([self.bin, *words], env=self.env, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"pilotis {words}: {done.stderr}")
        return done.stdout

    def start(self, *options):
        self.log = open(f"{self.dir}/log", "w+b")
        self.process = subprocess.Popen([self.bin, "serve", "--listen", "127.0.0.1:0", *options], env=self.env, stderr=self.log)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            found = re.search(rb'coute sur (\S+)|"event":"listening","detail":"([^"]+)"', self.said())
            if found:
                self.base = (found.group(1) or found.group(2)).decode()
                break
            time.sleep(0.05)
        else:
            raise RuntimeError("the server does not start: " + self.said().decode())
        with open(f"/proc/{self.process.pid}/net/tcp") as f:
            f.read()
        self.port = self.listening()

    def listening(self):
        """The port, also behind a base URL that does not name it."""
        inodes = set()
        for fd in os.listdir(f"/proc/{self.process.pid}/fd"):
            try:
                inodes.add(os.readlink(f"/proc/{self.process.pid}/fd/{fd}"))
            except OSError:
                pass
        for line in open("/proc/net/tcp").read().splitlines()[1:]:
            part = line.split()
            if part[3] == "0A" and f"socket:[{part[9]}]" in inodes:
                return int(part[1].split(":")[1], 16)
        raise RuntimeError("no listening socket")

    def said(self):
        with open(f"{self.dir}/log", "rb") as f:
            return f.read()

    def errors(self):
        """What the log says of requests that failed by our fault."""
        return [line for line in self.said().decode("utf-8", "replace").splitlines() if " status=5" in line or "BUG" in line][-5:]

    def link(self, email):
        """A one-time link, as its path."""
        return urllib.parse.urlparse(self.run("link", email).split()[-1]).path

    def sql(self, text, *args):
        db = sqlite3.connect(f"{self.dir}/s.db", timeout=PATIENCE)
        with db:
            rows = db.execute(text, args).fetchall()
        db.close()
        return rows

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
        shutil.rmtree(self.dir, ignore_errors=True)
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.stop()


class Sink:
    """A mail server that keeps what it is given (tests/web/smtp_sink.py)."""

    def __init__(self):
        top = os.path.join(os.path.dirname(__file__), "..", "web", "smtp_sink.py")
        self.file = tempfile.NamedTemporaryFile(prefix="pilotis-mails-")
        self.process = subprocess.Popen(["/usr/bin/python3", top, self.file.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())

    def mails(self, least, wanted=lambda m: True):
        """Those wanted, once there are so many; what there is when they do not come."""
        until = time.monotonic() + PATIENCE
        while True:
            with open(self.file.name, encoding="utf-8") as f:
                found = [m for m in map(json.loads, f.read().split("\n")[:-1]) if wanted(m)]
            if len(found) >= least or time.monotonic() > until:
                return found
            time.sleep(0.2)

    def stop(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)


class Answer:
    def __init__(self, status, headers, body, raw):
        self.status, self.headers, self.body, self.raw = status, headers, body, raw

    def all(self, name):
        return [v for k, v in self.headers if k == name]

    def get(self, name):
        found = self.all(name)
        return found[0] if found else None

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def __repr__(self):
        return f"{self.status} {self.headers} {self.body[:200]!r}"


class Connection:
    """Bytes out, answers in, each read to its exact end."""

    def __init__(self, server, source=None, patience=PATIENCE):
        self.socket = socket.create_connection(("127.0.0.1", server.port), patience, (source, 0) if source else None)
        self.left = b""

    def send(self, data):
        try:
            self.socket.sendall(data if isinstance(data, bytes) else data.encode())
        except OSError:
            pass  # the other side has heard enough

    def more(self):
        try:
            got = self.socket.recv(65536)
        except ConnectionResetError:
            got = b""
        self.left += got
        return got != b""

    def answer(self, head=False):
        """The next answer, or None when the connection ended without one."""
        while b"\r\n\r\n" not in self.left:
            if not self.more():
                return None
        top, self.left = self.left.split(b"\r\n\r\n", 1)
        lines = top.split(b"\r\n")
        found = re.fullmatch(rb"HTTP/1\.[01] (\d{3}) [ -~]*", lines[0])
        if found is None:
            raise RuntimeError(f"no status line: {top[:200]!r}")
        status, headers = int(found.group(1)), []
        for line in lines[1:]:
            one = re.fullmatch(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*?)[ \t]*", line)
            if one is None:
                raise RuntimeError(f"no header: {line[:200]!r}")
            headers.append((one.group(1).decode().lower(), one.group(2).decode("latin-1")))
        if status == 100:
            return self.answer(head)
        lengths = [v for k, v in headers if k == "content-length"]
        if len(lengths) > 1:
            raise RuntimeError("two lengths in an answer")
        n = 0 if head or status in (204, 304) else int(lengths[0]) if lengths else None
        while n is None or len(self.left) < n:
            if not self.more():
                break
        n = len(self.left) if n is None else n
        body, self.left = self.left[:n], self.left[n:]
        return Answer(status, headers, body, top + b"\r\n\r\n" + body)

    def ended(self):
        """Whether nothing more comes, ever: the connection is closed by the server."""
        self.socket.settimeout(PATIENCE)
        try:
            while self.more():
                pass
        except (TimeoutError, socket.timeout):
            return False
        return self.left == b""

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.close()


def ask(server, data, head=False, source=None):
    with Connection(server, source) as c:
        c.send(data)
        return c.answer(head)


class Page(html.parser.HTMLParser):
    """The forms of a page: action → its fields."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.now, self.select = [], None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self.now = (a.get("action", ""), {})
            self.forms.append(self.now)
        elif self.now is not None and tag in ("input", "textarea") and a.get("name"):
            if a.get("type") not in ("checkbox", "radio") or "checked" in a:
                self.now[1].setdefault(a["name"], a.get("value") or "")
        elif tag == "select":
            self.select = a.get("name")
        elif tag == "option" and self.now is not None and self.select and (self.select not in self.now[1] or "selected" in a):
            self.now[1][self.select] = a.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.now = None
        if tag == "select":
            self.select = None

    def form(self, action):
        for a, fields in self.forms:
            if a == action:
                return dict(fields)
        return None


class Browser:
    """Cookies kept, forms sent as a browser sends them; everything can be set otherwise."""

    def __init__(self, server, source=None):
        self.server, self.jar, self.source = server, {}, source
        self.host = f"127.0.0.1:{server.port}"

    def cookies(self):
        return "; ".join(f"{k}={v}" for k, v in self.jar.items())

    def send(self, method, target, body=None, headers=None, remember=True):
        lines = [f"{method} {target} HTTP/1.1", f"Host: {self.host}", "Connection: close", "User-Agent: Mozilla/5.0 (X11; Linux) Firefox/128.0"]
        if self.jar:
            lines.append("Cookie: " + self.cookies())
        if body is not None:
            if isinstance(body, dict):
                body = urllib.parse.urlencode(body).encode()
            lines.append(f"Content-Length: {len(body)}")
        for k, v in (headers or {}).items():
            lines.append(f"{k}: {v}")
        a = ask(self.server, "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b""), head=method == "HEAD", source=self.source)
        if a is not None and remember:
            for c in a.all("set-cookie"):
                name, value = c.split(";")[0].split("=", 1)
                if value == "" or "max-age=0" in c.lower():
                    self.jar.pop(name, None)
                else:
                    self.jar[name] = value
        return a

    def get(self, target, **kw):
        return self.send("GET", target, **kw)

    def post(self, target, fields, origin="same", headers=None, **kw):
        h = {"Content-Type": "application/x-www-form-urlencoded"}
        if origin == "same":
            h.update({"Origin": "http://" + self.host, "Sec-Fetch-Site": "same-origin"})
        elif origin is not None:
            h["Origin"] = origin
        h.update(headers or {})
        return self.send("POST", target, body=fields, headers={k: v for k, v in h.items() if v is not None}, **kw)

    def form(self, page, action=None):
        """The fields of a form of a page, as they stand there."""
        fields = Page(self.get(page).text).form(action or page)
        if fields is None:
            raise RuntimeError(f"{page} has no form {action or page}")
        return fields

    def enter(self, link):
        fields = self.form(link)
        a = self.post(link, fields)
        if a.status != 303:
            raise RuntimeError(f"no entry: {a}")
        return a

    def who(self):
        """Signed in: the account page is open."""
        return self.get("/account").status == 200
