/* One past commission, for everyone: what its sponsor and its team agreed to show. */
#include "mission/report_pages.h"
#include "pages.h"
#include "store/blob.h"

static enum err
open_archived(struct request *rq, struct archived *x)
{
	return archive_get(rq->db, param_int(rq, "id"), arena_strdup(rq->a, date_iso(rq->today).s), x);
}

enum err
archive_page(struct request *rq, struct answer *an)
{
	struct archived x;
	enum err e = open_archived(rq, &x);
	if (e != OK)
		return e;
	struct page *p = layout_begin_under(rq, an, arena_printf(rq->a, "%s %s", tr(rq->lang, N_("Commande de l’année")), x.edition), "past", url_known("/call/past"), tr(rq->lang, N_("Commandes des années passées")));
	page_archived(p, &x);
	layout_end(rq, an);
	return OK;
}

enum err
archive_report(struct request *rq, struct answer *an)
{
	struct archived x;
	const void *bytes = NULL;
	size_t n = 0;
	enum err e = open_archived(rq, &x);
	if (e == OK && x.report.id == NONE)
		return E_NOTFOUND;
	if (e == OK)
		e = blob_get(rq->db, x.report.sha, &bytes, &n);
	return e == OK ? answer_bytes(an, x.report.type, bytes, n, x.report.filename) : e;
}
