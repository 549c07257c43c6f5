"""Hostile text in every column of text of every table, then every page that every role can reach is parsed by the rules of
browsers (html5lib): no element, attribute or address came from data, and every file that leaves is harmless too.

Columns are found in the schema and pages by following links, so that new ones come by themselves. A column that holds a
format and not a text is recognised by its name or by its CHECK, or stands in FORMATS with a reason."""
import csv
import io
import json
import re
import sqlite3
import sys
import urllib.parse
import xml.dom.minidom
import zipfile

import html5lib

from attack import Browser, Server, Sink, Tap

tap = Tap()
# By name: dates, times, digests, keys made from another column.
FORMAT_NAMES = re.compile(r".*(_on|_at|_day|_date|_time|_from|_until|sha256|_sha|_seal|_key|folded|hash|key|lang|state|kind|status|number|via)$|at")
# Tables that no text of a person ever enters, and columns that the program writes for itself to read.
OWN_TABLES = {"schema_migration", "secret", "setting", "job", "form_once", "blob", "blob_piece"}
FORMATS = {
    ("person", "password"): "an argon2id hash", ("person", "email"): "an address, so that mails leave",
    ("import_draft", "answers"): "JSON", ("import_draft", "format"): "a word", ("history", "entity"): "a word", ("history", "what"): "a word", ("history", "field"): "a word",
    ("submission_typed", "typed"): "JSON", ("evidence", "type"): "a media type", ("attachment", "type"): "a media type", ("outbox", "message_id"): "made by us",
}
BAD_ADDRESSES = ["javascript:zz()", " JaVaScRiPt:zz()", "java\tscript:zz()", "data:text/html,<script>zz()</script>", "//evil.example/zz", "https://evil.example/\"><zz>", "vbscript:zz",
                 "https://evil.example/ onzz=1", "\\\\evil.example\\zz", "ftp://evil.example/zz"]
FIRST = ["=", "+", "-", "@", "\t=", "\r=", "'=", '"=', "", " "]


def hostile(mark, row, short):
    first = FIRST[row % len(FIRST)]
    if short:
        return f'{first}{mark}"><zz onzz=1>'
    return (f"{first}{mark}\"><zz{row} zz=1 onzz='1'>' onzz=\"1\" ></title></textarea></style></option></select></script><script>zz()</script><!-- <![CDATA[ ]]> &lt;zz &#60;zz>"
            f" <svg/onload=zz()> [a](javascript:zz) ![b](//evil.example/zz) <javascript:zz> *c* **d** `e` \u202e\u2066zz\u2028 {{{{7*7}}}} ${{7*7}} %s%n %3Cscript%3E"
            f" {'longwordwithoutend' * 12} \n# =HYPERLINK(\"http://evil.example\")\n\n    <zz>\n\n| a | <zz> |")


class Poison:
    """The store, with hostile text wherever text may stand; which mark is which column."""

    def __init__(self, path):
        self.db = sqlite3.connect(path, timeout=60)
        self.marks, self.empty, self.formats = {}, [], []
        tables = [t for (t,) in self.db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]
        for (name,) in self.db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            self.db.execute(f"DROP TRIGGER {name}")
        for t in tables:
            if t not in OWN_TABLES and not t.startswith("search_index"):  # the engine's own shadows of an index
                self.table(t)
        self.db.commit()
        self.db.close()

    def table(self, t):
        rows = [r for (r,) in self.db.execute(f"SELECT rowid FROM {t} ORDER BY rowid")]
        columns = [c[1] for c in self.db.execute(f"PRAGMA table_info({t})") if c[2].upper() == "TEXT"]
        if not rows and columns:
            self.empty.append(t)
        for c in columns:
            if (t, c) in FORMATS or FORMAT_NAMES.fullmatch(c):
                self.formats.append(f"{t}.{c}")
            elif rows:
                self.column(t, c, rows)

    def column(self, t, c, rows):
        mark = f"mark{len(self.marks)}x"
        done = 0
        for i, r in enumerate(rows):
            old = self.db.execute(f"SELECT {c} FROM {t} WHERE rowid = ?", (r,)).fetchone()[0]
            if old is None and i % 2:
                continue  # absent things stay absent on some rows
            address = isinstance(old, str) and re.match(r"(https?|mailto):", old)
            texts = [BAD_ADDRESSES[i % len(BAD_ADDRESSES)] + f"#{mark}"] if address else [hostile(f"{mark}r{r}", i, False), hostile(f"{mark}r{r}", i, True)]
            for text in texts:
                try:
                    self.db.execute(f"UPDATE {t} SET {c} = ? WHERE rowid = ?", (text, r))
                    done += 1
                    break
                except sqlite3.IntegrityError:
                    continue
        if done:
            self.marks[mark] = f"{t}.{c}"
        elif all(self.db.execute(f"SELECT {c} IS NULL FROM {t} WHERE rowid = ?", (r,)).fetchone()[0] for r in rows):
            pass
        else:
            self.formats.append(f"{t}.{c}")


URLS = {"href", "src", "action", "formaction", "poster", "data", "cite", "background", "longdesc", "manifest", "ping", "srcset", "xlink:href"}
NEVER = {"iframe", "object", "embed", "base", "frame", "applet", "portal"}


def form_address(form):
    """Where a form of search leads, with the first thing it offers."""
    fields = {}
    for e in form.iter():
        if e.tag == "input" and e.get("name") and e.get("type") not in ("checkbox", "radio"):
            fields[e.get("name")] = e.get("value") or ""
        elif e.tag == "select" and e.get("name"):
            fields[e.get("name")] = next((o.get("value") for o in e.iter("option") if o.get("value")), "")
    return form.get("action", "") + "?" + urllib.parse.urlencode(fields)


def form_fields(form):
    """A form of a page, its texts replaced by hostile ones; what is chosen or hidden stays."""
    fields = []
    for n, e in enumerate(form.iter()):
        name = e.get("name")
        if not name:
            continue
        if e.tag == "textarea" or (e.tag == "input" and e.get("type", "text") in ("text", "search", "email", "url", "tel", "number", "date")):
            fields.append((name, hostile(f"form{n}x", n, n % 3 == 0)))
        elif e.tag == "select":
            fields.append((name, next((o.get("value") for o in e.iter("option") if o.get("value")), "")))
        elif e.tag == "input" and (e.get("type") == "hidden" or "checked" in e.attrib):
            fields.append((name, e.get("value") or ""))
    return fields


class Checker:
    def __init__(self):
        self.wrong, self.forms = [], {}

    def page(self, where, text, as_file=False):
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
        tree = parser.parse(text)
        for at, code, _ in parser.errors:
            self.wrong.append(f"{where}: parse error {code} at {at}")
        links = []
        for e in tree.iter():
            if not isinstance(e.tag, str):
                if "zz" in (e.text or ""):
                    self.wrong.append(f"{where}: a comment from data")
                continue
            tag = e.tag.split("}")[-1].lower()
            if tag.startswith("zz") or tag in NEVER or (tag == "style" and not as_file) or (tag == "script" and (not e.get("src", "").startswith("/s/") or (e.text or "").strip())):
                self.wrong.append(f"{where}: <{tag} {dict(e.attrib)}>")
            if tag == "meta" and "http-equiv" in e.attrib:
                self.wrong.append(f"{where}: meta http-equiv")
            if tag == "form" and e.get("method", "get").lower() == "get":
                links.append(form_address(e))
            elif tag == "form":
                self.forms.setdefault(re.sub(r"\d+", "0", e.get("action", "")), (e.get("action", ""), form_fields(e)))
            for k, v in e.attrib.items():
                k = str(k).split("}")[-1].lower()
                if k.startswith(("on", "zz")) or k in ("style", "srcdoc"):
                    self.wrong.append(f"{where}: <{tag} {k}={v[:40]!r}>")
                if k in URLS:
                    self.address(where, tag, k, v)
                    if (tag, k) == ("a", "href"):
                        links.append(v)
        return links

    def address(self, where, tag, k, v):
        clean = re.sub(r"[\x00-\x20]", "", v).lower()
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", clean)
        outside = clean.startswith(("//", "\\", "/\\")) or (scheme is not None and not (scheme.group(1) in ("http", "https", "mailto") and (tag, k) == ("a", "href")))
        if outside and not (tag == "img" and clean.startswith("data:image/")):
            self.wrong.append(f"{where}: <{tag} {k}={v[:60]!r}>")


def guarded(cell):
    return cell == "" or cell[0] not in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20" or re.fullmatch(r"[+-]?[\d  ,.]+", cell)


def check_file(checker, where, a):
    """What leaves as a file: no formula, no link that acts, well-formed."""
    kind, body = a.get("content-type").split(";")[0], a.body
    if "attachment" not in (a.get("content-disposition") or "") and kind not in ("application/json", "text/plain", "text/css", "text/javascript", "image/svg+xml"):
        checker.wrong.append(f"{where}: {kind} is no attachment")
    if kind == "text/csv":
        for row in csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"):
            checker.wrong.extend(f"{where}: the cell {c[:40]!r} is a formula" for c in row if not guarded(c))
    elif kind in ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                  "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"):
        with zipfile.ZipFile(io.BytesIO(body)) as z:
            for name in z.namelist():
                if not name.endswith((".xml", ".rels")):
                    continue
                data = z.read(name)
                xml.dom.minidom.parseString(data)
                for bad in (b"<f>", b"<f ", b"<zz", b"w:fldSimple", b"w:instrText>=", b"table:formula", b"text:script", b"office:scripts"):
                    if bad in data and b'w:instr="PAGE"' not in data:
                        checker.wrong.append(f"{where}: {name} has {bad}")
                for to in re.findall(rb'(?:Target|xlink:href)="([^"]*)"', data):
                    if re.match(rb"\s*(javascript|data|vbscript|file|\\\\|//)", to, re.I):
                        checker.wrong.append(f"{where}: {name} leads to {to[:60]!r}")
    elif kind in ("application/xml", "text/xml") or kind.endswith("+xml"):
        if b"<zz" in body or b"<script" in body:
            checker.wrong.append(f"{where}: an element from data")
        xml.dom.minidom.parseString(body)
    elif kind == "application/json":
        json.loads(body)
    elif kind == "text/html":
        checker.page(where, body.decode(), as_file=True)


def policy(checker, where, a):
    """Every page: nothing inline, no other site, no guessing of types."""
    csp = a.get("content-security-policy") or ""
    if a.status == 304:
        return
    if where.split(" ")[-1].startswith(("/s/", "/robots.txt", "/favicon.ico")):
        if a.get("x-content-type-options") != "nosniff" or (a.status == 200 and "default-src 'none'" not in csp):
            checker.wrong.append(f"{where}: headers {a.headers}")
        return
    page = a.get("content-type", ) is not None and a.get("content-type").startswith("text/html") and a.get("content-disposition") is None
    good = (a.get("x-content-type-options") == "nosniff" and a.get("x-frame-options") == "DENY" and "default-src 'none'" in csp and "unsafe-eval" not in csp
            and (not page or ("unsafe-inline" not in csp and "script-src 'self'" in csp and "form-action 'self'" in csp and "base-uri 'none'" in csp))
            and "frame-ancestors 'none'" in csp and a.get("referrer-policy") == "same-origin")
    if not good:
        checker.wrong.append(f"{where}: headers {a.headers}")


def pattern_of(path, routes):
    for p, regex in routes:
        if regex.fullmatch(path):
            return p
    return path


def route_list(server):
    kinds = {"id": r"\d+", "token": "[a-z0-9]{26}", "word": r"[a-z0-9_.-]+"}
    rows = json.loads(server.run("check", "--json"))["routes"]
    out = []
    for r in rows:
        if r["method"] == "GET":
            parts = re.split(r"\{(?:\w+:)?(\w+)\}", r["path"])
            out.append((r["path"], re.compile("".join(re.escape(x) if i % 2 == 0 else kinds[x] for i, x in enumerate(parts)))))
    return sorted(out, key=lambda x: "{" in x[0])


def said(a):
    """The number of a request, by which its line in the log is found."""
    found = re.search(r"cette demande[^<]*", a.text if a else "")
    return found.group(0) if found else ""


def crawl(name, browser, routes, checker, seen_marks, visited, full):
    """Everything that links lead to; of pages that differ by an id or a filter only, the first few."""
    todo, known, count, pages = [], set(), {}, 0
    for p, _ in routes:
        ids = range(1, 5) if "id}" in p else range(1)
        todo += [re.sub(r"\{(\w+:)?id\}", str(i), p) for i in ids if not re.search(r"\{(\w+:)?(word|token)\}", p)]
    while todo:
        target = todo.pop(0)
        path, _, query = target.partition("?")
        kind = (pattern_of(path, routes), tuple(sorted(k for k, _ in urllib.parse.parse_qsl(query))))
        count[kind] = count.get(kind, 0) + 1
        if count[kind] > (full if "{" in kind[0] and not kind[1] else 1 + (full > 2)):
            continue
        a = browser.get(target)
        where = f"{name} {target}"
        if a is None or a.status >= 500:
            checker.wrong.append(f"{where}: {a.status if a else 'no answer'} {said(a)}")
            continue
        policy(checker, where, a)
        if a.status != 200:
            continue
        pages += 1
        visited.add(kind[0])
        text = a.body.decode("utf-8", "replace")
        for m in set(re.findall(r"mark\d+x", text)):
            seen_marks.setdefault(m, set()).add(kind[0])
        if a.get("content-type").startswith("text/html") and a.get("content-disposition") is None:
            for link in checker.page(where, text):
                if link.startswith("/") and not link.startswith("//"):
                    to = link.split("#")[0]
                    if to not in known:
                        known.add(to)
                        todo.append(to)
        else:
            check_file(checker, where, a)
    return pages


# What would end the attack, or undo it.
LAST = re.compile(r"/(signout|lang|delete|drop|end|merge|password|restore|demo|retry|publish)(/|$)")


def send_forms(browser, checker):
    """Every form of every page once, full of hostile text: the answer, be it a refusal that gives back what was typed."""
    sent = 0
    for action, fields in list(checker.forms.values()):
        if LAST.search(action) or not any("form" in v and "><zz" in v for _, v in fields):
            continue
        a = browser.post(action, urllib.parse.urlencode(fields).encode())
        where = f"POST {action}"
        sent += 1
        if a is None or a.status >= 500:
            checker.wrong.append(f"{where}: {a.status if a else 'no answer'}")
            continue
        policy(checker, where, a)
        if a.status == 303:
            a = browser.get(a.get("location"))
        if a.get("content-type", ) and a.get("content-type").startswith("text/html"):
            checker.page(where, a.body.decode("utf-8", "replace"))
    return sent


def check_mails(sink, server):
    """Reminders of the day, full of hostile names and titles."""
    mails = sink.mails(1)
    tap.ok(len(mails) > 0, f"{len(mails)} mails left", server.said()[-1500:])
    usual = {"Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "List-Help", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Message-ID", "Precedence", "Subject", "To"}
    for m in mails:
        good = set(m["headers"]) <= usual and not m["defects"] and m["ascii"] and len(m["rcpt"]) == 1 and m["rcpt"][0].endswith("@example.org") and m["longest"] <= 78
        tap.ok(good and "\n" not in m["subject"], "a mail has its own headers only, and one reader", m)
    tap.ok(any("mark" in m["body"] or "mark" in m["subject"] for m in mails), "and hostile text came that far")


def main(build):
    sink = Sink()
    env = {"PILOTIS_ON": "2026-11-15", "PILOTIS_SMTP": f"smtp://127.0.0.1:{sink.port}", "PILOTIS_MAIL_FROM": "pilotis@example.org"}
    with Server(build, "--no-worker", demo=True, env=env) as server:
        routes = route_list(server)
        server.process.terminate()
        server.process.wait(60)
        poison = Poison(f"{server.dir}/s.db")
        server.start("--demo")
        roles = server.sql("SELECT coalesce(max(g.role), 1), p.id FROM person p LEFT JOIN role_grant g ON g.person = p.id AND g.deleted_at IS NULL "
                           "WHERE p.active = 1 AND p.deleted_at IS NULL GROUP BY p.id ORDER BY p.id")
        chosen = {}
        for role, person in roles:
            chosen.setdefault(role, person)
        seen, visited, checker = {}, set(), Checker()
        for role, person in [(0, None), *sorted(chosen.items())]:
            b = Browser(server)
            if person is not None:
                f = b.form("/signin", "/signin/demo")
                b.post("/signin/demo", {**f, "person": person})
                tap.ok(b.who(), f"role {role}: signed in")
            before = len(checker.wrong)
            pages = crawl(f"role {role}", b, routes, checker, seen, visited, 12 if role >= 32 else 2)
            tap.ok(len(checker.wrong) == before and pages > 2, f"role {role}: {pages} pages and files, nothing comes from data", "\n".join(checker.wrong[before:before + 15] + server.errors()))
        before = len(checker.wrong)
        sent = send_forms(b, checker)
        tap.ok(len(checker.wrong) == before and sent > 5, f"{sent} forms full of hostile text", "\n".join(checker.wrong[before:before + 15] + server.errors()))
        shown = {poison.marks[m] for m in seen}
        tap.ok(len(shown) >= 40, f"{len(shown)} of {len(poison.marks)} columns of text are shown somewhere")
        print("# never shown:", " ".join(sorted(set(poison.marks.values()) - shown)))
        print("# taken for formats:", " ".join(poison.formats))
        print("# without a row:", " ".join(poison.empty))
        missing = {p for p, _ in routes} - visited - {"/", "/s/{hash:word}/{name:word}", "/signin/{token}"}
        print("# not reached:", " ".join(sorted(missing)))
        check_mails(sink, server)
        tap.ok(server.process.poll() is None, "the server serves")
    sink.stop()
    tap.done()


main(sys.argv[1])
