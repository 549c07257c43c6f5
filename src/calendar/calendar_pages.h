/* calendar_pages.h: subscriptions, and which mails one gets. RIGHT_SIGNED_IN, one's own; the calendar itself and the end of a kind of mail
 * by their secret addresses, RIGHT_ANYONE. */
#ifndef CALENDAR_PAGES_H
#define CALENDAR_PAGES_H
#include "calendar/calendar.h"
#include "mail/mail.h"
#include "web/web.h"

struct feed_body { int64_t actor; const char *name; };
struct feed_bodies { struct feed_body *items; size_t n, cap; };

/* For a user, whole or of one body (NONE: all), in the language of the request. */
struct calendar_of calendar_for(struct request *rq, const struct user *u, int64_t body);

struct mails_view {
	bool off[MAIL_KINDS];
	struct digest_letter letter;     /* what the weekly letter would say today */
	struct bounces bounce;           /* of one's own address: one or none */
	int weekday;
};

extern const struct param calendar_new_params[], mails_params[], digest_setting_params[];
enum err calendar_page(struct request *rq, struct answer *an);         /* GET /account/calendar */
enum err calendar_new(struct request *rq, struct answer *an);          /* POST /account/calendar: shows the address once */
enum err calendar_revoke(struct request *rq, struct answer *an);       /* POST /account/calendar/{id}/revoke */
enum err digest_setting(struct request *rq, struct answer *an);        /* POST /settings/digest: RIGHT_PEOPLE_MANAGE */
enum err calendar_feed(struct request *rq, struct answer *an);         /* GET /calendar/{token}/pilotis.ics */
enum err mails_page(struct request *rq, struct answer *an);            /* GET /account/mails */
enum err mails_save(struct request *rq, struct answer *an);            /* POST /account/mails */
enum err unsubscribe_page(struct request *rq, struct answer *an);      /* GET /unsubscribe/{id}/{token} */
enum err unsubscribe_do(struct request *rq, struct answer *an);        /* POST: RFC 8058, without cookie or form token */
enum err unsubscribe_undo(struct request *rq, struct answer *an);      /* POST /unsubscribe/{id}/{token}/undo */
#endif
