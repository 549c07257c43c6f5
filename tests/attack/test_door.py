"""The door, from outside: where forms come from, tokens, sessions, one-time links, what reaches a header."""
import re
import sys
import urllib.parse

from attack import Browser, Server, Tap, ask

tap = Tap()
ME = "admin@example.org"


def entered(server):
    b = Browser(server)
    b.enter(server.link(ME))
    return b


def origins(server):
    """A form of the account's owner, in every disguise."""
    b = entered(server)
    fields = b.form("/account")
    here = "http://" + b.host

    def save(name, wanted, origin, headers=None):
        a = b.post("/account", {**b.form("/account"), "name": name}, origin=origin, headers=headers, remember=False)
        kept = server.sql("SELECT name FROM person WHERE email = ?", ME)[0][0] == name
        tap.ok(a.status in wanted and kept == (a.status == 303), f"a form from {name}", f"{a}\nkept: {kept}")

    no = (403,)
    save("here", (303,), "same")
    for name, origin in (("another site", "http://evil.example"), ("nowhere", "null"), ("a longer name", here + ".evil.example"), ("another port", "http://127.0.0.1:1"),
                         ("another scheme", "https+evil://" + b.host), ("a user part", "http://127.0.0.1@evil.example"), ("a path", here + "/x"), ("nothing", ""),
                         ("a list", here + " http://evil.example"), ("a file", "file://")):
        save(name, no, origin)
    for site in ("cross-site", "same-site", "none", "", "same-origin, cross-site", "SAME-ORIGIN "):
        save(f"site {site!r}", (303,) if site == "SAME-ORIGIN" else no, here, {"Sec-Fetch-Site": site})
    save("no browser", (303,), None)  # a program, which has the token
    for name, change in (("no token", None), ("an empty token", ""), ("a wrong token", "0" * 64), ("half a token", fields["csrf"][:32]), ("a token and more", fields["csrf"] + "0")):
        f = {**b.form("/account"), "name": name, "csrf": change}
        if change is None:
            del f["csrf"]
        a = b.post("/account", f, remember=False)
        tap.ok(a.status == 403 and server.sql("SELECT name FROM person WHERE email = ?", ME)[0][0] != name, f"a form with {name}", a)
    f = {**b.form("/account"), "name": "by the address"}
    token = f.pop("csrf")
    tap.equal(b.post("/account?csrf=" + token, f, remember=False).status, 403, "a token in the address is none")
    visitor = Browser(server)
    foreign = visitor.form("/signin", "/signin/link")["csrf"]
    tap.equal(b.post("/account", {**b.form("/account"), "csrf": foreign, "name": "x"}, remember=False).status, 403, "a visitor's token is none of a session")
    tap.equal(b.post("/account", {**b.form("/account"), "csrf": entered(server).form("/account")["csrf"], "name": "x"}, remember=False).status, 403,
              "nor is that of another session of the same person")
    tap.equal(b.get("/account").status, 200, "the session has lived through it")
    for method in ("GET", "HEAD"):
        before = server.sql("SELECT count(*) FROM history")
        b.send(method, "/account?" + urllib.parse.urlencode({**fields, "name": "by GET"}))
        tap.equal(server.sql("SELECT count(*) FROM history"), before, f"{method} changes nothing")
    a = b.send("POST", "/account", body=b"name=x", headers={"Content-Type": "text/plain", "Origin": here})
    tap.equal(a.status, 400, "a form in plain text, which another site may send unasked, is none")


def links(server):
    link = server.link(ME)
    b = Browser(server)
    for _ in range(3):
        tap.equal(b.get(link).status, 200, "opening a link uses nothing")
    tap.equal(b.send("HEAD", link).status, 200, "nor does looking at its headers")
    fields = b.form(link)
    tap.equal(Browser(server).post(link, fields).status, 403, "its form without the visitor's cookie is refused")
    tap.equal(Browser(server).get(link).status, 200, "and uses nothing")
    tap.equal(b.post(link, fields, origin="http://evil.example").status, 403, "nor does a form from elsewhere")
    first = b.post(link, fields)
    tap.ok(first.status == 303 and b.who(), "the link opens")
    thief = Browser(server)
    tap.equal(thief.get(link).status, 410, "once")
    f = thief.form("/signin", "/signin/link")
    tap.ok(thief.post(link, {**fields, "csrf": f["csrf"]}).status != 303 and not thief.who(), "its form sent again by another opens nothing")
    old = server.link(ME)
    server.sql("UPDATE signin_link SET expires_at = '2020-01-01T00:00:00Z' WHERE used_at IS NULL")
    b = Browser(server)
    tap.equal(b.get(old).status, 410, "a link that is too old")
    f = b.form("/signin", "/signin/link")
    tap.ok(b.post(old, {"csrf": f["csrf"]}).status == 410 and not b.who(), "opens nothing either")
    never = "/signin/" + "a" * 26
    tap.ok(b.get(never).body == b.get(old).body.replace(b"", b"") or b.get(never).status == 410, "a link that never was looks the same")
    other = server.link(ME)
    person = server.sql("SELECT id FROM person WHERE email = ?", ME)[0][0]
    server.sql("UPDATE person SET active = 0 WHERE id = ?", person)
    b = Browser(server)
    tap.equal(b.get(other).status, 410, "a link of someone who has left")
    server.sql("UPDATE person SET active = 1 WHERE id = ?", person)
    tap.equal(Browser(server).get(other).status, 200, "works for who is back")
    tap.ok(all(len(server.link(ME).split("/")[-1]) == 26 for _ in range(2)), "and each is long")


def sessions(server):
    b, other = entered(server), entered(server)
    stolen = Browser(server)
    stolen.jar = dict(b.jar)
    tap.ok(stolen.who(), "a stolen cookie is a session, while it lasts")
    b.post("/signout", b.form("/account", "/signout"))
    tap.ok(not stolen.who() and not b.who(), "and none after signing out")
    tap.ok(other.who(), "where the person signed out, not elsewhere")
    b, stolen = entered(server), Browser(server)
    stolen.jar = dict(other.jar)
    b.post("/account/signout", b.form("/account", "/account/signout"))
    tap.ok(not stolen.who() and not other.who() and not b.who(), "signing out everywhere ends all")
    b, other = entered(server), entered(server)
    fields = b.form("/account", "/account/password")
    word = "correct horse battery staple 42"
    tap.equal(b.post("/account/password", {**fields, "password": word}).status, 303, "a new password")
    tap.ok(b.who() and not other.who(), "ends the other sessions")
    b2 = Browser(server)
    f = b2.form("/signin", "/signin/password")
    a = b2.post("/signin/password", {**f, "email": ME, "password": word})
    tap.ok(a.status == 303 and b2.who(), "which opens")
    server.sql("UPDATE signin_session SET expires_at = '2020-01-01T00:00:00Z'")
    tap.ok(not b2.who() and not b.who(), "a session that is too old is none")
    b = entered(server)
    server.sql("UPDATE person SET active = 0 WHERE email = ?", ME)
    tap.ok(not b.who(), "nor is that of someone who has left")
    server.sql("UPDATE person SET active = 1 WHERE email = ?", ME)


def fixation(server):
    name = "pilotis"
    chosen = "attacker0attacker0attacker"
    b = Browser(server)
    b.jar = {name: chosen, "pilotis-form": chosen}
    a = b.get("/signin", remember=False)
    tap.ok(not any(chosen in c for c in a.all("set-cookie")), "a chosen cookie is not given back", a)
    link = server.link(ME)
    fields = b.form(link)
    a = b.post(link, fields)
    tap.ok(a.status == 303 and b.jar[name] != chosen and len(b.jar[name]) == 26, "who signs in gets a session of their own", a)
    first = b.jar[name]
    after = b.form("/account")["csrf"]
    tap.ok(after != fields["csrf"], "and a form token of their own")
    mallory = Browser(server)
    mallory.jar = {name: chosen, "pilotis-form": chosen}
    tap.ok(not mallory.who(), "the chosen cookie opens nothing")
    tap.equal(mallory.post("/account", {"csrf": fields["csrf"], "name": "x"}).status, 403, "nor does the token from before")
    link = server.link(ME)
    b.post(link, b.form(link))
    tap.ok(b.jar[name] != first and b.who(), "signing in again changes it")
    old = Browser(server)
    old.jar = {name: first}
    tap.ok(not old.who(), "and ends the one before")
    for c in a.all("set-cookie"):
        if c.startswith(name + "="):
            low = c.lower()
            tap.ok("httponly" in low and "samesite=lax" in low and "path=/" in low and "domain" not in low, "the cookie of a session is closed to scripts and other sites", c)
    tap.ok(not server.sql("SELECT 1 FROM signin_session WHERE token_sha = ? OR agent LIKE ?", b.jar[name], "%" + b.jar[name] + "%"), "the store has only its digest")


def injections(server):
    """What was typed never ends a header, nor begins another."""
    b = entered(server)
    crlf = "/\r\nX-Injected: 1\r\nSet-Cookie: pilotis=x"
    for back in (crlf, "/account" + crlf, "//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "/%0d%0aX-Injected: 1", "javascript:alert(1)",
                 "/\tevil", "/ evil", "/é", "///evil.example", "/./evil", "data:text/html,x", "/account?x=\r\nX-Injected: 1", "/\u2028X"):
        for path, fields in (("/lang", {"lang": "fr", "back": back}),):
            a = b.post(path, fields, remember=False)
            to = a.get("location") or "/"
            good = a.get("x-injected") is None and to.startswith("/") and not to.startswith("//") and all(" " < c < "\x7f" for c in to)
            tap.ok(good and not any(c.startswith("pilotis=x") for c in a.all("set-cookie")), f"back to {back[:24]!r}", a)
    link = server.link(ME)
    fresh = Browser(server)
    f = fresh.form(link)
    a = fresh.post(link, {**f, "back": "https://evil.example/"})
    tap.equal(a.get("location"), "/", "a sign-in never leads to another site")
    page = fresh.get("/signin?back=https://evil.example/").text
    tap.ok(not re.search(r'(href|src|action)="[a-z]*:?//', page), "and no link of its page", page)
    a = b.get("/account?back=" + urllib.parse.quote(crlf))
    tap.ok(a.get("x-injected") is None, "an address is no header", a)
    name = "Ana\r\nBcc: victim@example.org\r\n\r\nX"
    a = b.post("/account", {**b.form("/account"), "name": name})
    kept = server.sql("SELECT name FROM person WHERE email = ?", ME)[0][0]
    tap.ok("\r" not in kept and "\n" not in kept, "a name is one line", repr(kept))
    a = b.send("POST", "/lang", body=b"lang=fr", headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://" + b.host, "X-Upload": "1"})
    tap.ok(a.status in (204, 303), "an answer without a page", a)
    for lang in ("fr\r\nX-Injected: 1", "fr; Path=/x", "de", "../fr"):
        a = b.post("/lang", {"lang": lang, "back": "/"}, remember=False)
        tap.ok(a.get("x-injected") is None and not any(c.startswith("lang=") for c in a.all("set-cookie")), f"language {lang!r}", a)
    for cookie in ("notice=zz.zz.zz.zz", "notice=3c736372697074.3c.2f.00000000000000000000000000000000", "lang=<script>", "pilotis=" + "x" * 8000, "pilotis=\u00e9", "=; =;;;; a", "pilotis=a; pilotis=b"):
        a = ask(server, f"GET /signin HTTP/1.1\r\nHost: {b.host}\r\nConnection: close\r\nCookie: {cookie}\r\n\r\n".encode())
        tap.ok(a is not None and a.status == 200 and b"<script>" not in a.body.replace(b"<script src", b""), f"cookie {cookie[:24]!r}", a)


def secure(build):
    with Server(build, "--base-url", "https://plan.example.org") as server:
        b = Browser(server)
        b.host = "plan.example.org"
        link = server.link(ME)
        fields = b.form(link)
        a = b.post(link, fields, origin="http://plan.example.org")
        tap.equal(a.status, 303, "behind a proxy that ends TLS, the Host that it passes on is believed")
        mine = [c for c in a.all("set-cookie") if "pilotis" in c]
        tap.ok(mine and all(c.startswith("__Host-") and "; Secure" in c for c in mine), "cookies are of this host only, and of https", mine)
        tap.ok("max-age" in (a.get("strict-transport-security") or ""), "https is said to be for ever", a)
        link = server.link(ME)
        b = Browser(server)
        b.host = "127.0.0.1"
        a = b.post(link, b.form(link), origin="https://plan.example.org")
        tap.equal(a.status, 303, "so is the address of the settings")
        b = Browser(server)
        b.jar = {"pilotis": "a" * 26}
        tap.ok(not b.who(), "a cookie without the prefix is not looked at")


def main(build):
    with Server(build) as server:
        for part in (origins, links, sessions, fixation, injections):
            part(server)
        said = server.said().decode("utf-8", "replace")
        tap.ok("evil" not in said and "/signin/a" not in said and ME not in said, "the log names nobody and repeats nothing", said[-1500:])
    tap.equal(server.process.returncode, 0, "it ends well")
    secure(build)
    tap.done()


main(sys.argv[1])
