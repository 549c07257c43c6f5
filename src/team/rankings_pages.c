/* Who has voted, who has not; wishes and rules, with their reasons: for the coordination alone. */
#include "team/ranking_pages.h"
#include "mail/mail.h"
#include "pages.h"
#include <string.h>

const struct param rankings_plan_params[] = { { "rev", P_INT, 20 }, { "wanted", P_LINE, 10 }, { "do", P_WORD, 10 }, { 0 } };
const struct param rankings_wish_params[] = { { "student", P_INT, 20 }, { "other", P_INT, 20 }, { "reason", P_LINE, 1000 }, { "do", P_WORD, 10 }, { 0 } };
const struct param team_rule_params[] = { { "kind", P_WORD, 20 }, { "student", P_INT, 20 }, { "other", P_INT, 20 }, { "supervisor", P_INT, 20 }, { "commission", P_INT, 20 },
	{ "reason", P_LINE, 1000 }, { 0 } };
const struct param team_rule_do_params[] = { { "do", P_WORD, 10 }, { 0 } };

const char *
rule_name(enum rule_kind k)
{
	static const char *const names[RULE_KINDS] = { N_("Ensemble"), N_("Pas ensemble"), N_("Pas dans cette commande"), N_("N’accompagne pas cette commande") };
	return names[k];
}

static enum err
show(struct request *rq, struct answer *an, int64_t edition)
{
	struct rankings_view v = { .problems = &an->problems };
	enum err e = ranking_load(rq->db, edition, &v.w);
	if (e != OK)
		return e;
	for (size_t k = 0; k < v.w.students; k++)
		v.voted += ranking_done(&v.w, k);
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Classements")), v.w.edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &v.w.edition, "rankings", title);
	page_rankings(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
rankings_page(struct request *rq, struct answer *an)
{
	return show(rq, an, param_int(rq, "id"));
}

static enum err
back(struct request *rq, struct answer *an, const char *fragment)
{
	return answer_redirect(rq, an, (struct url){ arena_printf(rq->a, "/editions/%lld/rankings%s", (long long)param_int(rq, "id"), fragment) });
}

enum err
rankings_plan(struct request *rq, struct answer *an)
{
	struct ranking_world w;
	const char *what = param_text(rq, "do"), *typed = param_text(rq, "wanted");
	enum err e = ranking_load(rq->db, param_int(rq, "id"), &w);
	if (e != OK)
		return e;
	struct ranking_plan p = w.plan;
	int64_t n = 0;
	for (const char *c = typed == NULL ? "" : typed; *c >= '0' && *c <= '9' && n < 1000; c++)
		n = n * 10 + (*c - '0');
	if (n < 1 || n > RANKING_MOST)
		problem_add(rq->a, &an->problems, "wanted", N_("Écrivez un nombre de 1 à 20."), NULL);
	if (an->problems.n > 0)
		return show(rq, an, w.edition.id);
	p.wanted = n;
	p.rev = param_int(rq, "rev");
	if (text_eq(what, "close"))
		p.closed_at = arena_strdup(rq->a, now_utc().s);
	else if (text_eq(what, "open"))
		p.closed_at = NULL;
	e = p.rev == w.plan.rev ? ranking_plan_save(rq->db, &p) : E_CONFLICT;
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "edition", w.edition.id, w.plan.rev, url_path(rq->a, "/editions/%lld/rankings", (long long)w.edition.id));
	if (e != OK)
		return e;
	answer_notice(rq, an, text_eq(what, "close") ? N_("Classements clos : la demande est visible.") : text_eq(what, "open") ? N_("Classements rouverts.") : N_("C’est enregistré."), NULL, NULL);
	return back(rq, an, "");
}

enum err
rankings_remind(struct request *rq, struct answer *an)
{
	struct ranking_world w;
	int64_t sent = 0;
	enum err e = ranking_load(rq->db, param_int(rq, "id"), &w);
	if (e != OK)
		return e;
	if (w.phase != RANKING_OPEN) {
		problem_add(rq->a, &an->problems, NULL, N_("Les classements ne sont pas ouverts : personne n’a été rappelé."), NULL);
		return show(rq, an, w.edition.id);
	}
	for (size_t k = 0; e == OK && k < w.students; k++) {
		const struct student *s = &w.student[k];
		const char *lang = w.student_lang[k];
		struct page words = page_new(rq->a, lang_best(lang));
		if (ranking_done(&w, k) || text_blank(s->email) || !email_valid(s->email))
			continue;
		struct mail m = { .to = s->email, .person = s->person, .count = &sent,
			.subject = mail_text(rq->a, lang, N_("Action requise : classez les commandes %s"), w.edition.label),
			.text = mail_text(rq->a, lang, N_("Bonjour %s,\n\nVotre classement des commandes est attendu jusqu’au %s :\n\n%s\n\nSans lui, vous serez placé là où l’équipe en a besoin.\n"),
			    student_name(rq->a, s), moment_long(&words, w.ends - 60), arena_printf(rq->a, "%s/ranking", rq->app->base_url)) };
		e = mail_queue(rq->db, MAIL_TASK, &m);
	}
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Rappel envoyé à %s étudiants."), arena_printf(rq->a, "%lld", (long long)sent), NULL);
	return back(rq, an, "");
}

enum err
rankings_wish(struct request *rq, struct answer *an)
{
	const char *reason = param_text(rq, "reason");
	bool ignore = text_eq(param_text(rq, "do"), "ignore");
	enum err e;
	if (ignore && text_blank(reason)) {
		problem_add(rq->a, &an->problems, "reason", N_("Dites pourquoi ce souhait n’est pas suivi : le motif reste avec lui."), NULL);
		return show(rq, an, param_int(rq, "id"));
	}
	if ((e = wish_ignore(rq->db, param_int(rq, "id"), param_int(rq, "student"), param_int(rq, "other"), ignore ? reason : NULL)) != OK)
		return e;
	answer_notice(rq, an, ignore ? N_("Ce souhait ne compte plus.") : N_("Ce souhait compte à nouveau."), NULL, NULL);
	return back(rq, an, "#t-wishes");
}

/* ---- rules ---------------------------------------------------------------------------------------------------------- */

enum err
team_rule_new(struct request *rq, struct answer *an)
{
	struct ranking_world w;
	struct rule_new r = { .edition = param_int(rq, "id"), .student = NONE, .other = NONE, .supervisor = NONE, .submission = NONE, .reason = param_text(rq, "reason"),
		.person = rq->user->person };
	int64_t id;
	while (r.kind < RULE_KINDS && !text_eq(rule_words[r.kind], param_text(rq, "kind")))
		r.kind++;
	enum err e = r.kind == RULE_KINDS ? E_NOTFOUND : ranking_load(rq->db, r.edition, &w);
	if (e != OK)
		return e;
	if (r.kind == RULE_NOT_LEAD)
		r.supervisor = param_int(rq, "supervisor");
	else
		r.student = param_int(rq, "student");
	if (r.kind <= RULE_APART)
		r.other = param_int(rq, "other");
	else
		r.submission = param_int(rq, "commission");
	bool a = r.kind == RULE_NOT_LEAD ? ranking_supervisor(&w, r.supervisor) < w.supervisors : ranking_student(&w, r.student) < w.students;
	bool b = r.kind <= RULE_APART ? ranking_student(&w, r.other) < w.students && r.other != r.student : ranking_offer(&w, r.submission) < w.offers.n;
	if (!a || !b)
		problem_add(rq->a, &an->problems, "rule", N_("Choisissez deux éléments différents de l’édition."), NULL);
	else if (text_blank(r.reason))
		problem_add(rq->a, &an->problems, "rule", N_("Dites pourquoi : le motif reste avec la règle."), NULL);
	if (an->problems.n > 0)
		return show(rq, an, w.edition.id);
	if ((e = team_rule_add(rq->db, &r, &id)) != OK)
		return e;
	answer_notice(rq, an, N_("Règle ajoutée : elle compte à la prochaine composition."), NULL,
	    arena_printf(rq->a, "/editions/%lld/team-rules/%lld?do=remove", (long long)r.edition, (long long)id));
	return back(rq, an, "#t-rules");
}

enum err
team_rule_do(struct request *rq, struct answer *an)
{
	bool restore = text_eq(param_text(rq, "do"), "restore");
	int64_t edition = param_int(rq, "id"), rule = param_int(rq, "rule");
	enum err e = restore ? team_rule_restore(rq->db, edition, rule) : team_rule_remove(rq->db, edition, rule);
	if (e != OK)
		return e;
	answer_notice(rq, an, restore ? N_("Règle rétablie.") : N_("Règle retirée."), NULL,
	    restore ? NULL : arena_printf(rq->a, "/editions/%lld/team-rules/%lld?do=restore", (long long)edition, (long long)rule));
	return back(rq, an, "#t-rules");
}
