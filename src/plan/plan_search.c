/* What search finds of the plan: actions of the revision in force, evidence, bodies. Roles are those of RIGHT_PLAN_READ; the
 * public sees actions when the plan is published, evaluators no internal evidence. */
#include "entity/search.h"
#include "people/people.h"

#define IN_FORCE " FROM plan_line l JOIN revision v ON v.id = l.revision AND v.status = 1"
#define OF_THESE " WHERE l.action BETWEEN $1 AND $2"

const struct search_source plan_sources[] = {
	{ .kind = SEARCH_ACTION, .name = "action", .one = N_("Action"), .many = N_("Actions"),
	  .rows = { "search_actions", "SELECT l.action, coalesce(l.code || ' ', '') || coalesce(l.title, ''), coalesce(s.title, '') || ' · ' || coalesce(o.title, ''),"
	      " v.adopted_on, 62 + coalesce((SELECT p.plan_public FROM programme p), 0), CAST(NULL AS BIGINT)" IN_FORCE
	      " JOIN specific s ON s.id = l.specific JOIN objective o ON o.id = s.objective" OF_THESE " ORDER BY l.action LIMIT $3" },
	  .texts = { "search_action_texts", "SELECT t.action, t.text FROM (SELECT l.action, 1 AS part, i.position, i.text" IN_FORCE
	      " JOIN indicator_line i ON i.revision = l.revision AND i.line = l.id" OF_THESE
	      " UNION ALL SELECT l.action, 2, r.position, a.name || coalesce(' ' || a.long_name, '')" IN_FORCE
	      " JOIN responsibility r ON r.revision = l.revision AND r.line = l.id JOIN actor a ON a.id = r.actor" OF_THESE
	      " UNION ALL SELECT l.action, 3, c.id, c.text" IN_FORCE " JOIN recommendation c ON c.revision = l.revision AND c.line = l.id" OF_THESE
	      ") t ORDER BY t.action, t.part, t.position" },
	  .marks = { "search_action_marks", "SELECT l.action, 'b', r.actor" IN_FORCE
	      " JOIN responsibility r ON r.revision = l.revision AND r.line = l.id" OF_THESE " ORDER BY l.action, r.position" },
	  .url = "/plan/actions/#", .other = "/public/plan?q=@",
	  .url_roles = ROLE_EVALUATOR | ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION },
	{ .kind = SEARCH_EVIDENCE, .name = "evidence", .one = N_("Preuve"), .many = N_("Preuves"),
	  .rows = { "search_evidence", "SELECT e.id, e.title, coalesce(e.register_text || ' · ', '') || coalesce(e.partner || ' · ', '') || coalesce(e.audience || ' · ', '')"
	      " || coalesce(e.note || ' · ', '') || coalesce(e.adopted_text || ' · ', '') || coalesce(e.filename, ''), e.effective_on,"
	      " CASE WHEN e.visibility = 2 THEN 60 ELSE 62 END, CAST(NULL AS BIGINT)"
	      " FROM evidence e WHERE e.id BETWEEN $1 AND $2 AND e.deleted_at IS NULL ORDER BY e.id LIMIT $3" },
	  .marks = { "search_evidence_marks", "SELECT e.id, 'b', e.body FROM evidence e WHERE e.id BETWEEN $1 AND $2 AND e.body IS NOT NULL" },
	  .url = "/evidence/#" },
	{ .kind = SEARCH_ACTOR, .name = "body", .one = N_("Instance ou fonction"), .many = N_("Instances et fonctions"),
	  .rows = { "search_actors", "SELECT a.id, a.name, coalesce(a.long_name, ''), NULL, 62, CAST(NULL AS BIGINT)"
	      " FROM actor a WHERE a.id BETWEEN $1 AND $2 AND a.deleted_at IS NULL ORDER BY a.id LIMIT $3" },
	  .marks = { "search_actor_marks", "SELECT a.id, 'b', a.id FROM actor a WHERE a.id BETWEEN $1 AND $2" },
	  .url = "/plan/actors/#", .other = "/plan?q=@", .url_roles = ROLE_COORDINATION },
	{ 0 },
};
_Static_assert((ROLE_EVALUATOR | ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION) == 62 && ROLE_PUBLIC == 1,
    "the numbers in the queries are these roles");
const struct search_scope plan_scopes[] = { { 0 } };
