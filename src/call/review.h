/* review.h: the jury of an edition: its rubric, who reads what, scores, conflicts of interest.
 *
 * A conflict hides a commission and its scores from the juror. It is found by comparing (declared employers, mail domain,
 * institution) each time the jury is loaded, so that it is never out of date; what is stored is what was declared, and what
 * someone decided is none after all. */
#ifndef REVIEW_H
#define REVIEW_H
#include "call/call.h"
#include "solve/calibrate.h"

enum { SCORE_LEAST = 1, SCORE_MOST = 5, CRITERIA_MAX = 12 };
struct criterion { int64_t id, position, rev; double weight; const char *key, *title, *help, *level[SCORE_MOST]; };
struct criteria { struct criterion *items; size_t n, cap; };
struct review_plan { int64_t edition, per_file, rev; const char *due_on; double alpha, beta; }; /* rev 0: not stored yet */

/* folded: institution_whole() of the name. */
struct employer { const char *name, *folded; int64_t institution; };
struct employers { struct employer *items; size_t n, cap; };
struct juror { int64_t id, edition, person, rev; const char *name, *email, *domain, *import_key; struct employers employers; };
struct jurors { struct juror *items; size_t n, cap; };

/* done_at NULL: begun, seen by its juror only. */
struct review { int64_t id, rev, confidence; const char *comment, *done_at; int64_t score[CRITERIA_MAX]; }; /* id NONE: none; score NONE */

enum interest_why { INTEREST_NONE, INTEREST_DECLARED, INTEREST_EMPLOYER, INTEREST_DOMAIN, INTEREST_INSTITUTION };
const char *interest_word(enum interest_why w);   /* as stored */
const char *interest_name(enum interest_why w);   /* French msgid */
/* lifted: found or declared, and decided since to be none. */
struct interest { enum interest_why why; const char *detail, *lifted_reason; bool lifted; };

/* All of an edition's jury, in a fixed number of queries. Files: the commissions that it reads, by number: all that the staff
 * see but for those that are not eligible or were withdrawn. */
struct jury {
	struct edition edition;
	struct review_plan plan;
	struct criteria criteria;
	struct jurors jurors;
	struct submissions files;
	const char **sector, **area, **context; /* [files] in words; NULL: not said */
	struct interest *interest;     /* [juror * files + file] */
	bool *task;                    /* [juror * files + file] */
	bool shared;                   /* no task at all: everyone reads everything */
	struct review *review;         /* [juror * files + file] */
};
enum err jury_load(struct db *db, int64_t edition, struct jury *out) MUST_USE;

/* ---- pure (review_rules.c) --------------------------------------------------------------------------------- */

struct review *jury_review(const struct jury *j, size_t juror, size_t file);
struct interest *jury_interest(const struct jury *j, size_t juror, size_t file);
bool jury_conflict(const struct jury *j, size_t juror, size_t file);
bool jury_reads(const struct jury *j, size_t juror, size_t file); /* it is theirs to score */
size_t jury_juror(const struct jury *j, int64_t id);              /* jurors.n when there is none */
size_t jury_juror_of_person(const struct jury *j, int64_t person);
size_t jury_file(const struct jury *j, int64_t submission);       /* files.n when there is none */
/* A review that counts: done, of someone without a conflict, with a score at least. y: Σ w·s / Σ w. */
bool jury_counts(const struct jury *j, size_t juror, size_t file, double *y);
bool review_combined(const struct criteria *c, const struct review *r, double *y);
/* What is to be done and what is: of one juror (their own tasks), of one file (by those without a conflict). */
struct progress { size_t asked, done, begun; };
struct progress jury_progress(const struct jury *j, size_t juror);
struct progress file_progress(const struct jury *j, size_t file);
/* Highest minus lowest combined score; 0 with fewer than two. From DISAGREE_FROM on it is worth talking about. */
#define DISAGREE_FROM 1.5
double file_spread(const struct jury *j, size_t file);
/* For calibrate(): files and jurors by their place. */
struct cal_input jury_reviews(struct arena *a, const struct jury *j);
/* Whether this juror may see the others' scores of the file: their own is done, or it was never theirs to score. */
bool jury_may_compare(const struct jury *j, size_t juror, size_t file);
/* Why this juror cannot judge this file, from what is known of both; INTEREST_NONE when nothing is. */
/* By the institution, or by the whole name: "La Rive (Huy)" says nothing of "La Rive (Ottignies)", which interest_likely() proposes. */
enum interest_why interest_between(struct arena *a, const struct juror *who, const struct submission *what, const char **detail);
/* per_file readers for each file, none with a conflict, loads as equal as can be, what is there kept (scores too), and the
 * graph of jurors and files in one piece when it can be. [juror * files + file]. */
bool *jury_distribute(struct arena *a, const struct jury *j, size_t per_file) MUST_USE;

/* ---- changes (review_store.c, jury_store.c) ------------------------------------------------------------------ */

/* id NONE: new. E_CONFLICT: rev. The key is made of the title when it is NULL. */
enum err criterion_save(struct db *db, int64_t edition, struct criterion *c) MUST_USE;
enum err criterion_delete(struct db *db, int64_t edition, int64_t id) MUST_USE;
/* The two criteria of the laboratory, for an edition that has none. */
enum err criteria_begin(struct db *db, int64_t edition) MUST_USE;
enum err review_plan_save(struct db *db, struct review_plan *p) MUST_USE; /* E_CONFLICT: rev */
/* Scores typed by a juror. done: they count from now on. E_CONFLICT: rev (0: there was none). */
enum err review_save(struct db *db, const struct jury *j, size_t juror, size_t file, const struct review *r, bool done) MUST_USE;
/* person NONE: someone without an account, by name (and import_key). E_CONFLICT: already in this jury. */
enum err juror_add(struct db *db, int64_t edition, int64_t person, const char *name, const char *import_key, int64_t *id) MUST_USE;
enum err juror_remove(struct db *db, int64_t edition, int64_t id) MUST_USE; /* their scores no longer count */
enum err juror_restore(struct db *db, int64_t edition, int64_t id) MUST_USE;
enum err juror_tie(struct db *db, int64_t edition, int64_t id, int64_t person) MUST_USE; /* the person behind imported scores */
/* Names of institutions among the commissions that may be an employer of `who` under another name, each once: they are asked, and say
 * so by adding that name to their list. */
void interest_likely(struct arena *a, const struct juror *who, const struct submissions *files, struct strings *out);
/* What the form of employers says: the lines typed, then the proposed names that were ticked ("also"). */
const char *employers_with(struct arena *a, const char *lines, const struct strings *also);
/* A list typed by hand, one a line, the first forty; each name once. */
enum err employers_read(struct db *db, const char *lines, struct employers *out) MUST_USE;
enum err juror_employers_set(struct db *db, int64_t juror, const char *lines) MUST_USE; /* one a line */
enum err interest_declare(struct db *db, int64_t submission, int64_t juror, const char *detail, int64_t person) MUST_USE;
/* Decides that what was found or declared is no conflict; and back. */
enum err interest_lift(struct db *db, int64_t submission, int64_t juror, enum interest_why why, const char *reason, int64_t person) MUST_USE;
enum err interest_restore(struct db *db, int64_t submission, int64_t juror) MUST_USE;
enum err tasks_set(struct db *db, const struct jury *j, const bool *task) MUST_USE;
/* Juries that a person sits in, newest edition first. */
struct jury_seat { int64_t edition, juror; const char *label; };
struct jury_seats { struct jury_seat *items; size_t n, cap; };
enum err jury_seats(struct db *db, int64_t person, struct jury_seats *out) MUST_USE;

extern const struct query review_queries[], jury_queries[];
#endif
