/* What a team and those who follow it write: the same list, form, history and way back for every kind. A row is reached through its
 * team and nothing else; what the seat may not read is taken out before any page is written. */
#include "mission/mission_kind.h"
#include "web/entity_request.h"
#include "pages.h"
#include "people/people.h"
#include <string.h>

enum { HISTORY_SHOWN = 30 };
enum { Q_AUTHORS };
const struct query thing_queries[] = {
	[Q_AUTHORS] = { "mission_authors", "SELECT p.id, p.name FROM person p WHERE p.id IN (SELECT author FROM mission_entry WHERE team = $1 UNION SELECT author FROM data_request"
	    " WHERE team = $1 UNION SELECT author FROM interview WHERE team = $1 UNION SELECT author FROM mission_source WHERE team = $1 UNION SELECT author FROM mission_recommendation"
	    " WHERE team = $1 UNION SELECT author FROM follow_entry WHERE team = $1) ORDER BY p.id" },
	{ 0 },
};

/* ---- members by name ------------------------------------------------------------------------------------------- */

static int64_t
number_of(const struct things_view *v, const void *row, const char *field)
{
	int64_t n;
	memcpy(&n, (const char *)row + entity_field(v->kind->entity, field)->offset, sizeof n);
	return n;
}

static const char *
text_of(const struct things_view *v, const void *row, const char *field)
{
	const char *s;
	memcpy(&s, (const char *)row + entity_field(v->kind->entity, field)->offset, sizeof s);
	return s;
}

static void
set_number(const struct things_view *v, void *row, const char *field, int64_t n)
{
	memcpy((char *)row + entity_field(v->kind->entity, field)->offset, &n, sizeof n);
}

static void
set_text(const struct things_view *v, void *row, const char *field, const char *s)
{
	memcpy((char *)row + entity_field(v->kind->entity, field)->offset, &s, sizeof s);
}

int64_t
thing_id(const struct things_view *v, const void *row)
{
	return number_of(v, row, "id");
}

const char *
thing_author(const struct things_view *v, const void *row)
{
	int64_t author = number_of(v, row, "author");
	for (size_t i = 0; i < v->authors.n; i++)
		if (v->authors.items[i].person == author)
			return v->authors.items[i].name;
	return "";
}

struct url
thing_url(struct arena *a, const struct things_view *v, const void *row)
{
	return url_known(arena_printf(a, "%s/%lld", mission_url(a, &v->m, v->kind->tab).href, (long long)thing_id(v, row)));
}

const char *
thing_shown(struct page *p, const struct things_view *v, const char *field, const void *row)
{
	struct entity_view view = { .a = p->a, .lang = p->lang };
	return entity_shown(&view, entity_field(v->kind->entity, field), row, NULL);
}

bool
thing_may_add(const struct things_view *v)
{
	return v->m.open && (v->m.seat & v->kind->writers) != 0;
}

bool
thing_may_change(const struct things_view *v, const void *row)
{
	struct date written;
	int64_t author = number_of(v, row, "author");
	const char *at = text_of(v, row, "created_at");
	if (!thing_may_add(v) || (v->kind->own && (author == NONE || author != v->person)))
		return false;
	if (v->kind->days == 0)
		return true;
	char day[11] = "";
	snprintf(day, sizeof day, "%.10s", at == NULL ? "" : at);
	return date_parse(day, &written) && date_days(v->today) - date_days(written) <= v->kind->days;
}

/* ---- loading ----------------------------------------------------------------------------------------------------- */

/* "/teams/12/journal/7": the word after the team's number. */
static const struct mission_kind *
kind_of(const struct request *rq)
{
	const char *at = rq->path + strlen("/teams/");
	at += strcspn(at, "/");
	at += *at == '/';
	size_t n = strcspn(at, "/.");
	for (const struct mission_kind *k = mission_kinds; k->tab != NULL; k++)
		if (strlen(k->tab) == n && strncmp(k->tab, at, n) == 0)
			return k;
	BUG_ON(true);
}

struct seen { const struct things_view *v; int64_t row; };

static bool
may_see(void *arg, const void *row)
{
	const struct seen *s = arg;
	return (s->row == NONE || thing_id(s->v, row) == s->row) && (s->v->kind->shown == NULL || s->v->kind->shown(&s->v->m, row));
}

static enum err
load_authors(struct request *rq, struct things_view *v)
{
	struct rows *r;
	enum err e = db_query(rq->db, &thing_queries[Q_AUTHORS], ARGS(V(v->m.team.id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(rq->a, &v->authors, ((struct author){ col_int(r, 0), col_text(r, 1) }));
	return rows_end(r);
}

/* row NONE: all of the team. Deleted ones only to bring one back. */
static enum err
load_rows(struct request *rq, struct things_view *v, bool deleted)
{
	struct entity_view all = { .a = rq->a, .db = rq->db, .lang = rq->lang, .roles = ~0u };
	struct seen s = { v, v->row };
	struct entity_query q = { .sort = v->kind->sort, .keep = may_see, .arg = &s, .which = deleted ? ROWS_DELETED : ROWS_LIVE };
	entity_where(rq->a, v->kind->entity, &q, "team", arena_printf(rq->a, "%lld", (long long)v->m.team.id));
	enum err e = entity_load(&all, v->kind->entity, &q, &v->rows);
	for (size_t i = 0; e == OK && v->kind->hide != NULL && i < v->rows.n; i++)
		v->kind->hide(&v->m, (char *)v->rows.rows + i * v->kind->entity->size);
	return e;
}

static enum err
begin(struct request *rq, bool write, struct things_view *v)
{
	*v = (struct things_view){ .kind = kind_of(rq), .row = NONE, .person = rq->user->person, .today = rq->today };
	enum err e = write ? mission_open_write(rq, &v->m) : mission_open(rq, &v->m);
	return e == OK && write && !thing_may_add(v) ? fail(rq->a, E_FORBIDDEN, "mission: this seat does not write there") : e;
}

enum err
thing_open(struct request *rq, bool write, struct things_view *v)
{
	enum err e = begin(rq, write, v);
	if (e != OK)
		return e;
	v->row = param_int(rq, "row");
	if ((e = load_rows(rq, v, false)) != OK)
		return e;
	return v->rows.n == 0 ? E_NOTFOUND : OK;
}

static enum err
load_list(struct request *rq, struct things_view *v)
{
	enum err e = load_rows(rq, v, false);
	if (e == OK)
		e = load_authors(rq, v);
	return e == OK && v->kind->load != NULL ? v->kind->load(rq, v) : e;
}

/* ---- pages --------------------------------------------------------------------------------------------------------- */

static enum err
show_list(struct request *rq, struct answer *an, struct things_view *v)
{
	struct entity_view view = request_view(rq);
	enum err e = load_list(rq, v);
	if (e != OK)
		return e;
	struct page *p = mission_begin(rq, an, &v->m, v->kind->tab, NULL);
	if (thing_may_add(v)) {
		if (v->draft.row == NULL) {
			v->draft = entity_draft(rq->a, v->kind->entity, NULL);
			if (v->kind->begin != NULL)
				v->kind->begin(v, v->draft.row, rq->a);
		}
		form_problems(p, &v->draft.problems);
		page_thing_add_head(p, rq, v);
		if ((e = entity_form(p, &view, v->kind->entity, &v->draft, v->kind->create)) != OK)
			return e;
		page_thing_add_foot(p, v);
	}
	v->kind->body(p, rq, v);
	layout_end(rq, an);
	return OK;
}

static enum err
show_one(struct request *rq, struct answer *an, struct things_view *v)
{
	struct entity_view view = request_view(rq);
	const void *row = entity_row(v->kind->entity, &v->rows, 0);
	enum err e = load_authors(rq, v);
	if (e == OK && v->kind->load != NULL)
		e = v->kind->load(rq, v);
	if (e == OK)
		e = history_of(rq->db, v->kind->entity->name, v->row, HISTORY_SHOWN, &v->history);
	if (e != OK)
		return e;
	v->problems = &an->problems;
	struct page *p = mission_begin(rq, an, &v->m, v->kind->tab, v->kind->one);
	if (v->kind->above != NULL)
		v->kind->above(p, rq, v);
	if (thing_may_change(v, row)) {
		if (v->draft.row == NULL)
			v->draft = entity_draft(rq->a, v->kind->entity, row);
		form_problems(p, &v->draft.problems);
		page_thing_change_head(p, rq, v, row);
		if ((e = entity_form(p, &view, v->kind->entity, &v->draft, v->kind->change)) != OK)
			return e;
		page_thing_change_foot(p, rq, v, row);
	} else {
		page_thing_read(p, v, row);
	}
	if (v->kind->beside != NULL)
		v->kind->beside(p, rq, v);
	page_thing_history(p, v);
	layout_end(rq, an);
	return OK;
}

enum err
things_page(struct request *rq, struct answer *an)
{
	struct things_view v;
	enum err e = begin(rq, false, &v);
	return e == OK ? show_list(rq, an, &v) : e;
}

enum err
thing_page(struct request *rq, struct answer *an)
{
	struct things_view v;
	enum err e = thing_open(rq, false, &v);
	return e == OK ? show_one(rq, an, &v) : e;
}

static enum err
refused(struct request *rq, struct answer *an, struct things_view *v)
{
	an->problems = v->draft.problems;
	an->status = 422;
	enum err e = v->row == NONE ? show_list(rq, an, v) : show_one(rq, an, v);
	an->status = 422;
	return e;
}

static enum err
to_list(struct request *rq, struct answer *an, const struct things_view *v)
{
	return answer_redirect(rq, an, mission_url(rq->a, &v->m, v->kind->tab));
}

/* ---- writing --------------------------------------------------------------------------------------------------------- */

static enum err
parse(struct request *rq, struct answer *an, struct things_view *v, const char *const *fields)
{
	struct entity_view view = request_view(rq);
	struct entity_source form = request_form(rq);
	an->problems.n = 0;
	enum err e = entity_parse(&view, v->kind->entity, &form, fields, &v->draft);
	if (e == OK && v->kind->check != NULL)
		v->kind->check(rq, &v->m, v->draft.row, &v->draft.problems);
	return e;
}

enum err
thing_add(struct request *rq, struct answer *an)
{
	struct things_view v;
	struct entity_view view = request_view(rq);
	enum err e = begin(rq, true, &v);
	if (e == OK)
		e = load_rows(rq, &v, false);
	if (e != OK)
		return e;
	v.draft = entity_draft(rq->a, v.kind->entity, NULL);
	if (v.kind->begin != NULL)
		v.kind->begin(&v, v.draft.row, rq->a);
	if ((e = parse(rq, an, &v, v.kind->create)) != OK)
		return e;
	if (v.draft.problems.n > 0)
		return refused(rq, an, &v);
	set_number(&v, v.draft.row, "team", v.m.team.id);
	set_number(&v, v.draft.row, "author", rq->user->person);
	set_text(&v, v.draft.row, "created_at", arena_strdup(rq->a, now_utc().s));
	if ((e = entity_insert(&view, v.kind->entity, v.draft.row)) != OK)
		return e;
	answer_notice(rq, an, v.kind->added, NULL, NULL);
	return to_list(rq, an, &v);
}

enum err
thing_save(struct request *rq, struct answer *an)
{
	struct things_view v;
	struct entity_view view = request_view(rq);
	const void *other;
	enum err e = thing_open(rq, true, &v);
	if (e != OK)
		return e;
	if (!thing_may_change(&v, v.rows.rows))
		return fail(rq->a, E_FORBIDDEN, "mission: another's, or too old");
	v.draft = entity_draft(rq->a, v.kind->entity, v.rows.rows);
	if ((e = parse(rq, an, &v, v.kind->change)) != OK)
		return e;
	if (v.draft.problems.n > 0)
		return refused(rq, an, &v);
	e = entity_update(&view, v.kind->entity, v.draft.row, &other);
	if (e == E_CONFLICT && other != NULL)
		return answer_conflict(rq, an, v.kind->entity->name, v.row, number_of(&v, other, "rev"), thing_url(rq->a, &v, v.rows.rows));
	if (e != OK)
		return e;
	answer_notice(rq, an, v.kind->saved, NULL, NULL);
	return to_list(rq, an, &v);
}

static enum err
mark(struct request *rq, struct answer *an, bool restore)
{
	struct things_view v;
	struct entity_view view = request_view(rq);
	enum err e = begin(rq, true, &v);
	if (e != OK)
		return e;
	v.row = param_int(rq, "row");
	if ((e = load_rows(rq, &v, restore)) != OK)
		return e;
	if (v.rows.n == 0)
		return E_NOTFOUND;
	if (!thing_may_change(&v, v.rows.rows))
		return fail(rq->a, E_FORBIDDEN, "mission: another's, or too old");
	e = restore ? entity_restore(&view, v.kind->entity, v.row) : entity_delete(&view, v.kind->entity, v.row, NONE);
	if (e != OK)
		return e;
	answer_notice(rq, an, restore ? v.kind->restored : v.kind->removed, NULL,
	    restore ? NULL : arena_printf(rq->a, "%s/restore", thing_url(rq->a, &v, v.rows.rows).href));
	return to_list(rq, an, &v);
}

enum err
thing_remove(struct request *rq, struct answer *an)
{
	return mark(rq, an, false);
}

enum err
thing_restore(struct request *rq, struct answer *an)
{
	return mark(rq, an, true);
}
