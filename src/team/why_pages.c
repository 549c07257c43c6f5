/* Why not that commission: for the staff with names, for the student in ranks only. */
#include "team/compose_pages.h"
#include "mail/mail.h"
#include "pages.h"
#include <string.h>

#define WHY_SECONDS 1.5
const struct param compose_why_params[] = { { "wanted", P_INT, 20 }, { "subject", P_LINE, 1200 }, { "letter", P_TEXT, 40000 }, { 0 } };

/* The first choice, unless another commission is asked for. */
static int
wanted_of(struct request *rq, const struct compose *c, size_t student)
{
	size_t asked = ranking_offer(&c->w, param_int(rq, "wanted"));
	if (param_int(rq, "wanted") != NONE)
		return asked == c->w.offers.n ? TEAM_NONE : (int)asked;
	for (size_t p = 0; p < c->w.offers.n; p++)
		if (c->w.rank[student * c->w.offers.n + p] == 1)
			return (int)p;
	return TEAM_NONE;
}

static const char *
choice_text(struct request *rq, const char *lang, int rank)
{
	return rank == 0 ? mail_text(rq->a, lang, N_("une place hors de son classement")) : mail_text(rq->a, lang, N_("son choix n° %s"), arena_printf(rq->a, "%d", rank));
}

/* In ranks only: no name, no commission of anyone else. */
static const char *
letter_text(struct request *rq, const struct why_view *v)
{
	const struct compose *c = &v->c;
	const char *lang = c->w.student_lang[v->student];
	struct buf b = buf_new(rq->a, KIB(64));
	int here = c->s.project_of[v->student], rank = here == TEAM_NONE ? 0 : c->w.rank[v->student * c->w.offers.n + (size_t)here];
	int asked = c->w.rank[v->student * c->w.offers.n + (size_t)v->wanted];
	int others = v->why.steps > 0 ? v->why.steps - 1 : 0;
	buf_puts(&b, mail_text(rq->a, lang, N_("Bonjour %s,\n\n"), student_name(rq->a, &c->w.student[v->student])));
	buf_puts(&b, rank == 0 ? mail_text(rq->a, lang, N_("Vous êtes dans une équipe que vous n’aviez pas classée.")) : mail_text(rq->a, lang, N_("Vous êtes dans l’équipe de votre choix n° %s."), arena_printf(rq->a, "%d", rank)));
	buf_puts(&b, " ");
	if (v->why.answer.project_of == NULL) {
		buf_puts(&b, mail_text(rq->a, lang, N_("Aucune composition qui respecte les tailles et les règles ne vous placerait à votre choix n° %s."), arena_printf(rq->a, "%d", asked)));
	} else {
		buf_puts(&b, mail_text(rq->a, lang, N_("Pour vous placer à votre choix n° %s, la meilleure composition aurait déplacé %s autres personnes."), arena_printf(rq->a, "%d", asked), arena_printf(rq->a, "%d", others)));
		for (int k = 1; k < v->why.steps && k <= 8; k++) {
			const struct team_step *s = &v->why.step[k];
			buf_puts(&b, "\n- ");
			buf_puts(&b, mail_text(rq->a, lang, N_("Une personne passerait de %s à %s."), choice_text(rq, lang, s->rank_before), choice_text(rq, lang, s->rank_after)));
		}
	}
	buf_puts(&b, mail_text(rq->a, lang, N_("\n\nLes équipes sont composées pour que le moins de personnes possible soient loin de leurs choix, avec des parcours variés dans chaque équipe. Si vous voulez en parler, répondez à la coordination.\n")));
	return arena_strdup(rq->a, buf_str(&b));
}

static enum err
open_why(struct request *rq, struct answer *an, struct why_view *v)
{
	*v = (struct why_view){ .problems = &an->problems, .wanted = TEAM_NONE };
	enum err e = team_draft_has(rq->db, param_int(rq, "id"), param_int(rq, "student"));
	if (e == OK)
		e = compose_open(rq->db, param_int(rq, "id"), &v->c);
	if (e != OK)
		return e;
	v->student = ranking_student(&v->c.w, param_int(rq, "student"));
	if (v->student == v->c.w.students)
		return E_NOTFOUND;
	v->wanted = wanted_of(rq, &v->c, v->student);
	e = placement_letter_get(rq->db, v->c.w.student[v->student].id, &v->letter);
	v->sent = e == OK;
	if (e == E_NOTFOUND)
		fail_clear(rq->a);
	else if (e != OK)
		return e;
	if (v->wanted == TEAM_NONE || v->c.s.project_of[v->student] == v->wanted || compose_placed(&v->c) < v->c.w.students)
		return OK;
	e = team_why_not(rq->a, &v->c.problem, v->c.s.project_of, v->c.problem.supervisors > 0 ? v->c.s.lead_of : NULL, (int)v->student, v->wanted, (struct team_effort){ WHY_SECONDS, NULL }, &v->why);
	const char *lang = v->c.w.student_lang[v->student];
	if (e == OK && !v->sent) {
		v->letter.subject = mail_text(rq->a, lang, N_("Votre équipe : pourquoi pas votre choix n° %s"), arena_printf(rq->a, "%d", v->c.w.rank[v->student * v->c.w.offers.n + (size_t)v->wanted]));
		v->letter.body = letter_text(rq, v);
	}
	return e;
}

static enum err
show(struct request *rq, struct answer *an, struct why_view *v)
{
	const char *title = arena_printf(rq->a, "%s", student_name(rq->a, &v->c.w.student[v->student]));
	struct page *p = layout_begin(rq, an, title, "commissions");
	page_compose_why(p, rq, v);
	layout_end(rq, an);
	return OK;
}

enum err
compose_why_page(struct request *rq, struct answer *an)
{
	struct why_view v;
	enum err e = open_why(rq, an, &v);
	return e == OK ? show(rq, an, &v) : e;
}

enum err
compose_why_send(struct request *rq, struct answer *an)
{
	struct why_view v;
	const char *subject = param_text(rq, "subject"), *body = param_text(rq, "letter");
	enum err e = open_why(rq, an, &v);
	if (e != OK)
		return e;
	const struct student *s = &v.c.w.student[v.student];
	if (v.sent) {
		problem_add(rq->a, &an->problems, NULL, N_("Cette lettre est déjà partie : elle ne part qu’une fois."), NULL);
		return show(rq, an, &v);
	}
	if (text_blank(subject))
		problem_add(rq->a, &an->problems, "subject", N_("Écrivez l’objet."), NULL);
	if (text_blank(body))
		problem_add(rq->a, &an->problems, "letter", N_("Écrivez la lettre."), NULL);
	if (text_blank(s->email) || !email_valid(s->email))
		problem_add(rq->a, &an->problems, NULL, N_("Cet étudiant n’a pas d’adresse : dites-le-lui autrement."), NULL);
	if (an->problems.n > 0) {
		v.letter.subject = subject, v.letter.body = body;
		return show(rq, an, &v);
	}
	struct placement_letter l = { subject, body, NULL };
	struct mail m = { .to = s->email, .person = s->person, .subject = subject, .text = body, .key = arena_printf(rq->a, "team:why:%lld", (long long)s->id) };
	e = placement_letter_add(rq->db, s->id, &l, rq->user->person);
	if (e == OK)
		e = mail_queue(rq->db, MAIL_ANSWER, &m);
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("La lettre part vers %s."), s->email, NULL);
	return answer_redirect(rq, an, draft_url(rq->a, &v.c.d));
}
