#include "mission/mission_rules.h"

bool
day_is_past(const char *iso, struct date today)
{
	struct date d;
	return iso != NULL && date_parse(iso, &d) && date_cmp(d, today) < 0;
}

int64_t
mission_silence(const struct mission_facts *f, struct date today)
{
	struct date began, heard;
	bool has_begun = f->began_on != NULL && date_parse(f->began_on, &began), was_heard = f->last_heard != NULL && date_parse(f->last_heard, &heard);
	if (!has_begun && !was_heard)
		return -1;
	int64_t since = !was_heard || (has_begun && date_cmp(began, heard) > 0) ? date_days(began) : date_days(heard);
	return date_days(today) < since ? 0 : date_days(today) - since;
}

unsigned
mission_late(const struct mission_facts *f, struct date today)
{
	unsigned late = 0;
	bool ended = day_is_past(f->ends_on, today);
	if (!f->at_work)
		return 0;
	if (!ended && mission_silence(f, today) > SILENCE_DAYS)
		late |= LATE_SILENT;
	if (!f->reported && day_is_past(f->report_on, today))
		late |= LATE_REPORT;
	if (f->overdue > 0)
		late |= LATE_REQUESTS;
	return ended ? late | LATE_CLOSING : late;
}
