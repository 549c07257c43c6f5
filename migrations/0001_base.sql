-- What every programme has, whatever its subjects: files by their SHA-256, the history of changes, settings.

CREATE TABLE blob(
	sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
	size $INT NOT NULL CHECK (size >= 0)
) $STRICT;

CREATE TABLE blob_piece(
	sha256 TEXT NOT NULL REFERENCES blob(sha256) ON DELETE CASCADE,
	n $INT NOT NULL CHECK (n >= 0),
	bytes $BLOB NOT NULL,
	PRIMARY KEY (sha256, n)
) $STRICT;

-- Append-only. person names nobody's row on purpose: erasing a person leaves what happened, without the link.
CREATE TABLE history(
	id $ID,
	at TEXT NOT NULL,
	person $INT,
	who TEXT,
	via TEXT,
	entity TEXT NOT NULL,
	entity_id $INT NOT NULL,
	what TEXT NOT NULL,
	field TEXT,
	before TEXT,
	after TEXT
) $STRICT;
CREATE INDEX history_entity ON history(entity, entity_id, id);
CREATE INDEX history_person ON history(person, id);

CREATE TABLE setting(
	name TEXT PRIMARY KEY,
	value TEXT NOT NULL
) $STRICT;
