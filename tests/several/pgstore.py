"""pgstore.py: the store of a test with several processes: a file, or with PILOTIS_TEST_PG a schema of its own there."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "faults"))
import world  # noqa: E402

PG = os.environ.get("PILOTIS_TEST_PG")


def value(v):
    return bytes.fromhex(v[2:]) if isinstance(v, str) and v.startswith("\\x") else v


class PostgresStore:
    """Like world.SqliteStore: read past the program, by psql."""

    def __init__(self, name):
        self.schema = f"several_{os.getpid()}_{name}"
        self.url = f"{PG}{'&' if '?' in PG else '?'}schema={self.schema}"

    def psql(self, *statements):
        words = [w for s in statements for w in ("-c", s)]
        return subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", PG, "-c", f'SET search_path TO "{self.schema}"', *words],
                              check=True, capture_output=True, text=True).stdout

    def rows(self, *queries):
        """The rows of one query, or of several at one and the same moment."""
        text = self.psql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                         *[f"SELECT coalesce(json_agg(t), '[]') FROM ({q}) AS t" for q in queries]).strip()
        decoder = json.JSONDecoder(object_pairs_hook=lambda pairs: tuple(value(v) for _, v in pairs))
        out = []
        for _ in queries:
            got, end = decoder.raw_decode(text)
            out.append(got)
            text = text[end:].strip()
        return out[0] if len(queries) == 1 else out

    def drop(self):
        self.psql(f'SET client_min_messages = error; DROP SCHEMA IF EXISTS "{self.schema}" CASCADE')


def store_of(folder, name):
    return PostgresStore(name) if PG else world.SqliteStore(folder, f"{name}.db")
