-- The rankings of an edition's students, and the drafts from which its teams are published.
CREATE TABLE ranking_plan (
	edition $INT NOT NULL PRIMARY KEY REFERENCES edition (id),
	wanted $INT NOT NULL CHECK (wanted BETWEEN 1 AND 20),
	closed_at TEXT,
	rev $INT NOT NULL
) $STRICT;

-- sent_at NULL: never sent. draft: JSON of what is being typed, NULL when nothing is. again_at: a commission of theirs
-- disappeared after they had sent, and they were told; NULL once they have sent again.
CREATE TABLE ranking_ballot (
	student $INT NOT NULL PRIMARY KEY REFERENCES student (id),
	draft TEXT,
	sent_at TEXT,
	again_at TEXT,
	rev $INT NOT NULL
) $STRICT;
CREATE TABLE ranking_choice (
	student $INT NOT NULL REFERENCES student (id),
	place $INT NOT NULL CHECK (place BETWEEN 1 AND 20),
	submission $INT NOT NULL REFERENCES submission (id),
	PRIMARY KEY (student, place),
	UNIQUE (student, submission)
) $STRICT;
CREATE INDEX ranking_choice_of ON ranking_choice (submission);

-- Whom a student works or worked for, these three years.
CREATE TABLE student_employer (
	student $INT NOT NULL REFERENCES student (id),
	folded TEXT NOT NULL,
	name TEXT NOT NULL,
	institution $INT REFERENCES institution (id),
	PRIMARY KEY (student, folded)
) $STRICT;
CREATE INDEX student_employer_of ON student_employer (institution);

-- With whom, without whom; the reason is for the staff. ignored: the staff's own reason not to follow it.
CREATE TABLE student_wish (
	student $INT NOT NULL REFERENCES student (id),
	other $INT NOT NULL REFERENCES student (id),
	kind TEXT NOT NULL CHECK (kind IN ('keep', 'avoid')),
	reason TEXT NOT NULL,
	at TEXT NOT NULL,
	ignored TEXT,
	PRIMARY KEY (student, other)
) $STRICT;
CREATE INDEX student_wish_of ON student_wish (other);

-- What the staff asks of every composition, with its reason. together, apart: two students; not_there: a student and a
-- commission; not_lead: a supervisor and a commission.
CREATE TABLE team_rule (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id),
	kind TEXT NOT NULL CHECK (kind IN ('together', 'apart', 'not_there', 'not_lead')),
	student $INT REFERENCES student (id),
	other $INT REFERENCES student (id),
	supervisor $INT REFERENCES supervisor (id),
	submission $INT REFERENCES submission (id),
	reason TEXT NOT NULL,
	person $INT REFERENCES person (id),
	at TEXT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX team_rule_edition ON team_rule (edition);
CREATE INDEX team_rule_student ON team_rule (student);
CREATE INDEX team_rule_other ON team_rule (other);
CREATE INDEX team_rule_supervisor ON team_rule (supervisor);
CREATE INDEX team_rule_person ON team_rule (person);

-- step: the one that is shown; those after it can be done again. exact_*: the solver at work on that step.
CREATE TABLE team_draft (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id),
	name TEXT NOT NULL,
	step $INT NOT NULL,
	person $INT REFERENCES person (id),
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	exact_state TEXT CHECK (exact_state IN ('waiting', 'running', 'done', 'none', 'failed', 'stale')),
	exact_step $INT,
	exact_at TEXT,
	curve TEXT,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX team_draft_edition ON team_draft (edition);
CREATE INDEX team_draft_person ON team_draft (person);
-- state: settings, seats and supervisors as JSON, people by their numbers in the tables.
CREATE TABLE team_draft_step (
	draft $INT NOT NULL REFERENCES team_draft (id),
	step $INT NOT NULL,
	what TEXT NOT NULL,
	student $INT REFERENCES student (id),
	state TEXT NOT NULL,
	person $INT REFERENCES person (id),
	at TEXT NOT NULL,
	PRIMARY KEY (draft, step)
) $STRICT;
CREATE INDEX team_draft_step_student ON team_draft_step (student);
CREATE INDEX team_draft_step_person ON team_draft_step (person);

CREATE TABLE team_publication (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id),
	draft $INT REFERENCES team_draft (id),
	person $INT REFERENCES person (id),
	at TEXT NOT NULL,
	mails $INT NOT NULL
) $STRICT;
CREATE INDEX team_publication_edition ON team_publication (edition);
CREATE INDEX team_publication_person ON team_publication (person);

-- "Why not my first choice": as it was sent, once.
CREATE TABLE team_letter (
	student $INT NOT NULL PRIMARY KEY REFERENCES student (id),
	subject TEXT NOT NULL,
	body TEXT NOT NULL,
	sent_at TEXT NOT NULL,
	person $INT REFERENCES person (id)
) $STRICT;
CREATE INDEX team_letter_person ON team_letter (person);
