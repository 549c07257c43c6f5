/* What search finds of documents: the version in force, for its audience; a document without one, by its draft, for its body. */
#include "charter/charter_rules.h"
#include "entity/search.h"
#include "people/people.h"

#define THESE " BETWEEN $1 AND $2"

const struct search_source charter_sources[] = {
	{ .kind = SEARCH_DOCUMENT, .name = "document", .one = N_("Document"), .many = N_("Documents"),
	  .rows = { "search_documents", "SELECT c.id, c.title, coalesce(c.summary, ''), coalesce((SELECT m.held_on FROM charter_version v JOIN meeting_decision d ON d.id = v.decision"
	      " JOIN meeting m ON m.id = d.meeting WHERE v.id = " VERSION_IN_FORCE "), c.created_at), CASE WHEN NOT EXISTS (" VERSIONS_ADOPTED("c.id") ") THEN 32 WHEN c.audience = 'public' THEN 1023"
	      " WHEN c.audience = 'programme' THEN 830 WHEN c.audience = 'staff' THEN 318 ELSE 32 END, CAST(NULL AS BIGINT)"
	      " FROM charter c WHERE c.id" THESE " AND c.deleted_at IS NULL ORDER BY c.id LIMIT $3" },
	  .texts = { "search_document_texts", "SELECT t.charter, t.text FROM (SELECT v.charter, 0 AS position, v.text AS text FROM charter c JOIN charter_version v ON v.id = " VERSION_IN_FORCE " WHERE c.id" THESE
	      " UNION ALL SELECT s.charter, s.position, s.title || ' · ' || s.text FROM charter_section s WHERE s.charter" THESE " AND s.deleted_at IS NULL AND NOT EXISTS (" VERSIONS_ADOPTED("s.charter")
	      ")) t ORDER BY t.charter, t.position, t.text" },
	  .marks = { "search_document_marks", "SELECT k.id, k.letter, k.n FROM (SELECT c.id AS id, 'b' AS letter, c.actor AS n FROM charter c WHERE c.id" THESE
	      " UNION ALL SELECT c.id, 'a', c.actor FROM charter c WHERE c.id" THESE ") k ORDER BY k.id, k.letter, k.n" },
	  .url = "/documents/#" },
	{ 0 },
};
_Static_assert((ROLE_EVALUATOR | ROLE_MEMBER | ROLE_SECRETARY | ROLE_CHAIR | ROLE_COORDINATION | ROLE_SUPERVISOR) == 318 && ROLE_STUDENT == 512 && ROLE_COORDINATION == 32 &&
    ROLE_LAST * 2 - 1 == 1023, "the numbers in the queries are these roles");
const struct search_scope charter_scopes[] = { { 0 } };
