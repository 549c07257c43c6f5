-- Sign-in through the institution's own provider (OpenID Connect): one provider a programme. Its secret is in table secret.

-- proven: an administrator came in by these very settings; without it the local ways in cannot be switched off.
CREATE TABLE oidc_provider (
	id $INT NOT NULL PRIMARY KEY CHECK (id = 1),
	enabled $INT NOT NULL CHECK (enabled IN (0, 1)),
	label TEXT NOT NULL,
	issuer TEXT NOT NULL,
	client_id TEXT NOT NULL,
	scope TEXT NOT NULL,
	claim_address TEXT NOT NULL,
	claim_name TEXT NOT NULL,
	claim_groups TEXT NOT NULL,
	domains TEXT NOT NULL,
	trust_silence $INT NOT NULL CHECK (trust_silence IN (0, 1)),
	registers $INT NOT NULL CHECK (registers IN (0, 1)),
	proven $INT NOT NULL CHECK (proven IN (0, 1)),
	local_off $INT NOT NULL CHECK (local_off IN (0, 1)),
	rev $INT NOT NULL,
	CHECK (local_off = 0 OR (enabled = 1 AND proven = 1))
) $STRICT;

-- Who a subject of a provider is here. Of the subject only a digest is kept: it is compared, never shown.
CREATE TABLE oidc_identity (
	issuer TEXT NOT NULL,
	subject_sha TEXT NOT NULL,
	person $INT NOT NULL REFERENCES person (id),
	linked_at TEXT NOT NULL,
	seen_day TEXT NOT NULL,
	PRIMARY KEY (issuer, subject_sha),
	UNIQUE (issuer, person)
) $STRICT;
CREATE INDEX oidc_identity_person ON oidc_identity (person);

-- Sign-ins that came back: each comes back once.
CREATE TABLE oidc_state (
	state_sha TEXT NOT NULL PRIMARY KEY,
	expires_at TEXT NOT NULL
) $STRICT;

-- "Who is in this group of the provider holds this role in this body."
CREATE TABLE oidc_group (
	id $ID,
	name TEXT NOT NULL,
	role $INT NOT NULL CHECK (role IN (4, 8, 16)),
	actor $INT NOT NULL REFERENCES actor (id),
	UNIQUE (name, role, actor)
) $STRICT;

-- Grants that came from a group, so that they end with it; those given by hand are never touched. No REFERENCES: the table of
-- grants is made anew when a kind of role is added.
CREATE TABLE oidc_grant (
	role_grant $INT NOT NULL PRIMARY KEY
) $STRICT;
