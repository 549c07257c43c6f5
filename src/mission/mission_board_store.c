/* What has been heard of each team: one statement, whatever their number. */
#include "mission/mission.h"
#include "base/tr.h"
#include "mail/mail.h"

/* A step of the log that the team may not read is not told to it either: only those of everybody. */
#define PULSE "SELECT t.id, (SELECT count(*) FROM data_request q WHERE q.team = t.id AND q.deleted_at IS NULL AND q.asked_at IS NOT NULL)," \
	" (SELECT count(*) FROM data_request q WHERE q.team = t.id AND q.deleted_at IS NULL AND q.asked_at IS NOT NULL AND q.outcome IN ('open', 'partial') AND q.due_on < $2)," \
	" (SELECT count(*) FROM data_request q WHERE q.team = t.id AND q.deleted_at IS NULL AND q.outcome = 'received')," \
	" (SELECT count(*) FROM interview i WHERE i.team = t.id AND i.deleted_at IS NULL)," \
	" (SELECT count(*) FROM follow_entry f WHERE f.team = t.id AND f.deleted_at IS NULL AND f.alert = 1)," \
	" (SELECT max(m.entry_on) FROM mission_entry m WHERE m.team = t.id AND m.deleted_at IS NULL)," \
	" (SELECT max(f.met_on) FROM follow_entry f WHERE f.team = t.id AND f.deleted_at IS NULL)," \
	" (SELECT f.next_on FROM follow_entry f WHERE f.team = t.id AND f.deleted_at IS NULL AND f.audience = 'team' AND f.next_on >= $2 ORDER BY f.next_on NULLS LAST, f.id LIMIT 1)," \
	" (SELECT f.next_step FROM follow_entry f WHERE f.team = t.id AND f.deleted_at IS NULL AND f.audience = 'team' AND f.next_on >= $2 ORDER BY f.next_on NULLS LAST, f.id LIMIT 1)," \
	" (SELECT max(r.at) FROM report r WHERE r.team = t.id), (SELECT max(r.sent_at) FROM report r WHERE r.team = t.id)," \
	" (SELECT s.sent_at FROM sponsor_form s WHERE s.team = t.id AND s.form = 'report'), c.oral_on, c.oral_time, c.oral_place, c.closed_at, c.oral_done_at" \
	" FROM team t LEFT JOIN closing c ON c.team = t.id WHERE "
enum { Q_EDITION, Q_FOLLOWED, Q_TEAM };
const struct query pulse_queries[] = {
	[Q_EDITION] = { "mission_pulses", PULSE "t.edition = $1 ORDER BY t.id" },
	[Q_FOLLOWED] = { "mission_pulses_followed", PULSE "t.id IN (SELECT x.team FROM team_supervisor x JOIN supervisor p ON p.id = x.supervisor WHERE p.person = $1"
	    " AND p.deleted_at IS NULL) ORDER BY t.id" },
	[Q_TEAM] = { "mission_pulse", PULSE "t.id = $1" },
	{ 0 },
};

static enum err
pulses(struct db *db, int query, int64_t by, struct date today, struct mission_pulses *out)
{
	struct rows *r;
	struct isodate on = date_iso(today);
	*out = (struct mission_pulses){ 0 };
	enum err e = db_query(db, &pulse_queries[query], ARGS(V(by), V((const char *)on.s)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct mission_pulse p = { .team = col_int(r, 0), .asked = col_int(r, 1), .overdue = col_int(r, 2), .received = col_int(r, 3), .interviews = col_int(r, 4),
			.alerts = col_int(r, 5), .last_entry = col_text(r, 6), .last_heard = col_text(r, 7), .next_on = col_text(r, 8), .next_step = col_text(r, 9), .report_at = col_text(r, 10),
			.report_sent = col_text(r, 11), .feedback_at = col_text(r, 12), .oral_on = col_text(r, 13), .oral_time = col_text(r, 14), .oral_place = col_text(r, 15),
			.closed_at = col_text(r, 16), .oral_done_at = col_text(r, 17) };
		PUSH(db_arena(db), out, p);
	}
	return rows_end(r);
}

enum err
mission_pulses(struct db *db, int64_t edition, struct date today, struct mission_pulses *out)
{
	return pulses(db, Q_EDITION, edition, today, out);
}

enum err
mission_pulses_followed(struct db *db, int64_t person, struct date today, struct mission_pulses *out)
{
	return pulses(db, Q_FOLLOWED, person, today, out);
}

enum err
mission_pulse(struct db *db, int64_t team, struct date today, struct mission_pulse *out)
{
	struct mission_pulses one;
	enum err e = pulses(db, Q_TEAM, team, today, &one);
	if (e != OK || one.n == 0)
		return e != OK ? e : E_NOTFOUND;
	*out = one.items[0];
	return OK;
}

struct mission_facts
mission_facts_of(struct arena *a, const struct team *t, const struct edition *e, const struct mission_pulse *p)
{
	enum status s = ST_SELECTED;
	bool known = status_named(t->status, &s);
	return (struct mission_facts){ .began_on = t->created_at == NULL ? NULL : arena_strndup(a, t->created_at, 10), .last_heard = p->last_heard, .report_on = e->report_on,
		.ends_on = e->ends_on, .at_work = mission_goes_on(t), .reported = p->report_at != NULL || (known && s >= ST_REPORT && s != ST_WITHDRAWN), .overdue = p->overdue };
}

void
mission_late_lines(struct arena *a, enum lang lang, const struct team *t, const struct edition *e, const struct mission_pulse *p, struct date today, struct strings *out)
{
	struct mission_facts f = mission_facts_of(a, t, e, p);
	unsigned late = mission_late(&f, today);
	const char *tag = lang_tag(lang), *line;
	struct date d;
	if (late & LATE_SILENT) {
		line = mail_text(a, tag, N_("rien n’est noté à l’accompagnement depuis %s jours"), arena_printf(a, "%lld", (long long)mission_silence(&f, today)));
		PUSH(a, out, line);
	}
	if ((late & LATE_REPORT) && date_parse(e->report_on, &d)) {
		line = mail_text(a, tag, N_("le rapport était attendu le %s"), date_long(a, d, tag));
		PUSH(a, out, line);
	}
	if (late & LATE_REQUESTS) {
		line = mail_text(a, tag, p->overdue == 1 ? N_("une demande à l’institution est restée sans réponse, son jour passé")
		    : N_("%s demandes à l’institution sont restées sans réponse, leur jour passé"), arena_printf(a, "%lld", (long long)p->overdue));
		PUSH(a, out, line);
	}
	if (late & LATE_CLOSING) {
		line = tr(lang, N_("l’année de mission est finie : il reste à la clôturer"));
		PUSH(a, out, line);
	}
}
