/* actor_pages.h: bodies, units, offices and directions: their names, kinds, and two names made one. RIGHT_PLAN_EDIT. */
#ifndef ACTOR_PAGES_H
#define ACTOR_PAGES_H
#include "plan/plan_store.h"
#include "web/web.h"

struct actor_list_row { struct actor_row row; struct actor_uses uses; };
struct actor_view { struct actor_list_row *items; size_t n, cap; };
const char *actor_kind_label(enum actor_kind k); /* French msgid */
const char *actor_kind_key(enum actor_kind k);   /* "body" … in forms */
struct history_row;
const char *actor_event(struct page *p, const struct history_row *r);        /* "création", "relève de": what was done to it */
const char *actor_event_value(const struct actor_view *v, const struct history_row *r);

extern const struct param actor_params[], actor_merge_params[];
enum err actors_page(struct request *rq, struct answer *an);        /* GET /plan/actors */
enum err actor_create(struct request *rq, struct answer *an);       /* POST /plan/actors */
enum err actor_page(struct request *rq, struct answer *an);         /* GET /plan/actors/{id} */
enum err actor_update(struct request *rq, struct answer *an);       /* POST /plan/actors/{id} */
enum err actor_merge_page(struct request *rq, struct answer *an);   /* GET /plan/actors/{id}/merge?into=: what would happen */
enum err actor_merge_do(struct request *rq, struct answer *an);     /* POST /plan/actors/{id}/merge */
#endif
