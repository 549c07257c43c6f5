"""The nginx example, in front of a real server: TLS, who asks, what is too large, what stays inside."""
import http.client
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from urllib.parse import urlencode

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "attack"))
from attack import PATIENCE, Page, Server, Tap, ask  # noqa: E402

nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
if nginx is None:
    print("ok 1 - behind nginx # SKIP nginx is not installed (sh tools/deps.sh test)\n1..1")
    sys.exit(0)
tap = Tap()


def free_ports(n):
    import socket
    open_ = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [s.getsockname()[1] for s in open_]
    for s in open_:
        s.close()
    return ports


class Nginx:
    """The example as it is shipped, but for its name, its ports, its certificate and where it keeps things."""

    def __init__(self, server):
        self.dir = tempfile.mkdtemp(prefix="pilotis-nginx-")
        self.plain, self.tls = free_ports(2)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=plan.ecole.example", "-addext",
                        "subjectAltName=DNS:plan.ecole.example,IP:127.0.0.1", "-keyout", f"{self.dir}/key.pem", "-out", f"{self.dir}/cert.pem"],
                       check=True, capture_output=True)
        with open("debian/nginx.conf", encoding="utf-8") as f:
            site = f.read()
        for what, by in ((r"listen \[::\].*;", ""), (r"listen 80;", f"listen 127.0.0.1:{self.plain};"), (r"listen 443 ", f"listen 127.0.0.1:{self.tls} "),
                         (r"plan\.ecole\.be;", "plan.ecole.example;"), (r"ssl_certificate .*;", f"ssl_certificate {self.dir}/cert.pem;"),
                         (r"ssl_certificate_key .*;", f"ssl_certificate_key {self.dir}/key.pem;"), (r"http://127\.0\.0\.1:8080", f"http://127.0.0.1:{server.port}")):
            site, n = re.subn(what, by, site)
            if n == 0:
                raise RuntimeError(f"the example has no {what}")
        with open(f"{self.dir}/nginx.conf", "w", encoding="utf-8") as f:
            paths = "".join(f"{k}_temp_path {self.dir}/{k};\n" for k in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
            f.write(f"{'user root;' if os.geteuid() == 0 else ''}\npid {self.dir}/pid;\nerror_log {self.dir}/error.log;\ndaemon off;\nworker_processes 2;\n"
                    f"events {{ worker_connections 256; }}\nhttp {{\naccess_log off;\n{paths}{site}\n}}\n")
        checked = subprocess.run([nginx, "-t", "-q", "-p", self.dir, "-c", f"{self.dir}/nginx.conf"], capture_output=True, text=True)
        tap.ok(checked.returncode == 0 and "warn" not in checked.stderr, "nginx reads the example without a word", checked.stderr)
        self.process = subprocess.Popen([nginx, "-p", self.dir, "-c", f"{self.dir}/nginx.conf"], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if self.get("/livez").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("nginx does not start")

    def get(self, path, headers=None, method="GET", body=None):
        context = ssl.create_default_context(cafile=f"{self.dir}/cert.pem")
        c = http.client.HTTPSConnection("127.0.0.1", self.tls, timeout=PATIENCE, context=context)
        c.putrequest(method, path, skip_host=True)
        c.putheader("Host", "plan.ecole.example")
        for k, v in (headers or {}).items():
            c.putheader(k, v)
        if body is not None:
            c.putheader("Content-Length", str(len(body)))
        c.endheaders(body)
        a = c.getresponse()
        a.text = a.read().decode("utf-8", "replace")
        c.close()
        return a

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
        shutil.rmtree(self.dir, ignore_errors=True)


class Browser:
    def __init__(self, front):
        self.front, self.jar = front, {}

    def go(self, method, path, body=None, headers=None):
        h = dict(headers or {})
        if self.jar:
            h["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.jar.items())
        if method == "POST":
            h = {"Origin": "https://plan.ecole.example", "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"} | h
        a = self.front.get(path, h, method, body)
        self.cookies = a.headers.get_all("set-cookie") or []
        for c in self.cookies:
            name, value = c.split(";")[0].split("=", 1)
            self.jar[name] = value
        return a


def enter(browser, link):
    fields = Page(browser.go("GET", link).text).form(link)
    return browser.go("POST", link, urlencode(fields).encode())


with Server(sys.argv[1], "--base-url", "https://plan.ecole.example") as server:
    front = Nginx(server)
    try:
        b = Browser(front)
        a = enter(b, server.link("admin@example.org"))
        tap.equal(a.status, 303, "signing in through it")
        session = [c for c in b.cookies if c.startswith("__Host-pilotis=")]
        tap.ok(session and "Secure" in session[0] and "HttpOnly" in session[0], "the session's cookie goes over TLS only", b.cookies)
        a = b.go("GET", "/account")
        tap.ok(a.status == 200 and "max-age=" in (a.headers["Strict-Transport-Security"] or ""), "pages, and TLS from now on", a.headers)
        tap.ok("127.0.0.1" not in a.text and str(server.port) not in a.text, "no page names what is behind")
        import http.client as plain
        c = plain.HTTPConnection("127.0.0.1", front.plain, timeout=PATIENCE)
        c.request("GET", "/plan?x=1", headers={"Host": "plan.ecole.example"})
        r = c.getresponse()
        tap.equal((r.status, r.headers["Location"]), (301, "https://plan.ecole.example/plan?x=1"), "plain HTTP is sent to TLS")
        tap.equal(front.get("/healthz").status, 200, "its health may be asked from outside")
        tap.equal(front.get("/metrics").status, 404, "its numbers not")
        a = ask(server, f"GET /metrics HTTP/1.1\r\nHost: plan.ecole.example\r\nX-Forwarded-For: 198.51.100.7\r\nConnection: close\r\n\r\n")
        tap.equal(a.status, 404, "nor through a proxy that forgot to say so")

        # Who asks: tries are counted by mail and by client; whatever a client says of itself, it is one.
        before, statuses = server.sql("SELECT count(*) FROM throttle")[0][0], []
        for i in range(6):
            v = Browser(front)
            form = Page(v.go("GET", "/signin").text).form("/signin/password")
            body = urlencode(form | {"email": f"p{i}@example.org", "password": "not this one at all"}).encode()
            statuses.append(v.go("POST", "/signin/password", body, {"X-Forwarded-For": f"203.0.113.{i}", "Forwarded": f"for=203.0.113.{i}"}).status)
        counted = server.sql("SELECT count(*) FROM throttle")[0][0] - before
        tap.equal((statuses, counted), ([422] * 6, 7), "six mails tried by a client that names itself otherwise each time: six mails, one client")

        # What is too large.
        fields = Page(b.go("GET", "/import").text).form("/import")
        def upload(n):
            parts = "".join(f'--B\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items() if k != "file")
            body = (parts + '--B\r\nContent-Disposition: form-data; name="file"; filename="plan.txt"\r\n\r\n').encode() + b"x" * n + b"\r\n--B--\r\n"
            try:
                return b.go("POST", "/import", body, {"Content-Type": "multipart/form-data; boundary=B"})
            except (ssl.SSLError, OSError) as e:
                return e
        a = upload(2 << 20)
        tap.ok(a.status in (303, 422), "two megabytes go through", a.status)
        a = upload(36 << 20)
        tap.ok(a.status == 413 and "Pilotis" in a.text and "trop grand" in a.text, "what is too large for Pilotis gets its own page", getattr(a, "status", a))
        a = upload(41 << 20)
        tap.ok(getattr(a, "status", 413) == 413, "what is too large for nginx never gets there", getattr(a, "status", a))

        # Many at once, over kept connections.
        wrong = []
        def reader():
            for _ in range(20):
                s = front.get("/signin").status
                if s != 200:
                    wrong.append(s)
        threads = [threading.Thread(target=reader) for _ in range(8)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        tap.equal(wrong, [], "eight readers at once")
        server.process.terminate()
        server.process.wait(PATIENCE)
        tap.equal(front.get("/signin").status, 502, "without the server: nginx says so, and waits")
    finally:
        front.stop()
tap.done()
