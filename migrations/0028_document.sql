-- Documents that the programme adopts: notes, charters, missions, policies. Code calls any of them a charter.

-- audience: who reads it once adopted. consulting: its draft is open to remarks. adherable: organisations may sign it publicly.
-- indicator: identity of the plan's line that an adopted version is evidence for.
CREATE TABLE charter (
	id $ID,
	kind TEXT NOT NULL CHECK (kind IN ('note', 'charter', 'mission', 'policy')),
	title TEXT NOT NULL,
	summary TEXT,
	actor $INT NOT NULL REFERENCES actor (id),
	audience TEXT NOT NULL CHECK (audience IN ('body', 'staff', 'programme', 'public')),
	consulting $INT NOT NULL CHECK (consulting IN (0, 1)),
	adherable $INT NOT NULL CHECK (adherable IN (0, 1)),
	indicator $INT,
	created_at TEXT NOT NULL,
	created_by $INT REFERENCES person (id),
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX charter_actor ON charter (actor);

-- The draft, section by section (Markdown). text_rev counts saves of the text, apart from title and place.
CREATE TABLE charter_section (
	id $ID,
	charter $INT NOT NULL REFERENCES charter (id),
	position $INT NOT NULL,
	title TEXT NOT NULL,
	text TEXT NOT NULL,
	text_rev $INT NOT NULL,
	text_by $INT REFERENCES person (id),
	text_at TEXT,
	deleted_at TEXT
) $STRICT;
CREATE INDEX charter_section_of ON charter_section (charter, position);

-- States of a section's text: what someone began to write on.
CREATE TABLE charter_section_text (
	section $INT NOT NULL REFERENCES charter_section (id) ON DELETE CASCADE,
	rev $INT NOT NULL,
	text TEXT NOT NULL,
	PRIMARY KEY (section, rev)
) $STRICT;

-- Two wrote the same section at once: the text that came on an older state, whole, until someone has made one of the two.
CREATE TABLE charter_rival (
	id $ID,
	section $INT NOT NULL REFERENCES charter_section (id),
	person $INT REFERENCES person (id),
	base_rev $INT NOT NULL,
	text TEXT NOT NULL,
	at TEXT NOT NULL,
	settled_at TEXT,
	settled_by $INT REFERENCES person (id)
) $STRICT;
CREATE UNIQUE INDEX charter_rival_one ON charter_rival (section, person) WHERE settled_at IS NULL;

-- Someone without an account, asked for remarks by a link of which only the digest is kept.
CREATE TABLE charter_contributor (
	id $ID,
	charter $INT NOT NULL REFERENCES charter (id),
	name TEXT NOT NULL,
	organisation TEXT,
	email TEXT NOT NULL,
	email_key TEXT NOT NULL,
	token_sha TEXT NOT NULL,
	invited_at TEXT NOT NULL,
	invited_by $INT REFERENCES person (id),
	ended_at TEXT
) $STRICT;
CREATE INDEX charter_contributor_of ON charter_contributor (charter);
CREATE INDEX charter_contributor_token ON charter_contributor (token_sha);

-- A comment (proposal NULL) or an amendment of a section's text, on the state `base`.
CREATE TABLE charter_remark (
	id $ID,
	charter $INT NOT NULL REFERENCES charter (id),
	section $INT NOT NULL REFERENCES charter_section (id),
	person $INT REFERENCES person (id),
	contributor $INT REFERENCES charter_contributor (id),
	base TEXT NOT NULL,
	proposal TEXT,
	reason TEXT,
	at TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'refused')),
	settled_at TEXT,
	settled_by $INT REFERENCES person (id),
	settled_why TEXT
) $STRICT;
CREATE INDEX charter_remark_of ON charter_remark (charter);
CREATE INDEX charter_remark_section ON charter_remark (section);
CREATE INDEX charter_remark_contributor ON charter_remark (contributor);

-- A frozen text: never updated but to be withdrawn. sha: SHA-256 of text. It is adopted while its decision stands in approved
-- minutes. minor: what was acknowledged of the same major number still holds.
CREATE TABLE charter_version (
	id $ID,
	charter $INT NOT NULL REFERENCES charter (id),
	major $INT NOT NULL,
	minor $INT NOT NULL,
	title TEXT NOT NULL,
	text TEXT NOT NULL,
	sha TEXT NOT NULL CHECK (length(sha) = 64),
	what TEXT,
	decision $INT NOT NULL REFERENCES meeting_decision (id),
	evidence $INT REFERENCES evidence (id),
	frozen_at TEXT NOT NULL,
	frozen_by $INT REFERENCES person (id),
	withdrawn_at TEXT,
	withdrawn_by $INT REFERENCES person (id),
	withdrawn_why TEXT,
	UNIQUE (charter, major, minor)
) $STRICT;
CREATE INDEX charter_version_decision ON charter_version (decision);
CREATE INDEX charter_version_evidence ON charter_version (evidence);

-- Who is asked to read it: a role, or everyone of a body.
CREATE TABLE charter_ask (
	id $ID,
	charter $INT NOT NULL REFERENCES charter (id),
	role $INT,
	actor $INT REFERENCES actor (id),
	CHECK ((role IS NULL) <> (actor IS NULL)),
	UNIQUE (charter, role),
	UNIQUE (charter, actor)
) $STRICT;
CREATE INDEX charter_ask_actor ON charter_ask (actor);

CREATE TABLE charter_ack (
	version $INT NOT NULL REFERENCES charter_version (id),
	person $INT NOT NULL REFERENCES person (id),
	at TEXT NOT NULL,
	PRIMARY KEY (version, person)
) $STRICT;
CREATE INDEX charter_ack_person ON charter_ack (person);

CREATE TABLE charter_reminder (
	id $ID,
	version $INT NOT NULL REFERENCES charter_version (id),
	at TEXT NOT NULL,
	person $INT REFERENCES person (id),
	sent $INT NOT NULL
) $STRICT;
CREATE INDEX charter_reminder_of ON charter_reminder (version);

-- An organisation that adheres: nothing is shown before its signatory confirmed by mail. institution: recognised among those of
-- the call. token_sha: of the link that confirms, and later takes back.
CREATE TABLE charter_adherent (
	id $ID,
	version $INT NOT NULL REFERENCES charter_version (id),
	institution $INT REFERENCES institution (id),
	organisation TEXT NOT NULL,
	folded TEXT NOT NULL,
	signatory TEXT NOT NULL,
	quality TEXT,
	email TEXT NOT NULL,
	email_key TEXT NOT NULL,
	lang TEXT NOT NULL,
	token_sha TEXT NOT NULL,
	asked_at TEXT NOT NULL,
	confirmed_at TEXT,
	withdrawn_at TEXT
) $STRICT;
CREATE INDEX charter_adherent_of ON charter_adherent (version);
CREATE INDEX charter_adherent_institution ON charter_adherent (institution);
CREATE INDEX charter_adherent_token ON charter_adherent (token_sha);

-- To whom it is to go, and where it went. done_on NULL: planned.
CREATE TABLE charter_diffusion (
	id $ID,
	charter $INT NOT NULL REFERENCES charter (id),
	organisation TEXT NOT NULL,
	channel TEXT NOT NULL,
	planned_on TEXT,
	done_on TEXT,
	note TEXT,
	noted_by $INT REFERENCES person (id),
	noted_at TEXT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX charter_diffusion_of ON charter_diffusion (charter);

--searched charter 10 ROW.id
--searched charter_section 10 ROW.charter
--searched charter_version 10 ROW.charter
--searched meeting 10 SELECT v.charter AS i FROM charter_version v JOIN meeting_decision d ON d.id = v.decision WHERE d.meeting = ROW.id
--searched meeting_decision 10 SELECT v.charter AS i FROM charter_version v WHERE v.decision = ROW.id
