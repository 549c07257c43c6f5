/* calendar.h: what a person, or a body, has before it, as one calendar and as one letter a week. Nothing is kept here but the
 * secret addresses: every entry comes from the room that knows it, through what the person may see. */
#ifndef CALENDAR_H
#define CALENDAR_H
#include "base/text.h"
#include "formats/ical.h"
#include "jobs/jobs.h"
#include "people/people.h"

/* For whom, and of what. body NONE: everything that is the person's. plans: where the plan is kept (plan/plan_cache.h); NULL: nowhere. */
struct plan_cache;
struct calendar_of { const struct user *user; int64_t body; struct year_bounds bounds; struct date today; enum lang lang; const char *base_url, *programme;
	struct plan_cache *plans; };
/* Meetings (those cancelled too, as cancelled), due days of the plan, days of the laboratory. In a fixed number of queries and
 * one a team. *text: CRLF, in the arena; E_LIMIT: larger than ICAL_MAX. */
enum err calendar_text(struct db *db, const struct calendar_of *of, const char **text) MUST_USE;

/* ---- secret addresses --------------------------------------------------------------------------------------- */

struct feed { int64_t id, person, actor; const char *actor_name, *created_at; };
struct feeds { struct feed *items; size_t n, cap; };
enum { FEEDS_MOST = 20 }; /* open addresses a person */
enum err feed_list(struct db *db, int64_t person, struct feeds *out) MUST_USE;
/* *token goes into the address and is shown once. E_LIMIT: too many. */
enum err feed_new(struct db *db, int64_t person, int64_t actor, const char **token) MUST_USE;
enum err feed_revoke(struct db *db, int64_t person, int64_t id) MUST_USE;       /* E_NOTFOUND: not theirs */
enum err feed_find(struct db *db, const char *token, struct feed *out) MUST_USE; /* E_NOTFOUND: unknown or revoked */

/* ---- one letter a week --------------------------------------------------------------------------------------- */

/* What comes to that person in so many days, by day and hour: meetings they are asked to, days of their teams, those of the
 * editions for the coordination. at: "14:00" or ""; path: where it is shown. */
struct coming { const char *on, *at, *text, *path; };
struct comings { struct coming *items; size_t n, cap; };
enum err calendar_coming(struct db *db, const struct calendar_of *of, int days_ahead, struct comings *out) MUST_USE;

/* What the letter says: lines ready to be read, none: left out. path: where that part is seen and done. */
struct digest_part { const char *title, *path; struct strings lines; };
struct digest_letter { struct digest_part *items; size_t n, cap; };
/* What that person has before them in the fortnight, and owes. E_NOTFOUND is never given: an empty letter has no part. */
enum err digest_of_person(struct db *db, const struct calendar_of *of, struct digest_letter *out) MUST_USE;
/* The letter as plain text. Pure. */
const char *digest_letter_text(struct arena *a, enum lang lang, const char *name, const struct calendar_of *of, const struct digest_letter *l);
/* job_kind "digest", daily: on the programme's day of the week (mail_weekday()) each active person gets
 * one, unless it is empty or they want none; never two a week. */
enum err job_digest(struct job *j);

extern const struct query calendar_queries[];
#endif
