-- The second half of the year of a mission: its report, what its sponsor reads and answers, its oral and closing, what the
-- members of a team say of each other, and what it is evidence for.

-- What an edition settles. questions_*: one a line; a line that begins with "[1-5]" is answered by a number. needs_go: the
-- sponsor gets a report after the supervisor said so. later_months: after the end of the edition, until the sponsor is asked what became of it.
CREATE TABLE edition_year (
	edition $INT NOT NULL PRIMARY KEY REFERENCES edition (id),
	needs_go $INT NOT NULL CHECK (needs_go IN (0, 1)),
	later_months $INT NOT NULL CHECK (later_months BETWEEN 1 AND 36),
	questions_report TEXT NOT NULL,
	questions_oral TEXT NOT NULL,
	questions_later TEXT NOT NULL,
	behaviours TEXT NOT NULL,
	factor_least $REAL NOT NULL,
	factor_most $REAL NOT NULL,
	self_gap $REAL NOT NULL,
	rater_gap $REAL NOT NULL,
	spread $REAL NOT NULL,
	rev $INT NOT NULL
) $STRICT;

-- A report as it was given in: none is changed or taken away. late: after the day of the edition. go_at: the supervisor lets it
-- go to the sponsor; sent_at: it went; received_at: the sponsor said so.
CREATE TABLE report (
	id $ID,
	team $INT NOT NULL REFERENCES team (id),
	version $INT NOT NULL,
	blob_sha TEXT NOT NULL REFERENCES blob(sha256),
	filename TEXT NOT NULL,
	type TEXT NOT NULL,
	size $INT NOT NULL,
	late $INT NOT NULL CHECK (late IN (0, 1)),
	note TEXT,
	at TEXT NOT NULL,
	person $INT REFERENCES person (id),
	go_at TEXT,
	go_by $INT REFERENCES person (id),
	sent_at TEXT,
	sent_by $INT REFERENCES person (id),
	sent_to TEXT,
	received_at TEXT,
	UNIQUE (team, version)
) $STRICT;
CREATE INDEX report_blob ON report (blob_sha);

-- The sponsor's way in, without an account: only the digest of the token is kept. It opens one mission.
CREATE TABLE sponsor_link (
	token_sha TEXT NOT NULL PRIMARY KEY,
	team $INT NOT NULL REFERENCES team (id),
	email TEXT,
	created_at TEXT NOT NULL,
	created_by $INT REFERENCES person (id),
	expires_at TEXT NOT NULL
) $STRICT;
CREATE INDEX sponsor_link_team ON sponsor_link (team);

-- What the sponsor answers: of the report, of the oral, and months later. sent_at NULL: still being written. quote: of which the sponsor
-- agrees that it be published when quote_open is 1.
CREATE TABLE sponsor_form (
	id $ID,
	team $INT NOT NULL REFERENCES team (id),
	form TEXT NOT NULL CHECK (form IN ('report', 'oral', 'later')),
	quote TEXT,
	quote_open $INT NOT NULL CHECK (quote_open IN (0, 1)),
	sent_at TEXT,
	rev $INT NOT NULL,
	UNIQUE (team, form)
) $STRICT;
CREATE TABLE sponsor_answer (
	form $INT NOT NULL REFERENCES sponsor_form (id),
	position $INT NOT NULL,
	question TEXT NOT NULL,
	answer TEXT NOT NULL,
	PRIMARY KEY (form, position)
) $STRICT;

-- The meeting at which the sponsor says what it thinks of the report, as the team wrote it down.
CREATE TABLE feedback_minutes (
	team $INT NOT NULL PRIMARY KEY REFERENCES team (id),
	held_on TEXT NOT NULL,
	people TEXT NOT NULL,
	decisions TEXT,
	body TEXT,
	at TEXT NOT NULL,
	person $INT REFERENCES person (id),
	rev $INT NOT NULL
) $STRICT;

-- The oral and the end of a mission. jury_notes: for the staff. names_open, report_open: the team's choice; sponsor_report_open:
-- the sponsor's, whose name stands in submission.publication; NULL: not said. later_*: the mails of months later.
CREATE TABLE closing (
	team $INT NOT NULL PRIMARY KEY REFERENCES team (id),
	oral_on TEXT,
	oral_time TEXT,
	oral_place TEXT,
	oral_done_at TEXT,
	jury_notes TEXT,
	names_open $INT CHECK (names_open IN (0, 1)),
	report_open $INT CHECK (report_open IN (0, 1)),
	chosen_at TEXT,
	chosen_by $INT REFERENCES person (id),
	sponsor_report_open $INT CHECK (sponsor_report_open IN (0, 1)),
	sponsor_chosen_at TEXT,
	closed_at TEXT,
	closed_by $INT REFERENCES person (id),
	later_asked_at TEXT,
	later_reminded_at TEXT,
	rev $INT NOT NULL
) $STRICT;

-- A round of peer evaluation: 1 in January, for learning; 2 in May. Open by its days, or as someone decided (opened_at, closed_at).
-- released_at: results are shown, each to who they are of. purged_at: the raw answers are gone.
CREATE TABLE peer_round (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id),
	round $INT NOT NULL CHECK (round IN (1, 2)),
	opens_on TEXT,
	closes_on TEXT,
	opened_at TEXT,
	closed_at TEXT,
	released_at TEXT,
	purged_at TEXT,
	rev $INT NOT NULL,
	UNIQUE (edition, round)
) $STRICT;
-- One student's answer. sent_at NULL: a draft, which nobody else sees.
CREATE TABLE peer_answer (
	id $ID,
	round $INT NOT NULL REFERENCES peer_round (id),
	team $INT NOT NULL REFERENCES team (id),
	rater $INT NOT NULL REFERENCES student (id),
	sent_at TEXT,
	rev $INT NOT NULL,
	UNIQUE (round, rater)
) $STRICT;
CREATE INDEX peer_answer_team ON peer_answer (team);
CREATE INDEX peer_answer_rater ON peer_answer (rater);
-- Of a member, oneself included (then without points). shown: the comment as the moderation lets it be read; kept: whether it is.
CREATE TABLE peer_mark (
	answer $INT NOT NULL REFERENCES peer_answer (id),
	member $INT NOT NULL REFERENCES student (id),
	points $INT,
	behaviour1 $INT,
	behaviour2 $INT,
	behaviour3 $INT,
	comment TEXT,
	moderated TEXT CHECK (moderated IN ('kept', 'changed', 'hidden')),
	shown TEXT,
	moderated_by $INT REFERENCES person (id),
	PRIMARY KEY (answer, member)
) $STRICT;
CREATE INDEX peer_mark_member ON peer_mark (member);
-- What was released: averages, the factor; it outlives the answers. Averages are NULL below three raters.
CREATE TABLE peer_result (
	round $INT NOT NULL REFERENCES peer_round (id),
	student $INT NOT NULL REFERENCES student (id),
	team $INT NOT NULL REFERENCES team (id),
	raters $INT NOT NULL,
	factor $REAL,
	capped $REAL,
	behaviour1 $REAL,
	behaviour2 $REAL,
	behaviour3 $REAL,
	self1 $INT,
	self2 $INT,
	self3 $INT,
	PRIMARY KEY (round, student)
) $STRICT;
CREATE INDEX peer_result_student ON peer_result (student);
-- The comments that were released, of nobody's hand, in an order that says nothing.
CREATE TABLE peer_comment (
	round $INT NOT NULL REFERENCES peer_round (id),
	student $INT NOT NULL REFERENCES student (id),
	position $INT NOT NULL,
	comment TEXT NOT NULL,
	PRIMARY KEY (round, student, position)
) $STRICT;
CREATE INDEX peer_comment_student ON peer_comment (student);
-- Who opened the raw answers of a team, when and why.
CREATE TABLE peer_look (
	id $ID,
	round $INT NOT NULL REFERENCES peer_round (id),
	team $INT NOT NULL REFERENCES team (id),
	person $INT REFERENCES person (id),
	at TEXT NOT NULL,
	reason TEXT NOT NULL
) $STRICT;
CREATE INDEX peer_look_of ON peer_look (round, team);

-- The lines of the plan that missions of an edition feed, and the evidence that each filed there. kind: an answered request, the
-- recognition by a sponsor.
CREATE TABLE year_line (
	edition $INT NOT NULL REFERENCES edition (id),
	kind TEXT NOT NULL CHECK (kind IN ('answered', 'recognition')),
	indicator $INT NOT NULL,
	PRIMARY KEY (edition, kind, indicator)
) $STRICT;
CREATE TABLE year_evidence (
	team $INT NOT NULL REFERENCES team (id),
	kind TEXT NOT NULL CHECK (kind IN ('answered', 'recognition')),
	indicator $INT NOT NULL,
	evidence $INT NOT NULL,
	PRIMARY KEY (team, kind, indicator)
) $STRICT;
