/* plan_minutes.h: evidence that a body makes by itself: its approved minutes, and the documents that its decisions adopt. Filed by
 * what a body did, whoever clicked: the caller has seen that its user may approve. Everything is in the history and counts in
 * plan_version(). */
#ifndef PLAN_MINUTES_H
#define PLAN_MINUTES_H
#include "store/db.h"

struct minutes_filing {
	int64_t meeting;
	int64_t body;              /* whose minutes they are; NONE: of people without a body */
	const char *title;         /* "PV du CEP, réunion du 3 décembre 2026" */
	const char *held_on;       /* the effective date, hence the academic year */
	const char *approved_on;   /* adopted that day by the body */
	const char *approved_text; /* in which words */
	const char *blob, *filename, *type;
	int64_t prepared_by, approved_by; /* persons: who files, who validates; the same one: nobody files */
};
/* Into every line of these actions, in the revision in force, that asks for minutes of this body or of any. A line that asks for
 * no body is filled by the first of the meeting's bodies that answers for its action, else by the first of all (body_rank 0). A line that holds a live piece of the same meeting, or of
 * the same body and day, is left alone. *evidence: NONE when no line asks. Seen by evaluators. */
enum err plan_minutes_file(struct db *db, const struct minutes_filing *f, int body_rank, const int64_t *actions, size_t n, int64_t *evidence) MUST_USE;
/* The approval was taken back: the piece is withdrawn, in sight. */
enum err plan_minutes_withdraw(struct db *db, int64_t evidence, int64_t person, const char *reason) MUST_USE;

/* "Filed" becomes "adopted" (and validated), and back. Nothing changes when it is adopted elsewhere already. */
struct decided { int64_t body; const char *on, *text; int64_t person; };
enum err plan_decision_adopts(struct db *db, int64_t evidence, const struct decided *how) MUST_USE;
enum err plan_decision_unadopts(struct db *db, int64_t evidence, const struct decided *how) MUST_USE;
#endif
