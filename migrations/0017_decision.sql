-- The decision of a selection: what was decided, on which scenario, with which minutes; frozen. record_sha: the signed record
-- (src/solve/selection_record.h) is kept as a file.
CREATE TABLE decision (
	id $ID,
	edition $INT NOT NULL UNIQUE REFERENCES edition (id),
	scenario $INT NOT NULL REFERENCES scenario (id),
	decided_on TEXT NOT NULL,
	decided_by TEXT NOT NULL,
	minutes TEXT NOT NULL,
	comment TEXT,
	minutes_sha TEXT REFERENCES blob(sha256),
	minutes_name TEXT,
	record_sha TEXT NOT NULL REFERENCES blob(sha256),
	open_key TEXT NOT NULL,
	evidence $INT,
	at TEXT NOT NULL,
	person $INT REFERENCES person (id)
) $STRICT;
CREATE INDEX decision_record ON decision (record_sha);
CREATE INDEX decision_minutes ON decision (minutes_sha);
-- place: of the waiting list, and of the order shown.
CREATE TABLE decision_file (
	decision $INT NOT NULL REFERENCES decision (id),
	submission $INT NOT NULL REFERENCES submission (id),
	outcome TEXT NOT NULL CHECK (outcome IN ('selected', 'waiting', 'refused', 'frozen')),
	place $INT NOT NULL,
	PRIMARY KEY (decision, submission)
) $STRICT;
-- What changed since: a chosen one left, and what took its place.
CREATE TABLE decision_change (
	id $ID,
	decision $INT NOT NULL REFERENCES decision (id),
	gone $INT NOT NULL REFERENCES submission (id),
	taken $INT NOT NULL REFERENCES submission (id),
	reason TEXT NOT NULL,
	at TEXT NOT NULL,
	person $INT REFERENCES person (id),
	UNIQUE (decision, gone)
) $STRICT;
-- A letter for each outcome, as the coordination wrote it; and one of its own for a commission. sent_at: it is in the outbox.
CREATE TABLE decision_text (
	decision $INT NOT NULL REFERENCES decision (id),
	outcome TEXT NOT NULL CHECK (outcome IN ('selected', 'waiting', 'refused', 'frozen')),
	subject TEXT NOT NULL,
	body TEXT NOT NULL,
	rev $INT NOT NULL,
	PRIMARY KEY (decision, outcome)
) $STRICT;
CREATE TABLE decision_letter (
	decision $INT NOT NULL REFERENCES decision (id),
	submission $INT NOT NULL REFERENCES submission (id),
	outcome TEXT NOT NULL CHECK (outcome IN ('selected', 'waiting', 'refused', 'frozen')),
	subject TEXT NOT NULL,
	body TEXT NOT NULL,
	rev $INT NOT NULL,
	sent_at TEXT,
	PRIMARY KEY (decision, submission, outcome)
) $STRICT;
-- The line of the plan that the decision of an edition is evidence for: an indicator's identity.
CREATE TABLE edition_evidence (
	edition $INT NOT NULL PRIMARY KEY REFERENCES edition (id),
	indicator $INT NOT NULL
) $STRICT;
