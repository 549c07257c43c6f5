"""/livez, /healthz and /metrics of a real server, read as Prometheus reads them."""
import os
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "attack"))
from attack import Browser, Server, Tap, ask  # noqa: E402

try:
    from prometheus_client.parser import text_string_to_metric_families
except ImportError:
    print("ok 1 - metrics # SKIP python3-prometheus-client is not installed (sh tools/deps.sh test)\n1..1")
    sys.exit(0)

tap = Tap()


def metrics(server, **headers):
    extra = "".join(f"{k}: {v}\r\n" for k, v in headers.items())
    a = ask(server, f"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n{extra}\r\n")
    if a.status != 200:
        return a, None
    families = {f.name: f for f in text_string_to_metric_families(a.text)}
    return a, {(s.name, tuple(sorted(s.labels.items()))): s.value for f in families.values() for s in f.samples} | {"families": families}


def value(m, name, **labels):
    return m.get((name, tuple(sorted(labels.items()))), 0)


with Server(sys.argv[1], demo=True, env={"PILOTIS_METRICS_TOKEN": "a token of some length"}) as server:
    a, m = metrics(server)
    tap.equal(a.get("content-type"), "text/plain; version=0.0.4; charset=utf-8", "metrics are of the text format 0.0.4")
    tap.ok(m is not None and len(m["families"]) > 20, "which Prometheus' own parser reads", a)
    undescribed = [f.name for f in m["families"].values() if not f.documentation or f.type == "unknown"]
    tap.equal(undescribed, [], "each is described, and has its type")
    for f in m["families"].values():
        if f.type != "histogram":
            continue
        series = {}
        for s in f.samples:
            if s.name.endswith("_bucket"):
                rest = tuple(sorted((k, v) for k, v in s.labels.items() if k != "le"))
                series.setdefault(rest, []).append((float(s.labels["le"]), s.value))
        sound = all(b == sorted(b) and [v for _, v in b] == sorted(v for _, v in b) and b[-1][0] == float("inf") and
                    b[-1][1] == value(m, f.name + "_count", **dict(rest)) for rest, b in series.items())
        tap.ok(sound and series, f"{f.name}: buckets grow, and end with their count", series)
    for name in ("pilotis_up", "pilotis_worker_alive", "pilotis_database_bytes", "pilotis_disk_free_bytes", "process_resident_memory_bytes",
                 "process_open_fds", "process_max_fds", "process_cpu_seconds_total", "process_start_time_seconds"):
        tap.ok(value(m, name) > 0 or (name == "process_cpu_seconds_total" and name.removesuffix("_total") in m["families"]), f"{name} is there")
    tap.ok(abs(value(m, "process_start_time_seconds") - time.time()) < 600, "it began when it began")
    tap.ok(("pilotis_backup_age_seconds", ()) not in m, "no backup has no age")

    b = Browser(server)
    for _ in range(5):
        b.get("/signin")
    b.enter(server.link("nadia.benkirane@example.org"))
    b.get("/plan")
    ask(server, f"GET /s/x/y HTTP/1.1\r\nHost: {b.host}\r\nConnection: close\r\n\r\n")
    server.run("backup", f"{server.dir}/backup.db")
    _, later = metrics(server)
    more = lambda name, **labels: value(later, name, **labels) - value(m, name, **labels)  # noqa: E731
    tap.ok(more("pilotis_requests_total", **{"class": "signin", "method": "GET", "status": "2xx"}) >= 6, "pages are counted by room, method and status")
    tap.ok(more("pilotis_requests_total", **{"class": "signin", "method": "POST", "status": "3xx"}) == 1, "so are forms")
    tap.ok(more("pilotis_requests_total", **{"class": "plan", "method": "GET", "status": "2xx"}) == 1, "each in its own")
    tap.ok(more("pilotis_request_seconds_count", method="GET") >= 7, "with the time they took")
    tap.ok(more("pilotis_store_writes_total") >= 1 and more("pilotis_store_commit_works_count") >= 1, "works committed, and together with how many")
    tap.ok(value(later, "pilotis_sessions") >= 1, "sessions")
    tap.ok(0 <= value(later, "pilotis_backup_age_seconds") < 600 and ("pilotis_backup_age_seconds", ()) in later, "the backup has its age now")
    a, _ = metrics(server, **{"X-Forwarded-For": "192.0.2.1"})
    tap.equal(a.status, 404, "through a proxy they are not there")
    a, _ = metrics(server, **{"X-Forwarded-For": "192.0.2.1", "Authorization": "Bearer another one"})
    tap.equal(a.status, 404, "nor with another token")
    a, m2 = metrics(server, **{"X-Forwarded-For": "192.0.2.1", "Authorization": "Bearer a token of some length"})
    tap.ok(m2 is not None, "with the token they are")
    personal = [w for w in ("example.org", "nadia", "Nadia", "Benkirane", "192.0.2") if w in a.text]
    tap.equal(personal, [], "nothing personal is in them")

    def health(path="/healthz"):
        a = ask(server, f"GET {path} HTTP/1.1\r\nHost: {b.host}\r\nConnection: close\r\n\r\n")
        return a.status, a.text
    tap.equal(health(), (200, "ok\n"), "all is well")
    before = server.sql("SELECT count(*) FROM history")[0][0], os.path.getmtime(f"{server.dir}/s.db-wal")
    for _ in range(20):
        health()
    tap.equal((server.sql("SELECT count(*) FROM history")[0][0], os.path.getmtime(f"{server.dir}/s.db-wal")), before, "and asking writes nothing")
    db = sqlite3.connect(f"{server.dir}/s.db")
    db.execute("INSERT INTO schema_migration (name, sha256, applied_at) VALUES ('9999_newer.sql', 'x', '2030-01-01T00:00:00Z')")
    db.commit()
    tap.equal(health(), (503, "database: its schema is not the one of this program\n"), "a newer schema: it is of no use, and says why")
    db.execute("DELETE FROM schema_migration WHERE name = '9999_newer.sql'")
    db.commit()
    db.close()
    tap.equal(health(), (200, "ok\n"), "and well again")
    os.rename(f"{server.dir}/s.db", f"{server.dir}/gone.db")
    with open(f"{server.dir}/s.db", "wb") as f:
        f.write(b"no database at all" * 1000)
    # Readers that have the file open go on; a new thread's does not. What is asked for is an answer, of one kind or the other.
    seen = {health()[0] for _ in range(30)}
    tap.ok(seen <= {200, 503}, "without its file: a page or a reason, never a crash", seen)
    tap.equal(health("/livez"), (200, "ok\n"), "alive all the while")

with Server(sys.argv[1], "--no-worker") as server:
    ask_health = lambda: ask(server, f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n")  # noqa: E731
    tap.equal(ask_health().status, 200, "a server whose work is done elsewhere is well")
    server.sql("INSERT INTO job (kind, payload, created_at, run_at, attempts, state) VALUES ('clean', '{}', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z', 0, 'waiting')")
    a = ask_health()
    tap.ok(a.status == 503 and a.text.startswith("worker: a job has waited for "), "until nobody does it", a)
    _, m = metrics(server)
    tap.ok(value(m, "pilotis_jobs", state="waiting") == 1 and value(m, "pilotis_job_lag_seconds") > 3600, "which the metrics show too")
    tap.ok(("pilotis_worker_alive", ()) not in m, "and no worker of its own")
tap.done()
