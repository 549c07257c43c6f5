-- Imports in progress: what was read of a document and what was answered, until it is adopted or dropped.
CREATE TABLE import_draft (
	id $ID,
	person $INT,                      -- who sent the document
	filename TEXT NOT NULL,
	format TEXT NOT NULL,
	source_sha TEXT NOT NULL,         -- blob: the document as sent
	document_sha TEXT NOT NULL,       -- blob: what the reader made of it, JSON of formats/document.h
	answers TEXT NOT NULL,            -- JSON object: question id -> answer
	accepted $INT NOT NULL DEFAULT 0 CHECK (accepted IN (0, 1)), -- "accept every proposal" was pressed
	state TEXT NOT NULL CHECK (state IN ('open', 'adopted', 'dropped')),
	revision $INT,                    -- the revision it became
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	rev $INT NOT NULL DEFAULT 1
) $STRICT;
CREATE INDEX import_draft_open ON import_draft (state, updated_at);
