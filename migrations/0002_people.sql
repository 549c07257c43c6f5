-- The programme, its settings, persons, what they may do, and how they come in.

CREATE TABLE programme (
	id $INT NOT NULL PRIMARY KEY CHECK (id = 1),
	name TEXT NOT NULL,
	short_name TEXT NOT NULL,
	start_month $INT NOT NULL CHECK (start_month BETWEEN 1 AND 12),
	start_day $INT NOT NULL CHECK (start_day BETWEEN 1 AND 31),
	plan_public $INT NOT NULL CHECK (plan_public IN (0, 1)),
	lang TEXT NOT NULL,
	rev $INT NOT NULL
) $STRICT;

-- Like a setting, but never written to the history: the key of keyed digests, the password of the mail relay.
CREATE TABLE secret (
	name TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) $STRICT;

CREATE TABLE person (
	id $ID,
	name TEXT NOT NULL,
	sort_key TEXT NOT NULL,
	email TEXT NOT NULL,
	email_key TEXT NOT NULL,
	lang TEXT NOT NULL,
	password TEXT,
	active $INT NOT NULL CHECK (active IN (0, 1)),
	mail_reminders $INT NOT NULL CHECK (mail_reminders IN (0, 1)),
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE UNIQUE INDEX person_email ON person (email_key) WHERE deleted_at IS NULL;
CREATE INDEX person_sort ON person (sort_key, id);

-- role: the bits of enum role. actor: a row of table actor, which a later migration makes, hence no REFERENCES;
-- the store checks it. An evaluator's access always ends.
CREATE TABLE role_grant (
	id $ID,
	person $INT NOT NULL REFERENCES person (id),
	role $INT NOT NULL CHECK (role IN (2, 4, 8, 16, 32, 64)),
	actor $INT,
	from_day TEXT,
	until_day TEXT,
	rev $INT NOT NULL,
	deleted_at TEXT,
	CHECK (role <> 2 OR until_day IS NOT NULL),
	CHECK ((role IN (4, 8, 16)) = (actor IS NOT NULL))
) $STRICT;
CREATE INDEX role_grant_person ON role_grant (person);
CREATE INDEX role_grant_role ON role_grant (role, actor);

-- Only digests of tokens are kept; of the browser only its name, of the last visit only its day.
CREATE TABLE signin_session (
	id $ID,
	token_sha TEXT NOT NULL UNIQUE,
	person $INT NOT NULL REFERENCES person (id),
	created_at TEXT NOT NULL,
	seen_day TEXT NOT NULL,
	expires_at TEXT NOT NULL,
	short_lived $INT NOT NULL CHECK (short_lived IN (0, 1)),
	agent TEXT NOT NULL
) $STRICT;
CREATE INDEX signin_session_person ON signin_session (person);

CREATE TABLE signin_link (
	token_sha TEXT NOT NULL PRIMARY KEY,
	person $INT NOT NULL REFERENCES person (id),
	created_at TEXT NOT NULL,
	expires_at TEXT NOT NULL,
	used_at TEXT
) $STRICT;
CREATE INDEX signin_link_person ON signin_link (person);
