/* What search finds of a team's space: its commission, its people and what all of them read; for its students and supervisors while
 * they have the role, and for the coordination. Interviews, and what the staff notes for itself, are found by nobody. */
#include "entity/search.h"
#include "people/people.h"

#define IN_FORCE(role) " EXISTS (SELECT 1 FROM role_grant g WHERE g.person = $1 AND g.role = " role " AND g.deleted_at IS NULL AND coalesce(g.from_day, $2) <= $2" \
	" AND coalesce(g.until_day, $2) >= $2)"
#define PART(n, columns, rest) " UNION ALL SELECT x.team, " n ", " columns " FROM " rest " AND x.team BETWEEN $1 AND $2"

const struct search_source mission_sources[] = {
	{ .kind = SEARCH_TEAM, .name = "mission", .one = N_("Mission"), .many = N_("Missions"),
	  .rows = { "search_teams", "SELECT t.id, coalesce(s.question, s.org_name, ''), coalesce(s.org_name || ' · ', '') || coalesce(s.town, ''), t.created_at, 32, CAST(NULL AS BIGINT)"
	      " FROM team t JOIN submission s ON s.id = t.submission WHERE t.id BETWEEN $1 AND $2 ORDER BY t.id LIMIT $3" },
	  .texts = { "search_team_texts", "SELECT k.team, k.text FROM (SELECT x.team, 1 AS part, p.id AS n, coalesce(p.first_name || ' ', '') || p.name AS text"
	      " FROM team_student x JOIN student p ON p.id = x.student WHERE p.deleted_at IS NULL AND x.team BETWEEN $1 AND $2"
	      PART("2", "p.id, coalesce(p.first_name || ' ', '') || p.name", "team_supervisor x JOIN supervisor p ON p.id = x.supervisor WHERE p.deleted_at IS NULL")
	      PART("3", "x.number, x.body", "problem_version x WHERE x.number = (SELECT max(v.number) FROM problem_version v WHERE v.team = x.team)")
	      PART("4", "x.id, x.title || coalesce(' · ' || x.text, '')", "mission_recommendation x WHERE x.deleted_at IS NULL")
	      PART("5", "x.id, x.what || coalesce(' · ' || x.detail, '')", "data_request x WHERE x.deleted_at IS NULL")
	      PART("6", "x.id, x.title || coalesce(' · ' || x.authors, '')", "mission_source x WHERE x.deleted_at IS NULL")
	      PART("7", "x.id, x.decisions", "follow_entry x WHERE x.deleted_at IS NULL AND x.audience = 'team'")
	      PART("8", "x.id, x.text", "mission_entry x WHERE x.deleted_at IS NULL") ") k ORDER BY k.team, k.part, k.n" },
	  .marks = { "search_team_marks", "SELECT t.id, 't', t.id FROM team t WHERE t.id BETWEEN $1 AND $2" },
	  .url = "/teams/#" },
	{ 0 },
};
_Static_assert(ROLE_COORDINATION == 32 && ROLE_STUDENT == 512 && ROLE_SUPERVISOR == 256, "the numbers in the queries are these roles");
/* "t": a team in which the person sits. */
const struct search_scope mission_scopes[] = {
	{ .letter = 't', .of = { "search_scope_teams", "SELECT x.team FROM team_student x JOIN student p ON p.id = x.student WHERE p.person = $1 AND p.deleted_at IS NULL AND" IN_FORCE("512")
	    " UNION SELECT x.team FROM team_supervisor x JOIN supervisor p ON p.id = x.supervisor WHERE p.person = $1 AND p.deleted_at IS NULL AND" IN_FORCE("256") } },
	{ 0 },
};
