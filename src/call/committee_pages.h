/* committee_pages.h: the working table of the committee that selects. */
#ifndef COMMITTEE_PAGES_H
#define COMMITTEE_PAGES_H
#include "call/committee.h"
#include "call/review_pages.h"

enum err committee_page(struct request *rq, struct answer *an);        /* GET /editions/{id}/selection */
enum err committee_begin(struct request *rq, struct answer *an);       /* POST /editions/{id}/selection: a first scenario */
enum err committee_settings(struct request *rq, struct answer *an);    /* POST /scenarios/{id} */
enum err committee_floor(struct request *rq, struct answer *an);       /* POST /scenarios/{id}/floor: a notch of the curve */
enum err committee_copy(struct request *rq, struct answer *an);        /* POST /scenarios/{id}/copy */
enum err committee_delete(struct request *rq, struct answer *an);      /* POST /scenarios/{id}/delete */
enum err committee_restore(struct request *rq, struct answer *an);     /* POST /scenarios/{id}/restore */
enum err committee_pin_set(struct request *rq, struct answer *an);     /* POST /scenarios/{id}/pin */
enum err committee_rule_new(struct request *rq, struct answer *an);    /* POST /scenarios/{id}/rules */
enum err committee_rule_page(struct request *rq, struct answer *an);   /* GET /scenarios/{id}/rules: the form of a new rule */
enum err committee_rule_do(struct request *rq, struct answer *an);     /* POST /scenarios/{id}/rules/{rule:id} */
enum err committee_file_page(struct request *rq, struct answer *an);   /* GET /scenarios/{id}/files/{file:id} */
enum err committee_instance(struct request *rq, struct answer *an);    /* GET /scenarios/{id}/instance */
extern const struct param committee_page_params[], committee_name_params[], committee_settings_params[], committee_floor_params[], committee_pin_params[],
    committee_rule_params[], committee_rule_do_params[];

/* ---- between the pages and their templates ---------------------------------------------------------------- */

enum { FULL_ROWS = 10 }; /* of those not chosen: the waiting list, in full */
struct committee_view {
	struct committee c;
	struct scenarios scenarios;
	struct problems nothing;         /* why nothing can be computed yet */
	const struct problems *problems; /* of what was typed */
	struct call_terms terms;
	bool *hidden;                    /* candidates of whose scores the reader, as a juror, may see nothing */
	bool decided;                    /* the edition has its decision */
	struct strings values[DIMENSIONS]; /* of the candidates, in order */
};
struct committee_file_view { struct committee_view v; size_t at; const char *reference; struct sel_flip flip; };
/* "+0,14", "−0,14". */
const char *step_text(struct page *p, double x);
/* "1 0.5 0.333333333333333" as people write it: "1 ; 0,5 ; 1/3". */
const char *increments_text(struct page *p, const char *steps);
const char *share_text(struct page *p, double x);          /* "93 %" */
const char *candidate_reference(struct page *p, const struct committee *c, size_t candidate);
const char *candidate_names(struct page *p, const struct committee *c, const int *which, size_t n); /* "2024-25/004, 2024-25/009" */
struct url candidate_url(struct page *p, const struct committee *c, size_t candidate);
size_t committee_count(const struct committee *c, int dimension, const char *value, bool chosen_only);
void committee_svg(struct page *p, const struct committee *c);
#endif
