/* oidc_pages.h: the way in through the provider, and its settings: what the route table names. */
#ifndef OIDC_PAGES_H
#define OIDC_PAGES_H
#include "people/oidc.h"
#include "web/web.h"

/* oidc_pages.c: public; these GET wait for the provider, hence ROUTE_SLOW | ROUTE_OWN_TX. */
extern const struct param oidc_start_params[], oidc_back_params[];
enum err oidc_start(struct request *rq, struct answer *an);        /* GET /signin/oidc: to the provider */
enum err oidc_back(struct request *rq, struct answer *an);         /* GET /signin/oidc/back: from the provider */
enum err oidc_out(struct request *rq, struct answer *an);          /* GET /signin/oidc/out: ends the session there too */
enum err account_oidc_link(struct request *rq, struct answer *an); /* GET /account/oidc: ties one's own account */
enum err account_oidc_unlink(struct request *rq, struct answer *an); /* POST /account/oidc/unlink */
enum err people_oidc_unlink(struct request *rq, struct answer *an);  /* POST /people/{id}/oidc/unlink */

/* oidc_settings_pages.c: RIGHT_ADMIN; groups: RIGHT_PEOPLE_MANAGE, and the right to give that role. */
extern const struct param oidc_settings_params[], oidc_group_params[], oidc_local_params[];
enum err oidc_settings_page(struct request *rq, struct answer *an);  /* GET /settings/signin */
enum err oidc_settings_update(struct request *rq, struct answer *an);/* POST /settings/signin */
enum err oidc_settings_test(struct request *rq, struct answer *an);  /* POST /settings/signin/test: ROUTE_OWN_TX */
enum err oidc_local_update(struct request *rq, struct answer *an);   /* POST /settings/signin/local */
enum err oidc_group_create(struct request *rq, struct answer *an);   /* POST /settings/signin/groups */
enum err oidc_group_delete(struct request *rq, struct answer *an);   /* POST /settings/signin/groups/{id}/delete */

/* Where the provider sends the browser back to: to be registered there. */
const char *oidc_redirect_uri(struct arena *a, const struct app *app);
#endif
