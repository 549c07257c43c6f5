-- What the nightly retention did: a count for each rule, nothing of what went.
CREATE TABLE retention_run (
	id $ID,
	at TEXT NOT NULL,
	rule TEXT NOT NULL,
	n $INT NOT NULL CHECK (n > 0)
) $STRICT;
CREATE INDEX retention_run_rule ON retention_run (rule, id);

-- How often something was refused on a day (sign-ins): no address, no name. The journal takes the day's count over.
CREATE TABLE security_count (
	day TEXT NOT NULL CHECK (length(day) = 10),
	what TEXT NOT NULL,
	n $INT NOT NULL CHECK (n > 0),
	PRIMARY KEY (day, what)
) $STRICT;

-- The journal is read by day, too.
CREATE INDEX history_at ON history (at);
