/* owe_pages.h: the first page after sign-in: what each body and person owes. */
#ifndef OWE_PAGES_H
#define OWE_PAGES_H
#include "plan/evidence_store.h"
#include "web/web.h"

struct owe_counts { int late, due, to_feed, to_validate; }; /* actions of the plan, each once */
enum err owe_page(struct request *rq, struct answer *an);
/* "/": where a reader belongs: what they owe, the public plan, or sign-in. */
enum err home_page(struct request *rq, struct answer *an);
#endif
