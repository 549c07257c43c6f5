/* compose.h: drafts of the teams: named, each a line of steps that can be undone and done again, solved, moved by hand, locked,
 * published. A state names students, commissions and supervisors by their numbers. */
#ifndef COMPOSE_H
#define COMPOSE_H
#include "solve/teams.h"
#include "team/ranking.h"

enum { BALANCE_BACKGROUND, BALANCE_EXPERIENCE, BALANCE_GENDER, BALANCES };
extern const char *const balance_words[BALANCES];     /* as stored */
enum { COMPOSE_BANDS_MAX = 6, COMPOSE_STEPS_MAX = 500 };

/* What was said by the solver of exactly these places; method NULL: nothing, they were changed by hand since. */
struct compose_proof { const char *method; bool optimal; struct team_stage stage[TEAM_STAGES_MAX]; int stages; };
/* How far the exact solver is, as struct team_progress has it. */
struct compose_progress { struct team_stage stage[TEAM_STAGES_MAX]; int stages, at; bool found; };
struct compose_state {
	int least, most;                 /* students in a team */
	enum team_objective objective;
	int slack;                       /* of TEAM_SLACK */
	bool balance[BALANCES], stay;    /* stay: what is published changes as little as can be, before anything else */
	int band[COMPOSE_BANDS_MAX], bands; /* years of experience from which a new band begins, rising */
	int *project_of;                 /* [students of the world]; TEAM_NONE */
	bool *locked;                    /* [students] */
	int *lead_of;                    /* [offers]; TEAM_NONE */
	bool *lead_locked;               /* [offers] */
	struct compose_proof proof;
};
struct team_draft { int64_t id, edition, step, last, rev, exact_step; const char *name, *who, *created_at, *updated_at, *exact_state, *exact_at, *exact_said, *curve; };
struct team_drafts { struct team_draft *items; size_t n, cap; };

/* A point of the curve as it was solved. */
struct notch_seats { long slack; int unranked, worst, profile[TEAM_RANKS_MAX], ranks; int *project_of, *lead_of; bool proved; };
struct compose {
	struct ranking_world w;
	struct team_draft d;
	struct compose_state s;
	struct team_problem problem;
	const char **value[BALANCES];    /* names of the values of each attribute */
	int values[BALANCES], *of[BALANCES]; /* [students]; TEAM_NONE */
	bool leaders_lack;               /* all supervisors together may not follow so many teams: the problem is without them */
	int *published, *lead_published; /* [students], [offers]: where they are published; TEAM_NONE */
	bool any_published;
	const char *key;                 /* digest of what the curve depends on */
	struct notch_seats *notch;       /* of the kept curve, when it is still of this problem */
	int notches;
	bool curve_whole, curve_old;     /* old: kept, and of another problem */
};

/* ---- pure (compose_problem.c) ------------------------------------------------------------------------------------ */

/* Sizes that fit the numbers, backgrounds and experience balanced, preferences first, nobody placed. */
struct compose_state compose_first(struct arena *a, const struct ranking_world *w);
const char *compose_write(struct arena *a, const struct ranking_world *w, const struct compose_state *s);
/* People and commissions that are no longer there are left out. */
enum err compose_read(struct arena *a, const struct ranking_world *w, const char *json, struct compose_state *s) MUST_USE;
/* The problem of a state: forbidden by conflict and rule, mutual wishes together, wishes to avoid apart, locks. */
void compose_problem(struct arena *a, struct compose *c);
const char *compose_curve_write(struct arena *a, const struct compose *c, const struct team_curve *curve);
/* The notches of the kept curve and, when everyone is placed, what is shown: the problem's `known`, whatever is composed next is
 * no worse. */
void compose_known(struct arena *a, struct compose *c);
/* The kept curve with one answer more; NULL: none is kept. */
const char *compose_curve_with(struct arena *a, const struct compose *c, const struct team_answer *answer);
void compose_curve_read(struct arena *a, struct compose *c);
const char *compose_progress_write(struct arena *a, const struct team_progress *p);
struct compose_progress compose_progress_read(struct arena *a, const char *json); /* stages 0: nothing is said yet; json may be NULL */
void compose_take(struct arena *a, const struct ranking_world *w, struct compose_state *s, const struct team_answer *r);
size_t compose_placed(const struct compose *c);
bool compose_at_notch(const struct compose *c, int k); /* what is shown is that notch */

/* ---- store (compose_store.c) ---------------------------------------------------------------------------------------- */

extern const struct query compose_queries[];
enum err team_draft_list(struct db *db, int64_t edition, struct team_drafts *out) MUST_USE; /* newest first */
enum err team_draft_get(struct db *db, int64_t id, struct team_draft *out) MUST_USE;
/* The draft with its world and its state; step NONE: the one that is shown. */
enum err compose_open(struct db *db, int64_t id, struct compose *out) MUST_USE;
/* E_NOTFOUND unless the student is of the draft's edition. */
enum err team_draft_has(struct db *db, int64_t draft, int64_t student) MUST_USE;
enum err team_draft_begin(struct db *db, int64_t edition, const char *name, const char *state, int64_t person, int64_t *id) MUST_USE;
/* A step more, over those that were undone; E_CONFLICT when the draft's rev is no longer d->rev. student: whom it is about, NONE. */
struct compose_step { const char *what; int64_t student, person; };
enum err team_draft_step(struct db *db, struct team_draft *d, const struct compose_step *how, const char *state) MUST_USE;
enum err team_draft_go(struct db *db, struct team_draft *d, int by) MUST_USE;               /* -1 undo, 1 redo; E_INVALID: there is none */
enum err team_draft_curve(struct db *db, int64_t id, const char *curve) MUST_USE;
enum err team_draft_exact(struct db *db, int64_t id, const char *state, int64_t step) MUST_USE; /* waiting, running: nothing is said yet */
enum err team_draft_exact_said(struct db *db, int64_t id, const char *progress) MUST_USE;  /* while it runs */
enum err team_draft_rename(struct db *db, struct team_draft *d, const char *name) MUST_USE;
enum err team_draft_delete(struct db *db, int64_t id) MUST_USE;
enum err team_draft_restore(struct db *db, int64_t id) MUST_USE;
struct compose_log_row { int64_t step; const char *what, *student, *who, *at; };
struct compose_log { struct compose_log_row *items; size_t n, cap; };
enum err team_draft_log(struct db *db, int64_t id, struct compose_log *out) MUST_USE;       /* newest first, at most 40 */

/* ---- publication (publish_store.c) ----------------------------------------------------------------------------------- */

struct publication { int64_t id, draft, mails; const char *at, *who; };
enum err publication_last(struct db *db, int64_t edition, struct publication *out) MUST_USE; /* E_NOTFOUND */
enum err publication_add(struct db *db, int64_t edition, int64_t draft, int64_t person, int64_t *id) MUST_USE;
enum err publication_mails(struct db *db, int64_t id, int64_t mails) MUST_USE;
struct placement_letter { const char *subject, *body, *sent_at; };
enum err placement_letter_get(struct db *db, int64_t student, struct placement_letter *out) MUST_USE; /* E_NOTFOUND */
enum err placement_letter_add(struct db *db, int64_t student, const struct placement_letter *l, int64_t person) MUST_USE; /* E_CONFLICT: sent before */
extern const struct query publish_queries[];
#endif
