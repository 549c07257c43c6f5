-- Calendars that a program of the person's asks for again and again, by a secret address: only its digest is kept. actor: the
-- calendar of that body; NULL: one's own. revoked_at: the address opens nothing any more.
CREATE TABLE calendar_feed (
	id $ID,
	person $INT NOT NULL REFERENCES person (id),
	actor $INT REFERENCES actor (id),
	token_sha TEXT NOT NULL UNIQUE CHECK (length(token_sha) = 64),
	created_at TEXT NOT NULL,
	revoked_at TEXT
) $STRICT;
CREATE INDEX calendar_feed_person ON calendar_feed (person);

-- Kinds of mail that a person does not want.
CREATE TABLE mail_off (
	person $INT NOT NULL REFERENCES person (id),
	kind TEXT NOT NULL CHECK (kind IN ('digest')),
	at TEXT NOT NULL,
	PRIMARY KEY (person, kind)
) $STRICT;
