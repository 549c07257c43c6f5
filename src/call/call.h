/* call.h: the call for commissions, for the other rooms. A commission ("commande") is a question that an institution asks;
 * table `submission`. Every function takes what has been let in by a right of the route: RIGHT_CALL_MANAGE, or a link. */
#ifndef CALL_H
#define CALL_H
#include "call/call_rules.h"
#include "entity/entity.h"
#include "store/db.h"

/* ---- declared once (call_entity.c) ----------------------------------------------------------------------- */

struct call_term { int64_t id, position, rev; const char *list, *name, *folded, *deleted_at; };
struct edition {
	int64_t id, year, choose, grace_minutes, copied_from, rev;
	const char *label, *state, *opens_on, *closes_on, *closes_time, *decided_on, *evening_on, *evening_from, *evening_until, *evening_place,
	    *ranking_until, *teams_on, *visits_on, *visits_from, *visits_until, *report_on, *oral_first_on, *oral_second_on, *ends_on, *intro,
	    *expectations, *contact_email, *contact_phone, *created_at, *deleted_at;
};
struct institution {
	int64_t id, context, sector, merged_into, rev;
	const char *name, *folded, *number, *domain, *town, *website, *note, *created_at, *deleted_at;
};
struct institution_contact { int64_t id, institution, rev; const char *name, *function, *email, *phone, *since_on, *deleted_at; };
struct submission {
	int64_t id, edition, number, institution, context, sector, kind, area, late_by, carried_from, rev;
	const char *status, *status_at, *origin, *behalf_via, *contact_name, *contact_function, *email, *phone, *org_name, *org_number,
	    *sector_other, *town, *website, *question, *area_other, *background, *tried, *expected, *publication, *lang, *note, *created_at,
	    *updated_at, *sent_at, *confirmed_at, *late_reason, *reconfirmed_at, *import_key, *deleted_at;
};
struct phone_call { int64_t id, submission, caller, minutes, rev; bool reached; const char *called_on, *called_time, *spoken_to, *follow_up, *note, *deleted_at; };
extern const struct entity call_term_entity, edition_entity, institution_entity, institution_contact_entity, submission_entity, phone_call_entity;

/* What the program itself, or a sponsor by a link, sees and sets: the rows are chosen by the caller. */
struct entity_view call_view(struct db *db, enum lang lang);

/* ---- editions and lists ---------------------------------------------------------------------------------- */

struct editions { struct edition *items; size_t n, cap; };
enum err edition_list(struct db *db, struct editions *out) MUST_USE;             /* newest first */
enum err edition_get(struct db *db, int64_t id, struct edition *out) MUST_USE;
/* Whom to ask, below a letter: its address, and its telephone when it has one. */
const char *edition_contact(struct arena *a, const struct edition *e);
/* By its label ("2024-25") or any way to write its years. */
enum err edition_by_label(struct db *db, const char *label, struct edition *out) MUST_USE;
/* The newest that the public may see; E_NOTFOUND. */
enum err edition_current(struct db *db, struct edition *out) MUST_USE;
/* A new one, being prepared, with the dates of the laboratory's reference year moved to that academic year. E_CONFLICT: there is
 * one for that year. */
enum err edition_create(struct db *db, int year, struct edition *out) MUST_USE;
int64_t edition_end(const struct edition *e);
enum phase edition_phase(const struct edition *e, int64_t now);
const char *edition_moment(const struct edition *e, struct date today); /* call_moment() of its days */

struct call_terms { struct call_term *items; size_t n, cap; };
enum err call_terms(struct db *db, const char *list, struct call_terms *out) MUST_USE; /* NULL: all, by list and position */
/* Folded; adds it to the end of the list when it is not there. */
enum err call_term_find(struct db *db, const char *list, const char *name, bool add, int64_t *id) MUST_USE;

/* ---- institutions ----------------------------------------------------------------------------------------- */

/* What a form, a spreadsheet or a telephone says of an institution. NULL, NONE: not said. */
struct institution_said { const char *name, *number, *email, *website, *town; int64_t context, sector; };
struct institution_match { int64_t id; enum likeness like; };
struct institution_matches { struct institution_match *items; size_t n, cap; };
/* The institutions it may be, the surest first: SAME, then ALIKE. Those merged into another are that other. */
enum err institution_recognise(struct db *db, const struct institution_said *said, struct institution_matches *out) MUST_USE;
/* The one that it surely is, else a new row. Nothing of an existing row changes. E_INVALID without a name. */
enum err institution_take(struct db *db, const struct institution_said *said, int64_t *id) MUST_USE;
/* Adds the person to the institution, unless the same address (or, without one, the same name) is there already. */
struct contact_said { const char *name, *function, *email, *phone; };
enum err institution_contact_take(struct db *db, int64_t institution, const struct contact_said *said) MUST_USE;
/* Ties a commission to the institution and the person that it says. */
enum err submission_tie(struct db *db, struct submission *s) MUST_USE;

/* ---- commissions ------------------------------------------------------------------------------------------ */

struct submissions { struct submission *items; size_t n, cap; };
/* Of an edition, those that the staff see, by number. */
enum err submission_list(struct db *db, int64_t edition, struct submissions *out) MUST_USE;
enum err submission_get(struct db *db, int64_t id, struct submission *out) MUST_USE;
enum status submission_status(const struct submission *s);
/* "2024-25/017"; "" before it has a number. */
char *submission_reference(struct arena *a, const struct edition *e, const struct submission *s) MUST_USE;

/* Moves it along the table: E_FORBIDDEN when there is no such move, E_INVALID without the reason it needs, E_CONFLICT when it
 * moved meanwhile. Writes history and move; the letter of the move is the caller's (call_letters.h). s->status and rev are
 * those after. */
struct moved { const struct move *move; int64_t person; const char *reason; int64_t triage; /* of a decision on many, or 0 */ };
enum err submission_move(struct db *db, struct submission *s, enum status to, const struct moved *how) MUST_USE;
/* What may be published of it: "named", "anonymous", "none". With its history. */
enum err submission_publish(struct db *db, struct submission *s, const char *publication) MUST_USE;
struct move_row { const char *from, *to, *at, *who, *reason; bool by_sponsor; };
struct move_rows { struct move_row *items; size_t n, cap; };
/* A decision on many, and those whose last move is still of it, as they were before. E_NOTFOUND: not of that edition. */
enum err triage_begin(struct db *db, int64_t edition, int64_t *id) MUST_USE;
struct triage_move { int64_t submission; const char *from; };
struct triage_moves { struct triage_move *items; size_t n, cap; int64_t all; /* how many it moved */ };
enum err triage_standing(struct db *db, int64_t edition, int64_t id, struct triage_moves *out) MUST_USE;
enum err submission_moves(struct db *db, int64_t submission, struct move_rows *out) MUST_USE; /* oldest first */

/* What its sponsor joined to it; E_NOTFOUND: of another commission, or taken away. */
struct attachment { int64_t id, submission, size; const char *blob_sha, *filename, *type, *added_at; };
struct attachments { struct attachment *items; size_t n, cap; };
enum err attachment_list(struct db *db, int64_t submission, struct attachments *out) MUST_USE;
enum err attachment_get(struct db *db, int64_t submission, int64_t id, struct attachment *out) MUST_USE;

enum { COMMITMENTS = 5 };
extern const char *const commitment_words[COMMITMENTS]; /* present, receive, orient, read, oral */
struct commitments {
	const char *answer[COMMITMENTS];      /* "yes", "no", "unsure" or NULL */
	const char *note[COMMITMENTS];
	struct strings slots[COMMITMENTS];    /* "16:30"; oral: "1am" … "2pm" */
};
enum err commitments_get(struct db *db, int64_t submission, struct commitments *out) MUST_USE;
enum err commitments_set(struct db *db, int64_t submission, const struct commitments *c) MUST_USE;
#endif
