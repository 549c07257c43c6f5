"""Signing in by a real provider, over HTTP: test_signin.py BUILD. TAP.

Two servers: ours and Glewlwyd. What only a provider that lies would send (other keys, other claims) is in tests/unit/test_oidc.c.
"""
import html
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(__file__))
from provider import CLIENT, SECRET, Client, Provider, free_port  # noqa: E402

PILOTIS = os.path.abspath(os.path.join(sys.argv[1], "pilotis"))
count = failed = 0


def ok(cond, name, detail=""):
    global count, failed
    count += 1
    print(("ok" if cond else "not ok"), count, "-", name, flush=True)
    if not cond:
        failed += 1
        for line in str(detail).splitlines()[:25]:
            print("#  ", line)
    return cond


def text_of(page):
    main = re.sub(r"(?s)^.*?<main", "<main", page)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main))).strip()


class Browser(Client):
    """Of somebody at our server: keeps the form token of the last page."""

    def __init__(self, site):
        super().__init__()
        self.site, self.csrf = site, ""

    def get(self, path, **headers):
        self.status, self.headers, self.page = self.ask("GET", self.site.url + path if path.startswith("/") else path,
                                                        headers={"Accept-Language": "fr"} | headers)
        m = re.search(r'name="csrf" value="([^"]+)"', self.page)
        self.csrf = m.group(1) if m else self.csrf
        self.location = self.headers.get("Location") or ""
        return self.status

    def post(self, path, **form):
        body = urllib.parse.urlencode({"csrf": self.csrf} | form).encode()
        self.status, self.headers, self.page = self.ask("POST", self.site.url + path, body, {
            "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin", "Origin": self.site.url, "Accept-Language": "fr"})
        self.location = self.headers.get("Location") or ""
        return self.status

    def who(self):
        """The name that the page shows, None when nobody is signed in; what was answered before stays as it was."""
        before = self.status, self.headers, self.page, self.location
        self.get("/account")
        m = re.search(r'<details class="menu">\s*<summary>([^<]+)</summary>', self.page)
        name = html.unescape(m.group(1)) if self.status == 200 and m else None
        self.status, self.headers, self.page, self.location = before
        return name


class Site:
    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {**os.environ, "LANG": "fr_BE.UTF-8", "PILOTIS_STORE": "sqlite:" + os.path.join(folder, "store.db"), "PILOTIS_BASE_URL": self.url}
        self.env.pop("PILOTIS_ON", None)
        self.command("init", "--name", "Programme d’essai", "--admin", "ana@ecole.example")
        self.log = open(os.path.join(folder, "server.log"), "w+")
        self.process = subprocess.Popen([PILOTIS, "serve", "--listen", f"127.0.0.1:{self.port}"], env=self.env, stdout=self.log, stderr=self.log)
        for _ in range(200):
            try:
                Client().ask("GET", self.url + "/healthz")
                break
            except OSError:
                time.sleep(0.05)

    def command(self, *args):
        return subprocess.run([PILOTIS, *args], env=self.env, capture_output=True, text=True, check=True).stdout

    def enter(self, email):
        b = Browser(self)
        path = urllib.parse.urlparse(self.command("link", email).strip()).path
        b.get(path)
        b.post(path)
        return b

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def lines(self):
        return open(self.log.name, encoding="utf-8").read()


def settings(provider, **more):
    return {"label": "École", "issuer": provider.issuer, "client_id": CLIENT, "secret": SECRET, "who": "known", "domains": "", "scope": "openid",
            "claim_email": "email", "claim_name": "name", "claim_groups": "groups"} | more


class Test:
    def __init__(self, folder):
        self.site = Site(folder)
        self.provider = Provider(folder, self.site.url + "/signin/oidc/back")
        self.admin = self.site.enter("ana@ecole.example")

    def save(self, **more):
        self.admin.get("/settings/signin")
        rev = re.search(r'name="rev" value="(\d+)"', self.admin.page).group(1)
        return self.admin.post("/settings/signin", rev=rev, **settings(self.provider, **more))

    def go(self, name, path="/signin/oidc?back=/owe", browser=None, session=None):
        """From our page to the provider; browser at ours, address to come back to."""
        b = browser or Browser(self.site)
        b.get(path)
        if b.status != 303:
            return b, None
        return b, self.provider.allow(session or self.provider.session(name), b.location)

    def come(self, name, **kw):
        b, back = self.go(name, **kw)
        if back:
            b.get(back)
        return b


def run(folder):
    t = Test(folder)
    try:
        set_up(t)
        success(t)
        refusals(t)
        forgeries(t)
        groups(t)
        local(t)
        rotation(t)
        account(t)
        down(t)
        log(t)
    finally:
        t.provider.stop()
        t.site.stop()


def set_up(t):
    b = Browser(t.site)
    b.get("/signin")
    ok("/signin/oidc" not in b.page, "no button before a provider is set up")
    ok(b.get("/signin/oidc") == 404 and "pas en service" in b.page, "and its path says so")
    for field, wrong, says in (("issuer", "http://compte.ecole.example", "https"), ("scope", "email", "openid"), ("domains", "pas un domaine!", "domaines")):
        ok(t.save(**{field: wrong}) == 422 and says in t.admin.page, f"a wrong {field} comes back with what is wrong", text_of(t.admin.page))
    ok(wrong in html.unescape(t.admin.page), "and with what was typed")
    ok(t.save(secret="not the secret") == 303, "the provider is saved")
    t.admin.get("/settings/signin")
    t.admin.post("/settings/signin/test")
    ok("identifiant ou secret refusé" in t.admin.page and SECRET not in t.admin.page, "the test finds a wrong secret", text_of(t.admin.page))
    ok(t.save(issuer=t.provider.base + "/api/autre") == 303, "another address is saved")
    t.admin.get("/settings/signin")
    t.admin.post("/settings/signin/test")
    ok("répond par une erreur" in t.admin.page, "the test finds a wrong address", text_of(t.admin.page))
    t.save(issuer=t.provider.issuer + "/.well-known/openid-configuration")
    t.admin.get("/settings/signin")
    t.admin.post("/settings/signin/test")
    ok("La liaison est bonne" in t.admin.page, "the test passes when all is right, with the address of the description too", text_of(t.admin.page))
    t.admin.get("/settings/signin")
    ok(SECRET not in t.admin.page and "not the secret" not in t.admin.page, "the secret is never shown")
    b.get("/signin")
    ok("/signin/oidc" not in b.page, "nobody else sees the button yet")
    t.admin.post("/settings/signin/local", off="1")
    ok(t.admin.status == 422 and "entrez d’abord vous-même" in text_of(t.admin.page), "links stay while no administrator came in by it",
       f"{t.admin.status} {text_of(t.admin.page)}")


def success(t):
    t.provider.person("ana", "Ana@ecole.example", groups=["staff"])
    t.provider.person("eve", "eve@ecole.example")
    b = Browser(t.site)
    ok(b.get("/signin/oidc") == 404, "before it is shown, strangers do not get there")
    b = t.come("ana", browser=t.admin, path="/signin/oidc?back=/settings/signin")
    ok(b.status == 303 and b.location == "/settings/signin", "an administrator tries it before it is shown", f"{b.status} {text_of(b.page)}")
    ok(t.save(enabled="1") == 303, "it is shown")
    b = Browser(t.site)
    b.get("/signin")
    ok("Se connecter avec École" in b.page and 'name="email"' in b.page, "the sign-in page offers both ways", text_of(b.page))
    b = t.come("ana")
    ok(b.status == 303 and b.location == "/owe", "a known person comes in, to where they wanted to go", f"{b.status} {b.location} {text_of(b.page)}")
    cookies = "".join(v for k, v in b.headers.items() if k.lower() == "set-cookie")
    ok("pilotis=" in cookies and "HttpOnly" in cookies and "SameSite=Lax" in cookies, "with a session of ours", cookies)
    ok(b.who() == "ana", "as themselves, with the name they have here", b.who())
    b.get("/account")
    ok("Votre compte est lié" in b.page, "the account page tells of the tie")
    b.post("/signout")
    ok(b.location == "/signin?out=1" and b.who() is None, "signing out ends it", b.location)
    b.get("/signin?out=1")
    ok("/signin/oidc/out" in b.page, "and offers to leave the provider too")
    b.get("/signin/oidc/out")
    ok(b.status == 303 and b.location.startswith(t.provider.base) and "end_session" in b.location and "client_id=pilotis" in b.location,
       "through its own page", b.location)
    b = t.come("ana", path="/signin/oidc?back=//evil.example/")
    ok(b.location == "/", "never to another site", b.location)
    b = t.come("ana", path="/signin/oidc?shared=1")
    session = [v for k, v in b.headers.items() if k.lower() == "set-cookie" and v.startswith("pilotis=")]
    ok(session and "Max-Age" not in session[0], "a shared computer's session ends with the browser", session)


def refusals(t):
    b = t.come("eve")
    ok(b.status == 403 and "ne vous connaît pas" in text_of(b.page) and "eve@ecole.example" in b.page and b.who() is None,
       "an unknown person is told whom to ask, and stays out", text_of(b.page))
    t.admin.get("/people/new")
    t.admin.post("/people", name="Eve Exemple", email="eve@ecole.example", lang="fr")
    b = t.come("eve")
    ok(b.status == 303 and b.who() == "Eve Exemple", "once registered she comes in", text_of(b.page))
    t.admin.get("/people")
    eve = re.search(r'/people/(\d+)">Eve', t.admin.page).group(1)
    t.admin.get("/people/" + eve)
    ok("Lié à" in t.admin.page, "the coordination sees the tie")

    def switch(active):
        t.admin.get("/people/" + eve)
        rev = re.search(r'name="rev" value="(\d+)"', t.admin.page).group(1)
        t.admin.post("/people/" + eve, name="Eve Exemple", email="eve@ecole.example", lang="fr", rev=rev, **({"active": "1"} if active else {}))
    switch(False)
    ok(b.who() is None, "a disabled person's session is over")
    b = t.come("eve")
    ok(b.status == 403 and "désactivé" in text_of(b.page) and b.who() is None, "and she does not come in again", text_of(b.page))
    switch(True)
    # The address at the provider changes: the tie stays; somebody else who gets her old address there does not become her.
    t.provider.change("eve", email="eve.new@ecole.example")
    b = t.come("eve")
    ok(b.who() == "Eve Exemple", "another address there changes nothing: she is known by who she is")
    t.provider.person("eva", "eve@ecole.example")
    b = t.come("eva")
    ok(b.status == 409 and b.who() is None and "déjà liée" in text_of(b.page), "who inherits her address there does not become her", text_of(b.page))
    t.admin.get("/people/new")
    t.admin.post("/people", name="Bob", email="bob@ecole.example", lang="fr")
    for i, (verified, name) in enumerate((("no", "not verified"), (None, "of which nothing is said"))):
        who = f"bob{i}"
        t.provider.person(who, "bob@ecole.example", verified=verified)
        b = t.come(who)
        ok(b.status == 403 and "n’a pas vérifié" in text_of(b.page) and b.who() is None, f"an address {name} opens nobody's account", text_of(b.page))
    t.save(enabled="1", domains="ecole.example", trust_email="1")
    b = t.come("bob0")
    ok(b.status == 403 and b.who() is None, "also when the provider is believed, what it denies is denied")
    b = t.come("bob1")
    ok(b.who() == "Bob", "but its silence is believed then, for named domains", text_of(b.page))
    t.provider.person("zoe", "zoe@elsewhere.example")
    t.admin.get("/people/new")
    t.admin.post("/people", name="Zoé", email="zoe@elsewhere.example", lang="fr")
    b = t.come("zoe")
    ok(b.status == 403 and "domaine" in text_of(b.page), "an address of another domain does not come in", text_of(b.page))
    t.save(enabled="1")
    b, back = t.go("ana")
    b.get(back.split("?")[0] + "?" + urllib.parse.urlencode({"state": urllib.parse.parse_qs(urllib.parse.urlparse(back).query)["state"][0],
                                                          "error": "access_denied", "error_description": "<b>texte de l’autre</b>"}))
    ok(b.status == 403 and "refusée ou abandonnée" in text_of(b.page) and "texte de l" not in b.page, "a refusal there is told, in our words",
       text_of(b.page))


def forgeries(t):
    def parts(back):
        return {k: v[0] for k, v in urllib.parse.parse_qs(urllib.parse.urlparse(back).query).items()}

    def with_(back, **changes):
        return back.split("?")[0] + "?" + urllib.parse.urlencode({k: v for k, v in (parts(back) | changes).items() if v is not None})
    b, back = t.go("ana")
    ok(b.get(with_(back, state="a" * 26)) == 400 and "pas été commencée" in text_of(b.page), "a state that is not ours", text_of(b.page))
    ok(b.get(with_(back, state=None)) == 400, "no state")
    ok(b.get(with_(back, iss="https://other.example")) == 502, "another issuer in the address")
    b, back = t.go("ana")
    other = Browser(t.site)
    ok(other.get(back) == 400 and other.who() is None, "the address of somebody's return opens nothing in another browser")
    ok(b.get(back) == 303, "it does in the one where it began")
    b.get("/account")
    b.post("/signout")
    ok(b.get(back) == 400 and b.who() is None, "and only once: its cookie is gone")
    # With the cookie put back (a thief who has both), the state is remembered as used.
    b, back = t.go("ana")
    saved = [c for c in b.jar if c.name == "pilotis-oidc"]
    ok(b.get(back) == 303, "a return")
    thief = Browser(t.site)
    thief.jar.set_cookie(saved[0])
    ok(thief.get(back) == 400 and "déjà servi" in text_of(thief.page) and thief.who() is None, "replayed with its cookie, it is refused",
       f"{thief.status} {text_of(thief.page)}")
    # A code of another sign-in: nonce and verifier do not fit.
    b1, back1 = t.go("ana")
    b2, back2 = t.go("eve")
    ok(b1.get(with_(back1, code=parts(back2)["code"])) in (400, 403, 502) and b1.who() is None, "the code of another sign-in is refused",
       f"{b1.status} {text_of(b1.page)}")
    # A nonce changed on the way: the provider signs it, the verifier fits, it is not ours.
    b = Browser(t.site)
    b.get("/signin/oidc")
    url = re.sub(r"nonce=[0-9a-f]+", "nonce=" + "0" * 64, b.location)
    ok(url != b.location, "the way there holds a nonce")
    b.get(t.provider.allow(t.provider.session("ana"), url))
    ok(b.status == 400 and "celle d’une autre connexion" in text_of(b.page) and b.who() is None, "a token for another nonce is refused", text_of(b.page))
    # A challenge changed on the way: the provider refuses our verifier.
    b = Browser(t.site)
    b.get("/signin/oidc")
    url = re.sub(r"code_challenge=[^&]+", "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", b.location)
    ok(url != b.location and "code_challenge_method=S256" in url, "the way there holds a challenge", b.location)
    b.get(t.provider.allow(t.provider.session("ana"), url))
    ok(b.status in (400, 502) and b.who() is None, "a code under another challenge is refused", f"{b.status} {text_of(b.page)}")
    b = Browser(t.site)
    b.get("/signin/oidc")
    for c in b.jar:
        if c.name == "pilotis-oidc":
            c.value = c.value[:-1] + ("0" if c.value[-1] != "0" else "1")
    back = t.provider.allow(t.provider.session("ana"), b.location)
    ok(b.get(back) == 400 and b.who() is None, "a cookie that was touched is refused")


def groups(t):
    t.admin.get("/plan/actors")
    t.admin.post("/plan/actors", kind="0", name="CEP", long_name="Conseil")
    t.admin.get("/settings/signin")
    actor = re.search(r'<select id="f-actor".*?<option value="(\d+)"', t.admin.page, re.S)
    if not ok(actor is not None, "a body to hold roles in", text_of(t.admin.page)):
        return
    ok(t.admin.post("/settings/signin/groups", name="cep-chairs", role="16", actor=actor.group(1)) == 303, "a group gives a role", text_of(t.admin.page))
    t.admin.get("/settings/signin")
    ok(t.admin.post("/settings/signin/groups", name="cep-chairs", role="16", actor=actor.group(1)) == 422, "not twice")
    ok(t.admin.post("/settings/signin/groups", name="bosses", role="32", actor=actor.group(1)) == 422, "never the coordination")
    ok(t.admin.post("/settings/signin/groups", name="bosses", role="64", actor=actor.group(1)) == 422, "nor the administration")
    t.provider.person("leo", "leo@ecole.example", groups=["cep-chairs", "staff"])
    t.provider.person("max", "max@ecole.example", groups=["staff"])
    t.provider.person("kim", "kim@ecole.example", verified="no", groups=["cep-chairs"])
    b = t.come("leo")
    ok(b.status == 403, "a group registers nobody until that is wished")
    t.save(enabled="1", who="groups")
    b = t.come("leo")
    ok(b.who() == "Leo Exemple", "then its members are registered", text_of(b.page))
    b.get("/account")
    ok("Présidence (CEP)" in b.page, "with their role", text_of(b.page))
    ok(t.come("max").status == 403, "who is in none stays out")
    ok(t.come("kim").status == 403, "as does who has no verified address")
    t.provider.change("leo", groups=["staff"])
    b = t.come("leo")
    b.get("/account")
    ok(b.status == 200 and "Présidence" not in text_of(b.page).split("Sessions")[0].replace("Présidence de", ""), "out of the group, out of the role", text_of(b.page))
    # A role given by hand is not the group's to take.
    t.admin.get("/people")
    leo = re.search(r'/people/(\d+)">Leo', t.admin.page).group(1)
    t.admin.get("/people/" + leo)
    t.admin.post(f"/people/{leo}/grants", role="4", actor=actor.group(1))
    b = t.come("leo")
    b.get("/account")
    ok("Membre (CEP)" in b.page, "a role given by hand stays", text_of(b.page))
    t.save(enabled="1")


def local(t):
    old = t.site.command("link", "bob@ecole.example").strip()
    t.admin = t.come("ana")
    t.admin.get("/settings/signin")
    ok("Éteindre les liens" in t.admin.page, "an administrator came in by these settings: links may be switched off", text_of(t.admin.page))
    ok(t.admin.post("/settings/signin/local", off="1") == 303, "they are", text_of(t.admin.page))
    b = Browser(t.site)
    b.get("/signin")
    ok('name="email"' not in b.page and "Se connecter avec École" in b.page, "the sign-in page offers the provider only", text_of(b.page))
    for path in ("/signin/link", "/signin/password"):
        t.admin.get("/account")  # somebody's form token: the sign-in page has no form left
        t.admin.post(path, email="bob@ecole.example", password="x" * 14)
        ok(t.admin.status == 422 and "n’y servent plus" in text_of(t.admin.page), f"{path} takes nothing any more", text_of(t.admin.page))
    ok(b.get(urllib.parse.urlparse(old).path) == 410, "a link sent before is of no use")
    b = t.site.enter("ana@ecole.example")
    ok(b.who() == "ana", "pilotis link opens the door all the same")
    t.save(enabled="1", client_id="another")
    t.admin.get("/settings/signin")
    ok("en service" in text_of(t.admin.page), "another client of the provider: links serve again until somebody proves it", text_of(t.admin.page))
    t.save(enabled="1")


def rotation(t):
    t.provider.rotate("ec")
    time.sleep(2.1)  # newer keys are not asked for more often than every two seconds
    b = t.come("ana")
    ok(b.who() == "ana", "other keys, of another kind: the new ones are fetched", f"{b.status} {text_of(b.page)}")
    t.provider.rotate("rsa")
    b = t.come("ana")
    first = b.who()
    ok(first is None or first == "ana", "keys that change twice within seconds may have to wait")
    time.sleep(2.1)
    b = t.come("ana")
    ok(b.who() == "ana", "but no longer than that", f"{b.status} {text_of(b.page)}")


def account(t):
    t.provider.person("ida", "private@elsewhere.example", verified="no")
    t.admin.get("/people/new")
    t.admin.post("/people", name="Ida", email="ida@ecole.example", lang="fr")
    b = t.site.enter("ida@ecole.example")
    b = t.come("ida", browser=b, path="/account/oidc")
    ok(b.location == "/account", "one's own account is tied while signed in, whatever the address there", f"{b.status} {text_of(b.page)}")
    fresh = t.come("ida")
    ok(fresh.who() == "Ida", "and opened by it afterwards", text_of(fresh.page))
    b = t.site.enter("bob@ecole.example")
    b = t.come("ida", browser=b, path="/account/oidc")
    ok(b.status == 409 and b.who() == "Bob", "somebody else's is not", f"{b.status} {text_of(b.page)}")
    ok(b.get("/account/oidc", **{"Sec-Fetch-Site": "cross-site"}) == 400, "nor by a link from another site")
    fresh.get("/account")
    ok(fresh.post("/account/oidc/unlink") == 303, "the tie is undone")
    ok(t.come("ida").status == 403, "and opens nothing any more")


def down(t):
    t.provider.stop()
    time.sleep(2.1)
    b = Browser(t.site)
    ok(b.get("/signin/oidc") == 502 and "ne répond pas" in text_of(b.page), "a provider that is down: a clear page", f"{b.status} {text_of(b.page)}")
    ok("/signin" in b.page, "with the way back")
    # A machine that takes the connection and says nothing.
    quiet = socket.socket()
    quiet.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    quiet.bind(("127.0.0.1", t.provider.port))
    quiet.listen(64)
    time.sleep(2.1)
    waiting = [Browser(t.site) for _ in range(12)]
    threads = [threading.Thread(target=w.get, args=("/signin/oidc",)) for w in waiting]
    began = time.monotonic()
    for w in threads:
        w.start()
    time.sleep(0.3)
    page = Browser(t.site)
    served = 0
    while any(w.is_alive() for w in threads) and time.monotonic() - began < 60:
        ok_page = page.get("/signin") == 200 and page.post("/lang", lang="fr", back="/") == 303
        served += ok_page
        time.sleep(0.05)
    for w in threads:
        w.join()
    quiet.close()
    states = sorted(w.status for w in waiting)
    ok(set(states) <= {503, 504} and 504 in states and 503 in states, "one that says nothing: some wait their seconds, the others are told at once", states)
    ok(served > 20, "and pages and forms go on meanwhile", served)
    t.provider.start()
    time.sleep(2.1)
    ok(t.come("ana").who() == "ana", "it is back: so is the door")


def log(t):
    lines = t.site.lines()
    ok("provider: token nonce" in lines and "provider: unknown person" in lines, "the log says why")
    secrets = [SECRET, "not the secret", "ecole.example", "Exemple", "code=", "state=", "eyJ"]
    ok(not [s for s in secrets if s in lines], "and holds no secret, no address, no token", [s for s in secrets if s in lines])
    with open(os.path.join(t.site.folder, "store.db"), "rb") as f:
        store = f.read()
    wal = os.path.join(t.site.folder, "store.db-wal")
    store += open(wal, "rb").read() if os.path.exists(wal) else b""
    ok(b"eyJ" not in store, "no token is in the store")


if __name__ == "__main__":
    if not shutil.which("glewlwyd") or not os.path.exists("/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz"):
        print("ok 1 - signing in by a provider # SKIP glewlwyd is not installed (sh tools/deps.sh test)\n1..1")
        sys.exit(0)
    folder = tempfile.mkdtemp(prefix="pilotis-oidc-")
    try:
        run(folder)
    except Exception as e:  # noqa: BLE001
        import traceback
        ok(False, "the test ran to its end", traceback.format_exc())
        for name in ("server.log", "glewlwyd.log"):
            path = os.path.join(folder, name)
            if os.path.exists(path):
                print("# " + name + "\n#   " + "\n#   ".join(open(path, errors="replace").read().splitlines()[-15:]))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"1..{count}")
    sys.exit(1 if failed else 0)
