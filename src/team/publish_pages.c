/* Publishing a draft: what changes from what stands, then one mail to each whose place changes. */
#include "team/compose_pages.h"
#include "mail/mail.h"
#include "pages.h"
#include <string.h>

const struct param team_publish_params[] = { { "rev", P_INT, 20 }, { "seen", P_WORD, 80 }, { 0 } };

static int
place_in(const struct publish_view *v, const struct team_places *all, int64_t student)
{
	for (size_t k = 0; k < all->n; k++)
		if (all->items[k].student == student && student != NONE) {
			size_t p = ranking_offer(&v->c.w, all->items[k].submission);
			return p == v->c.w.offers.n ? PLACE_GONE : (int)p;
		}
	return TEAM_NONE;
}

static bool
has_place(const struct team_places *all, int64_t submission, int64_t student, int64_t supervisor)
{
	for (size_t k = 0; k < all->n; k++)
		if (all->items[k].submission == submission && all->items[k].student == student && all->items[k].supervisor == supervisor)
			return true;
	return false;
}

static void
places_of(struct request *rq, struct publish_view *v)
{
	const struct compose *c = &v->c;
	for (size_t k = 0; k < c->w.students; k++)
		if (c->s.project_of[k] != TEAM_NONE) {
			struct team_place x = { c->w.offers.items[c->s.project_of[k]].id, c->w.student[k].id, NONE };
			PUSH(rq->a, &v->after, x);
		}
	for (size_t p = 0; p < c->w.offers.n; p++)
		if (c->s.lead_of[p] != TEAM_NONE) {
			struct team_place x = { c->w.offers.items[p].id, NONE, c->w.supervisor[c->s.lead_of[p]].id };
			PUSH(rq->a, &v->after, x);
		}
}

static bool
writable(const char *email)
{
	return !text_blank(email) && email_valid(email);
}

static void
count_mail(struct publish_view *v, const char *email)
{
	if (writable(email))
		v->mails++;
	else
		v->without++;
}

static void
compare(struct request *rq, struct publish_view *v)
{
	const struct ranking_world *w = &v->c.w;
	v->told = ARENA_ARRAY(rq->a, bool, w->offers.n + 1);
	for (size_t k = 0; k < w->students; k++) {
		struct place_change x = { k, place_in(v, &v->before, w->student[k].id), place_in(v, &v->after, w->student[k].id) };
		if (x.from == x.to)
			continue;
		PUSH(rq->a, &v->students, x);
		count_mail(v, w->student[k].email);
		if (x.from >= 0)
			v->told[x.from] = true;
		if (x.to >= 0)
			v->told[x.to] = true;
	}
	for (size_t k = 0; k < w->supervisors; k++) {
		size_t had = v->leads.n;
		for (size_t p = 0; p < w->offers.n; p++) {
			bool was = has_place(&v->before, w->offers.items[p].id, NONE, w->supervisor[k].id), is = has_place(&v->after, w->offers.items[p].id, NONE, w->supervisor[k].id);
			struct place_change x = { k, was ? (int)p : TEAM_NONE, is ? (int)p : TEAM_NONE };
			if (was == is)
				continue;
			PUSH(rq->a, &v->leads, x);
			v->told[p] = true;
		}
		for (size_t i = 0; i < v->before.n; i++) /* of a commission that is gone */
			if (v->before.items[i].supervisor == w->supervisor[k].id && ranking_offer(w, v->before.items[i].submission) == w->offers.n)
				PUSH(rq->a, &v->leads, ((struct place_change){ k, PLACE_GONE, TEAM_NONE }));
		if (v->leads.n > had)
			count_mail(v, w->supervisor[k].email);
	}
	for (size_t p = 0; p < w->offers.n; p++)
		if (v->told[p])
			count_mail(v, w->offers.items[p].email);
	v->seen = digest_str(compose_write(rq->a, w, &v->c.s)).s;
	v->seen = arena_strdup(rq->a, v->seen);
}

static enum err
open_publish(struct request *rq, struct answer *an, struct publish_view *v)
{
	*v = (struct publish_view){ .problems = &an->problems };
	enum err e = compose_open(rq->db, param_int(rq, "id"), &v->c);
	if (e == OK)
		e = team_published(rq->db, v->c.d.edition, &v->before);
	if (e == OK)
		e = publication_last(rq->db, v->c.d.edition, &v->last);
	if (e == E_NOTFOUND && v->c.d.id != 0) {
		fail_clear(rq->a);
		e = OK;
	}
	if (e != OK)
		return e;
	places_of(rq, v);
	compare(rq, v);
	return OK;
}

static enum err
show(struct request *rq, struct answer *an, struct publish_view *v)
{
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Publier les équipes")), "commissions");
	struct team_figures f;
	compose_measure(rq->a, &v->c, &f);
	page_publish(p, rq, v, &f);
	layout_end(rq, an);
	return OK;
}

enum err
publish_page(struct request *rq, struct answer *an)
{
	struct publish_view v;
	enum err e = open_publish(rq, an, &v);
	return e == OK ? show(rq, an, &v) : e;
}

/* ---- mails ----------------------------------------------------------------------------------------------------------------- */

static const char *
names_of(struct request *rq, const struct publish_view *v, int project, size_t but)
{
	struct buf b = buf_new(rq->a, KIB(32));
	for (size_t k = 0; k < v->c.w.students; k++)
		if (v->c.s.project_of[k] == project && k != but)
			buf_printf(&b, "- %s\n", student_name(rq->a, &v->c.w.student[k]));
	return arena_strdup(rq->a, buf_str(&b));
}

static const char *
lead_name(struct request *rq, const struct publish_view *v, int project)
{
	int k = v->c.s.lead_of[project];
	return k == TEAM_NONE ? "–" : supervisor_name(rq->a, &v->c.w.supervisor[k]);
}

static const char *
calendar_of(struct request *rq, const struct edition *e)
{
	return arena_printf(rq->a, "%s/call/calendar/%lld", rq->app->base_url, (long long)e->id);
}

static const char *
days_of(struct request *rq, const char *lang, const struct edition *e)
{
	const struct { const char *words, *day; } days[] = { { N_("- visite de l’institution : %s\n"), e->visits_on }, { N_("- rapport à remettre : %s\n"), e->report_on },
		{ N_("- présentation orale : %s\n"), e->oral_first_on } };
	struct buf b = buf_new(rq->a, 2000);
	struct date d;
	for (size_t k = 0; k < LEN(days); k++)
		if (days[k].day != NULL && date_parse(days[k].day, &d))
			buf_puts(&b, mail_text(rq->a, lang, days[k].words, date_long(rq->a, d, lang_tag(lang_best(lang)))));
	buf_puts(&b, "\n");
	buf_puts(&b, mail_text(rq->a, lang, N_("Pour votre agenda : %s\n"), calendar_of(rq, e)));
	return arena_strdup(rq->a, buf_str(&b));
}

static enum err
tell_student(struct request *rq, const struct publish_view *v, const struct place_change *x, const char *key)
{
	const struct student *s = &v->c.w.student[x->who];
	const char *lang = v->c.w.student_lang[x->who];
	if (!writable(s->email))
		return OK;
	struct mail m = { .to = s->email, .person = s->person, .key = arena_printf(rq->a, "%s:student:%lld", key, (long long)s->id) };
	if (x->to == TEAM_NONE) {
		m.subject = mail_text(rq->a, lang, N_("Votre équipe change : vous n’avez plus de place pour l’instant"));
		m.text = mail_text(rq->a, lang, N_("Bonjour %s,\n\nVous n’êtes plus dans l’équipe de %s. La coordination vous écrira bientôt.\n"), student_name(rq->a, s), offer_name(&v->c.w, x->from));
	} else {
		const char *name = offer_name(&v->c.w, x->to);
		m.subject = x->from == TEAM_NONE ? mail_text(rq->a, lang, N_("Votre équipe : %s"), name) : mail_text(rq->a, lang, N_("Votre équipe change : %s"), name);
		m.text = arena_printf(rq->a, "%s%s%s%s", mail_text(rq->a, lang, N_("Bonjour %s,\n\nVous travaillez cette année pour %s :\n\n%s\n\n"), student_name(rq->a, s), name,
		    v->c.w.offers.items[x->to].question == NULL ? "" : v->c.w.offers.items[x->to].question), mail_text(rq->a, lang, N_("Accompagnement : %s.\n\nAvec vous :\n\n%s\n"), lead_name(rq, v, x->to),
		    names_of(rq, v, x->to, x->who)), mail_text(rq->a, lang, N_("Les jours à noter :\n\n%s\n"), days_of(rq, lang, &v->c.w.edition)),
		    mail_text(rq->a, lang, N_("Votre équipe et son calendrier : %s\n"), arena_printf(rq->a, "%s/laboratory", rq->app->base_url)));
	}
	return mail_queue(rq->db, MAIL_TEAM, &m);
}

static enum err
tell_supervisor(struct request *rq, const struct publish_view *v, size_t who, const char *key)
{
	const struct supervisor *s = &v->c.w.supervisor[who];
	const char *lang = v->c.w.supervisor_lang[who];
	struct buf list = buf_new(rq->a, KIB(64));
	int teams = 0;
	if (!writable(s->email))
		return OK;
	for (size_t p = 0; p < v->c.w.offers.n; p++)
		if (v->c.s.lead_of[p] == (int)who) {
			teams++;
			buf_printf(&list, "%s\n%s\n", offer_name(&v->c.w, (int)p), names_of(rq, v, (int)p, v->c.w.students));
		}
	struct mail m = { .to = s->email, .person = s->person, .key = arena_printf(rq->a, "%s:supervisor:%lld", key, (long long)s->id),
		.subject = teams == 0 ? mail_text(rq->a, lang, N_("Vous n’accompagnez plus d’équipe %s"), v->c.w.edition.label) : mail_text(rq->a, lang, N_("Les équipes que vous accompagnez : %s"), v->c.w.edition.label),
		.text = arena_printf(rq->a, "%s%s%s", mail_text(rq->a, lang, teams == 0 ? N_("Bonjour %s,\n\nLa composition des équipes a changé : vous n’en accompagnez plus.\n%s")
		    : N_("Bonjour %s,\n\nVoici les équipes que vous accompagnez :\n\n%s"), supervisor_name(rq->a, s), buf_str(&list)), mail_text(rq->a, lang, N_("Les jours à noter :\n\n%s\n"), days_of(rq, lang, &v->c.w.edition)),
		    mail_text(rq->a, lang, N_("Leurs pages : %s\n"), arena_printf(rq->a, "%s/laboratory", rq->app->base_url))) };
	return mail_queue(rq->db, MAIL_TEAM, &m);
}

static enum err
tell_sponsor(struct request *rq, const struct publish_view *v, int project, const char *key)
{
	const struct submission *s = &v->c.w.offers.items[project];
	const char *lang = s->lang;
	if (!writable(s->email))
		return OK;
	struct date d;
	const char *visit = v->c.w.edition.visits_on != NULL && date_parse(v->c.w.edition.visits_on, &d) ? date_long(rq->a, d, lang_tag(lang_best(lang))) : "…";
	struct mail m = { .to = s->email, .person = NONE, .key = arena_printf(rq->a, "%s:sponsor:%lld", key, (long long)s->id),
		.subject = mail_text(rq->a, lang, N_("Décision : l’équipe qui travaille pour vous, %s"), submission_reference(rq->a, &v->c.w.edition, s)),
		.text = arena_printf(rq->a, "%s\n%s", mail_text(rq->a, lang, N_("Bonjour %s,\n\nVoici l’équipe d’étudiants qui travaille sur votre question :\n\n%s\nAccompagnement : %s.\n\nElle vous rencontre le %s.\n"),
		    s->contact_name == NULL ? "" : s->contact_name, names_of(rq, v, project, v->c.w.students), lead_name(rq, v, project), visit),
		    mail_text(rq->a, lang, N_("Pour votre agenda : %s\n"), calendar_of(rq, &v->c.w.edition))) };
	return mail_queue(rq->db, MAIL_COMMISSION, &m);
}

static enum err
tell_everyone(struct request *rq, const struct publish_view *v, const char *key)
{
	enum err e = OK;
	for (size_t k = 0; e == OK && k < v->students.n; k++)
		e = tell_student(rq, v, &v->students.items[k], key);
	for (size_t k = 0; e == OK && k < v->leads.n; k++)
		if (k == 0 || v->leads.items[k].who != v->leads.items[k - 1].who)
			e = tell_supervisor(rq, v, v->leads.items[k].who, key);
	for (size_t p = 0; e == OK && p < v->c.w.offers.n; p++)
		if (v->told[p])
			e = tell_sponsor(rq, v, (int)p, key);
	return e;
}

enum err
publish_do(struct request *rq, struct answer *an)
{
	struct publish_view v;
	int64_t id;
	enum err e = open_publish(rq, an, &v);
	if (e != OK)
		return e;
	if (!text_eq(param_text(rq, "seen"), v.seen) || param_int(rq, "rev") != v.c.d.rev)
		problem_add(rq->a, &an->problems, NULL, N_("Le brouillon a changé depuis que cette page était ouverte : relisez ce qui sera publié."), NULL);
	else if (compose_placed(&v.c) < v.c.w.students)
		problem_add(rq->a, &an->problems, NULL, N_("Des étudiants n’ont pas de place : composez, ou placez-les, avant de publier."), NULL);
	else if (v.after.n == 0)
		problem_add(rq->a, &an->problems, NULL, N_("Il n’y a rien à publier."), NULL);
	if (an->problems.n > 0)
		return show(rq, an, &v);
	if ((e = team_publish(rq->db, v.c.d.edition, &v.after)) != OK || (e = publication_add(rq->db, v.c.d.edition, v.c.d.id, rq->user->person, &id)) != OK)
		return e;
	e = tell_everyone(rq, &v, arena_printf(rq->a, "team:publication:%lld", (long long)id));
	if (e == OK)
		e = publication_mails(rq->db, id, (int64_t)v.mails);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Équipes publiées ; %s courriels partent."), arena_printf(rq->a, "%zu", v.mails), NULL);
	return answer_redirect(rq, an, draft_url(rq->a, &v.c.d));
}
