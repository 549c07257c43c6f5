/* meeting_rules.h: what holds of meetings whatever the store: stages, quorum, names, times, the difference of two texts. Pure. */
#ifndef MEETING_RULES_H
#define MEETING_RULES_H
#include "base/base.h"
#include "base/date.h"
#include "base/diff.h"
#include "base/text.h"

/* Where a meeting and its minutes stand. DRAFT: the agenda is being made; CONVENED: those asked to come know; LIVE: minutes are
 * being taken; PREPARED: sent to those who attended, who may suggest amendments; APPROVED: by the next meeting, frozen. */
enum stage { MT_DRAFT, MT_CONVENED, MT_LIVE, MT_PREPARED, MT_APPROVED, MT_STAGES };
const char *stage_word(enum stage s);  /* "draft" "convened" "live" "prepared" "approved" */
const char *stage_name(enum stage s);  /* French msgid */
const char *stage_sign(enum stage s);
bool stage_of(const char *word, enum stage *out) MUST_USE;

enum item_kind { ITEM_APPROVAL, ITEM_DECISIONS, ITEM_POINT, ITEM_KINDS };
const char *item_kind_word(enum item_kind k);
bool item_kind_of(const char *word, enum item_kind *out) MUST_USE;

enum presence { PRES_NONE, PRES_PRESENT, PRES_EXCUSED, PRES_ABSENT, PRES_INVITED, PRESENCES };
const char *presence_word(enum presence p); /* NULL for PRES_NONE, "present" "excused" "absent" "invited" */
const char *presence_name(enum presence p); /* French msgid */
enum presence presence_of(const char *word); /* NULL, unknown: PRES_NONE */

enum follow { FOLLOW_NONE, FOLLOW_OPEN, FOLLOW_DONE, FOLLOW_DROPPED, FOLLOWS };
const char *follow_word(enum follow f);     /* "none" "open" "done" "dropped" */
const char *follow_name(enum follow f);     /* French msgid */
bool follow_of(const char *word, enum follow *out) MUST_USE;

/* ---- quorum ------------------------------------------------------------------------------------------------ */

/* HALF: more than half of the members; SHARE: n per cent of them, rounded up; NUMBER: n of them. */
enum quorum_rule { QUORUM_NONE, QUORUM_HALF, QUORUM_SHARE, QUORUM_NUMBER, QUORUM_RULES };
const char *quorum_word(enum quorum_rule r); /* "none" "half" "share" "number" */
const char *quorum_name(enum quorum_rule r); /* French msgid */
bool quorum_of(const char *word, enum quorum_rule *out) MUST_USE;
struct quorum { enum quorum_rule rule; int64_t n; };
/* How many of `members` must be there. A number larger than the members asks for all of them; nobody: 0. */
int64_t quorum_needed(struct quorum q, int64_t members);
/* NULL when n will do for the rule, else why not (French msgid). */
const char *quorum_problem(struct quorum q);

/* ---- times ------------------------------------------------------------------------------------------------- */

/* "9:30", "09h30", "9h", "17.05" → "09:30". NULL when it is no time. */
const char *time_parse(struct arena *a, const char *typed) MUST_USE;
#endif
