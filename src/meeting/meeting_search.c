/* What search finds of meetings, for whom seat_of() lets in: an agenda and who is on its list (people from outside too, by their names
 * alone, as its page shows them) are for the bodies and for who is asked to come; minutes and
 * decisions for the bodies, for who came or sits there once they are prepared, and for readers of the plan once they are approved. The
 * restricted annex is found by nobody. */
#include "entity/search.h"
#include "meeting/attendance_rules.h"
#include "people/people.h"

#define NAME "coalesce(m.title, (SELECT a.name FROM meeting_body b JOIN actor a ON a.id = b.actor WHERE b.meeting = m.id ORDER BY b.position, b.actor LIMIT 1)," \
	" 'Rencontre')"
#define ROLES "CASE WHEN m.stage = 'approved' THEN 62 ELSE 32 END"
#define THESE " BETWEEN $1 AND $2"
/* Who reads the minutes besides the bodies. */
#define READERS(id, from) " UNION ALL SELECT " id ", 'p', w.person FROM " from "meeting_person w ON w.meeting = m.id WHERE " id THESE \
	" AND w.person IS NOT NULL AND w.deleted_at IS NULL AND (m.stage = 'approved' OR (m.stage = 'prepared' AND (w.presence = 'present' OR " ATTENDEE_BELONGS("w") ")))"

const struct search_source meeting_sources[] = {
	{ .kind = SEARCH_MEETING, .name = "meeting", .one = N_("Réunion"), .many = N_("Réunions"),
	  .rows = { "search_meetings", "SELECT m.id, " NAME ", coalesce(m.place || ' · ', '') || coalesce(m.note, ''), m.held_on, " ROLES ", CAST(NULL AS BIGINT)"
	      " FROM meeting m WHERE m.id" THESE " ORDER BY m.id LIMIT $3" },
	  .texts = { "search_meeting_texts", "SELECT t.meeting, t.text FROM (SELECT b.meeting, 1 AS part, b.position, a.name || coalesce(' · ' || a.long_name, '') AS text"
	      " FROM meeting_body b JOIN actor a ON a.id = b.actor WHERE b.meeting" THESE
	      " UNION ALL SELECT i.meeting, 2, i.position, i.title || coalesce(' · ' || i.note, '') FROM meeting_item i WHERE i.meeting" THESE " AND i.deleted_at IS NULL"
	      " UNION ALL SELECT w.meeting, 3, w.id, coalesce(p.name, c.name, w.name) FROM meeting_person w LEFT JOIN person p ON p.id = w.person"
	      " LEFT JOIN institution_contact c ON c.id = w.contact WHERE w.meeting" THESE " AND w.deleted_at IS NULL"
	      ") t ORDER BY t.meeting, t.part, t.position, t.text" },
	  .marks = { "search_meeting_marks", "SELECT k.id, k.letter, k.n FROM (SELECT b.meeting AS id, 'b' AS letter, b.actor AS n FROM meeting_body b WHERE b.meeting" THESE
	      " UNION ALL SELECT b.meeting, 'a', b.actor FROM meeting_body b WHERE b.meeting" THESE
	      " UNION ALL SELECT w.meeting, 'p', w.person FROM meeting_person w WHERE w.meeting" THESE " AND w.person IS NOT NULL AND w.deleted_at IS NULL"
	      ") k ORDER BY k.id, k.letter, k.n" },
	  .url = "/meetings/#" },
	{ .kind = SEARCH_MINUTES, .name = "minutes", .one = N_("Procès-verbal"), .many = N_("Procès-verbaux"),
	  .rows = { "search_minutes", "SELECT m.id, " NAME ", '', m.held_on, " ROLES ", CAST(NULL AS BIGINT) FROM meeting m WHERE m.id" THESE " AND m.stage IN ('live', 'prepared', 'approved')"
	      " AND EXISTS (SELECT 1 FROM meeting_item i WHERE i.meeting = m.id AND i.deleted_at IS NULL AND coalesce(i.minutes, '') <> '') ORDER BY m.id LIMIT $3" },
	  .texts = { "search_minutes_texts", "SELECT i.meeting, i.title || ' · ' || i.minutes FROM meeting_item i WHERE i.meeting" THESE
	      " AND i.deleted_at IS NULL AND coalesce(i.minutes, '') <> '' ORDER BY i.meeting, i.position, i.id" },
	  .marks = { "search_minutes_marks", "SELECT k.id, k.letter, k.n FROM (SELECT m.id AS id, 'b' AS letter, b.actor AS n FROM meeting m JOIN meeting_body b ON b.meeting = m.id"
	      " WHERE m.id" THESE " UNION ALL SELECT m.id, 'a', b.actor FROM meeting m JOIN meeting_body b ON b.meeting = m.id WHERE m.id" THESE
	      READERS("m.id", "meeting m JOIN ") ") k ORDER BY k.id, k.letter, k.n" },
	  .url = "/meetings/#/minutes" },
	{ .kind = SEARCH_DECISION, .name = "decision", .one = N_("Décision"), .many = N_("Décisions"),
	  .rows = { "search_decisions", "SELECT d.id, d.text, coalesce(i.title, ''), m.held_on, " ROLES ", d.meeting FROM meeting_decision d JOIN meeting m ON m.id = d.meeting"
	      " LEFT JOIN meeting_item i ON i.id = d.item WHERE d.id" THESE " AND d.deleted_at IS NULL ORDER BY d.id LIMIT $3" },
	  .marks = { "search_decision_marks", "SELECT k.id, k.letter, k.n FROM (SELECT d.id AS id, 'b' AS letter, b.actor AS n FROM meeting_decision d"
	      " JOIN meeting_body b ON b.meeting = d.meeting WHERE d.id" THESE
	      " UNION ALL SELECT d.id, 'a', b.actor FROM meeting_decision d JOIN meeting_body b ON b.meeting = d.meeting WHERE d.id" THESE
	      READERS("d.id", "meeting_decision d JOIN meeting m ON m.id = d.meeting JOIN ") ") k ORDER BY k.id, k.letter, k.n" },
	  .url = "/meetings/decisions/#" },
	{ 0 },
};
_Static_assert((ROLE_EVALUATOR | ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION) == 62 && ROLE_COORDINATION == 32,
    "the numbers in the queries are these roles");
const struct search_scope meeting_scopes[] = { { 0 } };
