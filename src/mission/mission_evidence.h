/* mission_evidence.h: the sectors that the call of an edition reached, as evidence in the plan, filed by itself: one piece a line,
 * kept up to date, withdrawn when what it said is no longer so. What a single mission proves is year_evidence()'s (report.h). */
#ifndef MISSION_EVIDENCE_H
#define MISSION_EVIDENCE_H
#include "call/call.h"
#include "people/people.h"

/* evidence: NONE: nothing to say yet, or the plan did not take it. said: what the piece says. */
struct mission_evidence { int64_t indicator, evidence; const char *said; };
struct mission_evidences { struct mission_evidence *items; size_t n, cap; };
enum err mission_evidence_list(struct db *db, int64_t edition, struct mission_evidences *out) MUST_USE;
enum err mission_evidence_add(struct db *db, int64_t edition, int64_t indicator) MUST_USE; /* once; again: nothing */
/* The lines of one edition for another too, where it has none of them. */
enum err mission_evidence_copy(struct db *db, int64_t from, int64_t to) MUST_USE;
/* The line no longer has it: what was filed there is withdrawn. */
enum err mission_evidence_remove(struct db *db, const struct user *u, int64_t edition, int64_t indicator) MUST_USE;
/* Files, corrects or withdraws, so that each line says what is so today. A piece that someone withdrew or deleted by hand stays so.
 * In the name of who may file in the plan. */
enum err mission_evidence_sync(struct db *db, const struct user *u, const struct edition *e, struct date today) MUST_USE;
extern const struct query mission_evidence_queries[];
#endif
