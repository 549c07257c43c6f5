-- How often something was tried, on all servers of the programme together. key: a keyed digest of what and by whom (an
-- address, a mail). until: when it will be as if nothing had been tried (milliseconds since 1970); the row is of no use then.
CREATE TABLE throttle (
	key TEXT NOT NULL PRIMARY KEY CHECK (length(key) = 32),
	until $INT NOT NULL
) $STRICT;
