-- One decision on many commissions: what undoing it takes back.
CREATE TABLE triage (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id)
) $STRICT;
CREATE INDEX triage_edition ON triage (edition);
ALTER TABLE submission_move ADD COLUMN triage $INT REFERENCES triage (id);
CREATE INDEX submission_move_triage ON submission_move (triage) WHERE triage IS NOT NULL;

-- What the solver has proved so far, while it is at work.
ALTER TABLE team_draft ADD COLUMN exact_said TEXT;
