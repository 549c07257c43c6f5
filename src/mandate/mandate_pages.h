/* mandate_pages.h: compositions, mandates, the chart, the handover. RIGHT_MANDATE_READ; writing RIGHT_MANDATE_EDIT, over whose
 * body is asked in the store; profiles, wanted compositions, chart and lines of the plan RIGHT_PLAN_EDIT. */
#ifndef MANDATE_PAGES_H
#define MANDATE_PAGES_H
#include "charter/charter.h"
#include "mandate/mandate.h"
#include "meeting/meeting.h"
#include "plan/owe.h"
#include "web/web.h"

enum { ENDS_SOON_DAYS = 180 }; /* a term that ends within half a year is said */

struct composition {
	const char *on;              /* ISO */
	struct date day;
	struct mandate_rows rows;    /* all, in order */
	struct mandate_wants wants;
	struct chart_node *nodes;    /* bodies and offices, in the plan's order */
	size_t n;
	struct mandate_rows *sitting; /* [n] who sits there that day */
	struct mandate_rows by_role; /* of one body's page, for who may note them: who is convoked by a role alone */
	struct mandate_rows outside; /* who speaks for the programme elsewhere */
	struct mandate_rows soon;    /* terms that end soon after today */
};
enum err composition_load(struct request *rq, struct composition *out);
/* A body's row of the page, an instance outside's. */
const char *mandate_place_name(struct arena *a, const struct mandate_row *m);
struct url mandate_url(struct arena *a, int64_t id);

extern const struct param mandates_params[], mandate_params[], mandate_new_params[], mandate_end_params[], mandate_want_params[], mandate_profile_params[], mandate_line_params[],
    mandate_place_params[];
enum err mandates_page(struct request *rq, struct answer *an);          /* GET /mandates?on= */
enum err mandates_csv(struct request *rq, struct answer *an);           /* GET /mandates.csv */
enum err mandate_new_page(struct request *rq, struct answer *an);       /* GET /mandates/new?actor=&after=&person=&seat= */
enum err mandate_new(struct request *rq, struct answer *an);            /* POST /mandates */
enum err mandate_page(struct request *rq, struct answer *an);           /* GET /mandates/{id} */
enum err mandate_update(struct request *rq, struct answer *an);         /* POST /mandates/{id} */
enum err mandate_end_do(struct request *rq, struct answer *an);         /* POST /mandates/{id}/end */
enum err mandate_remove_do(struct request *rq, struct answer *an);      /* POST /mandates/{id}/remove */
enum err mandate_restore_do(struct request *rq, struct answer *an);     /* POST /mandates/{id}/restore */
enum err mandate_body_page(struct request *rq, struct answer *an);      /* GET /mandates/body/{id}?on= */
enum err mandate_want_do(struct request *rq, struct answer *an);        /* POST /mandates/body/{id}/wanted */
enum err mandate_profiles_page(struct request *rq, struct answer *an);  /* GET /mandates/profiles */
enum err mandate_profile_add(struct request *rq, struct answer *an);    /* POST /mandates/profiles */
enum err mandate_line_do(struct request *rq, struct answer *an);        /* POST /mandates/lines */
enum err chart_page(struct request *rq, struct answer *an);             /* GET /mandates/chart?on= */
enum err chart_place(struct request *rq, struct answer *an);            /* POST /mandates/chart */
enum err chart_public_page(struct request *rq, struct answer *an);      /* GET /public/chart: no names, when the plan is public */
enum err handover_page(struct request *rq, struct answer *an);          /* GET /mandates/body/{id}/handover */

/* What one who takes over must know. */
struct handover_piece { const struct evidence *piece; const char *code; };
struct handover {
	const struct chart_node *body;
	struct owing owing;
	const struct owed *owed;     /* NULL: nothing */
	bool plan;
	struct { struct handover_piece *items; size_t n, cap; } proofs;
	struct resolutions decisions;
	struct resolution_actions decision_actions;
	struct meetings meetings;
	struct charters documents;   /* of that body, that the reader may see */
};
/* Who chairs or holds it that day, by name; "": nobody. who NULL: nobody is named. */
const char *chart_heads(struct page *p, const struct composition *who, int64_t actor);
void chart_svg(struct page *p, const struct chart *c, const struct composition *who); /* who NULL: bodies only */
#endif
