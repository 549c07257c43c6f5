#include "web/layout.h"
#include "web/life.h"
#include "web/once.h"
#include "web/parse.h"
#include "pages.h"
#include <string.h>

const char *
layout_who(const struct request *rq)
{
	if (rq->user->person == NONE)
		return "";
	return arena_printf(rq->a, "%.16s", digest_keyed(rq->app->key, APP_KEY_SIZE, arena_printf(rq->a, "drafts of %lld", (long long)rq->user->person)).s);
}

const char *
layout_drafts(const struct request *rq)
{
	return rq->user->person == NONE || rq->user->session_short ? "tab" : "device";
}

const char *
layout_programme(const struct request *rq)
{
	return rq->programme == NULL || text_blank(rq->programme->name) ? "Pilotis" : rq->programme->name;
}

/* At most some seventy characters, what the tab of a browser and a list of results can show; the page's own words first. */
const char *
layout_title(struct request *rq, const char *title)
{
	const char *site = rq->programme == NULL || text_blank(rq->programme->short_name) ? "Pilotis" : rq->programme->short_name;
	return arena_printf(rq->a, "%s – %s", text_ellipsis(rq->a, title, 50), text_ellipsis(rq->a, site, 16));
}

/* Where a change of language comes back to: this page, unless it is the answer to a form. */
const char *
layout_back(const struct request *rq)
{
	return rq->method == M_GET ? rq->target : "/";
}

struct url
layout_undo(const struct request *rq)
{
	return url_back(rq, rq->notice->undo);
}

struct page *
layout_begin(struct request *rq, struct answer *an, const char *title, const char *section)
{
	bool own_h1 = title[0] == '-';
	an->kind = BODY_PAGE;
	an->page = page_new(rq->a, rq->lang);
	if (rq->notice != NULL)
		cookie_set(rq, an, "notice", "", 0);
	page_layout_head(&an->page, rq, own_h1 ? title + 1 : title, section, !own_h1);
	return &an->page;
}

struct page *
layout_begin_under(struct request *rq, struct answer *an, const char *title, const char *section, struct url up, const char *there)
{
	struct page *p = layout_begin(rq, an, arena_printf(rq->a, "-%s · %s", title, there), section);
	page_layout_under(p, title, up, there);
	return p;
}

void
layout_end(struct request *rq, struct answer *an)
{
	page_layout_foot(&an->page, rq);
}

void
form_open(struct request *rq, struct page *p, struct url action, bool files)
{
	rq->csrf_used = true;
	rq->form_action = action.href;
	html(p, "<form method=\"post\" action=\"%s\"", action.href);
	if (files)
		html(p, " enctype=\"multipart/form-data\"");
	html(p, "><input type=\"hidden\" name=\"csrf\" value=\"%s\"><input type=\"hidden\" name=\"once\" value=\"%s\">", rq->csrf, once_key(rq));
}

void
form_rev(struct request *rq, struct page *p, int64_t rev)
{
	const char *typed = rq->method == M_POST && text_eq(rq->form_action, rq->target) ? pair_of(&rq->form, "rev") : NULL;
	if (typed != NULL)
		html(p, "<input type=\"hidden\" name=\"rev\" value=\"%s\">", typed);
	else
		html(p, "<input type=\"hidden\" name=\"rev\" value=\"%lld\">", (long long)rev);
}

void
form_problems(struct page *p, const struct problems *pb)
{
	if (pb == NULL || pb->n == 0)
		return;
	html(p, "<div class=\"notice bad\" role=\"alert\" tabindex=\"-1\" id=\"problems\"><h2>%s</h2><ul>",
	    trnum(p, N_("Un point à corriger"), N_("%s points à corriger"), (int64_t)pb->n));
	for (size_t i = 0; i < pb->n; i++) {
		const struct problem *one = &pb->items[i];
		const char *text = fmt_(p, one->msgid, one->arg);
		if (one->field != NULL)
			html(p, "<li><a href=\"#f-%s\">%s</a></li>", one->field, text);
		else
			html(p, "<li>%s</li>", text);
	}
	html(p, "</ul></div>");
}
