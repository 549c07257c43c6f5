/* Two records of one institution. */
#include "call/call_desk.h"
#include "store/history.h"
#include <string.h>

enum { Q_ALL, Q_APART, Q_APART_ADD, Q_COMMISSIONS, Q_MOVE_COMMISSIONS, Q_MOVE_CONTACTS, Q_MOVE_EMPLOYERS, Q_MOVE_MERGED, Q_GONE };
const struct query merge_queries[] = {
	[Q_ALL] = { "institution_all", "SELECT id, name, folded, number, domain, town FROM institution WHERE deleted_at IS NULL ORDER BY id" },
	[Q_APART] = { "institution_apart", "SELECT lower_id, higher_id FROM institution_apart" },
	[Q_APART_ADD] = { "institution_apart_add", "INSERT INTO institution_apart (lower_id, higher_id, at, person) VALUES ($1, $2, $3, $4) ON CONFLICT (lower_id, higher_id) DO NOTHING" },
	[Q_COMMISSIONS] = { "institution_commissions", "SELECT s.id, e.label, s.number, s.question, s.status FROM submission s JOIN edition e ON e.id = s.edition"
	    " WHERE s.institution = $1 AND s.deleted_at IS NULL AND s.status NOT IN ('draft', 'pending') ORDER BY e.year DESC, s.number NULLS LAST" },
	[Q_MOVE_COMMISSIONS] = { "merge_commissions", "UPDATE submission SET institution = $2 WHERE institution = $1" },
	/* Someone whom both know stays once. */
	[Q_MOVE_CONTACTS] = { "merge_contacts", "UPDATE institution_contact SET institution = $2 WHERE institution = $1 AND NOT EXISTS (SELECT 1 FROM institution_contact o"
	    " WHERE o.institution = $2 AND o.deleted_at IS NULL AND o.email_key = institution_contact.email_key)" },
	[Q_MOVE_EMPLOYERS] = { "merge_employers", "UPDATE juror_employer SET institution = $2 WHERE institution = $1" },
	[Q_MOVE_MERGED] = { "merge_merged", "UPDATE institution SET merged_into = $2 WHERE merged_into = $1" },
	[Q_GONE] = { "merge_gone", "UPDATE institution SET merged_into = $2, deleted_at = $3, rev = rev + 1 WHERE id = $1 AND deleted_at IS NULL" },
	{ 0 },
};

struct keyed { int64_t id; const char *name, *town; struct institution_key key; };
struct keyed_list { struct keyed *items; size_t n, cap; };
struct apart { int64_t lower, higher; };
struct apart_list { struct apart *items; size_t n, cap; };

static bool
said_apart(const struct apart_list *list, int64_t one, int64_t two)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].lower == (one < two ? one : two) && list->items[i].higher == (one < two ? two : one))
			return true;
	return false;
}

static bool
same(const char *x, const char *y)
{
	return x != NULL && y != NULL && strcmp(x, y) == 0;
}

/* Without anything in common two records are not worth the comparison of their names. */
static bool
share(const struct institution_key *x, const struct institution_key *y)
{
	return same(x->folded, y->folded) || same(x->number, y->number) || same(x->domain, y->domain) || same(x->town, y->town);
}

enum err
institution_alike(struct db *db, struct institution_pairs *out)
{
	struct arena *a = db_arena(db);
	struct keyed_list all = { 0 };
	struct apart_list apart = { 0 };
	struct rows *r;
	*out = (struct institution_pairs){ 0 };
	enum err e = db_query(db, &merge_queries[Q_ALL], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		const char *town = col_text(r, 5);
		PUSH(a, &all, ((struct keyed){ col_int(r, 0), col_text(r, 1), town, { col_text(r, 2), col_text(r, 3), col_text(r, 4),
		    town == NULL ? NULL : text_words(a, town) } }));
	}
	if ((e = rows_end(r)) != OK || (e = db_query(db, &merge_queries[Q_APART], NO_ARGS, &r)) != OK)
		return e;
	while (rows_next(r))
		PUSH(a, &apart, ((struct apart){ col_int(r, 0), col_int(r, 1) }));
	for (size_t i = 0; i < all.n; i++)
		for (size_t k = i + 1; k < all.n; k++) {
			if (!share(&all.items[i].key, &all.items[k].key))
				continue;
			enum likeness like = institution_compare(a, &all.items[i].key, &all.items[k].key);
			if (like == OTHER_ONE || said_apart(&apart, all.items[i].id, all.items[k].id))
				continue;
			struct institution_pair pair = { all.items[i].id, all.items[k].id, all.items[i].name, all.items[k].name, all.items[i].town,
				all.items[k].town, like };
			PUSH(a, out, pair);
		}
	return rows_end(r);
}

enum err
institution_apart(struct db *db, int64_t one, int64_t two, int64_t person)
{
	struct isotime now = now_utc();
	return db_exec(db, &merge_queries[Q_APART_ADD], ARGS(V(one < two ? one : two), V(one < two ? two : one), V(now.s), V(person)), NULL);
}

static const char *
either(const char *x, const char *y)
{
	return x != NULL ? x : y;
}

enum err
institution_merge(struct db *db, int64_t from, int64_t into)
{
	struct entity_view v = call_view(db, LANG_FR);
	struct entity_rows rows;
	struct isotime now = now_utc();
	const void *other;
	int64_t gone;
	if (from == into)
		return fail(v.a, E_INVALID, "institution %lld: with itself", (long long)from);
	enum err e = entity_get(&v, &institution_entity, from, &rows);
	if (e != OK)
		return e;
	struct institution old = *(const struct institution *)rows.rows;
	if ((e = entity_get(&v, &institution_entity, into, &rows)) != OK)
		return e;
	struct institution kept = *(const struct institution *)rows.rows;
	kept.number = either(kept.number, old.number), kept.domain = either(kept.domain, old.domain), kept.town = either(kept.town, old.town);
	kept.website = either(kept.website, old.website), kept.note = either(kept.note, old.note);
	kept.context = kept.context != NONE ? kept.context : old.context, kept.sector = kept.sector != NONE ? kept.sector : old.sector;
	for (int q = Q_MOVE_COMMISSIONS; e == OK && q <= Q_MOVE_MERGED; q++)
		e = db_exec(db, &merge_queries[q], ARGS(V(from), V(into)), NULL);
	if (e == OK)
		e = db_exec(db, &merge_queries[Q_GONE], ARGS(V(from), V(into), V(now.s)), &gone);
	if (e == OK && gone == 0)
		return fail(v.a, E_CONFLICT, "institution %lld: gone meanwhile", (long long)from);
	if (e == OK)
		e = entity_update(&v, &institution_entity, &kept, &other);
	return e == OK ? history_add(db, "institution", into, "merged", NULL, old.name, kept.name) : e;
}

enum err
institution_commissions(struct db *db, int64_t institution, struct institution_commissions *out)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	*out = (struct institution_commissions){ 0 };
	enum err e = db_query(db, &merge_queries[Q_COMMISSIONS], ARGS(V(institution)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct institution_commission c = { .id = col_int(r, 0), .question = col_text(r, 3), .status = col_text(r, 4) };
		c.reference = arena_printf(a, "%s/%03lld", col_text(r, 1), (long long)(col_null(r, 2) ? 0 : col_int(r, 2)));
		PUSH(a, out, c);
	}
	return rows_end(r);
}
