-- What search finds: one row a thing, made of its own tables by entity/search.c; id: its day, kind and item (entity/search.h).
-- title_stems, body_stems: the stems of its words; marks: words of its kind, bodies and of who may see it.
CREATE TABLE search_doc (
	id $INT NOT NULL PRIMARY KEY,
	kind $INT NOT NULL,
	item $INT NOT NULL,
	link $INT,
	title TEXT NOT NULL,
	body TEXT NOT NULL,
	title_stems TEXT NOT NULL,
	body_stems TEXT NOT NULL,
	marks TEXT NOT NULL,
	UNIQUE (kind, item)
) $STRICT;
-- What changed and is not yet in search_doc: empty whenever a transaction has ended well. item 0: everything of the kind.
CREATE TABLE search_due (
	kind $INT NOT NULL,
	item $INT NOT NULL,
	PRIMARY KEY (kind, item)
) $STRICT;

-- The full-text index of search_doc: each engine's own affair (src/store/search_index.h), which copies make anew.
--only sqlite
CREATE VIRTUAL TABLE search_index USING fts5(title_stems, body_stems, marks, content='search_doc', content_rowid='id',
	tokenize = "ascii tokenchars '=.'", prefix = '3 4 5');
--end
--only postgres
CREATE TABLE search_index (
	id bigint NOT NULL PRIMARY KEY,
	words tsvector NOT NULL
);
CREATE INDEX search_index_words ON search_index USING gin (words) WITH (fastupdate = off);
-- The words are made by the program: no parser of the server's is asked, which would cut them otherwise.
CREATE FUNCTION search_words(list text, weight text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $body$
	SELECT coalesce(string_agg('''' || t.w || ''':' || least(t.n, 16383) || weight, ' '), '')::tsvector
		FROM unnest(string_to_array(list, ' ')) WITH ORDINALITY AS t(w, n) WHERE t.w <> ''
$body$;
--end

-- Whatever changes these tables, by whichever way, marks what search knows of them. Numbers: enum search_kind.
--searched plan_line 1 ROW.action
--searched indicator_line 1 (SELECT l.action FROM plan_line l WHERE l.id = ROW.line)
--searched responsibility 1 (SELECT l.action FROM plan_line l WHERE l.id = ROW.line)
--searched recommendation 1 (SELECT l.action FROM plan_line l WHERE l.id = ROW.line)
--searched revision 1 CASE WHEN ROW.status IN (1, 2) THEN 0 END
--searched objective 1 CASE WHEN (SELECT v.status FROM revision v WHERE v.id = ROW.revision) = 1 THEN 0 END
--searched specific 1 CASE WHEN (SELECT v.status FROM revision v JOIN objective o ON o.revision = v.id WHERE o.id = ROW.objective) = 1 THEN 0 END
--searched actor 1 0
--searched programme 1 0
--searched evidence 2 ROW.id
--searched submission 3 ROW.id
--searched attachment 3 ROW.submission
--searched call_term 3 0
--searched submission 4 ROW.id
--searched submission_move 4 ROW.submission
--searched edition 4 0
--searched call_term 4 0
--searched institution 5 ROW.id
--searched institution_contact 5 ROW.institution
--searched call_term 5 0
--searched person 6 ROW.id
--searched actor 7 ROW.id
--searched meeting 8 ROW.id
--searched meeting_body 8 ROW.meeting
--searched meeting_item 8 ROW.meeting
--searched meeting_person 8 ROW.meeting
--searched actor 8 0
--searched meeting 12 ROW.id
--searched meeting_body 12 ROW.meeting
--searched meeting_item 12 ROW.meeting
--searched meeting_person 12 ROW.meeting
--searched actor 12 0
--searched meeting_decision 9 ROW.id
--searched meeting_item 9 SELECT d.id AS i FROM meeting_decision d WHERE d.item = ROW.id
--searched meeting 9 SELECT d.id AS i FROM meeting_decision d WHERE d.meeting = ROW.id
--searched meeting_body 9 SELECT d.id AS i FROM meeting_decision d WHERE d.meeting = ROW.meeting
--searched meeting_person 9 SELECT d.id AS i FROM meeting_decision d WHERE d.meeting = ROW.meeting
--searched team 11 ROW.id
--searched submission 11 SELECT t.id AS i FROM team t WHERE t.submission = ROW.id
--searched team_student 11 ROW.team
--searched student 11 SELECT x.team AS i FROM team_student x WHERE x.student = ROW.id
--searched team_supervisor 11 ROW.team
--searched supervisor 11 SELECT x.team AS i FROM team_supervisor x WHERE x.supervisor = ROW.id
--searched problem_version 11 ROW.team
--searched mission_recommendation 11 ROW.team
--searched data_request 11 ROW.team
--searched mission_source 11 ROW.team
--searched follow_entry 11 ROW.team
--searched mission_entry 11 ROW.team

-- What is there already.
INSERT INTO search_due (kind, item) VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (9, 0), (11, 0), (12, 0);
