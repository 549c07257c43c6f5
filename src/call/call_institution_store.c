/* Institutions: recognised, taken, never overwritten by what a form says. */
#include "call/call_store.h"
#include <string.h>

enum { Q_KEYS, Q_CONTACT_BY_EMAIL, Q_CONTACT_BY_NAME, Q_TIE };
const struct query institution_queries[] = {
	[Q_KEYS] = { "institution_keys", "SELECT i.id, i.folded, i.number, i.domain, i.town, i.merged_into FROM institution i"
	    " WHERE i.deleted_at IS NULL OR i.merged_into IS NOT NULL ORDER BY i.id" },
	[Q_CONTACT_BY_EMAIL] = { "institution_contact_by_email", "SELECT 1 FROM institution_contact WHERE institution = $1 AND email_key = $2 AND deleted_at IS NULL" },
	[Q_CONTACT_BY_NAME] = { "institution_contact_by_name", "SELECT 1 FROM institution_contact WHERE institution = $1 AND sort_key = $2 AND deleted_at IS NULL" },
	[Q_TIE] = { "submission_tie", "UPDATE submission SET institution = $1, rev = rev + 1 WHERE id = $2 RETURNING rev" },
	{ 0 },
};

static struct institution_key
key_said(struct arena *a, const struct institution_said *s)
{
	const char *domain = institution_domain(a, s->email);
	return (struct institution_key){ institution_fold(a, s->name), enterprise_number(a, s->number),
		domain != NULL ? domain : institution_domain(a, s->website), s->town };
}

static void
add_match(struct arena *a, struct institution_matches *out, int64_t id, enum likeness like)
{
	for (size_t i = 0; i < out->n; i++)
		if (out->items[i].id == id) {
			if (like > out->items[i].like)
				out->items[i].like = like;
			return;
		}
	PUSH(a, out, ((struct institution_match){ id, like }));
}

enum err
institution_recognise(struct db *db, const struct institution_said *said, struct institution_matches *out)
{
	struct arena *a = db_arena(db);
	struct institution_key mine = key_said(a, said);
	struct institution_matches found = { 0 };
	struct rows *r;
	*out = (struct institution_matches){ 0 };
	enum err e = db_query(db, &institution_queries[Q_KEYS], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct institution_key theirs = { col_text(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4) };
		enum likeness like = institution_compare(a, &mine, &theirs);
		if (like != OTHER_ONE)
			add_match(a, &found, col_null(r, 5) ? col_int(r, 0) : col_int(r, 5), like);
	}
	for (int like = SAME; like >= ALIKE; like--)
		for (size_t i = 0; i < found.n; i++)
			if (found.items[i].like == (enum likeness)like)
				PUSH(a, out, found.items[i]);
	return rows_end(r);
}

enum err
institution_take(struct db *db, const struct institution_said *said, int64_t *id)
{
	struct arena *a = db_arena(db);
	struct institution_matches found;
	struct institution_key key = key_said(a, said);
	*id = NONE;
	if (text_blank(said->name))
		return fail(a, E_INVALID, "institution without a name");
	enum err e = institution_recognise(db, said, &found);
	if (e != OK)
		return e;
	if (found.n > 0 && found.items[0].like == SAME) {
		*id = found.items[0].id;
		return OK;
	}
	struct entity_view v = call_view(db, LANG_FR);
	struct isotime now = now_utc();
	struct institution *row = entity_draft(a, &institution_entity, NULL).row;
	row->name = text_trim(a, said->name), row->folded = key.folded, row->number = key.number, row->domain = key.domain;
	row->town = said->town == NULL ? NULL : text_trim(a, said->town), row->website = said->website;
	row->context = said->context, row->sector = said->sector, row->created_at = now.s;
	e = entity_insert(&v, &institution_entity, row);
	*id = row->id;
	return e;
}

enum err
institution_contact_take(struct db *db, int64_t institution, const struct contact_said *said)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	if (text_blank(said->name))
		return OK;
	enum err e = text_blank(said->email)
	    ? db_one(db, &institution_queries[Q_CONTACT_BY_NAME], ARGS(V(institution), V(text_sort_key(a, said->name))), &r)
	    : db_one(db, &institution_queries[Q_CONTACT_BY_EMAIL], ARGS(V(institution), V(text_fold(a, said->email))), &r);
	if (e != E_NOTFOUND)
		return e;
	struct entity_view v = call_view(db, LANG_FR);
	struct isodate today = date_iso(today_brussels());
	struct institution_contact *row = entity_draft(a, &institution_contact_entity, NULL).row;
	row->institution = institution, row->name = text_trim(a, said->name), row->function = said->function;
	row->email = said->email, row->phone = said->phone, row->since_on = today.s;
	return entity_insert(&v, &institution_contact_entity, row);
}

enum err
submission_tie(struct db *db, struct submission *s)
{
	struct institution_said said = { s->org_name, s->org_number, s->email, s->website, s->town, s->context, s->sector };
	struct rows *r;
	int64_t id;
	if (text_blank(s->org_name))
		return OK;
	enum err e = institution_take(db, &said, &id);
	if (e == OK && id != s->institution)
		e = db_one(db, &institution_queries[Q_TIE], ARGS(V(id), V(s->id)), &r);
	else if (e == OK)
		return institution_contact_take(db, id, &(struct contact_said){ s->contact_name, s->contact_function, s->email, s->phone });
	if (e != OK)
		return e;
	s->institution = id;
	s->rev = col_int(r, 0);
	return institution_contact_take(db, id, &(struct contact_said){ s->contact_name, s->contact_function, s->email, s->phone });
}
