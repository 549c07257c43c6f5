-- How the jury of an edition works: how many readers a commission has, until when, and how its scores are calibrated
-- (src/solve/calibrate.h). An edition without a row has the defaults of src/call/review_rules.c.
CREATE TABLE review_plan (
	edition $INT NOT NULL PRIMARY KEY REFERENCES edition (id),
	per_file $INT NOT NULL CHECK (per_file BETWEEN 1 AND 30),
	due_on TEXT,
	alpha $REAL NOT NULL CHECK (alpha >= 0),
	beta $REAL NOT NULL CHECK (beta >= 0),
	rev $INT NOT NULL,
	CHECK (alpha + beta > 0)
) $STRICT;
-- Who reads what. An edition without any row: everyone reads everything.
CREATE TABLE review_task (
	juror $INT NOT NULL REFERENCES juror (id),
	submission $INT NOT NULL REFERENCES submission (id),
	PRIMARY KEY (juror, submission)
) $STRICT;
CREATE INDEX review_task_submission ON review_task (submission);
