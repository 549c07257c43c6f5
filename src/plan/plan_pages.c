#include "plan/plan_pages.h"
#include "pages.h"
#include "plan/plan_cache.h"
#include "plan/plan_export.h"
#include <stdlib.h>
#include <string.h>

const struct param plan_view_params[] = { { "actor", P_INT, 9 }, { "year", P_WORD, 9 }, { "state", P_WORD, 20 }, { "q", P_LINE, 200 },
	{ "reco", P_BOOL, 4 }, { "on", P_DATE, 10 }, { "known", P_DATE, 10 }, { "columns", P_WORD, 10 }, { 0 } };

enum err
plan_now_load(struct request *rq, struct plan_now *out)
{
	*out = (struct plan_now){ .on = rq->today };
	out->past = param_date(rq, "on", &out->on) && date_cmp(out->on, rq->today) != 0;
	if (!out->past)
		out->on = rq->today;
	if (!param_date(rq, "known", &out->known))
		out->known = out->past && date_cmp(out->on, rq->today) > 0 ? out->on : rq->today;
	const struct plan_snapshot *s;
	enum err e = plan_cache_get(rq->app->plan_cache, rq->db, rq->user, rq->programme->plan_public, rq->programme->bounds, rq->today, &s);
	if (e != OK)
		return e;
	out->plan = s->plan;
	out->info = s->info;
	out->status = s->status;
	if (date_cmp(out->on, rq->today) != 0 || date_cmp(out->known, rq->today) != 0)
		plan_status(rq->a, s->plan, s->base, rq->programme->bounds, out->on, out->known, &out->status);
	return OK;
}

static void
read_filter(struct request *rq, struct plan_view *v)
{
	int64_t actor = param_int(rq, "actor");
	const char *year = param_text(rq, "year"), *state = param_text(rq, "state");
	v->filter = (struct plan_filter){ .actor = -1, .recommendation = param_bool(rq, "reco") };
	if (actor >= 1 && (uint64_t)actor <= v->now.plan->actors.n)
		v->filter.actor = (int)actor - 1;
	if (text_eq(year, "continu"))
		v->filter.year = -1;
	else if (!text_blank(year))
		v->filter.year = (int)strtol(year, NULL, 10);
	v->filter.state = text_blank(state) ? NULL : state;
	v->q = param_text(rq, "q");
	plan_filter_words(rq->a, &v->filter, v->q);
}

static enum err
load_view(struct request *rq, struct plan_view *v)
{
	enum err e = plan_now_load(rq, &v->now);
	if (e != OK)
		return e;
	v->adopted_on = v->now.info->adopted_on;
	v->meeting = v->now.info->meeting;
	read_filter(rq, v);
	v->keep = ARENA_ARRAY(rq->a, bool, v->now.status.n + 1);
	v->kept = plan_filter_run(rq->a, v->now.plan, &v->now.status, rq->programme->bounds, &v->filter, v->keep);
	return OK;
}

/* No plan yet: say so, and offer the one thing to do. */
static enum err
no_plan(struct request *rq, struct answer *an)
{
	fail_clear(rq->a);
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Plan d’action")), "plan");
	html(p, "<div class=\"empty\"><p>%s</p>", _("Il n’y a pas encore de plan adopté."));
	if (user_may(rq->user, RIGHT_PLAN_EDIT))
		html(p, "<p><a class=\"button primary\" href=\"/import\">%s</a></p>", _("Importer le plan depuis son document"));
	html(p, "</div>");
	layout_end(rq, an);
	return OK;
}

enum { BYTES_OF_AN_ACTION = 1000 };
typedef void page_fn(struct page *p, struct request *rq, const struct plan_view *v);

static enum err
view_page(struct request *rq, struct answer *an, page_fn *write)
{
	struct plan_view v = { 0 };
	enum err e = load_view(rq, &v);
	if (e == E_NOTFOUND)
		return no_plan(rq, an);
	if (e != OK)
		return e;
	if (write == page_plan_load)
		plan_load_count(rq->a, v.now.plan, &v.now.status, rq->programme->bounds, &v.load);
	const char *plan = tr(rq->lang, N_("Plan d’action")), *here = write == page_plan_load ? tr(rq->lang, N_("Charge")) : tr(rq->lang, N_("Années"));
	struct page *p = layout_begin(rq, an, write == page_plan_tree ? arena_printf(rq->a, "-%s", plan) : arena_printf(rq->a, "-%s · %s", here, plan), "plan");
	html(p, "<h1>%s</h1>", v.now.plan->title);
	/* About what it will take: a page that grows by doubling touches as much again, and copies it. */
	const char *room = buf_reserve(&p->out, v.kept * BYTES_OF_AN_ACTION);
	(void)room;
	write(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
plan_tree_page(struct request *rq, struct answer *an)
{
	return view_page(rq, an, page_plan_tree);
}

enum err
plan_years_page(struct request *rq, struct answer *an)
{
	return view_page(rq, an, page_plan_years);
}

enum err
plan_load_page(struct request *rq, struct answer *an)
{
	return view_page(rq, an, page_plan_load);
}

/* The public page exists only when the coordination publishes it; evidence counts are those of public evidence. */
enum err
plan_public_page(struct request *rq, struct answer *an)
{
	struct plan_view v = { .public_page = true };
	if (!rq->programme->plan_public)
		return E_NOTFOUND;
	enum err e = load_view(rq, &v);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", tr(rq->lang, N_("Plan d’action"))), "public");
	html(p, "<h1>%s</h1>", v.now.plan->title);
	page_plan_tree(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
plan_export_file(struct request *rq, struct answer *an)
{
	struct plan_now now;
	enum plan_format f;
	const void *bytes;
	size_t n;
	if (!plan_format_of(param_text(rq, "word"), &f))
		return E_NOTFOUND;
	enum err e = plan_now_load(rq, &now);
	if (e != OK)
		return e;
	struct plan_export_options o = { .with_state = text_eq(param_text(rq, "columns"), "state"), .lang = rq->lang, .bounds = rq->programme->bounds,
		.organisation = rq->programme->name };
	e = plan_export(rq->a, now.plan, &now.status, &o, f, &bytes, &n);
	if (e != OK)
		return e;
	return answer_bytes(an, plan_format_type(f), bytes, n,
	    arena_printf(rq->a, "plan-%s.%s", date_iso(now.on).s, plan_format_extension(f)));
}
