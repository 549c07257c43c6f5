/* Interviews as they may leave the team, and what goes of them by itself. */
#include "mission/mission_request_pages.h"
#include "base/csv.h"
#include "base/tr.h"

#define OLD " FROM interview WHERE created_at < $1 AND (name IS NOT NULL OR notes IS NOT NULL OR consent_sha IS NOT NULL)"
enum { Q_OLD, Q_PURGE };
const struct query interview_queries[] = {
	[Q_OLD] = { "interviews_old", "SELECT count(*)" OLD },
	[Q_PURGE] = { "interviews_purge", "UPDATE interview SET name = NULL, notes = NULL, consent_sha = NULL, consent_name = NULL, consent_type = NULL, rev = rev + 1 WHERE id IN (SELECT id" OLD ")" },
	{ 0 },
};

enum err
interviews_purge(struct db *db, const char *before, bool look, int64_t *n)
{
	struct rows *r;
	enum err e;
	if (!look)
		return db_exec(db, &interview_queries[Q_PURGE], ARGS(V(before)), n);
	if ((e = db_one(db, &interview_queries[Q_OLD], ARGS(V(before)), &r)) == OK)
		*n = col_int(r, 0);
	return e;
}

/* Without names; notes only where they no longer tell who spoke, and only for who may read them. */
enum err
interviews_csv(struct request *rq, struct answer *an)
{
	struct mission m;
	struct entity_rows rows;
	struct entity_view v = { .a = rq->a, .db = rq->db, .lang = rq->lang, .roles = ~0u };
	struct entity_query q = { .sort = "met_on" };
	enum err e = mission_open(rq, &m);
	if (e != OK)
		return e;
	entity_where(rq->a, &interview_entity, &q, "team", arena_printf(rq->a, "%lld", (long long)m.team.id));
	if ((e = entity_load(&v, &interview_entity, &q, &rows)) != OK)
		return e;
	bool reads = (m.seat & (SEAT_STUDENT | SEAT_SUPERVISOR)) != 0;
	struct buf out = buf_new(rq->a, MIB(8));
	static const char *const fields[] = { "met_on", "alias", "function", "consent", "consent_on", "anonymised", "notes" };
	csv_begin(&out);
	for (size_t k = 0; k < LEN(fields); k++)
		csv_text(&out, tr(rq->lang, entity_field(&interview_entity, fields[k])->label), k == 0);
	csv_end_row(&out);
	for (size_t i = 0; i < rows.n; i++) {
		struct interview x = *(const struct interview *)entity_row(&interview_entity, &rows, i);
		if (!reads || !x.anonymised)
			x.notes = NULL;
		for (size_t k = 0; k < LEN(fields); k++)
			csv_text(&out, entity_shown(&v, entity_field(&interview_entity, fields[k]), &x, NULL), k == 0);
		csv_end_row(&out);
	}
	return answer_bytes(an, "text/csv; charset=utf-8", buf_str(&out), out.len, arena_printf(rq->a, "entretiens-%lld.csv", (long long)m.commission.number));
}
