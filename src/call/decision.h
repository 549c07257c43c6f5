/* decision.h: the decision of a selection: recorded with its minutes, signed, frozen; the letters that tell it; and the one
 * change it allows, the best replacement of a chosen commission that was withdrawn. */
#ifndef DECISION_H
#define DECISION_H
#include "call/committee.h"
#include "people/people.h"

enum outcome { OUT_SELECTED, OUT_WAITING, OUT_REFUSED, OUT_FROZEN, OUTCOMES };
const char *outcome_word(enum outcome o);
const char *outcome_name(enum outcome o);   /* French msgid */
bool outcome_of(const char *word, enum outcome *out) MUST_USE;
enum status outcome_status(enum outcome o); /* what a commission becomes; a refused one stays eligible until the edition ends */

struct decision {
	int64_t id, edition, scenario, evidence, person;
	const char *decided_on, *decided_by, *minutes, *comment, *minutes_sha, *minutes_name, *record_sha, *open_key, *at, *who;
};
struct decision_file { int64_t submission, place; enum outcome outcome; };
struct decision_files { struct decision_file *items; size_t n, cap; };
struct decision_change { int64_t gone, taken; const char *reason, *at, *who; };
struct decision_changes { struct decision_change *items; size_t n, cap; };

/* outcome: of each candidate of the committee that is not chosen. Moves every commission, keeps and signs the record, files the
 * evidence when the edition names a line of the plan. E_CONFLICT: the edition has its decision. E_INVALID with problems. */
struct deciding {
	const struct committee *c;
	const enum outcome *outcome;
	const char *decided_on, *decided_by, *minutes, *comment, *minutes_sha, *minutes_name, *programme;
	const struct user *user;
	struct date today;
};
enum err decision_make(struct db *db, const struct deciding *d, int64_t *id, struct problems *problems) MUST_USE;
enum err decision_of(struct db *db, int64_t edition, struct decision *out) MUST_USE;      /* E_NOTFOUND */
enum err decision_get(struct db *db, int64_t id, struct decision *out) MUST_USE;
enum err decision_files(struct db *db, int64_t decision, struct decision_files *out) MUST_USE;
enum err decision_changes(struct db *db, int64_t decision, struct decision_changes *out) MUST_USE;
/* E_INVALID: gone is not a withdrawn one of the chosen, or was replaced already; taken cannot be chosen. */
enum err decision_replace(struct db *db, const struct decision *d, int64_t gone, int64_t taken, const char *reason, int64_t person) MUST_USE;
/* The key that signs, made the first time; its open half may be published. */
enum err decision_key(struct db *db, bool make, struct sign_key *out) MUST_USE;
/* The lines of the plan (identities of indicators) that the decision is evidence for, in their order. */
struct evidence_lines { int64_t *items; size_t n, cap; };
enum err edition_evidence_set(struct db *db, int64_t edition, const struct evidence_lines *lines) MUST_USE;
enum err edition_evidence_get(struct db *db, int64_t edition, struct evidence_lines *out) MUST_USE;
/* In how many of them that piece of evidence is; 0 when it was taken back. */
enum err evidence_filed(struct db *db, const struct user *u, int64_t evidence, const struct evidence_lines *lines, size_t *n) MUST_USE;

/* ---- letters (letter_store.c) ----------------------------------------------------------------------------- */

struct outcome_text { const char *subject, *body; int64_t rev; };  /* rev 0: the programme's own words */
/* One letter as it would leave, or left. to NULL: nobody to write to. */
struct outcome_letter { int64_t submission, rev; enum outcome outcome; const char *to, *subject, *body, *sent_at, *state; bool own; };
struct outcome_letters { struct outcome_letter *items; size_t n, cap; };
enum err outcome_text_get(struct db *db, int64_t decision, enum outcome o, enum lang lang, struct outcome_text *out) MUST_USE;
enum err outcome_text_set(struct db *db, int64_t decision, enum outcome o, const struct outcome_text *t) MUST_USE; /* E_CONFLICT: rev */
/* Of every commission of the decision, by outcome then place; the words in braces are filled in. */
enum err outcome_letters(struct db *db, const struct decision *d, const struct edition *e, struct outcome_letters *out) MUST_USE;
/* A letter of its own. E_CONFLICT: rev, or it left already. */
enum err outcome_letter_set(struct db *db, int64_t decision, const struct outcome_letter *l) MUST_USE;
/* Those that have not left yet and have an address: each once, whatever is clicked. *sent: how many. */
enum err outcome_letters_send(struct db *db, const struct decision *d, const struct edition *e, int64_t *sent) MUST_USE;
extern const struct query decision_queries[], outcome_letter_queries[];
#endif
