"""What is damaged is said: bytes of files, pages, rows, the schema; by `pilotis check`, the drill and the backup."""
import datetime
import json
import os
import re
import shutil
import sqlite3

import world

tap = world.Tap()


def altered(path, *statements):
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA foreign_keys = OFF")
    for s in statements:
        db.execute(s)
    db.close()


def pages(path, first, last):
    """Some pages of the file become nonsense, of the right look."""
    with open(path, "r+b") as f:
        for page in range(first, last):
            f.seek(page * 4096)
            f.write(b"\x0d" + b"\xa5" * 4095)


def age(days):
    at = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"UPDATE setting SET value = '{at}' WHERE name = 'backup_at'"


with world.Folder(tap) as folder:
    store = world.SqliteStore(folder)
    server = world.Server(store, folder)
    world.example(server)
    server.run("backup", f"{folder}/good.db")
    size = os.path.getsize(store.path) // 4096
    root = store.rows("SELECT rootpage FROM sqlite_schema WHERE name = 'evidence'")[0][0]
    cases = [
        ("nothing", lambda p: None, 0, "La base est intègre"),
        ("a byte of a file", lambda p: altered(p, "UPDATE blob_piece SET bytes = CAST(x'00' || substr(bytes, 2) AS BLOB) WHERE rowid ="
                                               " (SELECT max(rowid) FROM blob_piece)"), 1, "n’est plus celui qui a été déposé"),
        ("the pieces of a file", lambda p: altered(p, "DELETE FROM blob_piece WHERE rowid = (SELECT max(rowid) FROM blob_piece)"), 1,
         "n’est plus celui qui a été déposé"),
        ("a letter of approved minutes", lambda p: altered(p, "UPDATE meeting_item SET minutes = '?' || substr(minutes, 2) WHERE id = (SELECT max(i.id) FROM meeting_item i"
                                                           " JOIN meeting m ON m.id = i.meeting WHERE m.stage = 'approved' AND i.minutes <> '')"), 1,
         r"procès-verbal approuvé n’est plus ce qui a été approuvé \(meeting \d+, item \d+"),
        ("a letter of a frozen document", lambda p: altered(p, "UPDATE charter_version SET text = '?' || substr(text, 2) WHERE id = (SELECT min(id) FROM charter_version)"), 1,
         r"Un document figé n’est plus ce qui a été figé \(document \d+, version \d+\.\d+: its text"),
        ("its digest", lambda p: altered(p, "UPDATE charter_version SET sha = 'f' || substr(sha, 2) WHERE sha NOT LIKE 'f%'"), 1, "Un document figé n’est plus ce qui a été figé"),
        ("pages of a table", lambda p: pages(p, root - 1, root), 1, "(La base est abîmée|ne se lit pas)"),
        ("many pages", lambda p: pages(p, 20, size - 2), 1, "(La base est abîmée|ne se lit pas|ne s’ouvre pas)"),
        ("the end of the file", lambda p: os.truncate(p, size * 4096 // 2), 1, "(La base est abîmée|ne se lit pas|ne s’ouvre pas)"),
        ("the whole file", lambda p: pages(p, 0, size), 1, "."),
        ("a row that another leads to", lambda p: altered(p, "DELETE FROM blob WHERE sha256 = (SELECT blob_sha FROM evidence WHERE blob_sha"
                                                          " IS NOT NULL LIMIT 1)"), 1, "La base est abîmée : foreign_keys"),
        ("a column", lambda p: altered(p, "ALTER TABLE setting RENAME COLUMN value TO worth"), 1, "Le schéma de la base n’est pas"),
        ("an index", lambda p: altered(p, "DROP INDEX evidence_slot_once"), 1, "evidence_slot_once"),
        ("a backup of ten days ago", lambda p: altered(p, age(10)), 0, "il y a 10 jour"),
        ("a backup of tomorrow", lambda p: altered(p, age(-1)), 0, "l’horloge de cette machine est-elle juste"),
        ("a file open to all", lambda p: os.chmod(p, 0o644), 1, "chmod 600"),
    ]
    for i, (name, damage, status, words) in enumerate(cases):
        path = f"{folder}/d{i}.db"
        shutil.copy(store.path, path)
        damage(path)
        check = server.run("check", "--json", "--store", f"sqlite:{path}", check=False)
        tap.equal(check.returncode, status, f"{name}: the status of pilotis check")
        tap.ok(re.search(words, check.stderr), f"{name}: and its words", check.stderr)
        if check.stdout:
            worst = [f["what"] for f in json.loads(check.stdout)["findings"] if f["severity"] == "fault"]
            tap.equal(bool(worst), status == 1, f"{name}: for programs too")

    # The first damage, once more: a good backup is not replaced by it, and the drill is no success.
    was = open(f"{folder}/good.db", "rb").read()
    refused = server.run("backup", f"{folder}/good.db", "--store", f"sqlite:{folder}/d1.db", check=False)
    tap.equal(refused.returncode, 1, "no backup of a damaged file over a good one")
    tap.ok("n’est pas remplacé" in refused.stderr, "and why is said", refused.stderr)
    tap.ok(open(f"{folder}/good.db", "rb").read() == was, "the good one is as it was")
    tap.equal(server.run("backup", f"{folder}/other.db", "--store", f"sqlite:{folder}/d1.db").returncode, 0, "under another name it is made")
    drill = server.run("drill", f"{folder}/other.db", check=False)
    tap.ok(drill.returncode == 1 and "est abîmée" in drill.stderr, "the drill of it fails, and says so", drill.stderr)
    drill = server.run("drill", f"{folder}/good.db")
    tap.ok("Exercice réussi" in drill.stderr and "evidence " in drill.stdout, "that of the good one does not", drill.stderr)
    tap.equal([f for f in os.listdir(folder) if "drill" in f], [], "a drill leaves nothing")
tap.done()
