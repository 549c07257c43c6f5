#include "mission/report_rules.h"
#include "base/text.h"
#include "base/tr.h"
#include <string.h>

bool
report_late(const char *report_on, const char *at)
{
	struct date due;
	int64_t when;
	if (report_on == NULL || !date_parse(report_on, &due) || !isotime_parse(at, &when))
		return false;
	return date_cmp(brussels_date(when), due) > 0;
}

char *
report_moment(struct arena *a, const char *at)
{
	int64_t when;
	if (!isotime_parse(at, &when))
		return arena_strdup(a, at);
	struct isotime here = isotime_of(when + (int64_t)brussels_offset(when) * 60);
	return arena_printf(a, "%.2s/%.2s/%.4s %.8s", here.s + 8, here.s + 5, here.s, here.s + 11);
}

void
sponsor_questions_read(struct arena *a, const char *lines, struct sponsor_questions *out)
{
	static const char mark[] = "[1-5]";
	*out = (struct sponsor_questions){ 0 };
	for (const char *at = lines == NULL ? "" : lines; *at != '\0' && out->n < QUESTIONS_MOST;) {
		size_t n = strcspn(at, "\r\n");
		const char *line = text_trim(a, arena_strndup(a, at, n));
		struct sponsor_question q = { line, text_starts(line, mark) };
		if (q.scale)
			q.text = text_trim(a, line + sizeof mark - 1);
		if (*q.text != '\0')
			PUSH(a, out, q);
		at += n + strspn(at + n, "\r\n");
	}
}

enum later
later_due(const struct later_facts *f, struct date today)
{
	struct date ends, asked;
	int64_t when;
	if (f->answered || !f->over || f->ends_on == NULL || !date_parse(f->ends_on, &ends) || date_cmp(today, months_after(ends, (int)f->months)) < 0)
		return LATER_NOTHING;
	if (f->asked_at == NULL)
		return LATER_ASK;
	if (f->reminded_at != NULL || !isotime_parse(f->asked_at, &when))
		return LATER_NOTHING;
	asked = brussels_date(when);
	return date_days(today) - date_days(asked) >= LATER_REMINDER_DAYS ? LATER_REMIND : LATER_NOTHING;
}

unsigned
closing_missing(const struct closing_facts *f)
{
	return (f->report_sent ? 0U : CLOSING_REPORT) | (f->feedback ? 0U : CLOSING_FEEDBACK) | (f->oral ? 0U : CLOSING_ORAL) | (f->peers ? 0U : CLOSING_PEERS) |
	    (f->choice ? 0U : CLOSING_CHOICE);
}

const char *
closing_item_name(unsigned item)
{
	switch (item) {
	case CLOSING_REPORT: return N_("Rapport envoyé au commanditaire");
	case CLOSING_FEEDBACK: return N_("Retour du commanditaire ou compte rendu de la réunion");
	case CLOSING_ORAL: return N_("Présentation orale faite");
	case CLOSING_PEERS: return N_("Évaluation par les pairs de mai clôturée");
	case CLOSING_CHOICE: return N_("Choix de l’équipe pour l’archive");
	default: BUG_ON(true);
	}
}

bool
archive_report_open(const char *publication, int64_t sponsor_open, int64_t team_open)
{
	return (text_eq(publication, "named") || text_eq(publication, "anonymous")) && sponsor_open == 1 && team_open == 1;
}
