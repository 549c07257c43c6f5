-- Score sheets of a jury come by the same way as other spreadsheets. No row names an import by its id, so the copy may number them anew.
CREATE TABLE call_import_wider (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id),
	kind TEXT NOT NULL CHECK (kind IN ('commissions', 'students', 'supervisors', 'scores')),
	person $INT,
	filename TEXT NOT NULL,
	source_sha TEXT NOT NULL REFERENCES blob(sha256),
	document_sha TEXT NOT NULL REFERENCES blob(sha256),
	told TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	rev $INT NOT NULL
) $STRICT;
INSERT INTO call_import_wider (edition, kind, person, filename, source_sha, document_sha, told, state, created_at, updated_at, rev)
	SELECT edition, kind, person, filename, source_sha, document_sha, told, state, created_at, updated_at, rev FROM call_import ORDER BY id;
DROP TABLE call_import;
ALTER TABLE call_import_wider RENAME TO call_import;
CREATE INDEX call_import_open ON call_import (state, updated_at);

-- The lines of the plan that the decision of an edition is evidence for: several.
CREATE TABLE edition_evidence_wider (
	edition $INT NOT NULL REFERENCES edition (id),
	indicator $INT NOT NULL,
	PRIMARY KEY (edition, indicator)
) $STRICT;
INSERT INTO edition_evidence_wider (edition, indicator) SELECT edition, indicator FROM edition_evidence;
DROP TABLE edition_evidence;
ALTER TABLE edition_evidence_wider RENAME TO edition_evidence;

-- Two records of an institution made one, so that they can be two again: what passed from the one to the other, and which fields the
-- kept one took (their names, separated by spaces).
CREATE TABLE institution_merged (
	id $ID,
	gone $INT NOT NULL REFERENCES institution (id),
	kept $INT NOT NULL REFERENCES institution (id),
	took TEXT NOT NULL,
	at TEXT NOT NULL,
	person $INT REFERENCES person (id),
	undone_at TEXT
) $STRICT;
CREATE INDEX institution_merged_kept ON institution_merged (kept);
CREATE INDEX institution_merged_gone ON institution_merged (gone);
-- row_id: of a commission, a contact or an institution; of an employer, its juror.
CREATE TABLE institution_merged_row (
	merged $INT NOT NULL REFERENCES institution_merged (id),
	what TEXT NOT NULL CHECK (what IN ('submission', 'contact', 'employer', 'institution')),
	row_id $INT NOT NULL,
	folded TEXT NOT NULL,
	PRIMARY KEY (merged, what, row_id, folded)
) $STRICT;
