-- Who signed an older version and was written to about a newer one: its major number.
ALTER TABLE charter_adherent ADD COLUMN told_major $INT;
