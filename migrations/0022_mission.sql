-- The year of a team: what it writes, what it asks of the institution, what those who follow it note.
CREATE TABLE mission_entry (
	id $ID,
	team $INT NOT NULL REFERENCES team (id),
	author $INT REFERENCES person (id),
	entry_on TEXT NOT NULL,
	text TEXT NOT NULL,
	created_at TEXT NOT NULL,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX mission_entry_team ON mission_entry (team, entry_on);
CREATE INDEX mission_entry_author ON mission_entry (author);

-- asked_at NULL: written, not yet sent. outcome: what the institution, or the team for it, said last.
CREATE TABLE data_request (
	id $ID,
	team $INT NOT NULL REFERENCES team (id),
	author $INT REFERENCES person (id),
	what TEXT NOT NULL,
	detail TEXT,
	due_on TEXT NOT NULL,
	asked_at TEXT,
	outcome TEXT NOT NULL CHECK (outcome IN ('open', 'partial', 'received', 'refused', 'dropped')),
	received_on TEXT,
	answer TEXT,
	created_at TEXT NOT NULL,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX data_request_team ON data_request (team);
CREATE INDEX data_request_author ON data_request (author);
CREATE TABLE data_request_link (
	token_sha TEXT NOT NULL PRIMARY KEY CHECK (length(token_sha) = 64),
	request $INT NOT NULL REFERENCES data_request (id),
	email TEXT,
	created_at TEXT NOT NULL,
	expires_at TEXT NOT NULL
) $STRICT;
CREATE INDEX data_request_link_of ON data_request_link (request);
CREATE TABLE data_request_file (
	id $ID,
	request $INT NOT NULL REFERENCES data_request (id),
	blob_sha TEXT NOT NULL REFERENCES blob(sha256),
	filename TEXT NOT NULL,
	type TEXT NOT NULL,
	size $INT NOT NULL,
	by_sponsor $INT NOT NULL CHECK (by_sponsor IN (0, 1)),
	added_at TEXT NOT NULL
) $STRICT;
CREATE INDEX data_request_file_of ON data_request_file (request);
CREATE INDEX data_request_file_blob ON data_request_file (blob_sha);

-- name and notes: read by the team and those who follow it, by nobody else; emptied after a time. alias: how the person is called
-- in what leaves the team.
CREATE TABLE interview (
	id $ID,
	team $INT NOT NULL REFERENCES team (id),
	author $INT REFERENCES person (id),
	met_on TEXT NOT NULL,
	alias TEXT NOT NULL,
	name TEXT,
	function TEXT,
	consent TEXT NOT NULL CHECK (consent IN ('none', 'oral', 'written', 'recorded')),
	consent_on TEXT,
	consent_sha TEXT REFERENCES blob(sha256),
	consent_name TEXT,
	consent_type TEXT,
	notes TEXT,
	anonymised $INT NOT NULL CHECK (anonymised IN (0, 1)),
	created_at TEXT NOT NULL,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX interview_team ON interview (team);
CREATE INDEX interview_author ON interview (author);
CREATE INDEX interview_consent ON interview (consent_sha);

CREATE TABLE mission_source (
	id $ID,
	team $INT NOT NULL REFERENCES team (id),
	author $INT REFERENCES person (id),
	kind TEXT NOT NULL CHECK (kind IN ('law', 'book', 'article', 'report', 'data', 'web', 'internal')),
	title TEXT NOT NULL,
	sort_key TEXT NOT NULL,
	authors TEXT,
	published TEXT,
	link TEXT,
	note TEXT,
	created_at TEXT NOT NULL,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX mission_source_team ON mission_source (team);
CREATE INDEX mission_source_author ON mission_source (author);

-- The problem as the team understands it: each version stays as it was saved.
CREATE TABLE problem_version (
	team $INT NOT NULL REFERENCES team (id),
	number $INT NOT NULL CHECK (number > 0),
	body TEXT NOT NULL,
	reason TEXT,
	author $INT REFERENCES person (id),
	created_at TEXT NOT NULL,
	PRIMARY KEY (team, number)
) $STRICT;
CREATE INDEX problem_version_author ON problem_version (author);

CREATE TABLE mission_recommendation (
	id $ID,
	team $INT NOT NULL REFERENCES team (id),
	author $INT REFERENCES person (id),
	position $INT NOT NULL,
	title TEXT NOT NULL,
	text TEXT,
	addressed TEXT NOT NULL,
	resources TEXT,
	limits TEXT,
	created_at TEXT NOT NULL,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX mission_recommendation_team ON mission_recommendation (team, position);
CREATE INDEX mission_recommendation_author ON mission_recommendation (author);

-- The log of those who follow a team. audience staff: the team does not see it.
CREATE TABLE follow_entry (
	id $ID,
	team $INT NOT NULL REFERENCES team (id),
	author $INT REFERENCES person (id),
	met_on TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('meeting', 'video', 'phone', 'mail', 'visit')),
	minutes $INT CHECK (minutes BETWEEN 0 AND 1440),
	audience TEXT NOT NULL CHECK (audience IN ('team', 'staff')),
	decisions TEXT NOT NULL,
	next_step TEXT,
	next_on TEXT,
	alert $INT NOT NULL CHECK (alert IN (0, 1)),
	created_at TEXT NOT NULL,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX follow_entry_team ON follow_entry (team, met_on);
CREATE INDEX follow_entry_author ON follow_entry (author);

-- The lines of the plan that the missions of an edition are evidence for (an indicator's identity), and the piece that was filed.
CREATE TABLE mission_evidence (
	edition $INT NOT NULL REFERENCES edition (id),
	what TEXT NOT NULL CHECK (what IN ('sectors', 'answered')),
	indicator $INT NOT NULL,
	evidence $INT,
	said TEXT,
	PRIMARY KEY (edition, what, indicator)
) $STRICT;
