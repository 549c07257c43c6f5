"""A real OpenID Connect provider for the tests: Debian's Glewlwyd on a free port of this machine, in a folder of its own.

Its tables come from the package's own script, the rest from its administration API. It ends with the test.
"""
import gzip
import http.cookiejar
import json
import os
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

SHARE = "/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz"
CLIENT, SECRET = "pilotis", "a secret: with/odd+signs&é"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *a):
        return None


class Client:
    """A browser without eyes: cookies, no redirect followed."""

    def __init__(self):
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), NoRedirect())

    def ask(self, method, url, body=None, headers=None, timeout=30):
        r = urllib.request.Request(url, method=method, data=body, headers=headers or {})
        try:
            a = self.opener.open(r, timeout=timeout)
        except urllib.error.HTTPError as e:
            a = e
        return a.status if hasattr(a, "status") else a.code, a.headers, a.read().decode("utf-8", "replace")

    def json(self, method, url, body=None):
        return self.ask(method, url, None if body is None else json.dumps(body).encode(), {"Content-Type": "application/json"})


def openssl(*args, text=None):
    return subprocess.run(["openssl", *args], input=text, capture_output=True, text=True, check=True).stdout


def key_pair(kind):
    if kind == "rsa":
        private = openssl("genrsa", "2048")
        return private, openssl("rsa", "-pubout", text=private)
    private = openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout")
    return private, openssl("ec", "-pubout", text=private)


class Provider:
    def __init__(self, folder, redirect):
        self.folder, self.redirect = folder, redirect
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.issuer = f"{self.base}/api/oidc"
        self.process = None
        db = os.path.join(folder, "glewlwyd.db")
        with gzip.open(SHARE, "rt") as f, sqlite3.connect(db) as c:
            c.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;" + f.read() + "COMMIT;")
        self.conf = os.path.join(folder, "glewlwyd.conf")
        with open(self.conf, "w") as f:
            f.write(f"""port={self.port}
bind_address="127.0.0.1"
external_url="{self.base}/"
login_url="login.html"
api_prefix="api"
static_files_path="/usr/share/glewlwyd/webapp/"
log_mode="console"
log_level="INFO"
cookie_domain="127.0.0.1"
cookie_secure=0
hash_algorithm="SHA512"
session_key="GLEWLWYD"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
user_middleware_module_path="{folder}"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
database = {{ type = "sqlite3"; path = "{db}"; }};
""")
        self.start()
        self.admin = Client()
        self.must(self.admin.json("POST", self.base + "/api/auth", {"username": "admin", "password": "password"}))
        self.set_up()

    def must(self, answer):
        if answer[0] != 200:
            raise RuntimeError(f"glewlwyd: {answer[0]} {answer[2]}")
        return answer[2]

    def start(self):
        log = open(os.path.join(self.folder, "glewlwyd.log"), "a")
        self.process = subprocess.Popen(["glewlwyd", "--config-file=" + self.conf], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        for _ in range(400):
            try:
                urllib.request.urlopen(self.base + "/config", timeout=2).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError("glewlwyd does not start: " + open(log.name).read()[-2000:])

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def plugin(self, kind):
        private, public = key_pair(kind)
        flag = {k: True for k in ("allow-non-oidc", "auth-type-code-enabled", "auth-type-id-token-enabled", "auth-type-refresh-enabled",
                                  "pkce-allowed", "jwks-show", "refresh-token-rolling", "session-management-allowed")}
        flag |= {k: False for k in ("auth-type-token-enabled", "auth-type-password-enabled", "auth-type-client-enabled", "pkce-method-plain-allowed")}
        return {"module": "oidc", "name": "oidc", "display_name": "OIDC", "parameters": flag | {
            "iss": self.issuer, "jwt-type": "rsa" if kind == "rsa" else "ecdsa", "jwt-key-size": "256", "key": private, "cert": public,
            "access-token-duration": 3600, "refresh-token-duration": 1209600, "code-duration": 600, "subject-type": "public",
            "session-cookie-name": "GSID", "session-cookie-expiration": 2419200, "name-claim": "mandatory", "email-claim": "mandatory",
            "claims": [
                {"name": "email_verified", "user-property": "verified", "type": "boolean", "boolean-value-true": "yes",
                 "boolean-value-false": "no", "mandatory": True},
                {"name": "groups", "user-property": "groups", "type": "string", "mandatory": True}]}}

    def set_up(self):
        users = json.loads(self.must(self.admin.json("GET", self.base + "/api/mod/user/database")))
        for name, many in (("verified", False), ("groups", True)):
            users["parameters"]["data-format"][name] = {"multiple": many, "read": True, "write": True, "profile-read": True, "profile-write": False}
        self.must(self.admin.json("PUT", self.base + "/api/mod/user/database", users))
        self.must(self.admin.json("PUT", self.base + "/api/mod/user/database/reset"))
        self.must(self.admin.json("POST", self.base + "/api/mod/plugin", self.plugin("rsa")))
        self.must(self.admin.json("POST", self.base + "/api/client", {
            "client_id": CLIENT, "name": "Pilotis", "confidential": True, "enabled": True, "client_secret": SECRET,
            "redirect_uri": [self.redirect], "authorization_type": ["code"], "token_endpoint_auth_method": ["client_secret_basic"], "scope": []}))

    def rotate(self, kind):
        """Other keys, at once; the old ones are gone."""
        self.must(self.admin.json("PUT", self.base + "/api/mod/plugin/oidc", self.plugin(kind)))
        self.must(self.admin.json("PUT", self.base + "/api/mod/plugin/oidc/reset"))

    def person(self, name, email, verified="yes", groups=()):
        user = {"username": name, "name": name.capitalize() + " Exemple", "email": email, "password": "password of " + name, "enabled": True,
                "scope": ["openid", "g_profile"], "groups": list(groups)}
        if verified is not None:
            user["verified"] = verified
        self.must(self.admin.json("POST", self.base + "/api/user", user))

    def change(self, name, **values):
        user = json.loads(self.must(self.admin.json("GET", self.base + "/api/user/" + name))) | values
        self.must(self.admin.json("PUT", self.base + "/api/user/" + name, user))

    def session(self, name):
        """The browser of somebody who is signed in there and agreed once."""
        c = Client()
        self.must(c.json("POST", self.base + "/api/auth", {"username": name, "password": "password of " + name}))
        self.must(c.json("PUT", f"{self.base}/api/auth/grant/{CLIENT}", {"scope": "openid"}))
        return c

    def allow(self, client, url):
        """Follows the way there as that browser; the address it is sent back to."""
        status, headers, body = client.ask("GET", url + "&g_continue")
        if status != 302:
            raise RuntimeError(f"glewlwyd answers {status} to {url}: {body}")
        return headers["Location"]
