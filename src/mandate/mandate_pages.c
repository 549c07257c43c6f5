#include "mandate/mandate_pages.h"
#include "web/entity_request.h"
#include "base/text.h"
#include "pages.h"
#include "plan/plan_cache.h"
#include "store/history.h"
#include <string.h>

#define FIELDS { "actor", P_LINE, 20 }, { "outside", P_LINE, 600 }, { "organisation", P_LINE, 600 }, { "person", P_LINE, 400 }, { "name", P_LINE, 500 }, { "email", P_LINE, 300 }, { "seat", P_WORD, 20 }, { "replaces", P_LINE, 20 }, \
	{ "profile", P_LINE, 20 }, { "from_day", P_LINE, 40 }, { "until_day", P_LINE, 40 }, { "why", P_LINE, 900 }, { "note", P_TEXT, 6000 }, { "rev", P_INT, 19 }
const struct param mandates_params[] = { { "on", P_DATE, 10 }, { 0 } };
const struct param mandate_params[] = { FIELDS, { "access", P_BOOL, 1 }, { 0 } };
const struct param mandate_new_params[] = { { "actor", P_INT, 19 }, { "after", P_INT, 19 }, { "person", P_INT, 19 }, { "seat", P_WORD, 20 }, { 0 } };
const struct param mandate_end_params[] = { { "rev", P_INT, 19 }, { "end", P_DATE, 10 }, { "end_why", P_LINE, 900 }, { "close", P_BOOL, 1 }, { 0 } };

/* ---- what all of them need ------------------------------------------------------------------------------------ */

const char *
mandate_place_name(struct arena *a, const struct mandate_row *m)
{
	if (m->actor != NONE)
		return m->actor_name;
	return m->organisation == NULL ? m->outside : arena_printf(a, "%s, %s", m->outside, m->organisation);
}

struct url
mandate_url(struct arena *a, int64_t id)
{
	return url_path(a, "/mandates/%lld", (long long)id);
}

enum err
composition_load(struct request *rq, struct composition *c)
{
	*c = (struct composition){ .day = rq->today };
	(void)param_date(rq, "on", &c->day); /* absent or unreadable: today */
	c->on = arena_strdup(rq->a, date_iso(c->day).s);
	enum err e = mandate_list(rq->db, &c->rows);
	if (e == OK)
		e = mandate_wants(rq->db, &c->wants);
	if (e == OK)
		e = mandate_chart(rq->db, &c->nodes, &c->n);
	c->sitting = ARENA_ARRAY(rq->a, struct mandate_rows, c->n + 1);
	for (size_t k = 0; e == OK && k < c->n; k++)
		mandate_sitting(rq->a, &c->rows, c->nodes[k].actor, c->on, &c->sitting[k]);
	if (e == OK)
		mandate_sitting(rq->a, &c->rows, NONE, c->on, &c->outside);
	for (size_t i = 0; e == OK && i < c->rows.n; i++)
		if (mandate_ends_soon(&c->rows, &c->rows.items[i], rq->today, ENDS_SOON_DAYS))
			PUSH(rq->a, &c->soon, c->rows.items[i]);
	return e;
}

/* Addresses are for who writes mandates of that body. */
static void
hide_addresses(const struct request *rq, struct entity_rows *rows)
{
	struct mandate *m = rows->rows;
	for (size_t i = 0; i < rows->n; i++)
		if (!mandate_may_edit(rq->user, m[i].actor))
			m[i].email = NULL;
}

/* Those that run on that day. */
static void
keep_on(struct entity_rows *rows, const char *day)
{
	struct mandate *m = rows->rows;
	size_t kept = 0, each = mandate_entity.nfields;
	for (size_t i = 0; i < rows->n; i++) {
		if (strcmp(m[i].from_day, day) > 0 || (m[i].until_day != NULL && strcmp(m[i].until_day, day) < 0))
			continue;
		memmove(&m[kept], &m[i], sizeof *m);
		memmove(&rows->ref_text[kept * each], &rows->ref_text[i * each], each * sizeof *rows->ref_text);
		kept++;
	}
	rows->n = kept;
}

/* Whom a substitute may replace: who has a vote in a body of the user's, and has not left it. Of the body that the form names, when it does. */
static enum err
holders(const struct request *rq, struct db *db, struct options *out)
{
	struct mandate_rows all;
	int64_t body = param_int(rq, "actor");
	enum err e = mandate_list(db, &all);
	for (size_t i = 0; e == OK && i < all.n; i++) {
		const struct mandate_row *m = &all.items[i];
		if (m->actor == NONE || (body != NONE && m->actor != body) || !seat_decides(m->seat) || !mandate_may_edit(rq->user, m->actor) ||
		    (m->until_day != NULL && strcmp(m->until_day, date_iso(rq->today).s) < 0))
			continue;
		struct option o = { m->id, body != NONE ? m->name : arena_printf(rq->a, "%s (%s)", m->name, m->actor_name) };
		PUSH(rq->a, out, o);
	}
	return e;
}

/* The one body that is the user's; NONE: several, or not known. */
static enum err
only_body(struct request *rq, int64_t *out)
{
	struct options all = { 0 };
	size_t mine = 0;
	*out = NONE;
	enum err e = entity_options(rq->db, &mandate_actor_entity, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		if (mandate_may_edit(rq->user, all.items[i].id))
			*out = ++mine == 1 ? all.items[i].id : NONE;
	return e;
}

/* A chair chooses among the bodies that are theirs. */
static enum err
own_options(void *arg, struct db *db, const struct field *f, struct options *out)
{
	const struct request *rq = arg;
	struct options all = { 0 };
	*out = (struct options){ 0 };
	if (f->ref == &mandate_holder_entity)
		return holders(rq, db, out);
	enum err e = entity_options(db, f->ref, &all);
	for (size_t i = 0; e == OK && i < all.n; i++)
		if (f->ref != &mandate_actor_entity || mandate_may_edit(rq->user, all.items[i].id))
			PUSH(rq->a, out, all.items[i]);
	return e;
}

static struct entity_view
view_of(struct request *rq)
{
	struct entity_view v = request_view(rq);
	v.options = own_options;
	v.arg = rq;
	return v;
}

static struct mandate_saving
saving_of(struct request *rq)
{
	return (struct mandate_saving){ .user = rq->user, .view = view_of(rq), .today = rq->today };
}

/* ---- the compositions ------------------------------------------------------------------------------------------ */

enum err
mandates_page(struct request *rq, struct answer *an)
{
	struct composition c;
	enum err e = composition_load(rq, &c);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Instances et mandats")), "mandates");
	page_mandate_tabs(p, "list");
	page_mandates(p, rq, &c, user_may(rq->user, RIGHT_MANDATE_EDIT));
	layout_end(rq, an);
	return OK;
}

enum err
mandates_csv(struct request *rq, struct answer *an)
{
	struct composition c;
	enum err e = composition_load(rq, &c);
	if (e != OK)
		return e;
	struct entity_view v = view_of(rq);
	struct entity_rows rows;
	struct entity_query q = { .sort = "from_day" };
	if ((e = entity_load(&v, &mandate_entity, &q, &rows)) != OK)
		return e;
	hide_addresses(rq, &rows);
	struct date on;
	if (param_date(rq, "on", &on))
		keep_on(&rows, c.on);
	struct buf out = buf_new(rq->a, MIB(16));
	entity_csv(&out, &v, &mandate_entity, &rows);
	return answer_bytes(an, "text/csv; charset=utf-8", buf_str(&out), out.len, "mandats.csv");
}

/* ---- one mandate ------------------------------------------------------------------------------------------------- */

static enum err
show_form(struct request *rq, struct answer *an, const struct draft *d, int64_t id)
{
	struct entity_view v = view_of(rq);
	bool fresh = id == NONE;
	struct page *p = layout_begin_under(rq, an, fresh ? tr(rq->lang, N_("Nouveau mandat")) : ((const struct mandate *)d->row)->name, "mandates", url_known("/mandates"), tr(rq->lang, N_("Instances et mandats")));
	page_mandate_form_head(p, rq, fresh ? url_path(rq->a, "/mandates") : mandate_url(rq->a, id));
	form_problems(p, &an->problems);
	enum err e = entity_form(p, &v, &mandate_entity, d, NULL);
	if (e != OK)
		return e;
	page_mandate_form_foot(p, fresh, user_may_grant(rq->user, ROLE_MEMBER, NONE));
	if (!fresh) {
		struct mandate_row m;
		if ((e = mandate_row(rq->db, id, &m)) != OK)
			return e;
		page_mandate_acts(p, rq, &m, date_iso(rq->today).s, user_may_grant(rq->user, ROLE_MEMBER, m.person));
	}
	layout_end(rq, an);
	return OK;
}

enum err
mandate_new_page(struct request *rq, struct answer *an)
{
	int64_t after = param_int(rq, "after"), actor = param_int(rq, "actor");
	struct draft d = entity_draft(rq->a, &mandate_entity, NULL);
	struct mandate *m = d.row;
	m->actor = actor;
	m->from_day = arena_strdup(rq->a, date_iso(rq->today).s);
	m->person = param_int(rq, "person");
	enum mandate_seat seat = SEAT_MEMBER;
	(void)seat_of(param_text(rq, "seat"), &seat);
	m->seat = seat_word(seat);
	if (actor == NONE && after == NONE) {
		enum err e = only_body(rq, &m->actor);
		if (e != OK)
			return e;
	}
	if (after != NONE) {
		struct mandate_row old;
		struct date end;
		enum err e = mandate_row(rq->db, after, &old);
		if (e != OK)
			return e;
		m->actor = old.actor;
		m->outside = old.outside;
		m->organisation = old.organisation;
		m->person = old.person;
		m->name = old.name;
		m->email = old.person == NONE ? old.email : NULL;
		m->seat = seat_word(old.seat);
		m->profile = old.profile;
		m->replaces = old.replaces;
		if (old.until_day != NULL && date_parse(old.until_day, &end))
			m->from_day = arena_strdup(rq->a, date_iso(date_of_days(date_days(end) + 1)).s);
	}
	if (m->actor != NONE && !mandate_may_edit(rq->user, m->actor))
		return E_FORBIDDEN;
	return show_form(rq, an, &d, NONE);
}

static enum err
load_one(struct request *rq, struct mandate *out)
{
	struct entity_view v = view_of(rq);
	struct entity_rows rows;
	enum err e = entity_get(&v, &mandate_entity, param_int(rq, "id"), &rows);
	if (e == OK)
		*out = *(const struct mandate *)rows.rows;
	return e;
}

enum err
mandate_page(struct request *rq, struct answer *an)
{
	struct mandate m;
	enum err e = load_one(rq, &m);
	if (e != OK)
		return e;
	if (mandate_may_edit(rq->user, m.actor)) {
		struct draft d = entity_draft(rq->a, &mandate_entity, &m);
		return show_form(rq, an, &d, m.id);
	}
	struct entity_view v = view_of(rq);
	struct entity_rows rows;
	if ((e = entity_get(&v, &mandate_entity, m.id, &rows)) != OK)
		return e;
	hide_addresses(rq, &rows);
	struct page *p = layout_begin_under(rq, an, m.name, "mandates", url_known("/mandates"), tr(rq->lang, N_("Instances et mandats")));
	entity_detail(p, &v, &mandate_entity, &rows);
	layout_end(rq, an);
	return OK;
}

static enum err
take(struct request *rq, struct answer *an, const struct mandate *known)
{
	struct mandate_saving s = saving_of(rq);
	struct entity_source form = request_form(rq);
	const void *other;
	int64_t id = known == NULL ? NONE : known->id;
	struct draft d = entity_draft(rq->a, &mandate_entity, known);
	an->problems.n = 0;
	enum err e = entity_parse(&s.view, &mandate_entity, &form, NULL, &d);
	if (e == OK)
		e = mandate_check(rq->db, &d);
	if (d.problems.n > 0 && (e == OK || e == E_INVALID)) {
		fail_clear(rq->a);
		an->problems = d.problems;
		an->status = 422;
		return show_form(rq, an, &d, id);
	}
	struct mandate *m = d.row;
	s.access = id == NONE && param_bool(rq, "access") && m->person != NONE && user_may_grant(rq->user, ROLE_MEMBER, m->person);
	if (e == OK)
		e = mandate_save(rq->db, &s, m, &other);
	if (e == E_CONFLICT && id != NONE && other != NULL)
		return answer_conflict(rq, an, "mandate", id, ((const struct mandate *)other)->rev, mandate_url(rq->a, id));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Mandat enregistré : %s."), m->name, id == NONE ? arena_printf(rq->a, "/mandates/%lld/remove", (long long)m->id) : NULL);
	return answer_redirect(rq, an, m->actor != NONE ? url_path(rq->a, "/mandates/body/%lld", (long long)m->actor) : url_path(rq->a, "/mandates"));
}

enum err
mandate_new(struct request *rq, struct answer *an)
{
	return take(rq, an, NULL);
}

enum err
mandate_update(struct request *rq, struct answer *an)
{
	struct mandate m;
	enum err e = load_one(rq, &m);
	if (e == OK && !mandate_may_edit(rq->user, m.actor))
		return E_FORBIDDEN;
	return e == OK ? take(rq, an, &m) : e;
}

enum err
mandate_end_do(struct request *rq, struct answer *an)
{
	struct mandate_saving s = saving_of(rq);
	struct mandate m;
	struct date until;
	enum err e = load_one(rq, &m);
	if (e != OK)
		return e;
	if (!param_date(rq, "end", &until) || strcmp(date_iso(until).s, m.from_day) < 0) {
		if (an->problems.n == 0)
			problem_add(rq->a, &an->problems, "end", N_("Le dernier jour ne peut pas venir avant le premier."), NULL);
		an->status = 422;
		struct draft d = entity_draft(rq->a, &mandate_entity, &m);
		return show_form(rq, an, &d, m.id);
	}
	e = mandate_end(rq->db, &s, m.id, param_int(rq, "rev"), arena_strdup(rq->a, date_iso(until).s), param_text(rq, "end_why"), param_bool(rq, "close"));
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "mandate", m.id, m.rev, mandate_url(rq->a, m.id));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Le mandat de %s a sa fin."), m.name, NULL);
	return answer_redirect(rq, an, m.actor != NONE ? url_path(rq->a, "/mandates/body/%lld", (long long)m.actor) : url_path(rq->a, "/mandates"));
}

enum err
mandate_remove_do(struct request *rq, struct answer *an)
{
	struct mandate_saving s = saving_of(rq);
	enum err e = mandate_remove(rq->db, &s, param_int(rq, "id"));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Mandat retiré."), NULL, arena_printf(rq->a, "/mandates/%lld/restore", (long long)param_int(rq, "id")));
	return answer_redirect(rq, an, url_path(rq->a, "/mandates"));
}

enum err
mandate_restore_do(struct request *rq, struct answer *an)
{
	struct mandate_saving s = saving_of(rq);
	enum err e = mandate_restore(rq->db, &s, param_int(rq, "id"));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Mandat rétabli."), NULL, NULL);
	return answer_redirect(rq, an, mandate_url(rq->a, param_int(rq, "id")));
}
