/* mission_rules.h: what is late in a mission, from facts alone. Days are ISO texts, NULL: not known. Pure. */
#ifndef MISSION_RULES_H
#define MISSION_RULES_H
#include "base/base.h"
#include "base/date.h"

enum { SILENCE_DAYS = 21 }; /* without an entry in the log of those who follow the team */

/* began_on: the team was published; last_heard: the newest entry of the log; at_work: its commission is between the evening and
 * the archive, and its team has not ended; reported: a report was received; overdue: requests for data past their day. */
struct mission_facts {
	const char *began_on, *last_heard, *report_on, *ends_on;
	bool at_work, reported;
	int64_t overdue;
};
enum { LATE_SILENT = 1, LATE_REPORT = 2, LATE_REQUESTS = 4, LATE_CLOSING = 8 };
/* A mask. A mission that is not at work is late in nothing. Silence is no longer counted once the year has ended: closing is. */
unsigned mission_late(const struct mission_facts *f, struct date today);
/* Days since someone was heard, or since the team began; -1: neither is known. */
int64_t mission_silence(const struct mission_facts *f, struct date today);
/* A day still to come is due; before today it is past. NULL, or no date: false. */
bool day_is_past(const char *iso, struct date today);
#endif
