-- kind: a word of mail_kinds (src/mail/mail_kinds.c); NULL: written before there were kinds. to_key: the address as addresses are
-- compared. failed_at: when it was given up. settled_at: someone dealt with it otherwise.
ALTER TABLE outbox ADD COLUMN kind TEXT;
ALTER TABLE outbox ADD COLUMN to_key TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN failed_at TEXT;
ALTER TABLE outbox ADD COLUMN settled_at TEXT;
UPDATE outbox SET to_key = coalesce((SELECT p.email_key FROM person p WHERE p.id = outbox.person AND p.email = outbox.to_address), to_address);
UPDATE outbox SET failed_at = next_at WHERE state = 'failed';
CREATE INDEX outbox_failed ON outbox (to_key, failed_at) WHERE state = 'failed';
CREATE INDEX outbox_arrived ON outbox (to_key, sent_at) WHERE state = 'sent';

-- Any kind that may be refused, not the weekly letter alone. Which: mail_kinds again.
CREATE TABLE mail_off_wider (
	person $INT NOT NULL REFERENCES person (id),
	kind TEXT NOT NULL CHECK (kind <> ''),
	at TEXT NOT NULL,
	PRIMARY KEY (person, kind)
) $STRICT;
INSERT INTO mail_off_wider (person, kind, at) SELECT person, kind, at FROM mail_off;
DROP TABLE mail_off;
ALTER TABLE mail_off_wider RENAME TO mail_off;

-- Who wanted no reminders wants none of the three kinds that were one. person.mail_reminders is read no more.
INSERT INTO mail_off (person, kind, at) SELECT p.id, k.name, (SELECT max(applied_at) FROM schema_migration)
	FROM person p, (SELECT 'plan' AS name UNION ALL SELECT 'missions' UNION ALL SELECT 'reading') k WHERE p.mail_reminders = 0;
