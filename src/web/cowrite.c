#include "web/cowrite.h"
#include "base/json.h"
#include "base/text.h"

enum err
answer_written(struct request *rq, struct answer *an, const struct text_typed *t, struct url back, const char *merge)
{
	if (t->outcome == TEXT_RIVAL) {
		answer_notice(rq, an, N_("Quelqu’un a écrit en même temps au même endroit. Rien n’est perdu : réunissez les deux textes."), NULL, NULL);
		return answer_redirect(rq, an, url_known(merge));
	}
	answer_notice(rq, an, t->outcome == TEXT_MERGED ? N_("Enregistré, avec ce que quelqu’un d’autre a écrit entre-temps.") : N_("Enregistré."), NULL, NULL);
	return answer_redirect(rq, an, back);
}

enum err
answer_typed(struct request *rq, struct answer *an, const struct text_typed *t, const char *merge)
{
	static const char *const words[] = { [TEXT_SAVED] = "saved", [TEXT_MERGED] = "merged", [TEXT_RIVAL] = "rival" };
	struct buf b = buf_new(rq->a, MIB(2));
	struct jw j = jw_to(&b, false);
	jw_begin(&j, NULL, '{');
	jw_str(&j, "outcome", words[t->outcome]);
	jw_int(&j, "rev", t->rev);
	if (t->outcome == TEXT_MERGED)
		jw_str(&j, "text", t->text);
	if (t->other != NULL)
		jw_str(&j, "who", t->other);
	jw_str(&j, "merge", merge);
	jw_end(&j, '}');
	return answer_json(an, &b);
}

enum err
answer_too_long(struct request *rq, struct answer *an, enum err e)
{
	if (e != E_LIMIT)
		return e;
	const char *text = param_text(rq, "text");
	size_t over = text == NULL ? 0 : text_over(text, TEXT_TYPED_MOST), kept = 0;
	for (size_t i = 0; i < an->problems.n; i++) /* the parser said so in its own words */
		if (!text_eq(an->problems.items[i].field, "text"))
			an->problems.items[kept++] = an->problems.items[i];
	an->problems.n = kept;
	problem_add(rq->a, &an->problems, "text", N_("Ce texte est trop long. Caractères en trop : %s. Raccourcissez-le, ou partagez-le en deux : rien n’est perdu."), arena_printf(rq->a, "%zu", over));
	return E_INVALID;
}
