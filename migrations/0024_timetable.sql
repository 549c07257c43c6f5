-- When things of an edition are held: the evening, the visits, the orals. A draft that the coordination works on, and numbered
-- versions as they were published. Towns, and the minutes between them.

-- lat, lon: degrees; where they are known, a journey that nobody measured is estimated (src/timetable/schedule_rules.c).
CREATE TABLE town (
	id $ID,
	name TEXT NOT NULL,
	folded TEXT NOT NULL UNIQUE,
	lat $REAL,
	lon $REAL,
	CHECK ((lat IS NULL) = (lon IS NULL))
) $STRICT;
-- Both ways; town_a is the smaller id.
CREATE TABLE town_travel (
	town_a $INT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
	town_b $INT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
	minutes $INT NOT NULL CHECK (minutes BETWEEN 0 AND 600),
	PRIMARY KEY (town_a, town_b),
	CHECK (town_a < town_b)
) $STRICT;

-- step: minutes between two starts; duration: of one session. apart: no two of a sector in a row. day_cost: the price of a
-- second day. status: of the last computation; conflict: commissions that cannot be held together, by id, separated by spaces.
CREATE TABLE schedule (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id),
	kind TEXT NOT NULL CHECK (kind IN ('evening', 'visits', 'orals')),
	step $INT NOT NULL CHECK (step BETWEEN 5 AND 240),
	duration $INT NOT NULL CHECK (duration BETWEEN 5 AND 480),
	apart $INT NOT NULL CHECK (apart IN (0, 1)),
	day_cost $INT NOT NULL CHECK (day_cost BETWEEN 0 AND 1000),
	status TEXT NOT NULL CHECK (status IN ('none', 'optimal', 'bounded', 'infeasible')),
	conflict TEXT,
	conflict_why $INT,
	conflict_who $INT REFERENCES supervisor (id),
	smallest $INT NOT NULL CHECK (smallest IN (0, 1)),
	solved_at TEXT,
	version $INT NOT NULL,
	rev $INT NOT NULL,
	UNIQUE (edition, kind)
) $STRICT;
-- The draft. start: minutes after midnight. missing 1: its people cannot be there, somebody else must. fixed: by hand.
CREATE TABLE schedule_session (
	schedule $INT NOT NULL REFERENCES schedule (id) ON DELETE CASCADE,
	submission $INT NOT NULL REFERENCES submission (id),
	on_day TEXT,
	start $INT,
	missing $INT NOT NULL CHECK (missing IN (0, 1)),
	fixed $INT NOT NULL CHECK (fixed IN (0, 1)),
	place TEXT,
	PRIMARY KEY (schedule, submission),
	CHECK ((on_day IS NULL) = (start IS NULL))
) $STRICT;
CREATE INDEX schedule_session_of ON schedule_session (submission);
CREATE TABLE schedule_version (
	id $ID,
	schedule $INT NOT NULL REFERENCES schedule (id),
	number $INT NOT NULL,
	at TEXT NOT NULL,
	person $INT REFERENCES person (id),
	UNIQUE (schedule, number)
) $STRICT;
-- gone 1: it was held and no longer is, kept for calendars that have it. sequence: of its calendar entry; at: its last change.
CREATE TABLE schedule_published (
	version $INT NOT NULL REFERENCES schedule_version (id),
	submission $INT NOT NULL REFERENCES submission (id),
	on_day TEXT NOT NULL,
	start $INT NOT NULL,
	minutes $INT NOT NULL,
	place TEXT,
	missing $INT NOT NULL CHECK (missing IN (0, 1)),
	gone $INT NOT NULL CHECK (gone IN (0, 1)),
	sequence $INT NOT NULL,
	at TEXT NOT NULL,
	PRIMARY KEY (version, submission)
) $STRICT;
CREATE INDEX schedule_published_of ON schedule_published (submission);
-- Who reads a report beside the supervisors and hears its oral.
CREATE TABLE oral_reader (
	submission $INT NOT NULL PRIMARY KEY REFERENCES submission (id),
	supervisor $INT NOT NULL REFERENCES supervisor (id)
) $STRICT;
CREATE INDEX oral_reader_of ON oral_reader (supervisor);
