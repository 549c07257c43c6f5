-- The index of PostgreSQL holds words as the program makes them (src/store/postgres_search.c): all of it is made again.
--only postgres
DELETE FROM search_doc;
DELETE FROM search_index;
INSERT INTO search_due (kind, item) VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (9, 0), (10, 0), (11, 0), (12, 0) ON CONFLICT DO NOTHING;
DROP FUNCTION search_words(text, text);
--end

-- What a juror may read, found by that juror.
--searched submission 13 ROW.id
--searched attachment 13 ROW.submission
--searched call_term 13 0
INSERT INTO search_due (kind, item) VALUES (13, 0);
