#include "plan/owe_pages.h"
#include "mail/mail.h"
#include "meeting/meeting_home.h"
#include "pages.h"
#include "plan/plan_pages.h"

static void
count(const struct plan_status *s, struct owe_counts *c)
{
	c->late = s->totals[ST_LATE];
	c->due = s->totals[ST_DUE];
	for (size_t i = 0; i < s->n; i++) {
		bool feed = false, filed = false;
		for (size_t k = 0; k < s->items[i].ncells; k++)
			feed = feed || s->items[i].cells[k].state == CELL_TO_FEED;
		for (size_t k = 0; k < s->items[i].nslots; k++)
			filed = filed || s->items[i].slots[k].state == SLOT_FILED;
		c->to_feed += feed;
		c->to_validate += filed;
	}
}

enum err
owe_page(struct request *rq, struct answer *an)
{
	struct owing o = { 0 };
	struct owe_counts c = { 0 };
	struct meeting_home meetings;
	int64_t lost = 0;
	enum err e = owe_load(rq->app->plan_cache, rq->db, rq->user, rq->programme->bounds, rq->today, &o);
	if (e != OK && e != E_NOTFOUND)
		return e;
	bool planned = e == OK;
	if (!planned)
		fail_clear(rq->a);
	if ((e = meeting_home(rq, &meetings)) != OK)
		return e;
	if (user_may(rq->user, RIGHT_PEOPLE_MANAGE) && (e = mails_lost(rq->db, &lost)) != OK)
		return e;
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Ce que nous devons")), "owe");
	page_mails_lost(p, lost);
	page_meeting_home(p, &meetings);
	if (!planned) {
		html(p, "<div class=\"empty\"><p>%s</p>", _("Il n’y a pas encore de plan adopté."));
		if (user_may(rq->user, RIGHT_PLAN_EDIT))
			html(p, "<p><a class=\"button primary\" href=\"/import\">%s</a></p>", _("Importer le plan depuis son document"));
		html(p, "</div>");
	} else {
		count(&o.status, &c);
		page_owe(p, rq, &o, &c);
	}
	layout_end(rq, an);
	return OK;
}
