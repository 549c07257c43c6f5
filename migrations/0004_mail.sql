-- What the worker does: mails to send, jobs to run.

-- key: a second mail with the same one is dropped. secret: the text opens a door (a sign-in link), so that nobody but
-- its reader sees it, and it is emptied once sent. unsure: how many attempts ended without an answer (a crash).
CREATE TABLE outbox (
	id $ID,
	key TEXT UNIQUE,
	person $INT REFERENCES person (id),
	to_address TEXT NOT NULL,
	subject TEXT NOT NULL,
	body TEXT NOT NULL,
	list_unsubscribe TEXT,
	message_id TEXT NOT NULL UNIQUE,
	secret $INT NOT NULL CHECK (secret IN (0, 1)),
	created_at TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
	attempts $INT NOT NULL,
	next_at TEXT NOT NULL,
	lease_until TEXT,
	unsure $INT NOT NULL,
	last_error TEXT,
	sent_at TEXT
) $STRICT;
CREATE INDEX outbox_waiting ON outbox (state, next_at);

CREATE TABLE job (
	id $ID,
	key TEXT UNIQUE,
	kind TEXT NOT NULL,
	payload TEXT NOT NULL,
	created_at TEXT NOT NULL,
	run_at TEXT NOT NULL,
	lease_until TEXT,
	attempts $INT NOT NULL,
	last_error TEXT,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
	done_at TEXT
) $STRICT;
CREATE INDEX job_waiting ON job (state, run_at);
