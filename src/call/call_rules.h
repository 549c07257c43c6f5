/* call_rules.h: what the call for commissions decides without a database: statuses, deadlines, institutions that are the
 * same. Pure. */
#ifndef CALL_RULES_H
#define CALL_RULES_H
#include "base/base.h"
#include "base/date.h"
#include "base/text.h"

/* ---- the life of a commission --------------------------------------------------------------------------- */

/* PENDING: sent, its mail not yet answered; staff see nothing before SUBMITTED. From PRESENTED on the team is at work. */
enum status { ST_DRAFT, ST_PENDING, ST_SUBMITTED, ST_COMPLEMENT, ST_ELIGIBLE, ST_INELIGIBLE, ST_SELECTED, ST_WAITING, ST_FROZEN, ST_WITHDRAWN,
	ST_PRESENTED, ST_CLARIFIED, ST_EXPLORATION, ST_REPORT, ST_FEEDBACK, ST_ORAL, ST_ARCHIVED, STATUSES };
const char *status_word(enum status s);   /* as stored: "draft" */
const char *status_name(enum status s);   /* French msgid */
const char *status_class(enum status s);  /* of the style sheet, with the sign of status_sign() */
const char *status_sign(enum status s);
bool status_named(const char *word, enum status *out) MUST_USE;
bool status_is_seen(enum status s);       /* by the staff */
bool status_is_chosen(enum status s);     /* selected, or further */
bool status_is_editable(enum status s);   /* by its sponsor, while the call is open (a complement: at any time) */

/* Who moves it: the sponsor by a link, the staff, the page that closes a mission, with all that hangs on it, or the staff who undo
 * a decision on many: the letter is then for whoever had been told already. */
enum mover { BY_SPONSOR, BY_STAFF, BY_CLOSING, BY_UNDO };
/* What the sponsor is written when it moves. Three families, told by the subject: received, action required, decision. */
enum letter { LETTER_NONE, LETTER_RESUME, LETTER_CONFIRM, LETTER_RECEIVED, LETTER_COMPLEMENT, LETTER_COMPLETED, LETTER_ELIGIBLE, LETTER_INELIGIBLE,
	LETTER_WITHDRAWN, LETTER_REOPENED, LETTER_REMINDER, LETTER_LATE, LETTER_RECONFIRM, LETTERS };
const char *letter_word(enum letter l);   /* as stored: "confirm" */
enum letter_family { FAMILY_RECEIVED, FAMILY_ACTION, FAMILY_DECISION };
enum letter_family letter_family(enum letter l);
struct move { enum status from, to; enum mover by; bool reason; enum letter letter; };
/* THE table: a move that is not in it is refused. Ends where from == to. */
extern const struct move move_table[];
const struct move *move_find(enum status from, enum status to, enum mover by); /* NULL: refused */

/* ---- days and deadlines ---------------------------------------------------------------------------------- */

/* The moment a wall clock in Brussels shows that day and minute. Of two such moments (the clock goes back) the later,
 * of none (it goes forward) the one an hour on: never against the sponsor. */
int64_t brussels_moment(struct date day, int minute);
char *clock_text(struct arena *a, int minute) MUST_USE; /* "23:59" */
/* The first moment after the call: the minute that closes it is still in. */
int64_t call_end(struct date closes_on, int closes_minute);
enum phase { PHASE_BEFORE, PHASE_OPEN, PHASE_GRACE, PHASE_CLOSED };
enum phase call_phase(int64_t now, struct date opens_on, int64_t end, int grace_minutes);
/* Where an edition stands in its year: "call" until the last day of the call, "selection" until the decision, "teams" until they
 * are announced, "year" until the report, then "closing". until: these four days, ISO; NULL or no day: not fixed, passed over. */
enum { MOMENTS = 5 };
const char *call_moment(struct date today, const char *const until[MOMENTS - 1]);
/* When a file came. begun: when its form was opened. */
enum arrival { ARRIVED_IN_TIME, ARRIVED_IN_GRACE, ARRIVED_LATE };
enum arrival arrival_of(int64_t sent, int64_t begun, int64_t end, int grace_minutes);
/* Days before the end of the call on which a draft is reminded: 14, 3, 1. 0: not today. */
int reminder_due(struct date today, struct date closes_on);

/* Easter Sunday (Gregorian; Meeus, Jones and Butcher's algorithm). */
struct date easter(int year);
/* Why nobody works that day in Belgium: a public holiday, a Sunday, a day around Easter, the school holidays of the French Community
 * (from 2022 on; sources: call_days_rules.c). French msgid; NULL: an ordinary day. */
const char *holiday_name(struct date d);
extern const char holiday_summer[]; /* what it says of the school holidays of summer */
/* The same day of the academic calendar `years` later: the same weekday, the nearest to the same date. */
struct date day_moved(struct date d, int years);

/* ---- institutions ---------------------------------------------------------------------------------------- */

/* What two names of the same institution have in common: without accents, legal form, small words, or a place in
 * brackets. */
char *institution_fold(struct arena *a, const char *name) MUST_USE;
/* The same of the whole name, what stands in brackets too: it tells "La Rive (Huy)" from "La Rive (Ottignies)". */
char *institution_whole(struct arena *a, const char *name) MUST_USE;
/* Whether two names that are not the same may be those of one institution: someone is asked. */
bool institution_may_be(struct arena *a, const char *x, const char *y);
/* The ten digits of a Belgian enterprise number, however it is typed; NULL when its check digits are wrong. */
char *enterprise_number(struct arena *a, const char *typed) MUST_USE;
char *enterprise_text(struct arena *a, const char *digits) MUST_USE; /* "0123.456.749" */
/* The domain of an address or of a website that tells an institution; NULL for those of mail providers. */
char *institution_domain(struct arena *a, const char *address) MUST_USE;
struct institution_key { const char *folded, *number, *domain, *town; };
/* SAME: take it; ALIKE: propose it to someone. */
enum likeness { OTHER_ONE, ALIKE, SAME };
enum likeness institution_compare(struct arena *a, const struct institution_key *x, const struct institution_key *y);
#endif
