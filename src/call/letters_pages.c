/* The letters of a decision: read before they leave, changed for all of an outcome or for one, sent once. */
#include "call/decision_pages.h"
#include "pages.h"
#include <string.h>

const struct param letter_params[] = { { "rev", P_INT, 20 }, { "subject", P_LINE, 800 }, { "letter", P_TEXT, 40000 }, { 0 } };

static enum err
open_letters(struct request *rq, struct letters_view *v)
{
	enum err e = decision_get(rq->db, param_int(rq, "id"), &v->d);
	if (e == OK)
		e = edition_get(rq->db, v->d.edition, &v->edition);
	if (e == OK)
		e = submission_list(rq->db, v->edition.id, &v->all);
	if (e == OK)
		e = outcome_letters(rq->db, &v->d, &v->edition, &v->letters);
	for (int o = 0; e == OK && o < OUTCOMES; o++)
		e = outcome_text_get(rq->db, v->d.id, (enum outcome)o, LANG_FR, &v->text[o]);
	return e;
}

static enum err
show_letters(struct request *rq, struct answer *an)
{
	struct letters_view v = { .problems = &an->problems };
	enum err e = open_letters(rq, &v);
	if (e != OK)
		return e;
	const char *title = arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Lettres de la décision")), v.edition.label);
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s", title), "-commissions");
	page_edition_head(p, rq, &v.edition, "selection", title);
	page_letters(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

enum err
letters_page(struct request *rq, struct answer *an)
{
	return show_letters(rq, an);
}

static bool
complete(struct request *rq, struct answer *an)
{
	if (text_blank(param_text(rq, "subject")))
		problem_add(rq->a, &an->problems, "subject", N_("Une lettre a un objet."), NULL);
	if (text_blank(param_text(rq, "letter")))
		problem_add(rq->a, &an->problems, "letter", N_("La lettre est vide."), NULL);
	return an->problems.n == 0;
}

static enum err
again(struct request *rq, struct answer *an)
{
	an->status = 422;
	enum err e = show_letters(rq, an);
	an->status = 422;
	return e;
}

static struct url
letters_url(struct request *rq, int64_t decision)
{
	return url_path(rq->a, "/decisions/%lld/letters", (long long)decision);
}

enum err
letters_text_save(struct request *rq, struct answer *an)
{
	struct decision d;
	struct outcome_text was;
	enum outcome o;
	enum err e = decision_get(rq->db, param_int(rq, "id"), &d);
	if (e != OK)
		return e;
	if (!outcome_of(param_text(rq, "outcome"), &o))
		return E_NOTFOUND;
	if (!complete(rq, an))
		return again(rq, an);
	struct outcome_text t = { param_text(rq, "subject"), param_text(rq, "letter"), param_int(rq, "rev") == NONE ? 0 : param_int(rq, "rev") };
	if ((e = outcome_text_get(rq->db, d.id, o, LANG_FR, &was)) == OK)
		e = was.rev == t.rev ? outcome_text_set(rq->db, d.id, o, &t) : E_CONFLICT;
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "decision", d.id, was.rev, letters_url(rq, d.id));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Texte enregistré : les lettres qui ne sont pas parties, et n’ont pas de texte à elles, le suivent."), NULL, NULL);
	return answer_redirect(rq, an, letters_url(rq, d.id));
}

enum err
letters_one_save(struct request *rq, struct answer *an)
{
	struct letters_view v = { .problems = &an->problems };
	enum err e = open_letters(rq, &v);
	if (e != OK)
		return e;
	size_t k = 0;
	while (k < v.letters.n && v.letters.items[k].submission != param_int(rq, "file"))
		k++;
	if (k == v.letters.n)
		return E_NOTFOUND;
	if (!complete(rq, an))
		return again(rq, an);
	struct outcome_letter *l = &v.letters.items[k];
	int64_t rev_now = l->rev, rev = param_int(rq, "rev") == NONE ? 0 : param_int(rq, "rev");
	if (l->sent_at != NULL) {
		problem_add(rq->a, &an->problems, NULL, N_("Cette lettre est déjà partie : écrivez-en une autre depuis votre messagerie."), NULL);
		return again(rq, an);
	}
	l->rev = rev;
	l->subject = param_text(rq, "subject");
	l->body = param_text(rq, "letter");
	e = rev == rev_now ? outcome_letter_set(rq->db, v.d.id, l) : E_CONFLICT;
	if (e == E_CONFLICT)
		return answer_conflict(rq, an, "submission", l->submission, rev_now, letters_url(rq, v.d.id));
	if (e != OK)
		return e;
	answer_notice(rq, an, N_("Cette lettre a maintenant son propre texte."), NULL, NULL);
	return answer_redirect(rq, an, letters_url(rq, v.d.id));
}

enum err
letters_send(struct request *rq, struct answer *an)
{
	struct decision d;
	struct edition edition;
	int64_t sent;
	enum err e = decision_get(rq->db, param_int(rq, "id"), &d);
	if (e == OK)
		e = edition_get(rq->db, d.edition, &edition);
	if (e == OK)
		e = outcome_letters_send(rq->db, &d, &edition, &sent);
	if (e != OK)
		return e;
	answer_notice(rq, an, sent == 0 ? N_("Rien à envoyer : toutes les lettres sont parties.") : N_("%s lettres sont dans le courrier."), arena_printf(rq->a, "%lld", (long long)sent), NULL);
	return answer_redirect(rq, an, letters_url(rq, d.id));
}
