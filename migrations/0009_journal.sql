-- The journal is chained: hash = SHA-256 of the hash before and of the row (store/history_chain.c says how). What is
-- personal in a row (person and who; before and after) enters as a digest that a random salt closes, so that it can be
-- erased: the seal, a salt until then, becomes the digest itself, and …_erased names the row of the journal that says so.
-- Rows of before this migration are chained by the first one after it.
ALTER TABLE history ADD COLUMN hash TEXT;
ALTER TABLE history ADD COLUMN who_seal TEXT;
ALTER TABLE history ADD COLUMN text_seal TEXT;
ALTER TABLE history ADD COLUMN who_erased $INT;
ALTER TABLE history ADD COLUMN text_erased $INT;

-- Nothing of a chained row changes but what is erased, once, and no row goes.
--only sqlite
CREATE TRIGGER history_stays BEFORE UPDATE ON history WHEN OLD.hash IS NOT NULL AND NOT (
	NEW.id IS OLD.id AND NEW.at IS OLD.at AND NEW.via IS OLD.via AND NEW.entity IS OLD.entity AND NEW.entity_id IS OLD.entity_id
	AND NEW.what IS OLD.what AND NEW.field IS OLD.field AND NEW.hash IS OLD.hash
	AND ((NEW.person IS OLD.person AND NEW.who IS OLD.who AND NEW.who_seal IS OLD.who_seal AND NEW.who_erased IS OLD.who_erased)
		OR (OLD.who_erased IS NULL AND coalesce(NEW.who_erased, 0) > OLD.id))
	AND ((NEW.before IS OLD.before AND NEW.after IS OLD.after AND NEW.text_seal IS OLD.text_seal AND NEW.text_erased IS OLD.text_erased)
		OR (OLD.text_erased IS NULL AND coalesce(NEW.text_erased, 0) > OLD.id)))
BEGIN
	SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER history_no_delete BEFORE DELETE ON history
BEGIN
	SELECT RAISE(ABORT, 'the journal is append-only');
END;
--end
--only postgres
CREATE FUNCTION history_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
	IF TG_OP = 'UPDATE' THEN
		IF OLD.hash IS NULL OR (NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.via IS NOT DISTINCT FROM OLD.via AND NEW.entity = OLD.entity
			AND NEW.entity_id = OLD.entity_id AND NEW.what = OLD.what AND NEW.field IS NOT DISTINCT FROM OLD.field
			AND NEW.hash IS NOT DISTINCT FROM OLD.hash
			AND ((NEW.person, NEW.who, NEW.who_seal, NEW.who_erased) IS NOT DISTINCT FROM (OLD.person, OLD.who, OLD.who_seal, OLD.who_erased)
				OR (OLD.who_erased IS NULL AND coalesce(NEW.who_erased, 0) > OLD.id))
			AND ((NEW.before, NEW.after, NEW.text_seal, NEW.text_erased) IS NOT DISTINCT FROM (OLD.before, OLD.after, OLD.text_seal, OLD.text_erased)
				OR (OLD.text_erased IS NULL AND coalesce(NEW.text_erased, 0) > OLD.id)))
		THEN
			RETURN NEW;
		END IF;
	END IF;
	RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'check_violation';
END $body$;
CREATE TRIGGER history_stays BEFORE UPDATE OR DELETE ON history FOR EACH ROW EXECUTE FUNCTION history_stays();
CREATE TRIGGER history_no_truncate BEFORE TRUNCATE ON history FOR EACH STATEMENT EXECUTE FUNCTION history_stays();
--end
