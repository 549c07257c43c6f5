-- Who sits in a body is convoked to its meetings. An address for who sits there without an account.
ALTER TABLE mandate ADD COLUMN email TEXT;
ALTER TABLE mandate ADD COLUMN email_key TEXT;
CREATE INDEX mandate_email ON mandate (email_key);

-- seat: what they sit as in the bodies on the meeting's day (the words of mandate.seat), NULL: asked by hand. added: by the composition,
-- or by hand. removed: because they do not sit there (any more), or by hand, which the composition does not undo. vote: given or
-- taken by hand; NULL: as the seat says. voting says what holds.
ALTER TABLE meeting_person ADD COLUMN seat TEXT CHECK (seat IN ('chair', 'secretary', 'holder', 'member', 'substitute', 'delegate', 'guest'));
ALTER TABLE meeting_person ADD COLUMN added TEXT NOT NULL DEFAULT 'hand' CHECK (added IN ('body', 'hand'));
ALTER TABLE meeting_person ADD COLUMN removed TEXT CHECK (removed IN ('body', 'hand'));
ALTER TABLE meeting_person ADD COLUMN vote TEXT CHECK (vote IN ('yes', 'no'));
UPDATE meeting_person SET added = 'body', seat = 'member' WHERE voting = 1;
UPDATE meeting_person SET removed = 'hand' WHERE deleted_at IS NOT NULL;
