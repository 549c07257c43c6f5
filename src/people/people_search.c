/* Persons are found by those who have their pages: coordination and administration. */
#include "entity/search.h"
#include "people/people.h"

const struct search_source people_sources[] = {
	{ .kind = SEARCH_PERSON, .name = "person", .one = N_("Personne"), .many = N_("Personnes"),
	  .rows = { "search_persons", "SELECT p.id, p.name, p.email, NULL, 96, CAST(NULL AS BIGINT) FROM person p WHERE p.id BETWEEN $1 AND $2"
	      " AND p.deleted_at IS NULL ORDER BY p.id LIMIT $3" },
	  .url = "/people/#" },
	{ 0 },
};
_Static_assert((ROLE_COORDINATION | ROLE_ADMIN) == 96 && ROLE_ADMIN == 64 && ROLES_OF_BODY == 28, "the number in the query is these roles");
#define TODAY " AND g.deleted_at IS NULL AND coalesce(g.from_day, $2) <= $2 AND coalesce(g.until_day, $2) >= $2"
/* "p": the person, while some role lets them read anything (administration alone does not); "a": a body that they belong to today. */
const struct search_scope people_scopes[] = {
	{ .letter = 'p', .of = { "search_scope_person", "SELECT p.id FROM person p WHERE p.id = $1 AND EXISTS (SELECT 1 FROM role_grant g WHERE g.person = p.id AND g.role <> 64" TODAY ")" } },
	{ .letter = 'a', .of = { "search_scope_bodies", "SELECT DISTINCT g.actor FROM role_grant g WHERE g.person = $1 AND g.role IN (4, 8, 16) AND g.actor IS NOT NULL" TODAY } },
	{ 0 },
};
