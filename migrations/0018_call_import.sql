-- Spreadsheets being imported into an edition: what was read of one and what was said of its columns, until it is done or dropped.
CREATE TABLE call_import (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id),
	kind TEXT NOT NULL CHECK (kind IN ('commissions', 'students', 'supervisors')),
	person $INT,                      -- who sent it
	filename TEXT NOT NULL,
	source_sha TEXT NOT NULL REFERENCES blob(sha256),
	document_sha TEXT NOT NULL REFERENCES blob(sha256), -- what the reader made of it, JSON of formats/document.h
	told TEXT NOT NULL,               -- JSON array by column: the field that someone said, or null
	state TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	rev $INT NOT NULL
) $STRICT;
CREATE INDEX call_import_open ON call_import (state, updated_at);
