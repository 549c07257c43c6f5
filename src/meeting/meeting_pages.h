/* meeting_pages.h: pages of the meetings' room. */
#ifndef MEETING_PAGES_H
#define MEETING_PAGES_H
#include "mail/mail.h"
#include "meeting/meeting_store.h"
#include "plan/plan_cache.h"
#include "web/web.h"

/* ---- meetings and their agenda (meeting_pages.c, agenda_pages.c) ------------------------------------------------ */

enum err meetings_page(struct request *rq, struct answer *an);      /* GET /meetings */
enum err meeting_new_page(struct request *rq, struct answer *an);   /* GET /meetings/new */
enum err meeting_new(struct request *rq, struct answer *an);        /* POST /meetings */
enum err meeting_page(struct request *rq, struct answer *an);       /* GET /meetings/{id} */
enum err meeting_edit_page(struct request *rq, struct answer *an);  /* GET /meetings/{id}/edit */
enum err meeting_save(struct request *rq, struct answer *an);       /* POST /meetings/{id} */
enum err meeting_do(struct request *rq, struct answer *an);         /* POST /meetings/{id}/do */
enum err quorum_page(struct request *rq, struct answer *an);        /* GET /meetings/quorum */
enum err quorum_save(struct request *rq, struct answer *an);        /* POST /meetings/quorum */
enum err agenda_item_new(struct request *rq, struct answer *an);    /* POST /meetings/{id}/items */
enum err agenda_item_do(struct request *rq, struct answer *an);     /* POST /meetings/{id}/items/{item:id} */
enum err agenda_item_restore(struct request *rq, struct answer *an); /* POST /meetings/{id}/items/{item:id}/restore */
enum err agenda_action_new(struct request *rq, struct answer *an);  /* POST /meetings/{id}/actions */
enum err paper_add(struct request *rq, struct answer *an);          /* POST /meetings/{id}/papers */
enum err paper_file(struct request *rq, struct answer *an);         /* GET /meetings/{id}/papers/{paper:id} */
enum err paper_do(struct request *rq, struct answer *an);           /* POST /meetings/{id}/papers/{paper:id} */
enum err paper_restore(struct request *rq, struct answer *an);      /* POST /meetings/{id}/papers/{paper:id}/restore */
extern const struct param meetings_params[], meeting_params[], meeting_do_params[], quorum_params[], agenda_item_params[], agenda_action_params[], paper_params[];

/* ---- people and answers (attendance_pages.c) ---------------------------------------------------------------------- */

enum err attendance_page(struct request *rq, struct answer *an);    /* GET /meetings/{id}/people */
enum err attendance_save(struct request *rq, struct answer *an);    /* POST /meetings/{id}/attendance: who was there; vote=12:yes: a line's vote too */
enum err attendance_add(struct request *rq, struct answer *an);     /* POST /meetings/{id}/people */
enum err attendance_do(struct request *rq, struct answer *an);      /* POST /meetings/{id}/people/{who:id}: off the list; vote=yes|no: its vote */
enum err attendance_restore(struct request *rq, struct answer *an); /* POST /meetings/{id}/people/{who:id}/restore */
enum err meeting_answer(struct request *rq, struct answer *an);     /* POST /meetings/{id}/answer */
enum err invitation_page(struct request *rq, struct answer *an);    /* GET /invitation/{token} */
enum err invitation_answer(struct request *rq, struct answer *an);  /* POST /invitation/{token} */
enum err invitation_paper(struct request *rq, struct answer *an);   /* GET /invitation/{token}/papers/{paper:id} */
extern const struct param attendance_params[], attendance_add_params[], attendance_do_params[], meeting_answer_params[];

/* ---- views ----------------------------------------------------------------------------------------------------------- */

struct meetings_view { struct meetings coming, past; struct meeting_bodies bodies; int64_t body; bool may_add; };
struct meeting_form_view { struct meeting m; bool exists; struct meeting_bodies bodies; struct attendees people; const struct problems *problems; };
struct meeting_view {
	struct meeting m;
	struct agenda agenda;
	struct attendees people;
	struct attendance count;
	struct resolutions owed;        /* follow_load() */
	struct list_changes changes;    /* of who manages: the composition and the list differ */
	const struct plan *plan;        /* in force; NULL */
	struct persons persons;         /* who may be invited */
	struct contact_choices contacts;
	struct bounces bounces;         /* addresses that do not answer, and who wants no convocation: for who convenes */
	struct mail_persons refusers;
	const struct problems *problems;
	bool open;                      /* the agenda may change, and this user may change it */
};
struct quorum_row { struct meeting_body body; struct quorum q; int64_t rev; };
struct quorum_view { struct { struct quorum_row *items; size_t n, cap; } rows; const struct problems *problems; };
struct invitation_view { struct minutes_whole minutes; bool has_minutes; struct attendee who; struct meeting m; struct agenda agenda; const char *token; const struct problems *problems; };

/* Common to the pages of one meeting: "CEP, 3 décembre 2026"; head with its tabs. section: "agenda", "people", "minutes", "annex". */
const char *meeting_heading(struct request *rq, const struct meeting *m);
const char *meeting_day(struct page *p, const struct meeting *m);    /* "jeudi 3 décembre 2026, 17:30–19:30" */
/* Names, "Lina Haddad, Paul Verbist", "": of those no mail reaches; of those it would, who were not convoked yet. */
const char *attendees_unreached(struct arena *a, const struct attendees *all);
const char *attendees_uninvited(struct arena *a, const struct attendees *all);
/* Sets v->changes, when the user may bring the list in line. */
enum err changes_load(struct request *rq, struct meeting_view *v);
/* While the agenda holds their follow-up and minutes are not prepared: open decisions of earlier meetings of its bodies, that the user reads. */
enum err follow_load(struct request *rq, const struct meeting *m, const struct agenda *g, struct resolutions *out);
void page_meeting_head(struct page *p, struct request *rq, const struct meeting *m, const char *section);
struct url meeting_url(struct request *rq, int64_t id, const char *rest);
/* The page again, with what was wrong. */
enum err meeting_again(struct request *rq, struct answer *an, int64_t id);
enum err attendance_again(struct request *rq, struct answer *an, int64_t id);
enum err minutes_again(struct request *rq, struct answer *an, int64_t id);
struct convening convening_of(struct request *rq);
#endif
