#include "plan/action_pages.h"
#include "pages.h"
#include <string.h>

const struct param comment_params[] = { { "text", P_TEXT, 8000 }, { "action", P_INT, 20 }, { 0 } };
const struct param indicator_params[] = { { "action", P_INT, 20 }, { "kind", P_WORD, 20 }, { "count", P_INT, 4 }, { "cadence", P_INT, 3 },
	{ "body", P_LINE, 200 }, { "qualification", P_WORD, 20 }, { "optional", P_BOOL, 4 }, { 0 } };
const struct param lead_params[] = { { "lead", P_INT, 20 }, { 0 } };
const struct param reply_params[] = { { "action", P_INT, 20 }, { "reply", P_WORD, 20 }, { "why", P_LINE, 2000 }, { 0 } };
const struct param waiver_params[] = { { "action", P_INT, 20 }, { "year", P_INT, 5 }, { "reason", P_LINE, 1000 }, { 0 } };

enum { LINES_OFFERED = 200 };

static struct url
action_url(struct request *rq, int64_t action, const char *anchor)
{
	return url_known(arena_printf(rq->a, "/plan/actions/%lld%s", (long long)action, anchor));
}

/* Finds the action in the plan in force, its place, its neighbours and its status. */
static enum err
find_action(struct request *rq, int64_t id, struct action_view *v)
{
	enum err e = plan_now_load(rq, &v->now);
	if (e != OK)
		return e;
	const struct action *last = NULL;
	size_t i = 0;
	for (struct plan_walk w = { .plan = v->now.plan }; plan_next(&w); i++) {
		if (v->action != NULL && v->after == NULL)
			v->after = w.action;
		if (w.action->id == id) {
			v->action = w.action;
			v->objective = w.objective;
			v->specific = w.specific;
			v->before = last;
			v->st = &v->now.status.items[i];
		}
		last = w.action;
	}
	return v->action == NULL ? E_NOTFOUND : OK;
}

static void
keep_own_replies(struct arena *a, const struct recommendations *all, int64_t action, struct recommendations *out)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i].action == action)
			PUSH(a, out, all->items[i]);
}

static enum err
load_action(struct request *rq, int64_t id, struct action_view *v)
{
	struct recommendations all = { 0 };
	enum err e = find_action(rq, id, v);
	if (e == OK)
		e = evidence_of_action(rq->db, rq->user, id, &v->evidence);
	if (e == OK)
		e = comment_list(rq->db, rq->user, id, &v->comments);
	if (e == OK)
		e = waiver_list(rq->db, rq->user, id, &v->waivers);
	if (e == OK && v->action->recommendations.n > 0)
		e = recommendation_list(rq->db, rq->user, NONE, &all);
	if (e == OK)
		e = actor_list(rq->db, rq->user, &v->bodies);
	if (e == OK && user_may(rq->user, RIGHT_EVIDENCE_FILE))
		e = history_of(rq->db, "action", id, 200, &v->history);
	if (e != OK)
		return e;
	keep_own_replies(rq->a, &all, id, &v->replies);
	v->may_edit = user_may(rq->user, RIGHT_PLAN_EDIT);
	v->may_file = action_may(rq->user, RIGHT_EVIDENCE_FILE, v->now.plan, v->action);
	v->may_validate = action_may(rq->user, RIGHT_EVIDENCE_VALIDATE, v->now.plan, v->action);
	if (v->may_file)
		line_choices_fill(rq->a, rq->user, v->now.plan, v->action, LINES_OFFERED, &v->lines);
	return OK;
}

static enum err
write_action(struct request *rq, struct answer *an, struct action_view *v)
{
	v->problems = &an->problems;
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s %s", v->action->code, v->action->title), "plan");
	page_action_show(p, rq, v);
	layout_end(rq, an);
	return OK;
}

enum err
action_show(struct request *rq, struct answer *an)
{
	struct action_view v = { .typed = { .kind = EV_FILE, .number = NONE, .body = NONE, .visibility = VIS_EVALUATORS } };
	enum err e = load_action(rq, param_int(rq, "id"), &v);
	/* One line only: it is what the reader came to prove. */
	if (e == OK && v.lines.n > 0 && v.action->indicators.n == 1)
		v.lines.items[0].checked = true;
	return e == OK ? write_action(rq, an, &v) : e;
}

enum err
action_show_again(struct request *rq, struct answer *an, int64_t action, const struct evidence_form *f, const char *comment)
{
	struct action_view v = { .typed = { .kind = EV_FILE, .number = NONE, .body = NONE, .visibility = VIS_EVALUATORS }, .comment_typed = comment };
	struct strings slots = { 0 };
	enum err e = load_action(rq, action, &v);
	if (e != OK)
		return e;
	if (f != NULL)
		v.typed = *f;
	param_many(rq, "slot", &slots);
	for (size_t i = 0; i < slots.n; i++)
		for (size_t k = 0; k < v.lines.n; k++)
			if (text_eq(slots.items[i], arena_printf(rq->a, "%lld", (long long)v.lines.items[k].indicator)))
				v.lines.items[k].checked = true;
	an->status = 422;
	return write_action(rq, an, &v);
}

/* ---- comments ------------------------------------------------------------------------------------------- */

enum err
comment_create(struct request *rq, struct answer *an)
{
	int64_t action = param_int(rq, "id"), id;
	const char *text = param_text(rq, "text");
	enum err e = comment_add(rq->db, rq->user, action, text, &id, &an->problems);
	if (e == E_INVALID && an->problems.n > 0)
		return action_show_again(rq, an, action, NULL, text);
	return e == OK ? answer_redirect(rq, an, action_url(rq, action, "#t-talk")) : e;
}

enum err
comment_remove(struct request *rq, struct answer *an)
{
	int64_t id = param_int(rq, "id"), action = param_int(rq, "action");
	enum err e = comment_delete(rq->db, rq->user, id, true);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Commentaire supprimé."), NULL, arena_printf(rq->a, "/comments/%lld/restore?action=%lld", (long long)id, (long long)action));
	return answer_redirect(rq, an, action == NONE ? url_known("/plan") : action_url(rq, action, "#t-talk"));
}

enum err
comment_restore(struct request *rq, struct answer *an)
{
	int64_t action = param_int(rq, "action");
	enum err e = comment_delete(rq->db, rq->user, param_int(rq, "id"), false);
	return e == OK ? answer_redirect(rq, an, action == NONE ? url_known("/plan") : action_url(rq, action, "#t-talk")) : e;
}

/* ---- how a line is read ----------------------------------------------------------------------------------- */

static enum err
done(struct request *rq, struct answer *an, enum err e, const char *anchor, const char *msgid)
{
	int64_t action = param_int(rq, "action");
	if (e == E_INVALID && an->problems.n > 0 && action != NONE)
		return action_show_again(rq, an, action, NULL, NULL);
	if (e != OK)
		return e;
	answer_notice(rq, an, msgid, NULL, NULL);
	return answer_redirect(rq, an, action == NONE ? url_known("/plan") : action_url(rq, action, anchor));
}

enum err
indicator_read_as(struct request *rq, struct answer *an)
{
	struct indicator_reading r = { .optional = param_bool(rq, "optional"), .body = param_text(rq, "body") };
	int64_t count = param_int(rq, "count"), cadence = param_int(rq, "cadence"), id = param_int(rq, "id");
	const char *q = param_text(rq, "qualification");
	if (!indicator_kind_of(param_text(rq, "kind"), &r.kind))
		return fail(rq->a, E_INVALID, "indicator: kind");
	r.count = count == NONE ? 1 : (int)count;
	r.cadence = cadence == NONE ? 1 : (int)cadence;
	r.qualification = text_eq(q, "filed") ? QUAL_FILED : text_eq(q, "adopted") ? QUAL_ADOPTED : QUAL_VALIDATED;
	if (text_blank(r.body))
		r.body = NULL;
	struct plan_now now; /* the page shows the plan in force: its lines are those that are read */
	enum err e = plan_now_load(rq, &now);
	if (e == OK)
		e = indicator_confirm(rq->db, rq->user, now.plan->revision_id, id, &r, &an->problems);
	return done(rq, an, e, arena_printf(rq->a, "#i%lld", (long long)id), N_("Lecture confirmée."));
}

enum err
action_lead(struct request *rq, struct answer *an)
{
	struct action_view v = { 0 };
	enum err e = find_action(rq, param_int(rq, "id"), &v);
	if (e == OK)
		e = responsibility_confirm(rq->db, rq->user, v.action->line, param_int(rq, "lead"));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Porteur confirmé."), NULL, NULL);
	return answer_redirect(rq, an, action_url(rq, v.action->id, ""));
}

enum err
reply_save(struct request *rq, struct answer *an)
{
	const char *reply = param_text(rq, "reply");
	enum err e = recommendation_reply(rq->db, rq->user, param_int(rq, "id"), text_blank(reply) ? NULL : reply, param_text(rq, "why"), &an->problems);
	return done(rq, an, e, "#t-reply", N_("Suite enregistrée."));
}

enum err
waiver_create(struct request *rq, struct answer *an)
{
	int64_t year = param_int(rq, "year"), id;
	int64_t indicator = param_int(rq, "id");
	enum err e = slot_waive(rq->db, rq->user, indicator, year == NONE ? 0 : (int)year, param_text(rq, "reason"), &id, &an->problems);
	return done(rq, an, e, arena_printf(rq->a, "#i%lld", (long long)indicator), N_("Déclaré sans objet."));
}

enum err
waiver_end(struct request *rq, struct answer *an)
{
	return done(rq, an, slot_waive_end(rq->db, rq->user, param_int(rq, "id")), "#t-lines", N_("La ligne attend de nouveau une preuve."));
}
