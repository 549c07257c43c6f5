/* call_desk.h: the call as the coordination works on it: telephone, carrying over, institutions, radar. */
#ifndef CALL_DESK_H
#define CALL_DESK_H
#include "call/call_letters.h"
#include "call/call_store.h"
#include "web/web.h"

/* Who looks at the rows of the call, of the students and of the supervisors: the reader, with their roles (call_edition_pages.c). */
struct entity_view desk_view(const struct request *rq);

/* ---- telephone (call_phone_store.c) ----------------------------------------------------------------------- */

struct phone_question { int64_t id; const char *text; };
struct phone_questions { struct phone_question *items; size_t n, cap; };
enum err phone_questions_of(struct db *db, int64_t edition, struct phone_questions *out) MUST_USE;
/* One question a line: those that stay keep their answers, others go or come. */
enum err phone_questions_set(struct db *db, int64_t edition, const char *lines) MUST_USE;
struct phone_reply { int64_t question; const char *text, *answer; };
struct phone_replies { struct phone_reply *items; size_t n, cap; };
struct phone_row { struct phone_call call; const char *caller_name; struct phone_replies replies; };
struct phone_log { struct phone_row *items; size_t n, cap; };
enum err phone_log(struct db *db, int64_t submission, struct phone_log *out) MUST_USE; /* newest first, with answers */
enum err phone_add(struct db *db, struct phone_call *call, const struct phone_replies *replies) MUST_USE;
/* The last calls all failed, three at least: a complement by mail is proposed instead. */
bool phone_unreachable(const struct phone_log *log);

/* ---- editions, carrying over (call_carry_store.c) --------------------------------------------------------- */

/* The next year of an edition: its texts, numbers, telephone questions and rubric, its days moved by weekday. E_CONFLICT: it exists. */
enum err edition_copy(struct db *db, const struct edition *from, struct edition *out) MUST_USE;
/* A frozen commission becomes a draft of another edition: facts and documents come with it, commitments and scores do not.
 * E_CONFLICT: it was carried over already. */
enum err submission_carry(struct db *db, const struct submission *from, const struct edition *to, struct submission *out) MUST_USE;
struct frozen { int64_t id, carried_to; const char *reference, *question, *org_name, *sector, *area, *context; };
struct frozens { struct frozen *items; size_t n, cap; };
/* Frozen commissions of the editions before that year. carried_to: NONE, or what each became. */
enum err frozen_before(struct db *db, int64_t year, struct frozens *out) MUST_USE;

/* ---- institutions (call_merge_store.c) -------------------------------------------------------------------- */

struct institution_pair { int64_t one, two; const char *one_name, *two_name, *one_town, *two_town; enum likeness like; };
struct institution_pairs { struct institution_pair *items; size_t n, cap; };
/* Records that may be the same institution, but those that someone said are not. */
enum err institution_alike(struct db *db, struct institution_pairs *out) MUST_USE;
enum err institution_apart(struct db *db, int64_t one, int64_t two, int64_t person) MUST_USE;
/* What belongs to `from` belongs to `into`; what `into` does not know it takes from it. */
enum err institution_merge(struct db *db, int64_t from, int64_t into, int64_t person, int64_t *merged) MUST_USE;
/* Those that became part of it, newest first; merge: what institution_unmerge() takes. */
struct institution_merge { int64_t id, gone, kept; const char *took, *at, *name, *who; };
struct institution_merges { struct institution_merge *items; size_t n, cap; };
enum err institution_merges(struct db *db, int64_t kept, struct institution_merges *out) MUST_USE;
/* Two again: what passed to the kept one goes back, unless it was changed or moved on since. E_CONFLICT: the kept one is part of a
 * third now. */
enum err institution_unmerge(struct db *db, int64_t merged, int64_t *kept, int64_t *again) MUST_USE;
struct institution_commission { int64_t id; const char *reference, *question, *status; };
struct institution_commissions { struct institution_commission *items; size_t n, cap; };
enum err institution_commissions(struct db *db, int64_t institution, struct institution_commissions *out) MUST_USE; /* newest first */

/* ---- radar (call_radar_store.c) --------------------------------------------------------------------------- */

/* A value of a dimension: how many commissions now, in the editions before on average, and chosen in them in all. */
struct radar_row { int64_t term; const char *name; int64_t now, before, chosen; bool gap; };
struct radar_rows { struct radar_row *items; size_t n, cap; };
struct radar_contact { int64_t institution; const char *institution_name, *name, *email, *phone, *sector, *edition; };
struct radar_contacts { struct radar_contact *items; size_t n, cap; };
struct radar { int64_t editions; struct radar_rows dimension[3]; struct radar_contacts contacts; struct frozens frozen; };
extern const char *const radar_dimensions[3]; /* "sector", "area", "context" */
/* contacts: of institutions in a sector that is missing now, whose last commission was before; frozen: that would fill a gap. */
enum err radar_load(struct db *db, const struct edition *e, struct radar *out) MUST_USE;
extern const struct query phone_queries[], carry_queries[], merge_queries[], radar_queries[];
#endif
