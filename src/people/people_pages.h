/* people_pages.h: sign-in, one's own account, persons, settings and the outbox: what the route table names. */
#ifndef PEOPLE_PAGES_H
#define PEOPLE_PAGES_H
#include "jobs/jobs.h"
#include "web/web.h"

/* signin_pages.c: the public door. The three POST that take an address are ROUTE_OWN_TX. */
extern const struct param signin_params[], signin_link_params[], signin_password_params[], signin_demo_params[], signin_enter_params[];
enum err signin_page(struct request *rq, struct answer *an);          /* GET /signin */
enum err signin_link_send(struct request *rq, struct answer *an);     /* POST /signin/link */
enum err signin_sent_page(struct request *rq, struct answer *an);     /* GET /signin/sent */
enum err signin_link_page(struct request *rq, struct answer *an);     /* GET /signin/{token}: consumes nothing */
enum err signin_link_enter(struct request *rq, struct answer *an);    /* POST /signin/{token} */
enum err signin_password_enter(struct request *rq, struct answer *an);/* POST /signin/password */
enum err signin_demo_enter(struct request *rq, struct answer *an);    /* POST /signin/demo: in the demo only */
/* For the dispatcher: a form of someone whose session had ended, with rq->signin beside it. Signs in and has it sent again;
 * E_FORBIDDEN with a problem. */
enum err signin_resume(struct request *rq, struct answer *an) MUST_USE;
/* Whether a password would do: false where one enters by the school's provider only. */
bool signin_takes_passwords(struct request *rq);
enum err signin_out(struct request *rq, struct answer *an);           /* POST /signout */
/* The last step of every way in, which the journal knows by `how`: a session, then to `back` (a path of this site). An older session of this
 * browser ends. */
enum err signin_enter(struct request *rq, struct answer *an, struct db *db, int64_t person, bool shared, const char *back,
    const char *how) MUST_USE;
/* job_kind "signin_mail": the link is made where nobody waits, so that an unknown address answers like a known one. */
enum err job_signin_mail(struct job *j) MUST_USE;

/* account_pages.c: RIGHT_SIGNED_IN, one's own. account_password is ROUTE_OWN_TX. */
extern const struct param account_params[], account_password_params[];
enum err account_page(struct request *rq, struct answer *an);         /* GET /account */
enum err account_save(struct request *rq, struct answer *an);         /* POST /account */
enum err account_password(struct request *rq, struct answer *an);     /* POST /account/password */
enum err account_password_remove(struct request *rq, struct answer *an); /* POST /account/password/remove */
enum err account_session_end(struct request *rq, struct answer *an);  /* POST /account/sessions/{id}/end */
enum err account_sessions_end(struct request *rq, struct answer *an); /* POST /account/sessions/end: all but this one */
enum err account_everywhere_end(struct request *rq, struct answer *an); /* POST /account/signout: all */

/* people_pages.c: RIGHT_PEOPLE_MANAGE. */
extern const struct param person_params[], person_new_params[], grant_params[];
enum err people_list_page(struct request *rq, struct answer *an);     /* GET /people */
enum err people_new_page(struct request *rq, struct answer *an);      /* GET /people/new */
enum err people_new(struct request *rq, struct answer *an);           /* POST /people */
enum err people_person_page(struct request *rq, struct answer *an);   /* GET /people/{id} */
enum err people_person_save(struct request *rq, struct answer *an);   /* POST /people/{id} */
enum err people_invite(struct request *rq, struct answer *an);        /* POST /people/{id}/invite */
enum err people_delete(struct request *rq, struct answer *an);        /* POST /people/{id}/delete */
enum err people_restore(struct request *rq, struct answer *an);       /* POST /people/{id}/restore */
enum err people_grant_add(struct request *rq, struct answer *an);     /* POST /people/{id}/grants */
enum err people_grant_end(struct request *rq, struct answer *an);     /* POST /people/grants/{id}/end */
enum err people_grant_restore(struct request *rq, struct answer *an); /* POST /people/grants/{id}/restore */

/* settings_pages.c: the programme (RIGHT_PEOPLE_MANAGE; publication: RIGHT_PLAN_EDIT), mail (RIGHT_ADMIN), outbox
 * (RIGHT_PEOPLE_MANAGE; the texts are for the coordination). */
extern const struct param settings_params[], settings_mail_params[], outbox_params[];
enum err settings_page(struct request *rq, struct answer *an);        /* GET /settings */
enum err settings_save(struct request *rq, struct answer *an);        /* POST /settings */
enum err settings_mail_save(struct request *rq, struct answer *an);   /* POST /settings/mail */
enum err settings_mail_test(struct request *rq, struct answer *an);   /* POST /settings/mail/test */
enum err outbox_page(struct request *rq, struct answer *an);          /* GET /outbox; only=lost: what did not arrive */
enum err outbox_retry_one(struct request *rq, struct answer *an);     /* POST /outbox/{id}/retry */
enum err outbox_settle_one(struct request *rq, struct answer *an);    /* POST /outbox/{id}/settle */
#endif
