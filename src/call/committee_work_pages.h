/* committee_work_pages.h: between the table of the committee and what changes it. */
#ifndef COMMITTEE_WORK_PAGES_H
#define COMMITTEE_WORK_PAGES_H
#include "call/committee_pages.h"

/* Loads and solves; nothing computed is no failure: see v->nothing. */
enum err committee_open(struct request *rq, int64_t scenario, struct committee_view *v, struct committee_want want) MUST_USE;
/* The whole table, with what is wrong in an->problems. */
enum err committee_show(struct request *rq, struct answer *an, int64_t scenario) MUST_USE;
/* v->values: of the candidates, in order. */
void committee_values(struct request *rq, struct committee_view *v);
#endif
