/* calendar_pages.h: subscriptions and the weekly letter. RIGHT_SIGNED_IN, one's own; the calendar itself and the end of letters
 * by their secret addresses, RIGHT_ANYONE. */
#ifndef CALENDAR_PAGES_H
#define CALENDAR_PAGES_H
#include "calendar/calendar.h"
#include "web/web.h"

struct feed_body { int64_t actor; const char *name; };
struct feed_bodies { struct feed_body *items; size_t n, cap; };

extern const struct param calendar_new_params[], digest_params[], digest_setting_params[];
enum err calendar_page(struct request *rq, struct answer *an);         /* GET /account/calendar */
enum err calendar_new(struct request *rq, struct answer *an);          /* POST /account/calendar: shows the address once */
enum err calendar_revoke(struct request *rq, struct answer *an);       /* POST /account/calendar/{id}/revoke */
enum err calendar_digest(struct request *rq, struct answer *an);       /* POST /account/digest */
enum err digest_setting(struct request *rq, struct answer *an);        /* POST /settings/digest: RIGHT_PEOPLE_MANAGE */
enum err calendar_feed(struct request *rq, struct answer *an);         /* GET /calendar/{token}/pilotis.ics */
enum err unsubscribe_page(struct request *rq, struct answer *an);      /* GET /unsubscribe/{id}/{token} */
enum err unsubscribe_do(struct request *rq, struct answer *an);        /* POST: RFC 8058, without cookie or form token */
#endif
