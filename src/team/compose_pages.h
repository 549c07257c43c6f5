/* compose_pages.h: the table of the teams: drafts, what each is worth, moves by hand, why not, plan B, publication. */
#ifndef COMPOSE_PAGES_H
#define COMPOSE_PAGES_H
#include "team/compose.h"
#include "web/web.h"

enum err compose_page(struct request *rq, struct answer *an);          /* GET /editions/{id}/teams */
enum err compose_begin(struct request *rq, struct answer *an);         /* POST /editions/{id}/teams: a new draft */
enum err compose_settings(struct request *rq, struct answer *an);      /* POST /team-drafts/{id} */
enum err compose_solve(struct request *rq, struct answer *an);         /* POST /team-drafts/{id}/solve: now, with the curve */
enum err compose_exact(struct request *rq, struct answer *an);         /* POST /team-drafts/{id}/exact: by a job */
enum err compose_notch(struct request *rq, struct answer *an);         /* POST /team-drafts/{id}/notch */
enum err compose_move_page(struct request *rq, struct answer *an);     /* GET /team-drafts/{id}/move: what it would cost and break */
enum err compose_move(struct request *rq, struct answer *an);          /* POST /team-drafts/{id}/move */
enum err compose_lock(struct request *rq, struct answer *an);          /* POST /team-drafts/{id}/lock */
enum err compose_leads(struct request *rq, struct answer *an);         /* POST /team-drafts/{id}/supervisors */
enum err compose_go(struct request *rq, struct answer *an);            /* POST /team-drafts/{id}/step: undo, redo */
enum err compose_name(struct request *rq, struct answer *an);          /* POST /team-drafts/{id}/name: rename, copy */
enum err compose_delete(struct request *rq, struct answer *an);        /* POST /team-drafts/{id}/delete */
enum err compose_restore(struct request *rq, struct answer *an);       /* POST /team-drafts/{id}/restore */
enum err compose_why_page(struct request *rq, struct answer *an);      /* GET /team-drafts/{id}/why/{student:id} */
enum err compose_why_send(struct request *rq, struct answer *an);      /* POST /team-drafts/{id}/why/{student:id} */
enum err compose_losses_page(struct request *rq, struct answer *an);   /* GET /team-drafts/{id}/losses */
enum err publish_page(struct request *rq, struct answer *an);          /* GET /team-drafts/{id}/publish */
enum err publish_do(struct request *rq, struct answer *an);            /* POST /team-drafts/{id}/publish */
extern const struct param compose_page_params[], compose_begin_params[], compose_settings_params[], compose_rev_params[], compose_notch_params[], compose_move_params[],
    compose_lock_params[], compose_leads_params[], compose_go_params[], compose_name_params[], compose_why_params[], team_publish_params[];

/* ---- between the pages and their templates ---------------------------------------------------------------- */

struct compose_view {
	struct compose c;
	struct team_drafts drafts;
	struct team_figures f;
	struct compose_log log;
	struct publication last;                 /* id NONE: never published */
	const struct problems *problems;
	size_t placed, locked;
	bool aside;                              /* composed for something else than a notch of the curve */
	int64_t exact_seconds;                   /* how long the exact solver has been at it */
	struct compose_progress exact;           /* and how far it is */
};
struct move_view { struct compose c; size_t student; int to; struct team_move m; const struct problems *problems; };
struct why_view { struct compose c; size_t student; int wanted; struct team_why why; struct placement_letter letter; bool sent; const struct problems *problems; };
/* most: students in a team, as many as it takes to hold everybody in one team less. */
struct losses_view { struct compose c; struct team_plan_b *plan; int n, most; };
bool supervisors_suffice(const struct compose *c, int without);  /* the others together may follow every team */
/* Somebody whose place changes. from, to: teams by their commission; TEAM_NONE: nowhere; PLACE_GONE: its commission is gone. */
enum { PLACE_GONE = -2 };
struct place_change { size_t who; int from, to; };
struct place_changes { struct place_change *items; size_t n, cap; };
struct publish_view {
	struct compose c;
	struct team_places before, after;
	struct place_changes students, leads;    /* leads: from TEAM_NONE comes, to TEAM_NONE leaves; both never */
	bool *told;                              /* [offers]: the sponsor's team is another than published */
	size_t mails, without;                   /* to be written; without an address */
	struct publication last;
	const struct problems *problems;
	const char *seen;                        /* what was on the page */
};
enum { EXACT_SECONDS = 120 };
/* In the reader's words, people by name. */
const char *violation_words(struct page *p, const struct compose *c, struct team_violation v);
const char *method_words(struct page *p, const char *method); /* "flow+annealing", as team_solve() names what it used */
const char *stage_words(struct page *p, const struct team_stage *s);
const char *rank_words(struct page *p, const struct compose *c, size_t student, int project);
const char *offer_name(const struct ranking_world *w, int project);
const char *step_words(struct page *p, const char *what);
const char *balance_name(int which);                 /* French msgid */
const char *profile_words(struct page *p, const int *profile, int ranks, int unranked);
const char *signed_(struct page *p, long n);         /* "+2", "−1", "=" */
struct url draft_url(struct arena *a, const struct team_draft *d);
enum err compose_show(struct request *rq, struct answer *an, int64_t edition, int64_t draft);
void compose_measure(struct arena *a, const struct compose *c, struct team_figures *f);
#endif
