#include "web/web.h"
#include "pages.h"

enum err
page_help_show(struct request *rq, struct answer *an)
{
	struct page *p = layout_begin(rq, an, tr(rq->lang, N_("Aide")), "help");
	page_help(p, rq);
	layout_end(rq, an);
	return OK;
}
