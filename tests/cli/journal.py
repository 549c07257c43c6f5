"""journal.py DB: verifies the chain of the journal by itself, from what src/store/history.h says and nothing else.
Prints "N HASH", or "broken N"."""
import hashlib
import sqlite3
import sys


def canon(*values):
    out = b''
    for v in values:
        if v is None:
            out += b'-,'
        else:
            b = str(v).encode()
            out += str(len(b)).encode() + b':' + b + b','
    return out


def sha(b):
    return hashlib.sha256(b).hexdigest()


db = sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True)
last, end = 0, '0' * 64
told, erased = {}, {}
for (id, at, person, who, via, entity, entity_id, what, field, before, after, who_seal, text_seal, who_erased, text_erased, hash) in db.execute(
        'SELECT id, at, person, who, via, entity, entity_id, what, field, before, after, who_seal, text_seal, who_erased, text_erased, hash'
        ' FROM history ORDER BY id'):
    w = who_seal if who_erased else sha(canon('who', who_seal, person, who))
    t = text_seal if text_erased else sha(canon('text', text_seal, before, after))
    if id != last + 1 or sha(end.encode() + canon(id, at, via, entity, entity_id, what, field, w, t)) != hash:
        sys.exit(f'broken {id}')
    last, end = id, hash
    if who_erased:
        erased.setdefault(who_erased, []).append(canon(id, 'who', person))
    if text_erased:
        erased.setdefault(text_erased, []).append(canon(id, 'text'))
    if entity == 'history' and what == 'erased':
        told[id] = (before, after)
for id in set(told) | set(erased):
    parts = erased.get(id, [])
    if told.get(id) != (str(len(parts)), sha(b''.join(parts))):
        sys.exit(f'broken {id}')
print(last, end)
