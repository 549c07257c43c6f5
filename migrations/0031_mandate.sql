-- Who sits where, from when to when. actor: a body or an office of the programme; outside: an instance elsewhere (a school's
-- council), where someone speaks for the programme. person NULL: someone without an account; name is kept for ever, as it was
-- on the day (a form may leave it empty: the name of the account is then taken). until_day is included. Only one of actor and outside.
CREATE TABLE mandate_profile (
	id $ID,
	name TEXT NOT NULL,
	folded TEXT NOT NULL,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE UNIQUE INDEX mandate_profile_folded ON mandate_profile (folded) WHERE deleted_at IS NULL;
CREATE TABLE mandate (
	id $ID,
	actor $INT REFERENCES actor (id),
	outside TEXT,
	organisation TEXT,
	person $INT REFERENCES person (id),
	name TEXT,
	sort_key TEXT,
	seat TEXT NOT NULL CHECK (seat IN ('chair', 'secretary', 'holder', 'member', 'substitute', 'delegate', 'guest')),
	profile $INT REFERENCES mandate_profile (id),
	from_day TEXT NOT NULL CHECK (length(from_day) = 10),
	until_day TEXT CHECK (length(until_day) = 10),
	why TEXT,
	note TEXT,
	evidence $INT REFERENCES evidence (id),
	rev $INT NOT NULL,
	deleted_at TEXT,
	CHECK ((actor IS NULL) <> (outside IS NULL)),
	CHECK (name IS NOT NULL AND name <> ''),
	CHECK (until_day IS NULL OR until_day >= from_day)
) $STRICT;
CREATE INDEX mandate_actor ON mandate (actor);
CREATE INDEX mandate_person ON mandate (person);
CREATE INDEX mandate_evidence ON mandate (evidence);

-- What a body ought to have: so many of a seat, or of a profile.
CREATE TABLE mandate_wanted (
	id $ID,
	actor $INT NOT NULL REFERENCES actor (id),
	seat TEXT CHECK (seat IN ('chair', 'secretary', 'holder', 'member', 'substitute', 'delegate', 'guest')),
	profile $INT REFERENCES mandate_profile (id),
	least $INT NOT NULL CHECK (least BETWEEN 1 AND 99),
	CHECK ((seat IS NULL) <> (profile IS NULL)),
	UNIQUE (actor, seat),
	UNIQUE (actor, profile)
) $STRICT;

-- The organisation chart: under which actor one stands. Not here: at the top.
CREATE TABLE mandate_under (
	actor $INT NOT NULL PRIMARY KEY REFERENCES actor (id),
	above $INT NOT NULL REFERENCES actor (id),
	CHECK (actor <> above)
) $STRICT;
CREATE INDEX mandate_under_above ON mandate_under (above);

-- The line of the plan that mandates are evidence for, by kind of mandate: an indicator's identity.
CREATE TABLE mandate_line (
	direction TEXT NOT NULL PRIMARY KEY CHECK (direction IN ('inward', 'outward')),
	indicator $INT NOT NULL
) $STRICT;

INSERT INTO mandate_profile (name, folded, rev) VALUES
	('Représentant des étudiants', 'representant des etudiants', 1),
	('Représentant du secteur professionnel', 'representant du secteur professionnel', 1),
	('Enseignant', 'enseignant', 1),
	('Ancien étudiant', 'ancien etudiant', 1),
	('Direction d’une haute école', 'direction d une haute ecole', 1);
