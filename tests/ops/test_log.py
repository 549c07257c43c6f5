"""The log holds nothing personal. A server is driven as every role, by every path and every form, with names, addresses, texts,
files, machines and tokens that all carry a mark; then its log is looked through, in both forms."""
import json
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "attack"))
from attack import PATIENCE, Browser, Page, Server, Sink, Tap, ask  # noqa: E402

tap = Tap()
MARK, MACHINE = "zqxmarq", "203.0.113.77"
HEADERS = {"X-Forwarded-For": MACHINE, "Referer": "http://zqxmarqreferer.example/zqxmarqpage", "Accept-Language": "fr;q=0.9, zqxmarq-lang"}
QUERY = "?q=Zqxmarqquery&back=/zqxmarqback&email=zqxmarqasked@zqxmarq.example&state=zqxmarqstate&code=zqxmarqcode&from=zqxmarq&year=zqxmarq"
LEAVE = ("/signout", "/account/signout", "/account/sessions/end")


def options(page, name):
    """The values of a choice."""
    m = re.search(rf'<select[^>]* name="{name}".*?</select>', page, re.S)
    return [v for v in re.findall(r'<option value="([^"]*)"', m.group(0)) if v] if m else []


def settle(server):
    """Until every mail and job was tried."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.sql("SELECT (SELECT count(*) FROM outbox WHERE state = 'waiting' AND attempts = 0) +"
                      " (SELECT count(*) FROM job WHERE state = 'waiting' AND attempts = 0)")[0][0] == 0:
            return
        time.sleep(0.1)


def register(server, admin):
    """A person of each role, and what they may hold it in."""
    admin.post("/plan/actors", admin.form("/plan/actors", "/plan/actors") | {"name": "Zqxmarqinstance", "long_name": "Zqxmarqinstance des études", "kind": "0"})
    page = admin.get("/people/new").text
    people = ["admin@example.org"]
    for i, role in enumerate(options(page, "role")):
        for actor in ["", *options(page, "actor")[:1]]:
            mail = f"{'never-' if i % 2 else ''}zqxmarqmail{i}@zqxmarq.example"
            fields = admin.form("/people/new", "/people") | {"name": f"Zqxmarqnom Prénom{i}", "email": mail, "lang": "fr", "role": role, "actor": actor,
                                                            "until": "2090-01-01", "invite": "1"}
            if admin.post("/people", fields, headers=HEADERS).status == 303:
                people.append(mail)
                break
    return people


def paths(server):
    """Every path of the table, with names for its holes."""
    done = subprocess.run([server.bin, "check", "--json"], env=server.env, capture_output=True, text=True)  # 1: advice is not order
    for r in json.loads(done.stdout)["routes"]:
        path = re.sub(r"\{(?:\w+:)?id\}", "1", r["path"])
        path = re.sub(r"\{(?:\w+:)?token\}", (MARK * 4)[:26], path)
        yield r["method"], re.sub(r"\{(?:\w+:)?word\}", "zqxmarqword", path)


def fill(fields):
    filled = {k: v if k in ("csrf", "once", "rev", "role", "actor", "kind", "lang", "person") else v or f"Zqxmarqtyped {k}" for k, v in fields.items()}
    for name in filled:
        if "mail" in name:
            filled[name] = "zqxmarqtyped@zqxmarq.example"
        if "url" in name:
            filled[name] = "http://zqxmarqhost.invalid/zqxmarqpage"
    return filled


def drive(server, browser, routes):
    for method, path in routes:
        if path.startswith("/s/") or path in LEAVE:
            continue
        if method == "POST":
            browser.post(path, {"csrf": "zqxmarqcsrf", "text": "Zqxmarqtyped", "email": "zqxmarq@zqxmarq.example", "password": "Zqxmarqpassword 12", "name": "Zqxmarq"}, headers=HEADERS)
            continue
        a = browser.send("GET", path + QUERY, headers=HEADERS)
        if a is None or a.get("content-type") is None or "html" not in a.get("content-type"):
            continue
        for action, fields in Page(a.text).forms:
            if action.startswith("/") and not action.startswith(LEAVE) and action != "/lang":
                browser.post(action, fill(fields), headers=HEADERS)


def upload(server, browser, path, filename, content):
    fields = {k: v for k, v in fill(browser.form(path) or {}).items()}
    parts = "".join(f'--zqxmarqB\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
    body = (parts + f'--zqxmarqB\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n\r\n').encode() + content + b"\r\n--zqxmarqB--\r\n"
    browser.send("POST", path, body=body, headers={"Content-Type": "multipart/form-data; boundary=zqxmarqB", "Origin": "http://" + browser.host,
                                                   "Sec-Fetch-Site": "same-origin", **HEADERS})


def strangers(server):
    host = f"Host: 127.0.0.1:{server.port}\r\nX-Forwarded-For: {MACHINE}\r\nUser-Agent: ZqxmarqAgent\r\nConnection: close\r\n"
    for line in ("GET /zqxmarqpath/zqxmarq@zqxmarq.example HTTP/1.1", "GET /signin/zqxmarq?zqxmarq=1 HTTP/1.1", "BREW /zqxmarq HTTP/1.1", "GET /%zz/zqxmarq HTTP/1.1",
                 "GET /plan/actions/1?zqxmarq HTTP/1.1", "GET /../zqxmarq HTTP/1.1"):
        ask(server, f"{line}\r\n{host}\r\n")
    for body in ('{"zqxmarq": "zqxmarq" zqxmarq}', "zqxmarq=%zz&zqxmarq@zqxmarq.example", "email=zqxmarqnobody@zqxmarq.example&password=Zqxmarqpassword"):
        ask(server, f"POST /signin/password HTTP/1.1\r\n{host}Content-Length: {len(body)}\r\nContent-Type: application/json\r\n\r\n{body}")
    b = Browser(server)
    for _ in range(8):  # past the limit too
        b.post("/signin/password", b.form("/signin", "/signin/password") | {"email": "zqxmarqmail1@zqxmarq.example", "password": "Zqxmarqpassword 12"}, headers=HEADERS)
    b.post("/signin/link", b.form("/signin", "/signin/link") | {"email": "never-zqxmarqnobody@zqxmarq.example"}, headers=HEADERS)


def broken(server, browser):
    """Errors of ours: their detail is in the log."""
    server.sql("ALTER TABLE action_comment RENAME TO elsewhere")
    server.sql("ALTER TABLE outbox RENAME TO elsewhere_too")
    drive(server, browser, [("GET", "/outbox"), ("GET", "/plan"), ("GET", "/people"), ("GET", "/people/2"), ("GET", "/evidence/1"), ("POST", "/settings/mail/test")])
    server.sql("ALTER TABLE elsewhere RENAME TO action_comment")
    server.sql("ALTER TABLE elsewhere_too RENAME TO outbox")


def secrets_of(browsers):
    return [v for b in browsers for v in b.jar.values() if len(v) >= 20]


def field(line, key):
    m = re.search(rf'(?:^| ){key}=("(?:[^"\\]|\\.)*"|\S*)', line)
    return m.group(1) if m else None


def look_through(server, form, tokens):
    said = server.said().decode("utf-8")
    low = said.lower()
    lines = said.splitlines()
    found = [line for line in lines if MARK in line.lower() or MACHINE in line or "@" in line.replace("…@…", "")]
    tap.equal(found[:5], [], f"{form}: no name, address, text, file, query or machine is in {len(lines)} lines")
    tap.equal([t for t in tokens if t.lower() in low], [], f"{form}: no token is")
    odd = []
    for line in lines:
        try:
            event = json.loads(line) if form == "json" else {"at": field(line, "at"), "event": field(line, "event")}
            if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event["at"] or "") or not event["event"]:
                odd.append(line)
        except (ValueError, KeyError, TypeError):
            odd.append(line)
    # A person starts the server, and is told so in their language; a machine's log has machine's lines only.
    odd = [line for line in odd if form == "json" or not line.startswith(("pilotis: ", "Attention", "ATTENTION"))]
    tap.equal(odd[:5], [], f"{form}: every line is an event with its time")
    requests = [line for line in lines if ('"event":"request"' if form == "json" else "event=request") in line]
    statuses = {int(m) for line in requests for m in re.findall(r'status"?[=:](\d+)', line)}
    tap.ok({200, 303, 403, 404, 422, 429, 500} <= statuses and len(requests) > 500, f"{form}: it tells of all that happened: {len(requests)} requests", statuses)
    routes = {m for line in requests for m in re.findall(r'route"?[=:]"?([^ ",]+)', line)}
    tap.ok("/people/{id}" in routes and "none" in routes and len(routes) > 60, f"{form}: by path as the table writes them ({len(routes)})", routes)
    worker = [line for line in lines if "worker" in line and "job" in line]
    tap.ok(worker, f"{form}: and of the work behind")


for form in ("logfmt", "json"):
    sink = Sink()  # which refuses some, by name
    with Server(sys.argv[1], env={"PILOTIS_LOG": form, "PILOTIS_SMTP": f"smtp+plain://127.0.0.1:{sink.port}", "PILOTIS_MAIL_FROM": "zqxmarqfrom@zqxmarq.example"}) \
            if form == "logfmt" else Server(sys.argv[1], env={"PILOTIS_LOG": form, "PILOTIS_SMTP": f"smtp+plain://127.0.0.1:{sink.port}"}) as server:
        admin = Browser(server)
        links = [server.link("admin@example.org")]
        admin.enter(links[0])
        emails = register(server, admin)
        tap.ok(len(emails) >= 6, f"{form}: a person of each role", emails)
        browsers, routes = [admin], list(paths(server))
        for email in emails[1:]:
            links.append(server.link(email))
            browsers.append(Browser(server))
            browsers[-1].enter(links[-1])
        upload(server, admin, "/import", "zqxmarqplan.docx", b"PK\x03\x04zqxmarq")
        upload(server, admin, "/import", "zqxmarqplan.csv", "Numéro;Action;Responsable\n1.1;Zqxmarqaction;Zqxmarqnom Prénom\n".encode())
        # The coordination first: there is something to see for the others.
        for b in [admin, *browsers[1:], Browser(server)]:
            drive(server, b, routes)
        strangers(server)
        # Whatever the forms did to whoever may do most: they may do it again, to find what is broken.
        server.sql("UPDATE person SET active = 1, deleted_at = NULL, email = 'admin@example.org', email_key = 'admin@example.org' WHERE id = 1")
        server.sql("UPDATE role_grant SET deleted_at = NULL, until_day = NULL WHERE person = 1 AND role IN (32, 64)")
        links.append(server.link("admin@example.org"))
        last = Browser(server)
        last.enter(links[-1])
        broken(server, last)
        settle(server)
        tap.ok(server.sql("SELECT count(*) FROM outbox WHERE to_address LIKE 'never-%' AND state = 'failed'")[0][0] > 0, f"{form}: some mail was refused")
        look_through(server, form, secrets_of([*browsers, last]) + [link.rsplit("/", 1)[1] for link in links])
    sink.stop()
tap.done()
