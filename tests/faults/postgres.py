"""postgres.py: a test on a PostgreSQL server of its own (tools/pg-temp.sh)."""
import csv
import glob
import io
import os
import subprocess
import sys

csv.field_size_limit(1 << 30)


def bin_folder():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return os.path.dirname(found[-1]) if found else None


def or_skip(tap, name):
    """Runs this very script again beside a server of its own; nothing when there is no PostgreSQL here."""
    if os.environ.get("PILOTIS_TEST_PG"):
        return
    if bin_folder() is None:
        tap.skip(name, "PostgreSQL is not installed")
        tap.done()
    sys.stdout.flush()
    os.execvp("sh", ["sh", "tools/pg-temp.sh", "--durable", sys.executable, *sys.argv])


def control(*words):
    """The words of pg_ctl."""
    subprocess.run([os.environ["PG_TEMP_CTL"], *words], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


class Store:
    """As SqliteStore, read by psql."""

    def __init__(self, url, schema="faults"):
        self.plain, self.schema = url, schema
        self.url = f"{url}{'&' if '?' in url else '?'}schema={schema}"

    def rows(self, *queries):
        script = f"SET search_path TO {self.schema};\nBEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n"
        script += "".join(f"{q};\n\\echo ==next==\n" for q in queries) + "COMMIT;\n"
        done = subprocess.run(["psql", "-X", "-q", "-t", "--csv", "-v", "ON_ERROR_STOP=1", self.plain], input=script, capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "C"}, check=True)
        out = [[tuple(self._value(v) for v in r) for r in csv.reader(io.StringIO(part.lstrip("\n"), newline=""))]
               for part in done.stdout.split("==next==\n")[:len(queries)]]
        return out[0] if len(queries) == 1 else out

    @staticmethod
    def _value(v):
        if v.startswith("\\x"):
            return bytes.fromhex(v[2:])
        return int(v) if v.lstrip("-").isdigit() and len(v) < 19 else v
