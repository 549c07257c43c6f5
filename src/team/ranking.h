/* ranking.h: what the students of an edition say before the teams are made: which commissions they would take, for whom they
 * work or worked, with whom and without whom. And all that a composition is made of, read in a fixed number of queries.
 *
 * What a student said of employers, wishes and reasons is for the staff: a page of students takes of it the reader's own. */
#ifndef RANKING_H
#define RANKING_H
#include "call/review.h" /* employers, interest_between() */
#include "team/team.h"

enum { RANKING_WANTED = 5, RANKING_MOST = 20, WISHES_MOST = 3 };

struct ranking_plan { int64_t edition, wanted, rev; const char *closed_at; }; /* rev 0: not stored yet */
enum ranking_phase { RANKING_BEFORE, RANKING_OPEN, RANKING_CLOSED };
/* In seconds: it opens when the evening begins in Brussels, and ends with the last minute of its last day there. NONE: no such
 * day is set, and it is then not open. */
void ranking_window(const struct edition *e, int64_t *opens, int64_t *ends);
enum ranking_phase ranking_phase_at(const struct edition *e, const struct ranking_plan *p, int64_t now);

/* draft: JSON of what is being typed, NULL. sent_at NULL: has not voted. again_at: told that a commission of theirs is gone. */
struct ballot { const char *draft, *sent_at, *again_at; int64_t rev; };
struct wish { size_t from, to; bool keep; const char *reason, *ignored; };   /* from, to: places among the students */
enum rule_kind { RULE_TOGETHER, RULE_APART, RULE_NOT_THERE, RULE_NOT_LEAD, RULE_KINDS };
extern const char *const rule_words[RULE_KINDS]; /* as stored */
/* a, b: students, or student and commission, or supervisor and commission, by their places. */
struct compose_rule { int64_t id; enum rule_kind kind; size_t a, b; const char *reason, *who, *at; };

struct ranking_world {
	struct edition edition;
	struct ranking_plan plan;
	int64_t opens, ends;
	enum ranking_phase phase;
	struct submissions offers;       /* what can be ranked: chosen, not withdrawn, by number */
	const char **sector;             /* [offers]; NULL */
	struct student *student;         /* [students], by name */
	size_t students;
	struct supervisor *supervisor;
	size_t supervisors;
	const char **student_lang, **supervisor_lang; /* of their accounts; NULL: none, or the programme's */
	struct employers *employers;     /* [students]: declared and imported */
	const char **conflict;           /* [student * offers + offer]: the employer it comes from; NULL: none */
	struct ballot *ballot;           /* [students] */
	int *rank;                       /* [student * offers + offer]: as sent, of those that are still offered, from 1; 0: not ranked */
	int *ranked, *gone;              /* [students]: how many are; how many of those sent are offered no more */
	struct { struct wish *items; size_t n, cap; } wishes;
	struct { struct compose_rule *items; size_t n, cap; } rules;
};
enum err ranking_load(struct db *db, int64_t edition, struct ranking_world *out) MUST_USE;
size_t ranking_student(const struct ranking_world *w, int64_t id);       /* .students when there is none */
size_t ranking_offer(const struct ranking_world *w, int64_t submission); /* .offers.n */
size_t ranking_supervisor(const struct ranking_world *w, int64_t id);
int ranking_wanted(const struct ranking_world *w, size_t student);       /* as many as asked, or as many as they may see */
/* Voted, and nothing to complete. */
bool ranking_done(const struct ranking_world *w, size_t student);
/* Both asked to be kept together. */
bool ranking_mutual(const struct ranking_world *w, const struct wish *x);
const char *student_name(struct arena *a, const struct student *s);      /* "Noël El Amrani" */
const char *supervisor_name(struct arena *a, const struct supervisor *s);

/* The person's row among the students of the newest edition that they are a student of; E_NOTFOUND. */
enum err ranking_seat(struct db *db, int64_t person, int64_t *edition, int64_t *student) MUST_USE;

/* ---- changes ------------------------------------------------------------------------------------------------ */

enum err ranking_plan_save(struct db *db, struct ranking_plan *p) MUST_USE;             /* E_CONFLICT: rev */
enum err ranking_employers_set(struct db *db, int64_t student, const char *lines) MUST_USE; /* one a line, at most 40 */
enum err ranking_draft_set(struct db *db, int64_t student, const char *json) MUST_USE;  /* NULL forgets it */
/* A whole ranking, checked by the caller: offers in order; it replaces what was sent, and the draft. */
struct ranking_said { const int64_t *offer; size_t offers; struct { int64_t other; bool keep; const char *reason; } wish[WISHES_MOST]; size_t wishes; };
enum err ranking_send(struct db *db, int64_t student, const struct ranking_said *said) MUST_USE;
/* The staff follows a wish, or gives its reason not to. NULL: followed again. E_NOTFOUND. */
enum err wish_ignore(struct db *db, int64_t edition, int64_t student, int64_t other, const char *reason) MUST_USE;
struct rule_new { int64_t edition, student, other, supervisor, submission; enum rule_kind kind; const char *reason; int64_t person; };
enum err team_rule_add(struct db *db, const struct rule_new *r, int64_t *id) MUST_USE;
enum err team_rule_remove(struct db *db, int64_t edition, int64_t id) MUST_USE;         /* E_NOTFOUND */
enum err team_rule_restore(struct db *db, int64_t edition, int64_t id) MUST_USE;

/* Students who had ranked a commission that is offered no more are told, once; *told: how many. Only while rankings are not
 * closed: what was kept of theirs stays. */
enum err ranking_ask_again(struct db *db, int64_t edition, const char *base_url, int64_t *told) MUST_USE;

/* Of struct retention. Wishes and the reasons of rules about two students, of editions whose teams were last published before;
 * rankings, employers and drafts of editions that ended before. */
enum err team_wishes_purge(struct db *db, const char *before, bool look, int64_t *n) MUST_USE;
enum err team_rankings_purge(struct db *db, const char *before, bool look, int64_t *n) MUST_USE;

extern const struct query ranking_queries[], ranking_change_queries[], team_purge_queries[];
#endif
