/* What search finds of mandates: who sits where, past and coming too, for who reads compositions. No address. */
#include "entity/search.h"
#include "mandate/mandate_rules.h"
#include "people/people.h"

#define SEAT_WHEN(seat, word, name) " WHEN '" word "' THEN '" name "'"
#define DAY(d) "substr(" d ", 9, 2) || '/' || substr(" d ", 6, 2) || '/' || substr(" d ", 1, 4)"
const struct search_source mandate_sources[] = {
	{ .kind = SEARCH_MANDATE, .name = "mandate", .one = N_("Mandat"), .many = N_("Mandats"),
	  .rows = { "search_mandates", "SELECT m.id, m.name || ' · ' || coalesce(a.name, m.outside), CASE m.seat" SEAT_LIST(SEAT_WHEN) " ELSE '' END || coalesce(' · ' || a.long_name, '')"
	      " || coalesce(' · ' || m.organisation, '') || coalesce(' · ' || f.name, '') || coalesce(' · jusqu’au ' || " DAY("m.until_day") ", '') || coalesce(' · ' || m.why, '')"
	      " || coalesce(' · ' || m.note, ''), m.from_day, 830, CAST(NULL AS BIGINT)"
	      " FROM mandate m LEFT JOIN actor a ON a.id = m.actor LEFT JOIN mandate_profile f ON f.id = m.profile"
	      " WHERE m.id BETWEEN $1 AND $2 AND m.deleted_at IS NULL ORDER BY m.id LIMIT $3" },
	  .marks = { "search_mandate_marks", "SELECT m.id, 'b', m.actor FROM mandate m WHERE m.id BETWEEN $1 AND $2 AND m.actor IS NOT NULL" },
	  .url = "/mandates/#" },
	{ 0 },
};
_Static_assert((ROLE_EVALUATOR | ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION | ROLE_SUPERVISOR | ROLE_STUDENT) == 830, "the number in the query is these roles");
const struct search_scope mandate_scopes[] = { { 0 } };
