-- The plan: who is responsible, its revisions, and the evidence. plan.h and plan_store.h say what the words mean.
-- Actions and indicators have an identity that lives over revisions; plan_line and indicator_line are what one revision
-- says of them. Persons are named by their row, never by a copy of their name.

CREATE TABLE actor (
	id $ID,
	kind $INT NOT NULL CHECK (kind BETWEEN 0 AND 3),
	name TEXT NOT NULL,
	long_name TEXT,
	folded TEXT NOT NULL,
	position $INT NOT NULL,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE UNIQUE INDEX actor_folded ON actor (folded) WHERE deleted_at IS NULL;

-- version grows with every transaction that changes what the plan's pages show.
CREATE TABLE plan (
	id $INT NOT NULL PRIMARY KEY CHECK (id = 1),
	version $INT NOT NULL
) $STRICT;

CREATE TABLE revision (
	id $ID,
	number $INT NOT NULL UNIQUE,
	status $INT NOT NULL CHECK (status BETWEEN 0 AND 3),
	title TEXT NOT NULL,
	first_year $INT NOT NULL,
	last_year $INT NOT NULL,
	adopted_on TEXT,
	meeting TEXT,
	reason TEXT,
	source_sha TEXT REFERENCES blob(sha256),
	source_name TEXT,
	created_at TEXT NOT NULL,
	created_by $INT REFERENCES person (id),
	rev $INT NOT NULL,
	CHECK ((status IN (1, 2)) = (adopted_on IS NOT NULL))
) $STRICT;
-- At most one revision is in force.
CREATE UNIQUE INDEX revision_in_force ON revision (status) WHERE status = 1;

CREATE TABLE acronym (
	revision $INT NOT NULL REFERENCES revision (id),
	position $INT NOT NULL,
	acronym TEXT NOT NULL,
	name TEXT NOT NULL,
	PRIMARY KEY (revision, position)
) $STRICT;

CREATE TABLE revision_actor (
	revision $INT NOT NULL REFERENCES revision (id),
	position $INT NOT NULL,
	actor $INT NOT NULL REFERENCES actor (id),
	PRIMARY KEY (revision, position),
	UNIQUE (revision, actor)
) $STRICT;

CREATE TABLE objective (
	id $ID,
	revision $INT NOT NULL REFERENCES revision (id),
	position $INT NOT NULL,
	code TEXT,
	title TEXT,
	rich TEXT,
	UNIQUE (revision, position)
) $STRICT;

CREATE TABLE specific (
	id $ID,
	objective $INT NOT NULL REFERENCES objective (id),
	position $INT NOT NULL,
	code TEXT,
	title TEXT,
	rich TEXT,
	phase TEXT,
	UNIQUE (objective, position)
) $STRICT;

CREATE TABLE action (
	id $ID,
	first_revision $INT NOT NULL REFERENCES revision (id)
) $STRICT;

CREATE TABLE plan_line (
	id $ID,
	revision $INT NOT NULL REFERENCES revision (id),
	specific $INT NOT NULL REFERENCES specific (id),
	position $INT NOT NULL,
	action $INT NOT NULL REFERENCES action (id),
	code TEXT,
	title TEXT,
	rich TEXT,
	due_kind $INT NOT NULL CHECK (due_kind BETWEEN 0 AND 5),
	due_year $INT NOT NULL,
	due_term $INT NOT NULL CHECK (due_term BETWEEN 0 AND 2),
	due_date TEXT CHECK ((due_kind = 3) = (due_date IS NOT NULL)),
	due_text TEXT,
	before_kind $INT NOT NULL CHECK (before_kind BETWEEN 0 AND 5),
	before_year $INT NOT NULL,
	before_term $INT NOT NULL CHECK (before_term BETWEEN 0 AND 2),
	before_date TEXT CHECK ((before_kind = 3) = (before_date IS NOT NULL)),
	before_text TEXT,
	priority TEXT,
	priority_reason TEXT,
	conditions TEXT,
	source TEXT,
	disposition $INT NOT NULL CHECK (disposition BETWEEN 0 AND 3),
	disposition_reason TEXT,
	declared_done $INT NOT NULL CHECK (declared_done IN (0, 1)),
	declared_by TEXT,
	rev $INT NOT NULL,
	UNIQUE (specific, position),
	UNIQUE (revision, action)
) $STRICT;
CREATE INDEX plan_line_action ON plan_line (action);

-- A whole revision is read at once: what hangs on its lines carries the revision too, in the order of reading.
CREATE TABLE responsibility (
	revision $INT NOT NULL REFERENCES revision (id),
	line $INT NOT NULL REFERENCES plan_line (id),
	position $INT NOT NULL,
	actor $INT NOT NULL REFERENCES actor (id),
	lead $INT NOT NULL CHECK (lead IN (0, 1)),
	confirmed $INT NOT NULL CHECK (confirmed IN (0, 1)),
	PRIMARY KEY (revision, line, position)
) $STRICT;
CREATE INDEX responsibility_covering ON responsibility (revision, line, position, actor, lead, confirmed);

CREATE TABLE indicator (
	id $ID,
	first_revision $INT NOT NULL REFERENCES revision (id)
) $STRICT;

CREATE TABLE indicator_line (
	revision $INT NOT NULL REFERENCES revision (id),
	line $INT NOT NULL REFERENCES plan_line (id),
	position $INT NOT NULL,
	indicator $INT NOT NULL REFERENCES indicator (id),
	text TEXT,
	rich TEXT,
	kind $INT NOT NULL CHECK (kind BETWEEN 0 AND 13),
	count $INT NOT NULL CHECK (count BETWEEN 1 AND 10000),
	optional $INT NOT NULL CHECK (optional IN (0, 1)),
	cadence $INT NOT NULL CHECK (cadence BETWEEN 1 AND 366),
	body TEXT,
	qualification $INT NOT NULL CHECK (qualification BETWEEN 0 AND 2),
	confirmed $INT NOT NULL CHECK (confirmed IN (0, 1)),
	PRIMARY KEY (revision, line, position),
	UNIQUE (revision, indicator)
) $STRICT;
CREATE INDEX indicator_line_indicator ON indicator_line (indicator);

CREATE TABLE recommendation (
	id $ID,
	revision $INT NOT NULL REFERENCES revision (id),
	line $INT NOT NULL REFERENCES plan_line (id),
	position $INT NOT NULL,
	text TEXT NOT NULL,
	reply TEXT CHECK (reply IN ('followed', 'partly', 'not')),
	why TEXT,
	UNIQUE (revision, line, position),
	CHECK (reply IS NOT NULL OR why IS NULL)
) $STRICT;

-- number for counts; register_text, partner, expires_on, direction, audience for rows of a register; body for minutes;
-- access_… for shared spaces. kind: file, link, number, register. effective_on is when it happened, filed_at when the
-- programme knew of it; the same holds of adopted_on and adopted_at.
CREATE TABLE evidence (
	id $ID,
	kind $INT NOT NULL CHECK (kind BETWEEN 0 AND 3),
	title TEXT NOT NULL,
	effective_on TEXT NOT NULL CHECK (length(effective_on) = 10),
	visibility $INT NOT NULL CHECK (visibility BETWEEN 0 AND 2),
	blob_sha TEXT REFERENCES blob(sha256),
	filename TEXT,
	type TEXT,
	url TEXT,
	copy_sha TEXT REFERENCES blob(sha256),
	fetched_at TEXT,
	number $INT,
	register_text TEXT,
	partner TEXT,
	expires_on TEXT,
	direction TEXT CHECK (direction IN ('in', 'out')),
	audience TEXT,
	body $INT REFERENCES actor (id),
	access_level TEXT,
	access_checked_on TEXT,
	access_checked_by $INT REFERENCES person (id),
	note TEXT,
	filed_at TEXT NOT NULL,
	filed_by $INT REFERENCES person (id),
	validated_at TEXT,
	validated_by $INT REFERENCES person (id),
	adopted_on TEXT,
	adopted_by $INT REFERENCES actor (id),
	adopted_text TEXT,
	adopted_at TEXT,
	disputed_at TEXT,
	disputed_by $INT REFERENCES person (id),
	dispute TEXT,
	resolved_at TEXT,
	resolved_by $INT REFERENCES person (id),
	withdrawn_at TEXT,
	withdrawn_by $INT REFERENCES person (id),
	deleted_at TEXT,
	deleted_by $INT REFERENCES person (id),
	rev $INT NOT NULL,
	CHECK ((adopted_on IS NULL) = (adopted_at IS NULL)),
	CHECK (validated_by IS NULL OR filed_by IS NULL OR validated_by <> filed_by)
) $STRICT;
CREATE INDEX evidence_effective ON evidence (effective_on, id);
CREATE INDEX evidence_blob ON evidence (blob_sha);

-- The academic year of a continuous action's slot is that of the evidence's effective date: it is not stored twice.
CREATE TABLE evidence_slot (
	id $ID,
	evidence $INT NOT NULL REFERENCES evidence (id),
	indicator $INT NOT NULL REFERENCES indicator (id),
	count $INT NOT NULL CHECK (count BETWEEN 1 AND 10000),
	linked_at TEXT NOT NULL,
	linked_by $INT REFERENCES person (id),
	unlinked_at TEXT,
	unlinked_by $INT REFERENCES person (id)
) $STRICT;
CREATE UNIQUE INDEX evidence_slot_once ON evidence_slot (evidence, indicator) WHERE unlinked_at IS NULL;
CREATE INDEX evidence_slot_fill ON evidence_slot (indicator, evidence, count, linked_at, unlinked_at);

CREATE TABLE slot_waiver (
	id $ID,
	indicator $INT NOT NULL REFERENCES indicator (id),
	year $INT NOT NULL CHECK (year >= 0),
	reason TEXT NOT NULL,
	waived_at TEXT NOT NULL,
	waived_by $INT REFERENCES person (id),
	ended_at TEXT,
	ended_by $INT REFERENCES person (id)
) $STRICT;
CREATE UNIQUE INDEX slot_waiver_once ON slot_waiver (indicator, year) WHERE ended_at IS NULL;

CREATE TABLE action_comment (
	id $ID,
	action $INT NOT NULL REFERENCES action (id),
	text TEXT NOT NULL,
	person $INT REFERENCES person (id),
	at TEXT NOT NULL,
	deleted_at TEXT,
	rev $INT NOT NULL
) $STRICT;
CREATE INDEX action_comment_action ON action_comment (action, id);
