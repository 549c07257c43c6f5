/* What search finds of the call: commissions that the staff sees and institutions, for the coordination; past commissions, as
 * their sponsors let them be shown, for everyone; and to each juror what they may read, in the words of its form alone. */
#include "call/review.h"
#include "entity/search.h"
#include "people/people.h"

#define TERMS " LEFT JOIN call_term se ON se.id = s.sector LEFT JOIN call_term ar ON ar.id = s.area LEFT JOIN call_term co ON co.id = s.context"
#define TERM_TEXT " coalesce(se.name || ' · ', '') || coalesce(s.sector_other || ' · ', '') || coalesce(ar.name || ' · ', '') || coalesce(s.area_other || ' · ', '')" \
	" || coalesce(co.name || ' · ', '')"
#define ORGANISATION " coalesce(s.org_name || ' · ', '') || coalesce(s.town || ' · ', '') || coalesce(s.contact_name || ' · ', '') || coalesce(s.email || ' · ', '')" \
	" || coalesce(s.org_number || ' · ', '') ||"

#define FILES "SELECT f.submission, f.filename FROM attachment f WHERE f.submission BETWEEN $1 AND $2 AND f.deleted_at IS NULL ORDER BY f.submission, f.id"

const struct search_source call_sources[] = {
	{ .kind = SEARCH_COMMISSION, .name = "commission", .one = N_("Commande"), .many = N_("Commandes"),
	  .rows = { "search_commissions", "SELECT s.id, coalesce(s.question, s.org_name, '')," ORGANISATION TERM_TEXT
	      " || coalesce(s.background || ' · ', '') || coalesce(s.tried || ' · ', '') || coalesce(s.expected || ' · ', '') || coalesce(s.note, ''),"
	      " coalesce(s.sent_at, s.created_at), 32, CAST(NULL AS BIGINT) FROM submission s" TERMS
	      " WHERE s.id BETWEEN $1 AND $2 AND s.deleted_at IS NULL AND s.status NOT IN ('draft', 'pending') ORDER BY s.id LIMIT $3" },
	  .texts = { "search_commission_files", FILES },
	  .url = "/commissions/#" },
	/* The same rows and columns as past_list() shows. */
	{ .kind = SEARCH_PAST, .name = "past", .one = N_("Commande passée"), .many = N_("Commandes passées"), .daily = true, .instead = ROLE_COORDINATION,
	  .rows = { "search_past", "SELECT s.id, coalesce(s.question, ''), e.label || ' · ' ||" TERM_TEXT
	      " || CASE WHEN s.publication = 'named' THEN coalesce(s.org_name || ' · ', '') || coalesce(s.town, '') ELSE '' END,"
	      " coalesce(e.ends_on, e.closes_on), 1, CAST(NULL AS BIGINT) FROM submission s JOIN edition e ON e.id = s.edition" TERMS
	      " WHERE s.id BETWEEN $1 AND $2 AND s.deleted_at IS NULL AND e.deleted_at IS NULL AND s.publication IN ('named', 'anonymous')"
	      " AND (e.state = 'archived' OR (e.state = 'published' AND e.ends_on < $4))"
	      " AND s.status IN ('presented', 'clarified', 'exploration', 'report', 'feedback', 'oral', 'archived')"
	      " AND EXISTS (SELECT 1 FROM submission_move m WHERE m.submission = s.id AND m.to_status = 'selected') ORDER BY s.id LIMIT $3" },
	  .url = "/call/past?q=@" },
	{ .kind = SEARCH_INSTITUTION, .name = "institution", .one = N_("Institution"), .many = N_("Institutions"),
	  .rows = { "search_institutions", "SELECT s.id, s.name, coalesce(s.town || ' · ', '') || coalesce(s.number || ' · ', '') || coalesce(s.domain || ' · ', '')"
	      " || coalesce(se.name || ' · ', '') || coalesce(co.name || ' · ', '') || coalesce(s.note, ''), s.created_at, 32, CAST(NULL AS BIGINT)"
	      " FROM institution s LEFT JOIN call_term se ON se.id = s.sector LEFT JOIN call_term co ON co.id = s.context"
	      " WHERE s.id BETWEEN $1 AND $2 AND s.deleted_at IS NULL AND s.merged_into IS NULL ORDER BY s.id LIMIT $3" },
	  .texts = { "search_contacts", "SELECT c.institution, c.name || coalesce(' ' || c.function, '') || coalesce(' ' || c.email, '') FROM institution_contact c"
	      " WHERE c.institution BETWEEN $1 AND $2 AND c.deleted_at IS NULL ORDER BY c.institution, c.id" },
	  .url = "/institutions/#" },
	{ .kind = SEARCH_FILE, .name = "file", .one = N_("Commande à coter"), .many = N_("Commandes à coter"),
	  .rows = { "search_files", "SELECT s.id, coalesce(s.question, s.org_name, '')," ORGANISATION TERM_TEXT
	      " || coalesce(s.background || ' · ', '') || coalesce(s.tried || ' · ', '') || coalesce(s.expected, ''),"
	      " coalesce(s.sent_at, s.created_at), 0, CAST(NULL AS BIGINT) FROM submission s" TERMS
	      " WHERE s.id BETWEEN $1 AND $2 AND s.deleted_at IS NULL AND s.status NOT IN ('draft', 'pending', 'ineligible', 'withdrawn') ORDER BY s.id LIMIT $3" },
	  .texts = { "search_file_documents", FILES },
	  .marks = { "search_file_marks", "SELECT s.id, 'c', s.id FROM submission s WHERE s.id BETWEEN $1 AND $2 ORDER BY s.id" },
	  .url = "/review/#" },
	{ 0 },
};
_Static_assert(ROLE_COORDINATION == 32 && ROLE_PUBLIC == 1, "the numbers in the queries are these roles");
/* Conflicts of interest are found by comparing: no query says them. */
static enum err
files_of_juror(struct db *db, int64_t person, struct search_numbers *out)
{
	struct jury_seats seats;
	enum err e = jury_seats(db, person, &seats);
	for (size_t i = 0; e == OK && i < seats.n; i++) {
		struct jury j;
		if ((e = jury_load(db, seats.items[i].edition, &j)) != OK)
			return e;
		size_t me = jury_juror(&j, seats.items[i].juror);
		for (size_t f = 0; me < j.jurors.n && f < j.files.n; f++)
			if (!jury_conflict(&j, me, f))
				PUSH(db_arena(db), out, j.files.items[f].id);
	}
	return e;
}

/* "c": a commission that the person may read as a juror. */
const struct search_scope call_scopes[] = { { .letter = 'c', .roles = ROLE_JURY, .list = files_of_juror }, { 0 } };
