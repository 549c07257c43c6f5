-- What a document proves in the plan besides its versions: identities of indicators, NULL: none. reminding: whoever is asked to
-- read it is written to without anyone pressing a button.
ALTER TABLE charter ADD COLUMN line_read $INT;
ALTER TABLE charter ADD COLUMN line_adhered $INT;
ALTER TABLE charter ADD COLUMN line_spread $INT;
ALTER TABLE charter ADD COLUMN reminding $INT NOT NULL DEFAULT 0 CHECK (reminding IN (0, 1));

-- Taken off the list by whoever leads the document, and why.
ALTER TABLE charter_adherent ADD COLUMN removed_by $INT REFERENCES person (id);
ALTER TABLE charter_adherent ADD COLUMN removed_why TEXT;

-- Where it can be seen: a page, a number of a newsletter.
ALTER TABLE charter_diffusion ADD COLUMN url TEXT;

-- Evidence that a document's life filed by itself. subject: of readings the major number, of an adhesion or a diffusion its row; 0: the
-- number of all of them.
CREATE TABLE charter_proof (
	charter $INT NOT NULL REFERENCES charter (id),
	what TEXT NOT NULL CHECK (what IN ('read', 'adhered', 'spread')),
	subject $INT NOT NULL,
	indicator $INT NOT NULL,
	evidence $INT NOT NULL REFERENCES evidence (id),
	PRIMARY KEY (charter, what, subject)
) $STRICT;
CREATE INDEX charter_proof_evidence ON charter_proof (evidence);

-- How often someone was written to about the versions of one major number, and when last.
CREATE TABLE charter_letter (
	charter $INT NOT NULL REFERENCES charter (id),
	major $INT NOT NULL,
	person $INT NOT NULL REFERENCES person (id),
	times $INT NOT NULL,
	last_on TEXT NOT NULL CHECK (length(last_on) = 10),
	PRIMARY KEY (charter, major, person)
) $STRICT;
CREATE INDEX charter_letter_person ON charter_letter (person);
