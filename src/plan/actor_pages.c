#include "plan/actor_pages.h"
#include "pages.h"
#include "store/history.h"
#include <stdlib.h>
#include <string.h>

enum { HISTORY_MOST = 20 };

const struct param actor_params[] = { { "name", P_LINE, 400 }, { "long_name", P_LINE, 600 }, { "kind", P_WORD, 12 }, { "rev", P_INT, 19 }, { 0 } };
const struct param actor_merge_params[] = { { "into", P_INT, 19 }, { 0 } };

static const struct { const char *key, *label; } kinds[] = {
	[ACTOR_BODY] = { "body", N_("instance") }, [ACTOR_UNIT] = { "unit", N_("unité") }, [ACTOR_OFFICE] = { "office", N_("fonction") },
	[ACTOR_DIRECTION] = { "direction", N_("direction") },
};

const char *
actor_kind_label(enum actor_kind k)
{
	return (size_t)k < LEN(kinds) ? kinds[k].label : "?";
}

const char *
actor_kind_key(enum actor_kind k)
{
	return (size_t)k < LEN(kinds) ? kinds[k].key : "?";
}

const char *
actor_event(struct page *p, const struct history_row *r)
{
	static const struct { const char *key, *words; } fields[] = { { "name", N_("nom") }, { "long_name", N_("nom complet") }, { "kind", N_("sorte") },
		{ "quorum", N_("quorum") }, { "composition", N_("composition voulue") }, { "above", N_("relève de") } };
	if (text_eq(r->what, "created"))
		return _("création");
	if (text_eq(r->what, "merged"))
		return _("fusion");
	for (size_t i = 0; i < LEN(fields); i++)
		if (text_eq(r->field, fields[i].key))
			return _(fields[i].words);
	return "";
}

/* Whom it answers to is written as a number: its name today. */
const char *
actor_event_value(const struct actor_view *v, const struct history_row *r)
{
	if (!text_eq(r->field, "above"))
		return r->after;
	for (size_t i = 0; i < v->n; i++)
		if (strtoll(r->after, NULL, 10) == v->items[i].row.id)
			return v->items[i].row.name;
	return r->after;
}

static enum err
load(struct request *rq, struct actor_view *v)
{
	struct actor_rows rows;
	struct actor_uses_rows uses;
	*v = (struct actor_view){ 0 };
	enum err e = actor_list(rq->db, rq->user, &rows);
	if (e == OK)
		e = actor_uses_all(rq->db, rq->user, &uses);
	for (size_t i = 0; e == OK && i < rows.n && i < uses.n; i++) {
		BUG_ON(uses.items[i].actor != rows.items[i].id); /* both in the same order */
		struct actor_list_row x = { rows.items[i], uses.items[i] };
		PUSH(rq->a, v, x);
	}
	return e;
}

static const struct actor_list_row *
find(const struct actor_view *v, int64_t id)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->items[i].row.id == id)
			return &v->items[i];
	return NULL;
}

static struct actor_row
typed_of(struct request *rq, int64_t id)
{
	struct actor_row x = { .id = id, .name = param_text(rq, "name"), .long_name = param_text(rq, "long_name"), .rev = param_int(rq, "rev") };
	const char *kind = param_text(rq, "kind");
	for (size_t i = 0; i < LEN(kinds); i++)
		if (text_eq(kind, kinds[i].key))
			x.kind = (enum actor_kind)i;
	return x;
}

static enum err
show_all(struct request *rq, struct answer *an, const struct actor_row *typed)
{
	struct actor_view v;
	enum err e = load(rq, &v);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Instances et fonctions")), "actors");
	page_actors(p, rq, &v, &an->problems, typed);
	layout_end(rq, an);
	return OK;
}

enum err
actors_page(struct request *rq, struct answer *an)
{
	struct actor_row blank = { .id = NONE };
	return show_all(rq, an, &blank);
}

static enum err
show_one(struct request *rq, struct answer *an, int64_t id, const struct actor_row *typed)
{
	struct actor_view v;
	struct history h;
	enum err e = load(rq, &v);
	if (e == OK)
		e = history_of(rq->db, "actor", id, HISTORY_MOST, &h);
	if (e != OK)
		return e;
	const struct actor_list_row *x = find(&v, id);
	if (x == NULL)
		return E_NOTFOUND;
	struct page *p = layout_begin_under(rq, an, x->row.name, "actors", url_known("/plan/actors"), tr(rq->lang, N_("Instances et fonctions")));
	page_actor_one(p, rq, &v, &an->problems, typed == NULL ? &x->row : typed, &x->uses, &h);
	layout_end(rq, an);
	return OK;
}

enum err
actor_page(struct request *rq, struct answer *an)
{
	return show_one(rq, an, param_int(rq, "id"), NULL);
}

/* Another actor that has this name, folded: to be merged rather than written twice. */
static enum err
check_name(struct request *rq, struct answer *an, const struct actor_row *x)
{
	struct actor_rows rows;
	enum err e = actor_list(rq->db, rq->user, &rows);
	const char *mine = text_fold(rq->a, x->name == NULL ? "" : x->name);
	for (size_t i = 0; e == OK && i < rows.n; i++)
		if (rows.items[i].id != x->id && strcmp(text_fold(rq->a, rows.items[i].name), mine) == 0)
			problem_add(rq->a, &an->problems, "name", N_("« %s » existe déjà : fusionnez plutôt les deux."), rows.items[i].name);
	return e;
}

static enum err
save(struct request *rq, struct answer *an, struct actor_row *x, bool *again)
{
	enum err e = check_name(rq, an, x);
	*again = false;
	if (e == OK && an->problems.n == 0)
		e = actor_save(rq->db, rq->user, x, &an->problems);
	if (an->problems.n > 0 && (e == OK || e == E_INVALID)) {
		fail_clear(rq->a);
		*again = true;
		return OK;
	}
	return e;
}

enum err
actor_create(struct request *rq, struct answer *an)
{
	struct actor_row x = typed_of(rq, NONE);
	bool again;
	enum err e = save(rq, an, &x, &again);
	if (again)
		return show_all(rq, an, &x);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Ajouté : %s."), x.name, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/plan/actors"));
}

enum err
actor_update(struct request *rq, struct answer *an)
{
	struct actor_row x = typed_of(rq, param_int(rq, "id"));
	struct actor_view v;
	bool again;
	enum err e = load(rq, &v);
	const struct actor_list_row *now = e == OK ? find(&v, x.id) : NULL;
	if (e != OK || now == NULL)
		return e != OK ? e : E_NOTFOUND;
	e = save(rq, an, &x, &again);
	if (again)
		return show_one(rq, an, x.id, &x);
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "actor", x.id, now->row.rev, url_path(rq->a, "/plan/actors/%lld", (long long)x.id));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("%s : c’est enregistré."), x.name, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/plan/actors"));
}

/* ---- two names of one actor ---------------------------------------------------------------------------------- */

static enum err
both(struct request *rq, const struct actor_list_row **gone, const struct actor_list_row **kept)
{
	struct actor_view v;
	enum err e = load(rq, &v);
	if (e != OK)
		return e;
	*gone = find(&v, param_int(rq, "id"));
	*kept = find(&v, param_int(rq, "into"));
	return *gone == NULL || *kept == NULL || *gone == *kept ? E_NOTFOUND : OK;
}

enum err
actor_merge_page(struct request *rq, struct answer *an)
{
	const struct actor_list_row *gone, *kept;
	enum err e = both(rq, &gone, &kept);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Fusionner deux noms")), "actors");
	page_actor_merge_confirm(p, rq, &gone->row, &kept->row, &gone->uses);
	layout_end(rq, an);
	return OK;
}

enum err
actor_merge_do(struct request *rq, struct answer *an)
{
	const struct actor_list_row *gone, *kept;
	enum err e = both(rq, &gone, &kept);
	if (e == OK)
		e = actor_merge(rq->db, rq->user, gone->row.id, kept->row.id);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Fusionné : tout est maintenant à « %s »."), kept->row.name, NULL);
	return answer_redirect(rq, an, url_path(rq->a, "/plan/actors/%lld", (long long)kept->row.id));
}
