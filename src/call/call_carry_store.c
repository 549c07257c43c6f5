/* From one edition to the next: its settings, and the commissions that were kept for it. */
#include "call/call_desk.h"
#include "store/history.h"

enum { Q_CARRIED, Q_FILES, Q_QUESTIONS, Q_CRITERIA, Q_FROZEN };
const struct query carry_queries[] = {
	[Q_CARRIED] = { "submission_carried", "SELECT id FROM submission WHERE carried_from = $1 AND deleted_at IS NULL" },
	[Q_FILES] = { "attachments_carry", "INSERT INTO attachment (submission, blob_sha, filename, type, size, added_at)"
	    " SELECT $2, blob_sha, filename, type, size, added_at FROM attachment WHERE submission = $1 AND deleted_at IS NULL ORDER BY id" },
	[Q_QUESTIONS] = { "phone_questions_copy", "INSERT INTO phone_question (edition, position, text, rev)"
	    " SELECT $2, position, text, 1 FROM phone_question WHERE edition = $1 AND deleted_at IS NULL ORDER BY position, id" },
	[Q_CRITERIA] = { "criteria_copy", "INSERT INTO criterion (edition, position, key, title, help, level_1, level_2, level_3, level_4, level_5, weight, rev)"
	    " SELECT $2, position, key, title, help, level_1, level_2, level_3, level_4, level_5, weight, 1 FROM criterion"
	    " WHERE edition = $1 AND deleted_at IS NULL ORDER BY position, id" },
	[Q_FROZEN] = { "frozen_before", "SELECT s.id, c.id, e.label, s.number, s.question, s.org_name, coalesce(se.name, s.sector_other),"
	    " coalesce(ar.name, s.area_other), co.name FROM submission s JOIN edition e ON e.id = s.edition"
	    " LEFT JOIN submission c ON c.carried_from = s.id AND c.deleted_at IS NULL LEFT JOIN call_term se ON se.id = s.sector"
	    " LEFT JOIN call_term ar ON ar.id = s.area LEFT JOIN call_term co ON co.id = s.context"
	    " WHERE s.status = 'frozen' AND s.deleted_at IS NULL AND e.deleted_at IS NULL AND e.year < $1 ORDER BY e.year DESC, s.number NULLS LAST" },
	{ 0 },
};

static const char *
moved(struct arena *a, const char *iso)
{
	struct date d;
	return iso != NULL && date_parse(iso, &d) ? arena_strdup(a, date_iso(day_moved(d, 1)).s) : NULL;
}

enum err
edition_copy(struct db *db, const struct edition *from, struct edition *out)
{
	struct arena *a = db_arena(db);
	struct entity_view v = call_view(db, LANG_FR);
	*out = *from;
	out->id = NONE, out->year = from->year + 1, out->copied_from = from->id, out->state = "preparing", out->rev = 1;
	out->label = arena_printf(a, "%lld-%02lld", (long long)out->year, (long long)(out->year + 1) % 100);
	out->created_at = arena_strdup(a, now_utc().s);
	const char **days[] = { &out->opens_on, &out->closes_on, &out->decided_on, &out->evening_on, &out->ranking_until, &out->teams_on, &out->visits_on,
		&out->report_on, &out->oral_first_on, &out->oral_second_on, &out->ends_on };
	for (size_t i = 0; i < LEN(days); i++)
		*days[i] = moved(a, *days[i]);
	enum err e = entity_insert(&v, &edition_entity, out);
	if (e == OK)
		e = db_exec(db, &carry_queries[Q_QUESTIONS], ARGS(V(from->id), V(out->id)), NULL);
	return e == OK ? db_exec(db, &carry_queries[Q_CRITERIA], ARGS(V(from->id), V(out->id)), NULL) : e;
}

enum err
submission_carry(struct db *db, const struct submission *from, const struct edition *to, struct submission *out)
{
	struct entity_view v = call_view(db, LANG_FR);
	struct rows *r;
	enum err e = db_one(db, &carry_queries[Q_CARRIED], ARGS(V(from->id)), &r);
	if (e != E_NOTFOUND)
		return e == OK ? fail(v.a, E_CONFLICT, "commission %lld: carried over already", (long long)from->id) : e;
	fail_clear(v.a);
	const char *now = arena_strdup(v.a, now_utc().s);
	*out = *from;
	out->id = NONE, out->number = NONE, out->edition = to->id, out->carried_from = from->id, out->origin = "carried", out->behalf_via = NULL;
	out->status = "draft", out->status_at = out->created_at = out->updated_at = now;
	out->sent_at = out->confirmed_at = out->late_reason = out->reconfirmed_at = out->import_key = NULL;
	out->late_by = NONE;
	e = entity_insert(&v, &submission_entity, out);
	return e == OK ? db_exec(db, &carry_queries[Q_FILES], ARGS(V(from->id), V(out->id)), NULL) : e;
}

enum err
frozen_before(struct db *db, int64_t year, struct frozens *out)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	*out = (struct frozens){ 0 };
	enum err e = db_query(db, &carry_queries[Q_FROZEN], ARGS(V(year)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct frozen f = { .id = col_int(r, 0), .carried_to = col_int(r, 1), .question = col_text(r, 4), .org_name = col_text(r, 5),
			.sector = col_text(r, 6), .area = col_text(r, 7), .context = col_text(r, 8) };
		f.reference = arena_printf(a, "%s/%03lld", col_text(r, 2), (long long)(col_null(r, 3) ? 0 : col_int(r, 3)));
		PUSH(a, out, f);
	}
	return rows_end(r);
}
