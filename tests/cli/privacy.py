"""privacy.py DB WORD…: where the words are still found: in columns of text ("table.column"), in the bytes of the file with
its journals ("file"); a word that is in the bytes of a kept file only ("blob_piece") is told as such. Nothing: nowhere."""
import os
import sqlite3
import sys

path, words = sys.argv[1], sys.argv[2:]
db = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
found = set()
blobs = b''.join(bytes(r[0]) + b'\0' for r in db.execute('SELECT bytes FROM blob_piece'))
for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
    for column in [r[1] for r in db.execute(f'PRAGMA table_info("{table}")')]:
        for (v,) in db.execute(f'SELECT "{column}" FROM "{table}" WHERE typeof("{column}") = \'text\''):
            if any(w.lower() in v.lower() for w in words):
                found.add(f'{table}.{column}')
db.close()
for end in ('', '-wal'):
    if not os.path.exists(path + end):
        continue
    data = open(path + end, 'rb').read()
    for w in words:
        if w.encode() in data:
            found.add('blob_piece' if w.encode() in blobs else 'file')
print(' '.join(sorted(found)))
