#include "plan/revision_pages.h"
#include "base/json.h"
#include "pages.h"
#include "plan/evidence_store.h"
#include "plan/plan_export.h"
#include <string.h>

const struct param revision_do_params[] = { { "what", P_WORD, 10 }, { "rev", P_INT, 20 }, { "adopted_on", P_DATE, 10 }, { "meeting", P_LINE, 300 },
	{ "reason", P_TEXT, 2000 }, { 0 } };
const struct param draft_action_params[] = { { "rev", P_INT, 20 }, { "code", P_LINE, 40 }, { "title", P_TEXT, 2000 }, { "actors", P_TEXT, 4000 }, { "due", P_LINE, 60 },
	{ "indicators", P_TEXT, 20000 }, { "recommendations", P_TEXT, 4000 }, { "priority", P_LINE, 60 }, { "priority_reason", P_LINE, 1000 }, { "conditions", P_TEXT, 4000 },
	{ "disposition", P_WORD, 12 }, { "reason", P_TEXT, 2000 }, { 0 } };
const struct param publish_params[] = { { "publish", P_BOOL, 4 }, { 0 } };

static struct url
revision_url(struct request *rq, int64_t id)
{
	return url_path(rq->a, "/plan/revisions/%lld", (long long)id);
}

enum err
revisions_page(struct request *rq, struct answer *an)
{
	struct revisions_view v = { .tabs = { .filter = { .actor = -1 } } };
	enum err e = plan_revisions(rq->db, rq->user, &v.list);
	if (e != OK && e != E_NOTFOUND)
		return e;
	fail_clear(rq->a);
	for (size_t i = 0; i < v.list.n; i++)
		v.has_plan = v.has_plan || v.list.items[i].status == REVISION_ADOPTED;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Versions du plan")), "plan");
	page_revisions(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

/* A draft is read against the revision in force, another against the one before it. */
static enum err
load_base(struct request *rq, const struct revision_info *info, const struct plan **out)
{
	struct revisions all;
	struct plan *base;
	int64_t id = NONE;
	enum err e = plan_revisions(rq->db, rq->user, &all);
	if (e != OK)
		return e;
	for (size_t i = 0; i < all.n; i++) { /* newest first */
		const struct revision_info *r = &all.items[i];
		bool adopted = r->status == REVISION_ADOPTED || r->status == REVISION_SUPERSEDED;
		if (r->id != info->id && adopted && r->number < info->number) {
			id = r->id;
			break;
		}
	}
	if (id == NONE)
		return OK;
	e = plan_load(rq->db, rq->user, id, &base);
	if (e == OK)
		*out = base;
	return e;
}

int
revision_load_before(const struct revision_view *v, int actor, int year)
{
	int64_t id = v->plan->actors.items[actor].id;
	for (size_t i = 0; i < v->before.n; i++) {
		const struct load_row *r = &v->before.items[i];
		if (v->base->actors.items[r->actor].id == id && year >= v->before.first_year && year - v->before.first_year < v->before.years)
			return r->dated[year - v->before.first_year];
	}
	return 0;
}

static void
count_load(struct request *rq, const struct plan *p, struct plan_load_table *out)
{
	struct plan_status s;
	struct evidence_base none = { 0 };
	plan_status(rq->a, p, &none, rq->programme->bounds, rq->today, rq->today, &s);
	plan_load_count(rq->a, p, &s, rq->programme->bounds, out);
}

static enum err
show(struct request *rq, struct answer *an, int64_t id)
{
	struct revision_view v = { .tabs = { .filter = { .actor = -1 } }, .problems = &an->problems };
	struct plan *plan = NULL;
	enum err e = plan_revision_info(rq->db, rq->user, id, &v.info);
	if (e == OK)
		e = plan_load(rq->db, rq->user, id, &plan);
	if (e == OK)
		e = load_base(rq, &v.info, &v.base);
	if (e != OK)
		return e;
	v.plan = plan;
	v.draft = v.info.status == REVISION_DRAFT && user_may(rq->user, RIGHT_PLAN_EDIT);
	if (v.base != NULL) {
		plan_diff(rq->a, v.base, v.plan, &v.changes);
		count_load(rq, v.base, &v.before);
		count_load(rq, v.plan, &v.after);
	}
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s %lld · %s", tr(rq->lang, N_("Version")), (long long)v.info.number, tr(rq->lang, N_("Plan d’action"))), "plan");
	page_revision_show(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
revision_show(struct request *rq, struct answer *an)
{
	return show(rq, an, param_int(rq, "id"));
}

enum err
revision_start(struct request *rq, struct answer *an)
{
	int64_t id;
	enum err e = plan_draft_start(rq->db, rq->user, &id);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Projet ouvert : modifiez les actions, puis adoptez-le en réunion."), NULL, NULL);
	return answer_redirect(rq, an, revision_url(rq, id));
}

/* Sending again would not help. */
static enum err
no_draft(struct request *rq, struct answer *an)
{
	problem_add(rq->a, &an->problems, NULL, N_("Cette version n’est plus un projet : elle a été adoptée ou écartée entre-temps."), NULL);
	return OK;
}

static enum err
conflict(struct request *rq, struct answer *an, int64_t id)
{
	struct revision_info now;
	fail_clear(rq->a);
	enum err e = plan_revision_info(rq->db, rq->user, id, &now);
	if (e == OK && now.status != REVISION_DRAFT)
		return no_draft(rq, an);
	return e == OK ? answer_conflict(rq, an, "revision", id, now.rev, revision_url(rq, id)) : e;
}

enum err
revision_do(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id");
	const char *what = param_text(rq, "what");
	if (text_eq(what, "discard") || text_eq(what, "restore")) {
		bool discard = text_eq(what, "discard");
		enum err e = plan_draft_discard(rq->db, rq->user, id, discard);
		if (e == E_CONFLICT)
			return conflict(rq, an, id);
		if (e != OK)
			return e;
		answer_notice(rq, an, discard ? N_("Projet écarté.") : N_("Projet repris."), NULL,
		    discard ? arena_printf(rq->a, "/plan/revisions/%lld?what=restore", (long long)id) : NULL);
		return answer_redirect(rq, an, url_known("/plan/revisions"));
	}
	struct plan_adoption how = { .adopted = true, .adopted_on = param_text(rq, "adopted_on"), .meeting = param_text(rq, "meeting"),
		.reason = param_text(rq, "reason") };
	struct date on;
	if (!param_date(rq, "adopted_on", &on) || date_cmp(on, rq->today) > 0)
		problem_add(rq->a, &an->problems, "adopted_on", N_("Indiquez la date d’adoption, aujourd’hui au plus tard."), NULL);
	if (text_blank(how.meeting))
		problem_add(rq->a, &an->problems, "meeting", N_("Une révision s’adopte en réunion : indiquez laquelle."), NULL);
	if (an->problems.n > 0) {
		an->status = 422;
		return show(rq, an, id);
	}
	enum err e = plan_draft_adopt(rq->db, rq->user, id, param_int(rq, "rev"), &how);
	if (e == E_CONFLICT)
		return conflict(rq, an, id);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Révision adoptée : c’est le plan en vigueur."), NULL, NULL);
	return answer_redirect(rq, an, url_known("/plan"));
}

enum err
revision_export(struct request *rq, struct answer *an)
{
	struct plan *plan;
	enum plan_format f;
	const void *bytes;
	size_t n;
	if (!plan_format_of(param_text(rq, "word"), &f))
		return E_NOTFOUND;
	enum err e = plan_load(rq->db, rq->user, param_int(rq, "id"), &plan);
	if (e != OK)
		return e;
	struct plan_export_options o = { .lang = rq->lang, .bounds = rq->programme->bounds, .organisation = rq->programme->name };
	e = plan_export(rq->a, plan, NULL, &o, f, &bytes, &n);
	if (e != OK)
		return e;
	return answer_bytes(an, plan_format_type(f), bytes, n, arena_printf(rq->a, "plan-version-%d.%s", plan->revision, plan_format_extension(f)));
}

/* ---- one action of a draft ------------------------------------------------------------------------------ */

static const char *
joined_actors(struct arena *a, const struct plan *p, const struct action *x)
{
	struct buf b = buf_new(a, KIB(64));
	for (int lead = 1; lead >= 0; lead--)
		for (size_t i = 0; i < x->actors.n; i++)
			if (x->actors.items[i].lead == (lead == 1))
				buf_printf(&b, "%s%s", b.len > 0 ? "\n" : "", p->actors.items[x->actors.items[i].actor].name);
	return buf_str(&b);
}

static const char *
joined_indicators(struct arena *a, const struct action *x)
{
	struct buf b = buf_new(a, KIB(256));
	for (size_t i = 0; i < x->indicators.n; i++) {
		const struct indicator *n = &x->indicators.items[i];
		buf_printf(&b, "%s%s", i > 0 ? "\n" : "", n->rich != NULL ? n->rich : n->text);
	}
	return buf_str(&b);
}

static const char *
joined(struct arena *a, const struct strings *s)
{
	struct buf b = buf_new(a, KIB(64));
	for (size_t i = 0; i < s->n; i++)
		buf_printf(&b, "%s%s", i > 0 ? "\n" : "", s->items[i]);
	return buf_str(&b);
}

static struct strings
lines_of(struct arena *a, const char *text)
{
	struct strings out = { 0 };
	for (const char *s = text == NULL ? "" : text; *s != '\0';) {
		size_t n = strcspn(s, "\r\n");
		char *line = text_trim(a, arena_strndup(a, s, n));
		if (*line != '\0')
			PUSH(a, &out, line);
		s += n;
		s += strspn(s, "\r\n");
	}
	return out;
}

static char *
without_marks(struct arena *a, const char *rich)
{
	struct buf b = buf_new(a, strlen(rich) + 1);
	for (const char *s = rich; *s != '\0'; s++)
		if (*s != '*')
			buf_putc(&b, *s);
	return arena_strdup(a, buf_str(&b));
}

static enum err
load_draft_action(struct request *rq, struct draft_action_view *v, struct plan **plan, struct action **x)
{
	enum err e = plan_revision_info(rq->db, rq->user, param_int(rq, "id"), &v->info);
	if (e == OK)
		e = plan_load(rq->db, rq->user, v->info.id, plan);
	if (e == OK)
		*x = plan_action_by_id(*plan, param_int(rq, "action"));
	if (e == OK && *x == NULL)
		e = E_NOTFOUND;
	if (e != OK)
		return e;
	v->plan = *plan;
	v->action = *x;
	v->due_typed = due_text(rq->a, &(*x)->due);
	v->actors_typed = joined_actors(rq->a, *plan, *x);
	v->indicators_typed = joined_indicators(rq->a, *x);
	v->recommendations_typed = joined(rq->a, &(*x)->recommendations);
	return OK;
}

static enum err
write_draft_action(struct request *rq, struct answer *an, struct draft_action_view *v)
{
	v->problems = &an->problems;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s %s", v->action->code, v->action->title), "plan");
	page_draft_action(p, rq, v);
	layout_end(rq, an);
	return OK;
}

enum err
draft_action_show(struct request *rq, struct answer *an)
{
	struct draft_action_view v = { 0 };
	struct plan *plan;
	struct action *x;
	enum err e = load_draft_action(rq, &v, &plan, &x);
	return e == OK ? write_draft_action(rq, an, &v) : e;
}

static void
set_actors(struct arena *a, const struct plan *p, struct action *x, const struct strings *names, struct problems *problems)
{
	x->actors.n = 0;
	for (size_t i = 0; i < names->n; i++) {
		int k = plan_actor_find(a, p, names->items[i]);
		if (k < 0) {
			problem_add(a, problems, "actors", N_("« %s » n’est pas un responsable de ce plan : écrivez un des siens. Un nouveau vient avec un document importé."),
			    names->items[i]);
			continue;
		}
		struct responsibility r = { .actor = k, .lead = i == 0, .confirmed = true };
		PUSH(a, &x->actors, r);
	}
}

/* A line whose text is unchanged keeps its identity and its reading; a new one is read from its words. */
static void
set_indicators(struct arena *a, struct action *x, const struct strings *lines)
{
	struct action old = *x;
	x->indicators.items = NULL;
	x->indicators.n = x->indicators.cap = 0;
	for (size_t i = 0; i < lines->n; i++) {
		char *plain = without_marks(a, lines->items[i]);
		struct indicator n;
		const struct indicator *same = NULL;
		for (size_t k = 0; k < old.indicators.n; k++)
			if (strcmp(text_fold(a, old.indicators.items[k].text), text_fold(a, plain)) == 0)
				same = &old.indicators.items[k];
		if (same != NULL)
			n = *same;
		else
			plan_indicator_read(a, plain, &n);
		n.text = plain;
		n.rich = strcmp(plain, lines->items[i]) == 0 ? NULL : lines->items[i];
		PUSH(a, &x->indicators, n);
	}
	/* One line changed in place is the same line, reworded: it keeps its evidence. */
	if (old.indicators.n == x->indicators.n)
		for (size_t i = 0; i < x->indicators.n; i++)
			if (x->indicators.items[i].id == NONE)
				x->indicators.items[i].id = old.indicators.items[i].id;
}

static enum disposition
disposition_of(const char *word)
{
	return text_eq(word, "postponed") ? DISP_POSTPONED : text_eq(word, "merged") ? DISP_MERGED : text_eq(word, "abandoned") ? DISP_ABANDONED : DISP_ACTIVE;
}

static const char *
or_null(const char *s)
{
	return text_blank(s) ? NULL : s;
}

enum err
draft_action_save(struct request *rq, struct answer *an)
{
	struct draft_action_view v = { 0 };
	struct plan *plan;
	struct action *x;
	enum err e = load_draft_action(rq, &v, &plan, &x);
	if (e != OK)
		return e;
	struct action changed = *x;
	char *title = text_trim(rq->a, param_text(rq, "title"));
	changed.rev = param_int(rq, "rev");
	changed.code = text_trim(rq->a, param_text(rq, "code"));
	changed.title = without_marks(rq->a, title);
	changed.rich = strcmp(changed.title, title) == 0 ? NULL : title;
	v.due_typed = param_text(rq, "due");
	v.actors_typed = param_text(rq, "actors");
	v.indicators_typed = param_text(rq, "indicators");
	v.recommendations_typed = param_text(rq, "recommendations");
	if (!plan_due_read(rq->a, v.due_typed, &changed.due))
		problem_add(rq->a, &an->problems, "due", N_("Cette échéance n’est pas comprise. Écrivez 26-27, 31/12/2026, Q1 26-27 ou En continu."), NULL);
	struct strings actors = lines_of(rq->a, v.actors_typed), lines = lines_of(rq->a, v.indicators_typed);
	changed.actors.items = NULL;
	changed.actors.cap = 0;
	set_actors(rq->a, plan, &changed, &actors, &an->problems);
	set_indicators(rq->a, &changed, &lines);
	changed.recommendations = lines_of(rq->a, v.recommendations_typed);
	changed.priority = or_null(param_text(rq, "priority"));
	changed.priority_reason = or_null(param_text(rq, "priority_reason"));
	changed.conditions = or_null(param_text(rq, "conditions"));
	changed.disposition = disposition_of(param_text(rq, "disposition"));
	changed.disposition_reason = or_null(param_text(rq, "reason"));
	v.action = &changed;
	if (an->problems.n == 0)
		e = plan_action_save(rq->db, rq->user, plan, &changed, &an->problems);
	if (an->problems.n > 0) {
		fail_clear(rq->a);
		an->status = 422;
		return write_draft_action(rq, an, &v);
	}
	if (e == E_CONFLICT && v.info.status != REVISION_DRAFT) {
		fail_clear(rq->a);
		return no_draft(rq, an);
	}
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "action", x->id, x->rev, revision_url(rq, v.info.id));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("%s : enregistrée dans le projet."), changed.code, NULL);
	return answer_redirect(rq, an, revision_url(rq, v.info.id));
}

enum err
plan_publish_save(struct request *rq, struct answer *an)
{
	bool publish = param_bool(rq, "publish");
	enum err e = plan_publish(rq->db, rq->user, publish);
	if (e != OK)
		return e;
	answer_notice(rq, an, publish ? N_("Le plan est public.") : N_("Le plan n’est plus public."), NULL, NULL);
	return answer_redirect(rq, an, url_known("/plan/revisions"));
}
