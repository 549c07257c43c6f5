/* What search finds of published timetables: each session once, for those whose sheet shows it (sched_of_person()): the evening for its
 * edition's students and supervisors, a visit and an oral for the team and for who reads the report. What was called off is not found. */
#include "entity/search.h"
#include "people/people.h"

#define IN_FORCE " AND EXISTS (SELECT 1 FROM role_grant g WHERE g.person = $1 AND g.role IN (256, 512) AND g.deleted_at IS NULL AND coalesce(g.from_day, $2) <= $2" \
	" AND coalesce(g.until_day, $2) >= $2)"
#define PUBLISHED(kind) " FROM schedule c JOIN schedule_version v ON v.schedule = c.id AND v.number = c.version JOIN schedule_published p ON p.version = v.id" \
	" JOIN submission s ON s.id = p.submission JOIN edition e ON e.id = c.edition WHERE c.kind = '" kind "' AND p.gone = 0 AND p.submission BETWEEN $1 AND $2"
#define ROWS(kind, name) "SELECT p.submission, coalesce(s.org_name, s.question, ''), '" name " · ' || CAST(p.start / 60 AS TEXT) || ':' || CASE WHEN p.start % 60 < 10 THEN '0' ELSE '' END" \
	" || CAST(p.start % 60 AS TEXT) || coalesce(' · ' || p.place, CASE WHEN c.kind = 'evening' THEN ' · ' || e.evening_place END, '') || coalesce(' · ' || s.town, '')" \
	" || coalesce(' · ' || s.question, ''), p.on_day, 32, c.edition" PUBLISHED(kind) " ORDER BY p.submission LIMIT $3"
#define TEAMS "SELECT y.submission AS submission, 't' AS letter, y.id AS n FROM team y WHERE y.ended_at IS NULL AND y.submission BETWEEN $1 AND $2"

const struct search_source schedule_sources[] = {
	{ .kind = SEARCH_EVENING, .name = "evening", .one = N_("Soirée de présentation"), .many = N_("Soirées de présentation"),
	  .rows = { "search_evenings", ROWS("evening", "Soirée de présentation") },
	  .marks = { "search_evening_marks", "SELECT p.submission, 'e', c.edition" PUBLISHED("evening") },
	  .url = "/timetable/~/evening" },
	{ .kind = SEARCH_VISIT, .name = "visit", .one = N_("Visite"), .many = N_("Visites"),
	  .rows = { "search_visits", ROWS("visits", "Visite") },
	  .marks = { "search_visit_marks", TEAMS " ORDER BY y.submission, y.id" },
	  .url = "/timetable/~/visits" },
	{ .kind = SEARCH_ORAL, .name = "oral", .one = N_("Présentation orale"), .many = N_("Présentations orales"),
	  .rows = { "search_orals", ROWS("orals", "Présentation orale") },
	  .marks = { "search_oral_marks", "SELECT k.submission, k.letter, k.n FROM (" TEAMS " UNION ALL SELECT o.submission, 'o', o.supervisor FROM oral_reader o"
	      " WHERE o.submission BETWEEN $1 AND $2) k ORDER BY k.submission, k.letter, k.n" },
	  .url = "/timetable/~/orals" },
	{ 0 },
};
_Static_assert(ROLE_COORDINATION == 32 && ROLE_SUPERVISOR == 256 && ROLE_STUDENT == 512, "the numbers in the queries are these roles");
/* "e": an edition in which the person is a student or a supervisor; "o": the person as a supervisor, who may be a second reader. */
const struct search_scope schedule_scopes[] = {
	{ .letter = 'e', .of = { "search_scope_editions", "SELECT q.edition FROM student q WHERE q.person = $1 AND q.deleted_at IS NULL" IN_FORCE
	    " UNION SELECT q.edition FROM supervisor q WHERE q.person = $1 AND q.deleted_at IS NULL" IN_FORCE } },
	{ .letter = 'o', .of = { "search_scope_readers", "SELECT q.id FROM supervisor q WHERE q.person = $1 AND q.deleted_at IS NULL" IN_FORCE } },
	{ 0 },
};
