-- Forms that were carried out, kept for two days: the same one that comes again gets the same answer, and does nothing twice.
-- id: a digest of the form's one-time key, of whose it is, of where it went and of what it held. answer: sealed with that
-- key, which is not stored, since it may hold the cookie of a session.
CREATE TABLE form_once (
	id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 64),
	at TEXT NOT NULL,
	answer $BLOB
) $STRICT;
CREATE INDEX form_once_at ON form_once (at);
