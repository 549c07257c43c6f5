/* Two records of one institution. */
#include "call/call_desk.h"
#include "store/history.h"
#include <stddef.h>
#include <string.h>

enum { Q_ALL, Q_APART, Q_APART_ADD, Q_COMMISSIONS, Q_MOVE_COMMISSIONS, Q_MOVE_CONTACTS, Q_MOVE_EMPLOYERS, Q_MOVE_MERGED, Q_GONE, Q_NOTE, Q_NOTE_COMMISSIONS, Q_NOTE_CONTACTS,
	Q_NOTE_EMPLOYERS, Q_NOTE_MERGED, Q_MERGED, Q_OF, Q_BACK_COMMISSIONS, Q_BACK_CONTACTS, Q_BACK_EMPLOYERS, Q_BACK_MERGED, Q_AGAIN, Q_UNDONE };
#define MERGED "m.id, m.gone, m.kept, m.took, m.at, g.name, p.name FROM institution_merged m JOIN institution g ON g.id = m.gone LEFT JOIN person p ON p.id = m.person"
#define MOVED(what) "(SELECT r.row_id FROM institution_merged_row r WHERE r.merged = $3 AND r.what = '" what "')"
#define NOTE(what, id, folded) "INSERT INTO institution_merged_row (merged, what, row_id, folded) SELECT $3, '" what "', " id ", " folded " FROM "
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
	[Q_NOTE] = { "merge_note", "INSERT INTO institution_merged (gone, kept, took, at, person) VALUES ($1, $2, $3, $4, $5) RETURNING id" },
	/* What passes from one to the other: the same rows as the moves below them. */
	[Q_NOTE_COMMISSIONS] = { "merge_note_commissions", NOTE("submission", "id", "''") "submission WHERE institution = $1 AND CAST($2 AS bigint) > 0" },
	[Q_NOTE_CONTACTS] = { "merge_note_contacts", NOTE("contact", "id", "''") "institution_contact WHERE institution = $1 AND NOT EXISTS (SELECT 1 FROM institution_contact o"
	    " WHERE o.institution = $2 AND o.deleted_at IS NULL AND o.email_key = institution_contact.email_key)" },
	[Q_NOTE_EMPLOYERS] = { "merge_note_employers", NOTE("employer", "juror", "folded") "juror_employer WHERE institution = $1 AND CAST($2 AS bigint) > 0" },
	[Q_NOTE_MERGED] = { "merge_note_merged", NOTE("institution", "id", "''") "institution WHERE merged_into = $1 AND CAST($2 AS bigint) > 0" },
	[Q_MERGED] = { "merge_get", "SELECT " MERGED " WHERE m.id = $1 AND m.undone_at IS NULL" },
	[Q_OF] = { "merge_of", "SELECT " MERGED " WHERE m.kept = $1 AND m.undone_at IS NULL ORDER BY m.id DESC" },
	[Q_BACK_COMMISSIONS] = { "merge_back_commissions", "UPDATE submission SET institution = $1 WHERE institution = $2 AND id IN " MOVED("submission") },
	[Q_BACK_CONTACTS] = { "merge_back_contacts", "UPDATE institution_contact SET institution = $1 WHERE institution = $2 AND id IN " MOVED("contact") },
	[Q_BACK_EMPLOYERS] = { "merge_back_employers", "UPDATE juror_employer SET institution = $1 WHERE institution = $2 AND EXISTS (SELECT 1 FROM institution_merged_row r"
	    " WHERE r.merged = $3 AND r.what = 'employer' AND r.row_id = juror_employer.juror AND r.folded = juror_employer.folded)" },
	[Q_BACK_MERGED] = { "merge_back_merged", "UPDATE institution SET merged_into = $1 WHERE merged_into = $2 AND id IN " MOVED("institution") },
	[Q_AGAIN] = { "merge_again", "UPDATE institution SET merged_into = NULL, deleted_at = NULL, rev = rev + 1 WHERE id = $1 AND merged_into = $2" },
	[Q_UNDONE] = { "merge_undone", "UPDATE institution_merged SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL" },
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

/* What a record says and another may take from it, by name. */
static const struct { const char *name; size_t at; bool number; } taken[] = {
	{ "number", offsetof(struct institution, number), false }, { "domain", offsetof(struct institution, domain), false },
	{ "town", offsetof(struct institution, town), false }, { "website", offsetof(struct institution, website), false },
	{ "note", offsetof(struct institution, note), false }, { "context", offsetof(struct institution, context), true },
	{ "sector", offsetof(struct institution, sector), true },
};

static const char **
text_at(struct institution *i, size_t k)
{
	return (const char **)((char *)i + taken[k].at);
}

static int64_t *
number_at(struct institution *i, size_t k)
{
	return (int64_t *)((char *)i + taken[k].at);
}

enum err
institution_merge(struct db *db, int64_t from, int64_t into, int64_t person, int64_t *merged)
{
	struct entity_view v = call_view(db, LANG_FR);
	struct entity_rows rows;
	struct isotime now = now_utc();
	struct buf took = buf_new(v.a, 200);
	struct rows *r;
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
	for (size_t k = 0; k < LEN(taken); k++) {
		bool takes = taken[k].number ? *number_at(&kept, k) == NONE && *number_at(&old, k) != NONE : *text_at(&kept, k) == NULL && *text_at(&old, k) != NULL;
		if (!takes)
			continue;
		if (taken[k].number)
			*number_at(&kept, k) = *number_at(&old, k);
		else
			*text_at(&kept, k) = *text_at(&old, k);
		buf_printf(&took, "%s%s", took.len == 0 ? "" : " ", taken[k].name);
	}
	e = db_one(db, &merge_queries[Q_NOTE], ARGS(V(from), V(into), V(buf_str(&took)), V(now.s), V(person)), &r);
	if (e == OK)
		*merged = col_int(r, 0);
	for (int q = Q_NOTE_COMMISSIONS; e == OK && q <= Q_NOTE_MERGED; q++)
		e = db_exec(db, &merge_queries[q], ARGS(V(from), V(into), V(*merged)), NULL);
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

static struct institution_merge
merge_row(struct rows *r)
{
	return (struct institution_merge){ .id = col_int(r, 0), .gone = col_int(r, 1), .kept = col_int(r, 2), .took = col_text(r, 3), .at = col_text(r, 4), .name = col_text(r, 5), .who = col_text(r, 6) };
}

enum err
institution_merges(struct db *db, int64_t kept, struct institution_merges *out)
{
	struct rows *r;
	*out = (struct institution_merges){ 0 };
	enum err e = db_query(db, &merge_queries[Q_OF], ARGS(V(kept)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, merge_row(r));
	return rows_end(r);
}

static bool
holds_word(const char *words, const char *word)
{
	size_t n = strlen(word);
	for (const char *s = words; (s = strstr(s, word)) != NULL; s += n)
		if ((s == words || s[-1] == ' ') && (s[n] == '\0' || s[n] == ' '))
			return true;
	return false;
}

enum err
institution_unmerge(struct db *db, int64_t merged, int64_t *kept_id, int64_t *again_id)
{
	struct entity_view v = call_view(db, LANG_FR);
	struct entity_query whole = { .which = ROWS_ALL };
	struct entity_rows rows;
	struct rows *r;
	const void *other;
	int64_t n;
	enum err e = db_one(db, &merge_queries[Q_MERGED], ARGS(V(merged)), &r);
	if (e != OK)
		return e;
	struct institution_merge m = merge_row(r);
	if ((e = entity_get(&v, &institution_entity, m.kept, &rows)) != OK) /* itself merged into a third since: that one first */
		return e == E_NOTFOUND ? fail(v.a, E_CONFLICT, "institution %lld: merged meanwhile", (long long)m.kept) : e;
	struct institution kept = *(const struct institution *)rows.rows, old = { 0 };
	entity_where(v.a, &institution_entity, &whole, "id", arena_printf(v.a, "%lld", (long long)m.gone));
	if ((e = call_load(db, &institution_entity, &whole, &rows)) != OK || rows.n == 0)
		return e != OK ? e : E_NOTFOUND;
	old = *(const struct institution *)rows.rows;
	/* what was taken goes back, unless someone has changed it since */
	for (size_t k = 0; k < LEN(taken); k++) {
		if (!holds_word(m.took, taken[k].name))
			continue;
		if (taken[k].number && *number_at(&kept, k) == *number_at(&old, k))
			*number_at(&kept, k) = NONE;
		else if (!taken[k].number && text_eq(*text_at(&kept, k), *text_at(&old, k)))
			*text_at(&kept, k) = NULL;
	}
	e = entity_update(&v, &institution_entity, &kept, &other);
	for (int q = Q_BACK_COMMISSIONS; e == OK && q <= Q_BACK_MERGED; q++)
		e = db_exec(db, &merge_queries[q], ARGS(V(m.gone), V(m.kept), V(m.id)), NULL);
	if (e == OK)
		e = db_exec(db, &merge_queries[Q_AGAIN], ARGS(V(m.gone), V(m.kept)), &n);
	if (e == OK && n == 0)
		return fail(v.a, E_CONFLICT, "institution %lld: no longer merged", (long long)m.gone);
	if (e == OK)
		e = db_exec(db, &merge_queries[Q_UNDONE], ARGS(V(m.id), V((const char *)now_utc().s)), NULL);
	*kept_id = m.kept;
	*again_id = m.gone;
	return e == OK ? history_add(db, "institution", m.kept, "parted", NULL, kept.name, old.name) : e;
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
