-- Meetings: of a body, of several, or of people without a body; agenda, people, minutes, decisions. Stages and who does what:
-- src/meeting/meeting_rules.c.

-- held_on, starts, ends: in Brussels. stage: where its minutes stand. uid, sequence: of the invitation (RFC 5545). chair,
-- secretary: of this meeting. approved_in: the meeting that approved its minutes; NULL: elsewhere, as approved_how says.
-- minutes_sha: the canonical text, frozen; annex_sha: digest of the restricted annex as it was then.
CREATE TABLE meeting (
	id $ID,
	title TEXT,
	held_on TEXT NOT NULL CHECK (length(held_on) = 10),
	starts TEXT NOT NULL CHECK (length(starts) = 5),
	ends TEXT NOT NULL CHECK (length(ends) = 5),
	place TEXT,
	link TEXT,
	note TEXT,
	stage TEXT NOT NULL CHECK (stage IN ('draft', 'convened', 'live', 'prepared', 'approved')),
	uid TEXT NOT NULL UNIQUE,
	sequence $INT NOT NULL,
	chair $INT REFERENCES person (id),
	secretary $INT REFERENCES person (id),
	convened_at TEXT,
	convened_by $INT REFERENCES person (id),
	cancelled_at TEXT,
	cancelled_by $INT REFERENCES person (id),
	cancel_reason TEXT,
	prepared_at TEXT,
	prepared_by $INT REFERENCES person (id),
	approved_on TEXT,
	approved_at TEXT,
	approved_by $INT REFERENCES person (id),
	approved_in $INT REFERENCES meeting (id),
	approved_how TEXT,
	minutes_sha TEXT REFERENCES blob(sha256),
	annex_sha TEXT,
	created_at TEXT NOT NULL,
	created_by $INT REFERENCES person (id),
	rev $INT NOT NULL,
	CHECK ((stage = 'approved') = (approved_at IS NOT NULL)),
	CHECK ((stage = 'approved') = (minutes_sha IS NOT NULL))
) $STRICT;
CREATE INDEX meeting_day ON meeting (held_on, starts, id);

CREATE TABLE meeting_body (
	meeting $INT NOT NULL REFERENCES meeting (id),
	actor $INT NOT NULL REFERENCES actor (id),
	position $INT NOT NULL,
	PRIMARY KEY (meeting, actor)
) $STRICT;
CREATE INDEX meeting_body_actor ON meeting_body (actor);

-- kind: approval (of the minutes of the meeting `approves`), decisions (their follow-up), point. minutes: Markdown, what was
-- said; minutes_rev counts its saves apart from rev, which is the rest of the row's. person NULL in proposed_by: the program.
CREATE TABLE meeting_item (
	id $ID,
	meeting $INT NOT NULL REFERENCES meeting (id),
	position $INT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('approval', 'decisions', 'point')),
	title TEXT NOT NULL,
	note TEXT,
	approves $INT REFERENCES meeting (id),
	minutes TEXT,
	minutes_rev $INT NOT NULL,
	minutes_by $INT REFERENCES person (id),
	minutes_at TEXT,
	proposed_by $INT REFERENCES person (id),
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX meeting_item_of ON meeting_item (meeting, position);
CREATE INDEX meeting_item_approves ON meeting_item (approves);

-- discussed: ticked in the minutes. why: what put it there (a word of the draft: late, due, interrupted, to_feed, to_validate), NULL: someone.
CREATE TABLE meeting_item_action (
	item $INT NOT NULL REFERENCES meeting_item (id) ON DELETE CASCADE,
	action $INT NOT NULL REFERENCES action (id),
	why TEXT,
	discussed $INT NOT NULL CHECK (discussed IN (0, 1)),
	PRIMARY KEY (item, action)
) $STRICT;
CREATE INDEX meeting_item_action_of ON meeting_item_action (action);

-- The states of an item's text while minutes are taken: what someone began to write on. They go when the minutes are prepared.
CREATE TABLE meeting_item_text (
	item $INT NOT NULL REFERENCES meeting_item (id) ON DELETE CASCADE,
	rev $INT NOT NULL,
	text TEXT NOT NULL,
	PRIMARY KEY (item, rev)
) $STRICT;

-- Two wrote the same item at once: the text that came on an older state, whole, until someone has made one of the two.
CREATE TABLE meeting_rival (
	id $ID,
	item $INT NOT NULL REFERENCES meeting_item (id),
	person $INT REFERENCES person (id),
	base_rev $INT NOT NULL,
	text TEXT NOT NULL,
	at TEXT NOT NULL,
	settled_at TEXT,
	settled_by $INT REFERENCES person (id)
) $STRICT;
CREATE UNIQUE INDEX meeting_rival_one ON meeting_rival (item, person) WHERE settled_at IS NULL;

CREATE TABLE meeting_paper (
	id $ID,
	meeting $INT NOT NULL REFERENCES meeting (id),
	item $INT REFERENCES meeting_item (id),
	blob_sha TEXT NOT NULL REFERENCES blob(sha256),
	filename TEXT NOT NULL,
	type TEXT NOT NULL,
	size $INT NOT NULL,
	added_at TEXT NOT NULL,
	added_by $INT REFERENCES person (id),
	deleted_at TEXT
) $STRICT;
CREATE INDEX meeting_paper_of ON meeting_paper (meeting);
CREATE INDEX meeting_paper_blob ON meeting_paper (blob_sha);

-- Who is asked to come: a person with an account, a contact of an institution, or someone by name and address. voting: of the
-- bodies, counts for the quorum. token_sha: of the signed link of who has no account. read_at: "lu", of the minutes.
CREATE TABLE meeting_person (
	id $ID,
	meeting $INT NOT NULL REFERENCES meeting (id),
	person $INT REFERENCES person (id),
	contact $INT REFERENCES institution_contact (id) ON DELETE SET NULL,
	name TEXT,
	email TEXT,
	email_key TEXT,
	voting $INT NOT NULL CHECK (voting IN (0, 1)),
	answer TEXT NOT NULL CHECK (answer IN ('none', 'yes', 'no')),
	answer_note TEXT,
	answered_at TEXT,
	presence TEXT CHECK (presence IN ('present', 'excused', 'absent', 'invited')),
	token_sha TEXT,
	invited_at TEXT,
	read_at TEXT,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX meeting_person_of ON meeting_person (meeting);
CREATE INDEX meeting_person_person ON meeting_person (person);
CREATE INDEX meeting_person_email ON meeting_person (email_key);
CREATE INDEX meeting_person_token ON meeting_person (token_sha);

-- Individual situations: read by those who attended; by the coordination when it says why, which meeting_annex_reader keeps.
CREATE TABLE meeting_annex (
	meeting $INT NOT NULL PRIMARY KEY REFERENCES meeting (id),
	text TEXT NOT NULL,
	at TEXT NOT NULL,
	person $INT REFERENCES person (id),
	rev $INT NOT NULL
) $STRICT;
CREATE TABLE meeting_annex_reader (
	meeting $INT NOT NULL REFERENCES meeting (id),
	person $INT NOT NULL REFERENCES person (id),
	reason TEXT NOT NULL,
	at TEXT NOT NULL,
	PRIMARY KEY (meeting, person)
) $STRICT;

-- A suggestion over the prepared minutes: the item's text as its author would have it. base: the text it was written on.
CREATE TABLE meeting_amendment (
	id $ID,
	meeting $INT NOT NULL REFERENCES meeting (id),
	item $INT NOT NULL REFERENCES meeting_item (id),
	person $INT REFERENCES person (id),
	base TEXT NOT NULL,
	base_rev $INT NOT NULL,
	text TEXT NOT NULL,
	reason TEXT,
	at TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'refused')),
	settled_at TEXT,
	settled_by $INT REFERENCES person (id),
	settled_why TEXT
) $STRICT;
CREATE INDEX meeting_amendment_of ON meeting_amendment (meeting);

-- number: in its meeting. votes_…: only of a vote. owner, owner_actor: who does it. status: of the follow-up.
CREATE TABLE meeting_decision (
	id $ID,
	meeting $INT NOT NULL REFERENCES meeting (id),
	item $INT REFERENCES meeting_item (id),
	number $INT NOT NULL,
	text TEXT NOT NULL,
	manner TEXT NOT NULL CHECK (manner IN ('consensus', 'vote')),
	votes_for $INT CHECK (votes_for BETWEEN 0 AND 10000),
	votes_against $INT CHECK (votes_against BETWEEN 0 AND 10000),
	votes_abstain $INT CHECK (votes_abstain BETWEEN 0 AND 10000),
	owner $INT REFERENCES person (id),
	owner_actor $INT REFERENCES actor (id),
	due_on TEXT,
	status TEXT NOT NULL CHECK (status IN ('none', 'open', 'done', 'dropped')),
	done_on TEXT,
	done_by $INT REFERENCES person (id),
	done_at TEXT,
	proof TEXT,
	proof_sha TEXT REFERENCES blob(sha256),
	proof_name TEXT,
	proof_type TEXT,
	created_at TEXT NOT NULL,
	created_by $INT REFERENCES person (id),
	rev $INT NOT NULL,
	deleted_at TEXT,
	CHECK ((manner = 'vote') = (votes_for IS NOT NULL)),
	CHECK ((status = 'done') = (done_on IS NOT NULL))
) $STRICT;
CREATE INDEX meeting_decision_of ON meeting_decision (meeting, number);
CREATE INDEX meeting_decision_due ON meeting_decision (status, due_on);
CREATE TABLE meeting_decision_action (
	decision $INT NOT NULL REFERENCES meeting_decision (id) ON DELETE CASCADE,
	action $INT NOT NULL REFERENCES action (id),
	PRIMARY KEY (decision, action)
) $STRICT;
CREATE INDEX meeting_decision_action_of ON meeting_decision_action (action);
-- A piece of evidence that the decision adopts, once its minutes are approved: adopted_at; NULL: not yet, or not any more.
CREATE TABLE meeting_decision_adopts (
	decision $INT NOT NULL REFERENCES meeting_decision (id) ON DELETE CASCADE,
	evidence $INT NOT NULL REFERENCES evidence (id),
	adopted_at TEXT,
	PRIMARY KEY (decision, evidence)
) $STRICT;
CREATE INDEX meeting_decision_adopts_evidence ON meeting_decision_adopts (evidence);

-- What the approved minutes of a body became in the plan. withdrawn_at: the approval was taken back.
CREATE TABLE meeting_evidence (
	evidence $INT NOT NULL PRIMARY KEY REFERENCES evidence (id),
	meeting $INT NOT NULL REFERENCES meeting (id),
	actor $INT REFERENCES actor (id),
	filed_at TEXT NOT NULL,
	withdrawn_at TEXT
) $STRICT;
CREATE INDEX meeting_evidence_of ON meeting_evidence (meeting);

-- The quorum of a body: `rule` half: more than half of its members; share: `n` per cent of them; number: `n` of them; none.
CREATE TABLE meeting_quorum (
	actor $INT NOT NULL PRIMARY KEY REFERENCES actor (id),
	rule TEXT NOT NULL CHECK (rule IN ('none', 'half', 'share', 'number')),
	n $INT NOT NULL CHECK (n BETWEEN 0 AND 1000),
	rev $INT NOT NULL
) $STRICT;

-- Which meeting a piece of evidence comes from: its minutes, approved.
ALTER TABLE evidence ADD COLUMN meeting $INT REFERENCES meeting (id);
