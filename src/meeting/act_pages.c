/* act_pages.c: what is done with a meeting by one button. */
#include "meeting/meeting_pages.h"
#include <string.h>

enum err
meeting_do(struct request *rq, struct answer *an)
{
	const char *what = param_text(rq, "do");
	int64_t id = param_int(rq, "id"), n = 0;
	struct meeting m;
	enum err e = meeting_get(rq->db, rq->user, id, &m);
	if (e != OK)
		return e;
	if (text_eq(what, "fill")) {
		e = agenda_fill(rq->db, rq->user, id, rq->programme->bounds, rq->today, &n);
		if (e == OK)
			answer_notice(rq, an, n == 0 ? N_("L’ordre du jour tient déjà tout ce que le plan demande.") : N_("L’ordre du jour est complété."), NULL, NULL);
		return e == OK ? answer_redirect(rq, an, meeting_url(rq, id, "")) : e;
	}
	return fail(rq->a, E_NOTFOUND, "nothing is called so");
}
