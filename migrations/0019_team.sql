-- The teams of an edition, once published: one a commission. ended_at: its commission is gone; it keeps its story.
-- A student sits in one team of an edition at a time (its number is of one edition).
CREATE TABLE team (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id),
	submission $INT NOT NULL UNIQUE REFERENCES submission (id),
	created_at TEXT NOT NULL,
	ended_at TEXT,
	rev $INT NOT NULL
) $STRICT;
CREATE INDEX team_edition ON team (edition);
CREATE TABLE team_student (
	student $INT NOT NULL PRIMARY KEY REFERENCES student (id),
	team $INT NOT NULL REFERENCES team (id),
	since TEXT NOT NULL
) $STRICT;
CREATE INDEX team_student_team ON team_student (team);
CREATE TABLE team_supervisor (
	team $INT NOT NULL REFERENCES team (id),
	supervisor $INT NOT NULL REFERENCES supervisor (id),
	since TEXT NOT NULL,
	PRIMARY KEY (team, supervisor)
) $STRICT;
CREATE INDEX team_supervisor_of ON team_supervisor (supervisor);
CREATE INDEX student_person ON student (person);
CREATE INDEX supervisor_person ON supervisor (person);
