-- The words of everything that search knows, each once: what is proposed for one that stands nowhere is looked for among them.
-- initial: its first character; size: its bytes.
CREATE TABLE search_word (
	word TEXT NOT NULL PRIMARY KEY,
	stem TEXT NOT NULL,
	initial TEXT NOT NULL,
	size $INT NOT NULL
) $STRICT;
CREATE INDEX search_word_like ON search_word (initial, size);
CREATE INDEX search_word_stem ON search_word (stem);

-- Who sits where.
--searched mandate 14 ROW.id
--searched actor 14 0
--searched mandate_profile 14 0

-- Who is on the list of a meeting.
--searched person 8 SELECT w.meeting AS i FROM meeting_person w WHERE w.person = ROW.id
--searched institution_contact 8 SELECT w.meeting AS i FROM meeting_person w WHERE w.contact = ROW.id
CREATE INDEX meeting_person_contact ON meeting_person (contact);

-- Published timetables: evenings, visits, orals.
--searched schedule 15 SELECT p.submission AS i FROM schedule_published p JOIN schedule_version v ON v.id = p.version WHERE v.schedule = ROW.id
--searched schedule 16 SELECT p.submission AS i FROM schedule_published p JOIN schedule_version v ON v.id = p.version WHERE v.schedule = ROW.id
--searched schedule 17 SELECT p.submission AS i FROM schedule_published p JOIN schedule_version v ON v.id = p.version WHERE v.schedule = ROW.id
--searched schedule_version 15 SELECT p.submission AS i FROM schedule_published p WHERE p.version = ROW.id
--searched schedule_version 16 SELECT p.submission AS i FROM schedule_published p WHERE p.version = ROW.id
--searched schedule_version 17 SELECT p.submission AS i FROM schedule_published p WHERE p.version = ROW.id
--searched schedule_published 15 ROW.submission
--searched schedule_published 16 ROW.submission
--searched schedule_published 17 ROW.submission
--searched submission 15 ROW.id
--searched submission 16 ROW.id
--searched submission 17 ROW.id
--searched edition 15 SELECT s.id AS i FROM submission s WHERE s.edition = ROW.id
--searched edition 16 SELECT s.id AS i FROM submission s WHERE s.edition = ROW.id
--searched edition 17 SELECT s.id AS i FROM submission s WHERE s.edition = ROW.id
--searched team 16 ROW.submission
--searched team 17 ROW.submission
--searched oral_reader 17 ROW.submission

-- What is there already, made again with its words.
--only sqlite
INSERT INTO search_index(search_index) VALUES ('delete-all');
--end
--only postgres
DELETE FROM search_index;
--end
DELETE FROM search_doc;
INSERT INTO search_due (kind, item) VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (9, 0), (10, 0), (11, 0), (12, 0), (13, 0), (14, 0),
	(15, 0), (16, 0), (17, 0) ON CONFLICT DO NOTHING;
