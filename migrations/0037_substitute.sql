-- Whom a substitute replaces: a mandate of the same body. Whoever holds it is replaced there under a renewed one too.
ALTER TABLE mandate ADD COLUMN replaces $INT REFERENCES mandate (id);
CREATE INDEX mandate_replaces ON mandate (replaces);
-- On the list of a meeting: the line of whom this substitute replaces there.
ALTER TABLE meeting_person ADD COLUMN replaces $INT REFERENCES meeting_person (id);
CREATE INDEX meeting_person_replaces ON meeting_person (replaces);
