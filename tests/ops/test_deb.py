"""The Debian package: built, looked at by lintian, installed in a copy of this system, started as its unit says, purged.

The copy is an overlay in a mount namespace of its own: nothing of it stays. There is no systemd in it: its unit is judged by
systemd-analyze, and its command is run by hand as the unit has it: account, environment, files that cannot be written, system
calls, notification, watchdog, a socket handed over.
"""
import ctypes
import glob
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "attack"))
from attack import PATIENCE, Tap  # noqa: E402

BUILD = sys.argv[1]
NEEDED = ("dpkg-buildpackage", "dh", "lintian", "systemd-analyze", "unshare", "setpriv")


def skip(why):
    print(f"ok 1 - the Debian package # SKIP {why}\n1..1")
    sys.exit(0)


if os.environ.get("PILOTIS_TEST_INSIDE") != "1":
    if os.geteuid() != 0:
        skip("installing it needs root")
    missing = [c for c in NEEDED if shutil.which(c) is None]
    if missing:
        skip("not installed: " + " ".join(missing) + " (sh tools/deps.sh test)")
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode != 0:
        skip("no mount namespace here")
    os.environ["PILOTIS_TEST_INSIDE"] = "1"
    os.execvp("unshare", ["unshare", "-m", "--propagation", "private", "/usr/bin/python3", *sys.argv])

tap = Tap()


def run(*words, **kw):
    return subprocess.run(words, capture_output=True, text=True, **kw)


def must(*words, **kw):
    done = run(*words, **kw)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class Copy:
    """This system, with changes that go away."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="pilotis-deb-")
        must("mount", "-t", "tmpfs", "tmpfs", self.dir)
        for d in "upper", "work", "root", "strict":
            os.mkdir(f"{self.dir}/{d}")
        self.root = f"{self.dir}/root"
        must("mount", "-t", "overlay", "overlay", "-o", f"lowerdir=/,upperdir={self.dir}/upper,workdir={self.dir}/work", self.root)
        for d in "proc", "sys", "dev":
            must("mount", "--rbind", f"/{d}", f"{self.root}/{d}")
        must("mount", "-t", "tmpfs", "tmpfs", f"{self.root}/tmp")
        must("mount", "-t", "tmpfs", "tmpfs", f"{self.root}/run")
        # Its services start nothing on this machine, and stop nothing.
        with open(f"{self.root}/usr/sbin/policy-rc.d", "w") as f:
            f.write("#!/bin/sh\nexit 101\n")
        os.chmod(f"{self.root}/usr/sbin/policy-rc.d", 0o755)

    def run(self, *words, root=None, **kw):
        env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "fr_BE.UTF-8", "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive", **kw.pop("env", {})}
        return run("chroot", root or self.root, *words, env=env, **kw)

    def strict(self):
        """The same, as ProtectSystem=strict shows it: one folder can be written."""
        s = f"{self.dir}/strict"
        must("mount", "--bind", self.root, s)
        must("mount", "-o", "remount,bind,ro", s)
        for d in "proc", "sys", "dev":
            must("mount", "--rbind", f"/{d}", f"{s}/{d}")
        must("mount", "-t", "tmpfs", "tmpfs", f"{s}/tmp")
        must("mount", "-t", "tmpfs", "tmpfs", f"{s}/run")
        must("mount", "--bind", f"{self.root}/var/lib/pilotis", f"{s}/var/lib/pilotis")
        return s

    def end(self):
        run("umount", "-R", "-l", f"{self.dir}/strict")
        run("umount", "-R", "-l", self.root)
        run("umount", "-l", self.dir)
        shutil.rmtree(self.dir, ignore_errors=True)


def build():
    done = run("sh", "tools/deb.sh", BUILD)
    debs = glob.glob(f"{BUILD}/deb/pilotis_*.deb")
    if not tap.ok(done.returncode == 0 and len(debs) == 1, "the package is built", done.stdout + done.stderr) and not debs:
        tap.done()
    changes = glob.glob(f"{BUILD}/deb/*.changes")
    said = run("lintian", "--allow-root", "--fail-on", "error,warning", *changes)
    tap.ok(said.returncode == 0, "lintian finds nothing wrong", said.stdout + said.stderr)
    listed = run("dpkg-deb", "--contents", debs[0]).stdout
    odd = [line for line in listed.splitlines() if "root/root" not in line or re.match(r"-rw[xs-].w|-rws|-......s", line)]
    tap.equal(odd, [], "every file is root's, and nobody else may write it")
    return debs[0]


def install(copy, deb):
    shutil.copy(deb, f"{copy.root}/root/pilotis.deb")
    done = copy.run("dpkg", "-i", "/root/pilotis.deb")
    tap.ok(done.returncode == 0, "it installs", done.stdout + done.stderr)
    tap.ok("pilotisctl init" in done.stdout and "systemctl enable --now pilotis" in done.stdout, "and says what comes next", done.stdout)
    user = copy.run("getent", "passwd", "pilotis").stdout.split(":")
    tap.ok(len(user) == 7 and user[6].strip().endswith("nologin") and user[5] == "/var/lib/pilotis", "the service has an account that nobody signs in to", user)
    for path, mode in (("/var/lib/pilotis", 0o700), ("/var/backups/pilotis", 0o700)):
        st = os.stat(copy.root + path)
        tap.ok(st.st_mode & 0o777 == mode and st.st_uid == int(user[2]), f"{path} is its own, and closed", oct(st.st_mode))
    st = os.stat(copy.root + "/etc/pilotis/pilotis.conf")
    tap.ok(st.st_mode & 0o777 == 0o640 and st.st_uid == 0 and st.st_gid == int(user[3]), "the settings may hold a password", oct(st.st_mode))
    tap.equal(copy.run("dpkg", "--verify", "pilotis").stdout, "", "dpkg finds every file as it was packed")
    left = f"{copy.root}/etc/systemd/system"
    tap.ok(os.path.islink(f"{left}/timers.target.wants/pilotis-backup.timer"), "backups begin by themselves")
    tap.ok(not os.path.exists(f"{left}/multi-user.target.wants/pilotis.service"), "the service waits for a programme")
    return int(user[2]), int(user[3])


def manual(copy):
    page = copy.run("man", "-Tascii", "1", "pilotis", env={"MANWIDTH": "2000", "LANG": "C.UTF-8", "MANPAGER": "cat"})
    text = re.sub(r".\x08", "", page.stdout)
    help_ = copy.run("pilotis", "help", env={"LANG": "en_GB.UTF-8"}).stdout
    lines = [re.sub(r"\s+", " ", line).strip() for line in help_.splitlines() if line.startswith("  pilotis ")]
    flat = re.sub(r"\s+", " ", text)
    tap.equal([line for line in lines if line not in flat], [], f"the manual page has the {len(lines)} commands of pilotis help")
    shown = {" ".join(m.split()[:3]) for m in re.findall(r"^ {7}(pilotis [a-z].*)$", text, re.M)}
    known = {" ".join(line.split()[:3]) for line in lines}
    tap.equal(sorted(shown - known), [], "and no other")
    warn = copy.run("man", "--warnings", "-Tutf8", "-l", "/usr/share/man/man1/pilotis.1.gz", env={"LANG": "C.UTF-8", "MANPAGER": "cat"}).stderr
    tap.equal(warn, "", "roff reads it without a word")


def judge_units(copy):
    units = [f"/lib/systemd/system/{u}" for u in ("pilotis.service", "pilotis.socket", "pilotis-backup.service", "pilotis-backup.timer")]
    said = copy.run("systemd-analyze", "verify", "--man=no", *units)
    mine = [line for line in (said.stdout + said.stderr).splitlines() if "pilotis" in line]
    tap.equal(mine, [], "systemd reads the units without a word")
    for unit, most in ((units[0], 20), (units[2], 30)):
        said = copy.run("systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={most}", unit)
        overall = [line for line in said.stdout.splitlines() if "exposure level" in line]
        tap.ok(said.returncode == 0, f"{os.path.basename(unit)}: exposed at most {most / 10} of 10 ({' '.join(overall)[-30:].strip()})", said.stdout[-3000:])


def unit_value(copy, unit, key):
    with open(f"{copy.root}/lib/systemd/system/{unit}") as f:
        return re.findall(rf"^{key}=(.*)$", f.read(), re.M)


def calls_of(copy, unit):
    """The system calls that the unit leaves."""
    def members(name, seen=()):
        if not name.startswith("@"):
            return {name}
        out = set()
        for line in copy.run("systemd-analyze", "syscall-filter", name).stdout.splitlines()[1:]:
            word = line.strip()
            if word and not word.startswith("#") and word not in seen:
                out |= members(word, (*seen, word))
        return out
    left = set()
    for value in unit_value(copy, unit, "SystemCallFilter"):
        names = set().union(*(members(w) for w in value.lstrip("~").split()))
        left = left - names if value.startswith("~") else left | names
    return sorted(left)


class Filter:
    """seccomp as the unit has it: what is not left fails with EPERM."""

    def __init__(self, names):
        self.lib = ctypes.CDLL("libseccomp.so.2", use_errno=True)
        self.lib.seccomp_init.restype = ctypes.c_void_p
        self.lib.seccomp_rule_add_exact.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
        self.lib.seccomp_load.argtypes = [ctypes.c_void_p]
        self.filter = self.lib.seccomp_init(0x00050000 | 1)
        self.n = 0
        for name in names:
            number = self.lib.seccomp_syscall_resolve_name(name.encode())
            self.n += number >= 0 and self.lib.seccomp_rule_add_exact(self.filter, 0x7fff0000, number, 0) == 0

    def load(self):
        libc = ctypes.CDLL(None)
        libc.prctl(38, 1, 0, 0, 0)   # PR_SET_NO_NEW_PRIVS
        libc.prctl(65, 1, 0, 0, 0)   # PR_SET_MDWE: MemoryDenyWriteExecute, where the kernel has it
        if self.lib.seccomp_load(self.filter) != 0:
            os._exit(125)


class Service:
    """ExecStart of the unit, as systemd would run it."""

    def __init__(self, copy, strict, uid, gid, filter_, port, watchdog_usec=2_000_000):
        self.notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        path = f"{strict}/run/notify"
        if os.path.exists(path):
            os.unlink(path)
        self.notices.bind(path)
        os.chmod(path, 0o777)
        self.notices.settimeout(PATIENCE)
        self.said = []
        self.listener = socket.create_server(("127.0.0.1", port))
        self.port = self.listener.getsockname()[1]
        with open(f"{copy.root}/etc/pilotis/pilotis.conf", encoding="utf-8") as f:
            conf = dict(line.rstrip("\n").split("=", 1) for line in f if re.match(r"[A-Z_]+=", line))
        env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": str(watchdog_usec), "LISTEN_FDS": "1", **conf}
        command = unit_value(copy, "pilotis.service", "ExecStart")[0]
        self.log = open(f"{copy.dir}/service.log", "a+")
        fd = self.listener.fileno()

        def become():
            os.dup2(fd, 3, inheritable=True)
            os.chroot(strict)
            os.chdir("/")
            os.setgroups([])
            os.setgid(gid)
            os.setuid(uid)
            os.umask(0o077)
            filter_.load()
        self.process = subprocess.Popen(["/bin/sh", "-c", f"export LISTEN_PID=$$ WATCHDOG_PID=$$; exec {command}"], env=env, preexec_fn=become,
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, close_fds=False)
        self.listener.close()
        threading.Thread(target=self.hear, daemon=True).start()

    def hear(self):
        while True:
            try:
                self.said.append(self.notices.recv(4096).decode())
            except OSError:
                return

    def wait(self, text, n=1, patience=PATIENCE):
        until = time.monotonic() + patience
        while time.monotonic() < until and self.process.poll() is None:
            if sum(text in s for s in self.said) >= n:
                return True
            time.sleep(0.05)
        return sum(text in s for s in self.said) >= n

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as a:
                return a.status, a.read().decode()
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode()

    def output(self):
        self.log.flush()
        with open(self.log.name) as f:
            return f.read()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE)
        self.notices.close()
        return status


def start(copy, uid, gid):
    refused = copy.run("pilotisctl", "check")
    tap.ok(refused.returncode == 1, "before a programme there is nothing to check", refused.stderr)
    made = copy.run("pilotisctl", "init", "--name", "Master d’essai", "--admin", "vous@ecole.example")
    tap.ok(made.returncode == 0 and "/signin/" in made.stdout, "pilotisctl init makes the programme, with a link", made.stdout + made.stderr)
    st = os.stat(f"{copy.root}/var/lib/pilotis/pilotis.db")
    tap.ok(st.st_uid == uid and st.st_mode & 0o777 == 0o600, "the database is the service's alone", oct(st.st_mode))
    strict, filter_ = copy.strict(), Filter(calls_of(copy, "pilotis.service"))
    tap.ok(150 < filter_.n < 400, f"the unit leaves {filter_.n} system calls")
    service = Service(copy, strict, uid, gid, filter_, 0)
    try:
        tap.ok(service.wait("READY=1"), "READY=1 when it serves", service.output())
        tap.equal(service.get("/healthz"), (200, "ok\n"), "on the socket that was handed over")
        tap.ok("ttention" not in service.output() and "ATTENTION" not in service.output(), "behind its own fence too", service.output())
        tap.ok(service.wait("WATCHDOG=1", 3), "the watchdog hears of it, again and again", service.said)
        tap.ok(service.get("/signin")[0] == 200, "pages are served")
        fds = [os.readlink(f) for f in glob.glob(f"/proc/{service.process.pid}/fd/*")]
        children = must("ps", "-o", "pid=", "--ppid", str(service.process.pid)).split()
        held = [p for p in children for f in glob.glob(f"/proc/{p}/fd/*") if os.readlink(f) in {x for x in fds if x.startswith("socket:")} and
                int(os.path.basename(f)) == 3]
        tap.ok(children and not held, "its children hold no socket of the door", (children, held))
        document = "Numéro;Action;Responsable;Échéance\n1.1;Rédiger une note;CEP;26-27\n"
        tap.ok(read_document(copy, service, document), "documents are read in the sandbox behind both walls", service.output()[-2000:])
        service.process.send_signal(signal.SIGSTOP)
        n = len(service.said)
        time.sleep(2.5)
        tap.equal(len(service.said), n, "a process that hangs is silent: systemd would start it anew")
        service.process.send_signal(signal.SIGCONT)
        tap.ok(service.wait("WATCHDOG=1", sum("WATCHDOG=1" in s for s in service.said) + 1), "and heard again once it turns")
    finally:
        status = service.stop()
    tap.ok(status == 0 and any("STOPPING=1" in s for s in service.said), "SIGTERM: STOPPING=1, and a clean end", (status, service.said[-3:]))


def read_document(copy, service, text):
    """An import through the pages: the reader is a child of the spawner, under the unit's filter and its own."""
    from attack import Browser
    service.dir = copy.dir
    b = Browser(service)
    link = copy.run("pilotisctl", "link", "vous@ecole.example").stdout.strip()
    b.enter(link[link.index("/signin/"):])
    fields = b.form("/import")
    parts = "".join(f'--B\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items() if k != "file")
    body = (parts + '--B\r\nContent-Disposition: form-data; name="file"; filename="plan.csv"\r\n\r\n' + text + "\r\n--B--\r\n").encode()
    a = b.send("POST", "/import", body=body, headers={"Content-Type": "multipart/form-data; boundary=B", "Origin": "http://" + b.host, "Sec-Fetch-Site": "same-origin"})
    return a is not None and a.status == 303 and b.get(a.get("location")).status == 200


def backups(copy):
    where = f"{copy.root}/var/backups/pilotis"
    as_service = ("setpriv", "--reuid=pilotis", "--regid=pilotis", "--init-groups")
    done = copy.run(*as_service, "/usr/lib/pilotis/backup")
    names = sorted(os.listdir(where))
    tap.ok(done.returncode == 0 and len(names) == 1 and names[0].endswith(".db"), "the backup of the night", done.stdout + done.stderr + str(names))
    st = os.stat(f"{where}/{names[0]}")
    tap.ok(st.st_mode & 0o077 == 0, "which nobody else reads", oct(st.st_mode))
    drill = copy.run(*as_service, "pilotis", "drill", f"/var/backups/pilotis/{names[0]}", env={"PILOTIS_STORE": "sqlite:/var/lib/pilotis/pilotis.db"})
    tap.ok(drill.returncode == 0, "and which can be restored", drill.stderr)
    # Two years of nights: the copies of the present one, named by their days.
    os.unlink(f"{where}/{names[0]}")
    days = [time.strftime("%Y-%m-%d", time.gmtime(1_700_000_000 + d * 86400)) for d in range(731)]
    for d in days[:-1]:
        open(f"{where}/pilotis-{d}.db", "w").close()
    open(f"{where}/of-somebody.db", "w").close()
    done = copy.run(*as_service, "/usr/lib/pilotis/backup", env={"PILOTIS_BACKUP_TODAY": days[-1]})
    kept = sorted(n[8:18] for n in os.listdir(where) if n.startswith("pilotis-"))
    months = sorted({d[:7] for d in days})[-12:]
    wanted = sorted(set(days[-14:]) | {min(d for d in days if d[:7] == m) for m in months})
    tap.equal(kept, wanted, "kept: the last fortnight, and the first of each of twelve months")
    tap.ok(os.path.exists(f"{where}/of-somebody.db"), "what is not ours stays")
    os.unlink(f"{where}/of-somebody.db")
    empty = copy.run(*as_service, "/usr/lib/pilotis/backup", env={"PILOTIS_STORE": "sqlite:/var/lib/pilotis/none.db"})
    tap.ok(empty.returncode == 0 and "nothing to back up" in empty.stdout, "no programme is no failure", empty.stdout + empty.stderr)
    failed = copy.run(*as_service, "/usr/lib/pilotis/backup", env={"PILOTIS_BACKUPS": "/etc/nowhere"})
    tap.ok(failed.returncode != 0, "a backup that cannot be written is one, for who watches the unit", failed.stderr)


def upgrade_and_purge(copy):
    conf = f"{copy.root}/etc/pilotis/pilotis.conf"
    with open(conf, "a") as f:
        f.write("PILOTIS_BASE_URL=https://plan.ecole.example\n")
    done = copy.run("dpkg", "-i", "/root/pilotis.deb")
    with open(conf) as f:
        tap.ok(done.returncode == 0 and "plan.ecole.example" in f.read(), "an upgrade keeps what was set", done.stdout + done.stderr)
    link = copy.run("pilotisctl", "link", "vous@ecole.example").stdout
    tap.ok(link.startswith("https://plan.ecole.example/signin/"), "which pilotisctl reads too", link)
    done = copy.run("dpkg", "-P", "pilotis")
    tap.ok(done.returncode == 0 and "restent" in done.stdout.replace("reste,", "restent") and "/var/lib/pilotis" in done.stdout, "purged, it says what stays", done.stdout + done.stderr)
    tap.ok(os.path.exists(f"{copy.root}/var/lib/pilotis/pilotis.db"), "the data stay")
    gone = [p for p in ("/usr/bin/pilotis", "/etc/pilotis/pilotis.conf", "/lib/systemd/system/pilotis.service", "/usr/lib/pilotis",
                        "/etc/systemd/system/timers.target.wants/pilotis-backup.timer") if os.path.lexists(copy.root + p)]
    tap.equal(gone, [], "and nothing else does")
    run("umount", "-R", "-l", f"{copy.dir}/strict")
    for f in glob.glob(f"{copy.root}/var/lib/pilotis/*") + glob.glob(f"{copy.root}/var/backups/pilotis/*"):
        os.unlink(f)
    copy.run("dpkg", "-i", "/root/pilotis.deb")
    done = copy.run("dpkg", "-P", "pilotis")
    tap.ok(done.returncode == 0 and "reste" not in done.stdout and not os.path.exists(f"{copy.root}/var/lib/pilotis"), "empty folders go with it", done.stdout)


package = build()
system = Copy()
try:
    account = install(system, package)
    manual(system)
    judge_units(system)
    start(system, *account)
    backups(system)
    upgrade_and_purge(system)
except Exception as e:  # noqa: BLE001
    import traceback
    tap.ok(False, "the test ran to its end", traceback.format_exc() + str(e))
finally:
    system.end()
tap.done()
