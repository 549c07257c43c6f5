/* Editions and the lists of what can be chosen. */
#include "call/call_store.h"
#include <string.h>

enum { Q_TERM_FIND, Q_TERM_LAST };
const struct query call_queries[] = {
	[Q_TERM_FIND] = { "call_term_find", "SELECT id FROM call_term WHERE list = $1 AND folded = $2 AND deleted_at IS NULL" },
	[Q_TERM_LAST] = { "call_term_last", "SELECT coalesce(max(position), 0) FROM call_term WHERE list = $1" },
	{ 0 },
};

int64_t
call_now(void)
{
	int64_t t = 0;
	bool read = isotime_parse(now_utc().s, &t);
	BUG_ON(!read);
	return t;
}

enum err
call_load(struct db *db, const struct entity *e, const struct entity_query *q, struct entity_rows *out)
{
	struct entity_view v = call_view(db, LANG_FR);
	return entity_load(&v, e, q, out);
}

/* ---- editions -------------------------------------------------------------------------------------------- */

enum err
edition_list(struct db *db, struct editions *out)
{
	struct entity_rows rows;
	struct entity_query q = { .sort = "-year" };
	enum err e = call_load(db, &edition_entity, &q, &rows);
	*out = (struct editions){ .items = rows.rows, .n = rows.n, .cap = rows.n };
	return e;
}

const char *
edition_contact(struct arena *a, const struct edition *e)
{
	return text_blank(e->contact_phone) ? e->contact_email : arena_printf(a, "%s, %s", e->contact_email, e->contact_phone);
}

enum err
edition_get(struct db *db, int64_t id, struct edition *out)
{
	struct entity_view v = call_view(db, LANG_FR);
	struct entity_rows rows;
	enum err e = entity_get(&v, &edition_entity, id, &rows);
	if (e == OK)
		*out = *(const struct edition *)rows.rows;
	return e;
}

enum err
edition_by_label(struct db *db, const char *label, struct edition *out)
{
	struct editions all;
	int year = 0;
	bool years = year_parse(label, &year);
	enum err e = edition_list(db, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		if (text_eq(all.items[i].label, label) || (years && all.items[i].year == year)) {
			*out = all.items[i];
			return OK;
		}
	return e == OK ? fail(db_arena(db), E_NOTFOUND, "no such edition") : e;
}

enum err
edition_current(struct db *db, struct edition *out)
{
	struct editions all;
	enum err e = edition_list(db, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		if (text_eq(all.items[i].state, "published")) {
			*out = all.items[i];
			return OK;
		}
	return e == OK ? E_NOTFOUND : e;
}

int64_t
edition_end(const struct edition *e)
{
	struct date d;
	int minute;
	bool right = date_parse(e->closes_on, &d) && clock_parse(e->closes_time, &minute);
	BUG_ON(!right); /* checked by the declaration of the fields */
	return call_end(d, minute);
}

enum phase
edition_phase(const struct edition *e, int64_t now)
{
	struct date opens;
	bool right = date_parse(e->opens_on, &opens);
	BUG_ON(!right);
	return call_phase(now, opens, edition_end(e), (int)e->grace_minutes);
}

const char *
edition_moment(const struct edition *e, struct date today)
{
	const char *const until[] = { e->closes_on, e->decided_on, e->teams_on, e->report_on };
	return call_moment(today, until);
}

/* ---- lists ----------------------------------------------------------------------------------------------- */

enum err
call_terms(struct db *db, const char *list, struct call_terms *out)
{
	struct entity_rows rows;
	struct entity_query q = { .sort = "position" };
	if (list != NULL)
		entity_where(db_arena(db), &call_term_entity, &q, "list", list);
	enum err e = call_load(db, &call_term_entity, &q, &rows);
	*out = (struct call_terms){ .items = rows.rows, .n = rows.n, .cap = rows.n };
	return e;
}

enum err
call_term_find(struct db *db, const char *list, const char *name, bool add, int64_t *id)
{
	struct arena *a = db_arena(db);
	const char *folded = text_words(a, name);
	struct rows *r;
	*id = NONE;
	enum err e = db_one(db, &call_queries[Q_TERM_FIND], ARGS(V(list), V(folded)), &r);
	if (e == OK)
		*id = col_int(r, 0);
	if (e != E_NOTFOUND || !add || *folded == '\0')
		return e;
	fail_clear(a);
	if ((e = db_one(db, &call_queries[Q_TERM_LAST], ARGS(V(list)), &r)) != OK)
		return e;
	struct entity_view v = call_view(db, LANG_FR);
	struct call_term t = { .list = list, .name = text_trim(a, name), .folded = folded, .position = col_int(r, 0) + 1 };
	e = entity_insert(&v, &call_term_entity, &t);
	*id = t.id;
	return e;
}
