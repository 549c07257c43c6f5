-- The selection of an edition: what-ifs with a name. weight_…: of a sector, an area, a context more; steps: what the first,
-- the second… commission of the same value adds ("1 0.5 0.333333"); variety_floor: chosen on the curve from merit to variety.
CREATE TABLE scenario (
	id $ID,
	edition $INT NOT NULL REFERENCES edition (id),
	name TEXT NOT NULL,
	weight_sector $REAL NOT NULL CHECK (weight_sector >= 0),
	weight_area $REAL NOT NULL CHECK (weight_area >= 0),
	weight_context $REAL NOT NULL CHECK (weight_context >= 0),
	steps TEXT NOT NULL,
	variety_floor $REAL,
	person $INT REFERENCES person (id),
	created_at TEXT NOT NULL,
	updated_at TEXT NOT NULL,
	rev $INT NOT NULL,
	deleted_at TEXT
) $STRICT;
CREATE INDEX scenario_edition ON scenario (edition);

-- value: a sector, an area or a context in words. files of a not_together: scenario_rule_file.
CREATE TABLE scenario_rule (
	id $ID,
	scenario $INT NOT NULL REFERENCES scenario (id),
	kind TEXT NOT NULL CHECK (kind IN ('at_most_each', 'at_most', 'at_least', 'one_per_institution', 'not_together')),
	dimension TEXT CHECK (dimension IN ('sector', 'area', 'context')),
	value TEXT,
	count $INT CHECK (count BETWEEN 0 AND 500),
	reason TEXT,
	person $INT REFERENCES person (id),
	rev $INT NOT NULL
) $STRICT;
CREATE INDEX scenario_rule_of ON scenario_rule (scenario);
CREATE TABLE scenario_rule_file (
	rule $INT NOT NULL REFERENCES scenario_rule (id) ON DELETE CASCADE,
	submission $INT NOT NULL REFERENCES submission (id),
	PRIMARY KEY (rule, submission)
) $STRICT;

-- imposed 1: must be chosen; 0: must not.
CREATE TABLE scenario_pin (
	scenario $INT NOT NULL REFERENCES scenario (id),
	submission $INT NOT NULL REFERENCES submission (id),
	imposed $INT NOT NULL CHECK (imposed IN (0, 1)),
	reason TEXT NOT NULL,
	person $INT REFERENCES person (id),
	at TEXT NOT NULL,
	rev $INT NOT NULL,
	PRIMARY KEY (scenario, submission)
) $STRICT;
