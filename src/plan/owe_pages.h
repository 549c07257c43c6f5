/* owe_pages.h: what each body and person owes to the plan. */
#ifndef OWE_PAGES_H
#define OWE_PAGES_H
#include "plan/owe.h"
#include "web/web.h"

struct owe_counts { int late, due, to_feed, to_validate; }; /* actions of the plan, each once */
enum err owe_page(struct request *rq, struct answer *an);
#endif
