/* peer_pages.h: peer evaluation: a student's own page, the coordination's. */
#ifndef PEER_PAGES_H
#define PEER_PAGES_H
#include "mission/mission_pages.h"
#include "mission/peer.h"
#include "mission/report.h"

enum err peers_page(struct request *rq, struct answer *an);          /* GET /teams/{id}/peers */
enum err peers_save(struct request *rq, struct answer *an);          /* POST /teams/{id}/peers/{round:id} */
enum err peers_typed(struct request *rq, struct answer *an);         /* POST /teams/{id}/peers/{round:id}/typed */
extern const struct param peers_params[];

enum err peer_rounds_page(struct request *rq, struct answer *an);    /* GET /editions/{id}/peers */
enum err peer_days_save(struct request *rq, struct answer *an);      /* POST /editions/{id}/peers */
enum err peer_act(struct request *rq, struct answer *an);            /* POST /peers/{id}/act */
enum err peer_round_page(struct request *rq, struct answer *an);     /* GET /peers/{id} */
enum err peer_moderate_save(struct request *rq, struct answer *an);  /* POST /peers/{id}/comments */
enum err peer_release_do(struct request *rq, struct answer *an);     /* POST /peers/{id}/release */
enum err peer_team_page(struct request *rq, struct answer *an);      /* GET /peers/{id}/teams/{team:id} */
enum err peer_team_look(struct request *rq, struct answer *an);      /* POST /peers/{id}/teams/{team:id} */
extern const struct param peer_days_params[], peer_act_params[], peer_moderate_params[], peer_look_params[];

/* ---- between the pages and their templates ------------------------------------------------------------------ */

enum { PEER_FORM_MOST = 12 }; /* members of a team that the form has fields for */
extern const char *const peer_round_names[3]; /* 1, 2: French msgids */
struct peer_turn { struct peer_round round; enum round_state state; struct peer_form form; bool has_result; struct peer_shown shown; int64_t sent; };
struct peers_view {
	struct mission m;
	struct team_seats members;
	int64_t me;                          /* the student who asks; NONE: someone else */
	const char *behaviour[BEHAVIOURS];
	struct peer_turn turn[2];
	size_t nturns, open;                 /* open: which is answered; SIZE_MAX */
	const struct problems *problems;
};
struct peer_rounds_view { struct edition edition; struct peer_round round[2]; enum round_state state[2]; struct teams teams; struct peer_counts counts[2]; const struct problems *problems; };
struct peer_round_view {
	struct edition edition;
	struct peer_round round;
	enum round_state state;
	struct teams teams;
	struct peer_comments comments;
	size_t waiting;
	struct peer_raws raws;
	const char *behaviour[BEHAVIOURS];
	const struct peer_raw *one;          /* of a team, opened */
	const struct team *team;
	struct peer_looks looks;
	bool opened;                         /* who asks said why, within the hour */
	const struct problems *problems;
};
const char *peer_number(struct arena *a, enum lang lang, double x); /* "1,25"; "–" for NAN */
#endif
