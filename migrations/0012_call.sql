-- The consultancy laboratory: editions, institutions, commissions (table submission) and what hangs on them, jury,
-- students, supervisors. Statuses and who moves them: src/call/call_rules.c.

-- Three roles more: jury, supervisor, student. No row names a grant by its id, so the copy may number them anew.
CREATE TABLE role_grant_wider (
	id $ID,
	person $INT NOT NULL REFERENCES person (id),
	role $INT NOT NULL CHECK (role IN (2, 4, 8, 16, 32, 64, 128, 256, 512)),
	actor $INT,
	from_day TEXT,
	until_day TEXT,
	rev $INT NOT NULL,
	deleted_at TEXT,
	CHECK (role <> 2 OR until_day IS NOT NULL),
	CHECK ((role IN (4, 8, 16)) = (actor IS NOT NULL))
) $STRICT;
INSERT INTO role_grant_wider (person, role, actor, from_day, until_day, rev, deleted_at)
	SELECT person, role, actor, from_day, until_day, rev, deleted_at FROM role_grant ORDER BY id;
DROP TABLE role_grant;
ALTER TABLE role_grant_wider RENAME TO role_grant;
CREATE INDEX role_grant_person ON role_grant (person);
CREATE INDEX role_grant_role ON role_grant (role, actor);

-- What can be chosen: sectors, problem areas, contexts (kinds of institution), kinds of commission.
CREATE TABLE call_term (
	id $ID,
	list TEXT NOT NULL CHECK (list IN ('sector', 'area', 'context', 'kind')),
	name TEXT NOT NULL,
	folded TEXT NOT NULL,
	position $INT NOT NULL,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE UNIQUE INDEX call_term_folded ON call_term (list, folded) WHERE deleted_at IS NULL;

-- year: the academic year, by the calendar year it starts in. Days are ISO, in Brussels; the call closes at the end of the
-- minute closes_time. state: whether the public sees it; open or closed follows from the days.
CREATE TABLE edition (
	id $ID,
	label TEXT NOT NULL,
	year $INT NOT NULL UNIQUE,
	state TEXT NOT NULL CHECK (state IN ('preparing', 'published', 'archived')),
	choose $INT NOT NULL CHECK (choose BETWEEN 1 AND 200),
	opens_on TEXT NOT NULL,
	closes_on TEXT NOT NULL,
	closes_time TEXT NOT NULL CHECK (length(closes_time) = 5),
	grace_minutes $INT NOT NULL CHECK (grace_minutes BETWEEN 0 AND 1440),
	decided_on TEXT,
	evening_on TEXT,
	evening_from TEXT,
	evening_until TEXT,
	evening_place TEXT,
	ranking_until TEXT,
	teams_on TEXT,
	visits_on TEXT,
	visits_from TEXT,
	visits_until TEXT,
	report_on TEXT,
	oral_first_on TEXT,
	oral_second_on TEXT,
	ends_on TEXT,
	intro TEXT,
	expectations TEXT,
	contact_email TEXT,
	contact_phone TEXT,
	copied_from $INT REFERENCES edition (id),
	created_at TEXT NOT NULL,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;

-- folded: the name without accents, legal form or town (institution_fold()). number: of the Crossroads Bank for
-- Enterprises, ten digits. merged_into: this row was the same institution as that one.
CREATE TABLE institution (
	id $ID,
	name TEXT NOT NULL,
	sort_key TEXT NOT NULL,
	folded TEXT NOT NULL,
	number TEXT,
	domain TEXT,
	context $INT REFERENCES call_term (id),
	sector $INT REFERENCES call_term (id),
	town TEXT,
	website TEXT,
	note TEXT,
	merged_into $INT REFERENCES institution (id),
	created_at TEXT NOT NULL,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX institution_folded ON institution (folded);
CREATE INDEX institution_number ON institution (number);
CREATE INDEX institution_domain ON institution (domain);

-- Two institutions that look alike, and that someone said are not the same.
CREATE TABLE institution_apart (
	lower_id $INT NOT NULL REFERENCES institution (id),
	higher_id $INT NOT NULL REFERENCES institution (id),
	at TEXT NOT NULL,
	person $INT REFERENCES person (id),
	PRIMARY KEY (lower_id, higher_id),
	CHECK (lower_id < higher_id)
) $STRICT;

CREATE TABLE institution_contact (
	id $ID,
	institution $INT NOT NULL REFERENCES institution (id),
	name TEXT NOT NULL,
	sort_key TEXT NOT NULL,
	function TEXT,
	email TEXT,
	email_key TEXT,
	phone TEXT,
	since_on TEXT NOT NULL,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX institution_contact_of ON institution_contact (institution);
CREATE INDEX institution_contact_email ON institution_contact (email_key);

-- A commission. What the form says of the institution and of the person stays here; table institution is another thing,
-- which a form never changes. number: in its edition, given when it is sent. sent_at: the form's last button;
-- confirmed_at: its mail was answered, and from then on the staff see it. import_key: the row of a spreadsheet it came from.
-- publication: what the sponsor agrees to. reconfirmed_at: facts and dates of a file carried over from another edition.
CREATE TABLE submission (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id),
	number $INT,
	status TEXT NOT NULL CHECK (status IN ('draft', 'pending', 'submitted', 'complement', 'eligible', 'ineligible', 'selected', 'waiting',
	    'frozen', 'withdrawn', 'presented', 'clarified', 'exploration', 'report', 'feedback', 'oral', 'archived')),
	status_at TEXT NOT NULL,
	origin TEXT NOT NULL CHECK (origin IN ('form', 'import', 'behalf', 'carried')),
	behalf_via TEXT CHECK (behalf_via IN ('paper', 'phone', 'mail')),
	institution $INT REFERENCES institution (id),
	contact_name TEXT,
	contact_function TEXT,
	email TEXT,
	email_key TEXT,
	phone TEXT,
	org_name TEXT,
	org_number TEXT,
	context $INT REFERENCES call_term (id),
	sector $INT REFERENCES call_term (id),
	sector_other TEXT,
	town TEXT,
	website TEXT,
	kind $INT REFERENCES call_term (id),
	question TEXT,
	area $INT REFERENCES call_term (id),
	area_other TEXT,
	background TEXT,
	tried TEXT,
	expected TEXT,
	publication TEXT CHECK (publication IN ('named', 'anonymous', 'none')),
	lang TEXT NOT NULL,
	note TEXT,
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	sent_at TEXT,
	confirmed_at TEXT,
	late_reason TEXT,
	late_by $INT REFERENCES person (id),
	carried_from $INT REFERENCES submission (id),
	reconfirmed_at TEXT,
	import_key TEXT,
	rev $INT NOT NULL,
	deleted_at TEXT,
	UNIQUE (edition, number)
) $STRICT;
CREATE UNIQUE INDEX submission_import ON submission (edition, import_key) WHERE import_key IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX submission_status ON submission (edition, status);
CREATE INDEX submission_institution ON submission (institution);
CREATE INDEX submission_email ON submission (email_key);

-- What stands in a step of the form and is not accepted yet: nothing typed is lost. JSON object: field -> text.
CREATE TABLE submission_typed (
	submission $INT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
	step TEXT NOT NULL,
	typed TEXT NOT NULL,
	at TEXT NOT NULL,
	PRIMARY KEY (submission, step)
) $STRICT;

-- present: at the evening; receive: the visit; orient: during the year; read: the report, with feedback; oral: hosts it.
CREATE TABLE commitment (
	submission $INT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
	what TEXT NOT NULL CHECK (what IN ('present', 'receive', 'orient', 'read', 'oral')),
	answer TEXT NOT NULL CHECK (answer IN ('yes', 'no', 'unsure')),
	note TEXT,
	PRIMARY KEY (submission, what)
) $STRICT;
-- slot: "16:30" at the evening (present) or for the visit (receive); "1am", "1pm", "2am", "2pm" for the oral.
CREATE TABLE availability (
	submission $INT NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
	what TEXT NOT NULL CHECK (what IN ('present', 'receive', 'oral')),
	slot TEXT NOT NULL,
	PRIMARY KEY (submission, what, slot)
) $STRICT;

CREATE TABLE attachment (
	id $ID,
	submission $INT NOT NULL REFERENCES submission (id),
	blob_sha TEXT NOT NULL REFERENCES blob(sha256),
	filename TEXT NOT NULL,
	type TEXT NOT NULL,
	size $INT NOT NULL,
	added_at TEXT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX attachment_of ON attachment (submission);
CREATE INDEX attachment_blob ON attachment (blob_sha);

-- Who moved a commission from where to where, when and why. person NULL: the sponsor, or the program.
CREATE TABLE submission_move (
	id $ID,
	submission $INT NOT NULL REFERENCES submission (id),
	from_status TEXT NOT NULL,
	to_status TEXT NOT NULL,
	at TEXT NOT NULL,
	person $INT REFERENCES person (id),
	by_sponsor $INT NOT NULL CHECK (by_sponsor IN (0, 1)),
	reason TEXT
) $STRICT;
CREATE INDEX submission_move_of ON submission_move (submission, id);

-- What was written to a sponsor: the outbox forgets its texts. body: without the link that opens the file. outbox_key: of
-- the outbox, which knows whether it left.
CREATE TABLE submission_mail (
	id $ID,
	submission $INT NOT NULL REFERENCES submission (id),
	kind TEXT NOT NULL,
	to_address TEXT NOT NULL,
	subject TEXT NOT NULL,
	body TEXT NOT NULL,
	outbox_key TEXT NOT NULL UNIQUE,
	at TEXT NOT NULL
) $STRICT;
CREATE INDEX submission_mail_of ON submission_mail (submission, id);

-- Doors for people without an account. Only the digest of the token is kept. Opening a page uses nothing up; used_at is
-- set by the POST it serves. submission NULL: a late link that begins one.
CREATE TABLE access_link (
	token_sha TEXT NOT NULL PRIMARY KEY CHECK (length(token_sha) = 64),
	purpose TEXT NOT NULL,
	edition $INT REFERENCES edition (id),
	submission $INT REFERENCES submission (id) ON DELETE CASCADE,
	email TEXT,
	reason TEXT,
	created_at TEXT NOT NULL,
	created_by $INT REFERENCES person (id),
	expires_at TEXT NOT NULL,
	used_at TEXT
) $STRICT;
CREATE INDEX access_link_submission ON access_link (submission);

-- The telephone: questions settable for each edition, calls, answers.
CREATE TABLE phone_question (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id),
	position $INT NOT NULL,
	text TEXT NOT NULL,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX phone_question_of ON phone_question (edition);
CREATE TABLE phone_call (
	id $ID,
	submission $INT NOT NULL REFERENCES submission (id),
	called_on TEXT NOT NULL,
	called_time TEXT,
	caller $INT REFERENCES person (id),
	reached $INT NOT NULL CHECK (reached IN (0, 1)),
	spoken_to TEXT,
	minutes $INT,
	follow_up TEXT,
	note TEXT,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX phone_call_of ON phone_call (submission);
CREATE TABLE phone_answer (
	phone_call $INT NOT NULL REFERENCES phone_call (id),
	question $INT NOT NULL REFERENCES phone_question (id),
	answer TEXT NOT NULL,
	PRIMARY KEY (phone_call, question)
) $STRICT;

-- The jury of an edition. person NULL: scores that came from a spreadsheet, of someone without an account.
CREATE TABLE juror (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id),
	person $INT REFERENCES person (id),
	name TEXT NOT NULL,
	sort_key TEXT NOT NULL,
	domain TEXT,
	import_key TEXT,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE UNIQUE INDEX juror_person ON juror (edition, person) WHERE person IS NOT NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX juror_import ON juror (edition, import_key) WHERE import_key IS NOT NULL AND deleted_at IS NULL;
-- Employers that a juror declares, present and past three years.
CREATE TABLE juror_employer (
	juror $INT NOT NULL REFERENCES juror (id),
	folded TEXT NOT NULL,
	name TEXT NOT NULL,
	institution $INT REFERENCES institution (id),
	PRIMARY KEY (juror, folded)
) $STRICT;

-- level_1 … level_5: what each score means.
CREATE TABLE criterion (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id),
	position $INT NOT NULL,
	key TEXT NOT NULL,
	title TEXT NOT NULL,
	help TEXT,
	level_1 TEXT,
	level_2 TEXT,
	level_3 TEXT,
	level_4 TEXT,
	level_5 TEXT,
	weight $REAL NOT NULL CHECK (weight > 0),
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE UNIQUE INDEX criterion_key ON criterion (edition, key) WHERE deleted_at IS NULL;

-- done_at NULL: begun, seen by its juror only. confidence: 1 low, 3 high.
CREATE TABLE review (
	id $ID,
	submission $INT NOT NULL REFERENCES submission (id),
	juror $INT NOT NULL REFERENCES juror (id),
	confidence $INT CHECK (confidence BETWEEN 1 AND 3),
	comment TEXT,
	started_at TEXT NOT NULL,
	done_at TEXT,
	rev $INT NOT NULL,
	UNIQUE (submission, juror)
) $STRICT;
CREATE INDEX review_juror ON review (juror);
CREATE TABLE review_score (
	review $INT NOT NULL REFERENCES review (id) ON DELETE CASCADE,
	criterion $INT NOT NULL REFERENCES criterion (id),
	score $INT NOT NULL CHECK (score BETWEEN 1 AND 5),
	PRIMARY KEY (review, criterion)
) $STRICT;

-- Hides the file and its scores from the juror. why: how it was found. lifted_at: someone decided that there is none.
CREATE TABLE interest_conflict (
	submission $INT NOT NULL REFERENCES submission (id),
	juror $INT NOT NULL REFERENCES juror (id),
	why TEXT NOT NULL CHECK (why IN ('declared', 'employer', 'domain', 'institution')),
	detail TEXT,
	at TEXT NOT NULL,
	person $INT REFERENCES person (id),
	lifted_at TEXT,
	lifted_by $INT REFERENCES person (id),
	lifted_reason TEXT,
	PRIMARY KEY (submission, juror)
) $STRICT;
CREATE INDEX interest_conflict_juror ON interest_conflict (juror);

CREATE TABLE student (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id),
	person $INT REFERENCES person (id),
	number TEXT NOT NULL,
	name TEXT NOT NULL,
	first_name TEXT,
	sort_key TEXT NOT NULL,
	email TEXT,
	email_key TEXT,
	background TEXT,
	experience $INT CHECK (experience BETWEEN 0 AND 60),
	gender TEXT,
	town TEXT,
	employer TEXT,
	employer_folded TEXT,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE UNIQUE INDEX student_number ON student (edition, number) WHERE deleted_at IS NULL;
CREATE INDEX student_email ON student (email_key);

CREATE TABLE supervisor (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id),
	person $INT REFERENCES person (id),
	number TEXT NOT NULL,
	name TEXT NOT NULL,
	first_name TEXT,
	sort_key TEXT NOT NULL,
	email TEXT,
	email_key TEXT,
	teams_most $INT NOT NULL CHECK (teams_most BETWEEN 0 AND 50),
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE UNIQUE INDEX supervisor_number ON supervisor (edition, number) WHERE deleted_at IS NULL;
CREATE TABLE supervisor_sector (
	supervisor $INT NOT NULL REFERENCES supervisor (id),
	sector $INT NOT NULL REFERENCES call_term (id),
	PRIMARY KEY (supervisor, sector)
) $STRICT;

-- The lists to begin with; they are changed in the settings of the call.
INSERT INTO call_term (list, name, folded, position, rev) VALUES
	('sector', 'Insertion socio-professionnelle', 'insertion socio professionnelle', 1, 1),
	('sector', 'Alphabétisation', 'alphabetisation', 2, 1),
	('sector', 'Aide à la jeunesse', 'aide a la jeunesse', 3, 1),
	('sector', 'CPAS', 'cpas', 4, 1),
	('sector', 'Éducation permanente', 'education permanente', 5, 1),
	('sector', 'Assuétudes', 'assuetudes', 6, 1),
	('sector', 'Handicap', 'handicap', 7, 1),
	('sector', 'Coopération au développement', 'cooperation au developpement', 8, 1),
	('sector', 'Service social privé', 'service social prive', 9, 1),
	('sector', 'Hôpital', 'hopital', 10, 1),
	('area', 'Coordination et partenariat', 'coordination et partenariat', 1, 1),
	('area', 'Ressources humaines', 'ressources humaines', 2, 1),
	('area', 'Évaluation', 'evaluation', 3, 1),
	('area', 'Étude de faisabilité', 'etude de faisabilite', 4, 1),
	('area', 'Participation des publics', 'participation des publics', 5, 1),
	('area', 'Communication', 'communication', 6, 1),
	('area', 'Financement', 'financement', 7, 1),
	('area', 'Numérique', 'numerique', 8, 1),
	('area', 'Volontariat', 'volontariat', 9, 1),
	('area', 'Qualité et éthique du soin', 'qualite et ethique du soin', 10, 1),
	('context', 'ASBL', 'asbl', 1, 1),
	('context', 'Pouvoir public', 'pouvoir public', 2, 1),
	('context', 'Hôpital ou maison de soins', 'hopital ou maison de soins', 3, 1),
	('context', 'Coopérative', 'cooperative', 4, 1),
	('context', 'Réseau ou fédération', 'reseau ou federation', 5, 1),
	('kind', 'Question', 'question', 1, 1),
	('kind', 'Projet à l’arrêt', 'projet a l arret', 2, 1),
	('kind', 'Problème à résoudre', 'probleme a resoudre', 3, 1),
	('kind', 'Évaluation d’un processus, d’un projet ou d’une pratique', 'evaluation d un processus d un projet ou d une pratique', 4, 1),
	('kind', 'Étude d’opportunité ou de faisabilité', 'etude d opportunite ou de faisabilite', 5, 1);
