/* report_rules.h: what the end of a mission decides without a database: lateness, questions asked, when a sponsor is asked again,
 * what is missing before a mission is closed. Days are ISO texts. Pure. */
#ifndef REPORT_RULES_H
#define REPORT_RULES_H
#include "base/base.h"
#include "base/date.h"

/* at: a time in UTC. Late from the first moment after that day in Brussels; without a day nothing is late. */
bool report_late(const char *report_on, const char *at);
/* The moment as a receipt says it: "13/03/2025 23:59:07", in Brussels. */
char *report_moment(struct arena *a, const char *at) MUST_USE;

/* One question a line; "[1-5] …" is answered by a number. Blank lines are left out, the rest beyond the most is not read. */
enum { QUESTIONS_MOST = 12, ANSWER_MAX = 5000, SCALE_LEAST = 1, SCALE_MOST = 5 };
struct sponsor_question { const char *text; bool scale; };
struct sponsor_questions { struct sponsor_question *items; size_t n, cap; };
void sponsor_questions_read(struct arena *a, const char *lines, struct sponsor_questions *out);

/* Months after the end of the edition the sponsor is asked what became of the report; three weeks later, once more; never again. */
enum { LATER_REMINDER_DAYS = 21 };
enum later { LATER_NOTHING, LATER_ASK, LATER_REMIND };
struct later_facts { const char *ends_on, *asked_at, *reminded_at; int64_t months; bool answered, over /* the mission is archived */; };
enum later later_due(const struct later_facts *f, struct date today);

/* What a mission lacks before it is closed: a mask. */
enum { CLOSING_REPORT = 1, CLOSING_FEEDBACK = 2, CLOSING_ORAL = 4, CLOSING_PEERS = 8, CLOSING_CHOICE = 16, CLOSING_ALL = 31 };
struct closing_facts { bool report_sent, feedback, oral, peers, choice; };
unsigned closing_missing(const struct closing_facts *f);
const char *closing_item_name(unsigned item); /* French msgid of one bit */

/* Whether the public may have the report, the names: only what everybody agreed to. publication: of the sponsor; -1, NONE: not said. */
bool archive_report_open(const char *publication, int64_t sponsor_open, int64_t team_open);
#endif
