/* home_pages.c: "/". */
#include "home/home.h"
#include "call/call.h"
#include "pages.h"

enum { DAYS_AHEAD = 60 };

enum err
home_page(struct request *rq, struct answer *an)
{
	struct home_view v = { 0 };
	if (rq->user->person == NONE) {
		struct edition call;
		bool shown = rq->programme != NULL && rq->programme->plan_public;
		if (!shown && edition_current(rq->db, &call) == OK)
			return answer_redirect(rq, an, url_known("/call"));
		fail_clear(rq->a);
		return answer_redirect(rq, an, shown ? url_known("/public/plan") : url_known(PATH_SIGN_IN));
	}
	const struct calendar_of of = { .user = rq->user, .body = NONE, .bounds = rq->programme->bounds, .today = rq->today, .lang = rq->lang };
	enum err e = home_todo(rq, &v.todo);
	if (e == OK)
		e = calendar_coming(rq->db, &of, DAYS_AHEAD, &v.coming);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("À faire")), "home");
	page_home(p, rq, &v);
	layout_end(rq, an);
	return OK;
}
