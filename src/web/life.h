/* life.h: what the files of the web room share: the steps of a request's life. Pages include web.h only. */
#ifndef LIFE_H
#define LIFE_H
#include "web/web.h"

/* route.c */
bool route_match(const char *pattern, const char *path, struct request *rq);
/* The route of this method and path; NULL with *allowed = the methods that the path does have (0: no such path). */
const struct route *route_find(const struct app *app, struct request *rq, unsigned *allowed);

/* request.c: keeps the declared parameters, cleaned and checked. */
void params_declared(struct request *rq, struct answer *an);

/* session.c */
void session_begin(struct request *rq);                    /* cookies, form token, language before the session is known */
void session_language(struct request *rq);                 /* again, once the user and the programme are known */
bool origin_same(const struct request *rq);
bool csrf_right(const struct request *rq, const char *given);
/* The cookie's session has ended: the forms of this page are a visitor's. */
void session_ended(struct request *rq);
/* The token of a form given back to someone whose session has ended: right for this form alone, once they signed in. */
const char *csrf_again(const struct request *rq, const char *once);
void notice_read(struct request *rq);
void cookie_set(struct request *rq, struct answer *an, const char *name, const char *value, int max_age); /* -1: until closed; 0: removed */

/* A form that was carried out: the browser may forget its draft (assets/drafts.js reads this cookie). */
void cookie_sent(struct request *rq, struct answer *an);

/* errors.c: replaces whatever the answer was. */
void answer_error(struct request *rq, struct answer *an, enum err e, int status);
/* A form that was carried out already, whose answer is not known any more. */
void page_done_already(struct request *rq, struct answer *an);

/* headers.c */
void answer_headers(struct request *rq, struct answer *an);

struct conflict { int64_t rev; struct url back; const char *entity; const struct history *theirs; };
#endif
