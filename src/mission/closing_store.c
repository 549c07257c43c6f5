/* The oral and the end of a mission, and what it is evidence for. */
#include "mission/report.h"
#include "mission/peer.h"
#include "plan/evidence_store.h"
#include "store/history.h"
#include "timetable/schedule.h"
#include <string.h>

enum { Q_GET, Q_ADD, Q_ORAL, Q_CHOOSE, Q_SPONSOR, Q_END, Q_ASKED, Q_REMINDED, Q_LINES, Q_LINE_ADD, Q_LINE_DROP, Q_FILED, Q_FILED_ADD, Q_FILED_DROP, Q_FILED_COUNT };
const struct query closing_queries[] = {
	[Q_GET] = { "closing_get", "SELECT c.names_open, c.report_open, c.sponsor_report_open, c.rev, c.oral_on, c.oral_time, c.oral_place, c.oral_done_at, c.jury_notes, c.chosen_at,"
	    " p.name, c.closed_at, q.name, c.later_asked_at, c.later_reminded_at FROM closing c LEFT JOIN person p ON p.id = c.chosen_by LEFT JOIN person q ON q.id = c.closed_by"
	    " WHERE c.team = $1" },
	[Q_ADD] = { "closing_add", "INSERT INTO closing (team, rev) VALUES ($1, 1) ON CONFLICT (team) DO NOTHING" },
	[Q_ORAL] = { "closing_oral", "UPDATE closing SET oral_on = $2, oral_time = $3, oral_place = $4, jury_notes = $5, oral_done_at = $6, rev = rev + 1 WHERE team = $1 AND rev = $7" },
	[Q_CHOOSE] = { "closing_choose", "UPDATE closing SET names_open = $2, report_open = $3, chosen_at = $4, chosen_by = $5, rev = rev + 1 WHERE team = $1" },
	[Q_SPONSOR] = { "closing_sponsor", "UPDATE closing SET sponsor_report_open = $2, sponsor_chosen_at = $3, rev = rev + 1 WHERE team = $1" },
	[Q_END] = { "closing_end", "UPDATE closing SET closed_at = $2, closed_by = $3, rev = rev + 1 WHERE team = $1" },
	[Q_ASKED] = { "closing_asked", "UPDATE closing SET later_asked_at = $2 WHERE team = $1 AND later_asked_at IS NULL" },
	[Q_REMINDED] = { "closing_reminded", "UPDATE closing SET later_reminded_at = $2 WHERE team = $1 AND later_reminded_at IS NULL" },
	[Q_LINES] = { "year_lines", "SELECT kind, indicator FROM year_line WHERE edition = $1 ORDER BY kind, indicator" },
	[Q_LINE_ADD] = { "year_line_add", "INSERT INTO year_line (edition, kind, indicator) VALUES ($1, $2, $3) ON CONFLICT (edition, kind, indicator) DO NOTHING" },
	[Q_LINE_DROP] = { "year_line_drop", "DELETE FROM year_line WHERE edition = $1 AND kind = $2 AND indicator = $3" },
	[Q_FILED] = { "year_evidence", "SELECT y.kind, y.indicator, y.evidence, e.rev, e.withdrawn_at FROM year_evidence y JOIN evidence e ON e.id = y.evidence"
	    " WHERE y.team = $1 ORDER BY y.kind, y.indicator" },
	[Q_FILED_ADD] = { "year_evidence_add", "INSERT INTO year_evidence (team, kind, indicator, evidence) VALUES ($1, $2, $3, $4)" },
	[Q_FILED_DROP] = { "year_evidence_drop", "DELETE FROM year_evidence WHERE team = $1 AND kind = $2 AND indicator = $3" },
	[Q_FILED_COUNT] = { "year_evidence_count", "SELECT count(*) FROM year_evidence WHERE team = $1" },
	{ 0 },
};

enum err
closing_get(struct db *db, int64_t team, struct closing *out)
{
	struct rows *r;
	*out = (struct closing){ .team = team, .names_open = NONE, .report_open = NONE, .sponsor_report_open = NONE };
	enum err e = db_one(db, &closing_queries[Q_GET], ARGS(V(team)), &r);
	if (e == E_NOTFOUND) {
		fail_clear(db_arena(db));
		return OK;
	}
	if (e == OK)
		*out = (struct closing){ team, col_int(r, 0), col_int(r, 1), col_int(r, 2), col_int(r, 3), col_text(r, 4), col_text(r, 5), col_text(r, 6), col_text(r, 7), col_text(r, 8),
			col_text(r, 9), col_text(r, 10), col_text(r, 11), col_text(r, 12), col_text(r, 13), col_text(r, 14) };
	return e;
}

enum err
closing_slot(struct db *db, const struct mission *m, struct closing *c)
{
	struct sched_helds held;
	if (c->oral_on != NULL)
		return OK;
	enum err e = sched_of_submission(db, m->commission.id, &held);
	for (size_t i = 0; e == OK && i < held.n; i++) {
		const struct sched_held *h = &held.items[i];
		if (h->kind != SCHED_ORALS || h->gone)
			continue;
		c->oral_on = h->on_day, c->oral_time = sched_clock(db_arena(db), h->start), c->oral_place = h->place != NULL ? h->place : h->town;
	}
	return e;
}

/* The row is there from the first thing that is said on. */
static enum err
begin(struct db *db, int64_t team)
{
	return db_exec(db, &closing_queries[Q_ADD], ARGS(V(team)), NULL);
}

static const char *
now_text(struct db *db)
{
	return arena_strdup(db_arena(db), now_utc().s);
}

static enum err
told(struct db *db, int64_t team, const char *field, const char *after)
{
	return history_add(db, "team", team, "changed", field, NULL, after);
}

enum err
closing_oral(struct db *db, const struct closing *c, bool done)
{
	int64_t n;
	struct closing was = { 0 };
	enum err e = closing_get(db, c->team, &was);
	if (e == OK)
		e = begin(db, c->team);
	if (e == OK)
		e = db_exec(db, &closing_queries[Q_ORAL], ARGS(V(c->team), V(c->oral_on), V(c->oral_time), V(c->oral_place), V(c->jury_notes),
		    V(done ? (c->oral_done_at != NULL ? c->oral_done_at : now_text(db)) : NULL), V(c->rev == 0 ? 1 : c->rev)), &n);
	if (e == OK && n == 0)
		return E_CONFLICT;
	const struct { const char *field, *before, *after; } texts[] = { { "oral_on", was.oral_on, c->oral_on }, { "oral_time", was.oral_time, c->oral_time },
		{ "oral_place", was.oral_place, c->oral_place } };
	if (e == OK && done != (was.oral_done_at != NULL))
		e = told(db, c->team, "oral_done", done ? "1" : "0");
	for (size_t i = 0; e == OK && i < LEN(texts); i++)
		if (!text_eq(texts[i].before == NULL ? "" : texts[i].before, texts[i].after == NULL ? "" : texts[i].after))
			e = history_add(db, "team", c->team, "changed", texts[i].field, texts[i].before, texts[i].after);
	/* Notes may name students: the journal, from which they could not be masked, says no more than that they changed. */
	if (e == OK && !text_eq(was.jury_notes == NULL ? "" : was.jury_notes, c->jury_notes == NULL ? "" : c->jury_notes))
		e = told(db, c->team, "jury_notes", NULL);
	return e;
}

enum err
closing_choose(struct db *db, int64_t team, bool names, bool report, int64_t person)
{
	enum err e = begin(db, team);
	if (e == OK)
		e = db_exec(db, &closing_queries[Q_CHOOSE], ARGS(V(team), V(names), V(report), V(now_text(db)), V(person)), NULL);
	if (e == OK)
		e = told(db, team, "names_open", names ? "1" : "0");
	return e == OK ? told(db, team, "report_open", report ? "1" : "0") : e;
}

enum err
closing_sponsor(struct db *db, int64_t team, bool report)
{
	enum err e = begin(db, team);
	if (e == OK)
		e = db_exec(db, &closing_queries[Q_SPONSOR], ARGS(V(team), V(report), V(now_text(db))), NULL);
	return e == OK ? told(db, team, "sponsor_report_open", report ? "1" : "0") : e;
}

enum err
closing_end(struct db *db, int64_t team, bool closed, int64_t person)
{
	enum err e = begin(db, team);
	const char *now = closed ? now_text(db) : NULL;
	if (e == OK)
		e = db_exec(db, &closing_queries[Q_END], ARGS(V(team), V(now), V(closed ? person : NONE)), NULL);
	return e == OK ? told(db, team, "closed_at", now) : e;
}

enum err
closing_later(struct db *db, int64_t team, bool reminder)
{
	enum err e = begin(db, team);
	return e == OK ? db_exec(db, &closing_queries[reminder ? Q_REMINDED : Q_ASKED], ARGS(V(team), V(now_text(db))), NULL) : e;
}

/* ---- what is missing -------------------------------------------------------------------------------------------------- */

static enum err
none_is_fine(struct db *db, enum err e)
{
	if (e == E_NOTFOUND)
		fail_clear(db_arena(db));
	return e == E_NOTFOUND ? OK : e;
}

enum err
closing_facts_of(struct db *db, const struct mission *m, struct closing_facts *out)
{
	struct report r;
	struct sponsor_form f;
	struct feedback_minutes minutes;
	struct closing c;
	struct peer_rounds rounds;
	*out = (struct closing_facts){ 0 };
	enum err e = report_sent(db, m->team.id, &r);
	out->report_sent = e == OK;
	if ((e = none_is_fine(db, e)) != OK || (e = sponsor_form_get(db, m->team.id, FORM_REPORT, &f)) != OK)
		return e;
	e = feedback_minutes_get(db, m->team.id, &minutes);
	out->feedback = f.sent_at != NULL || e == OK;
	if ((e = none_is_fine(db, e)) != OK || (e = closing_get(db, m->team.id, &c)) != OK || (e = peer_rounds(db, m->edition.id, &rounds)) != OK)
		return e;
	out->oral = c.oral_done_at != NULL;
	out->choice = c.chosen_at != NULL;
	for (size_t i = 0; i < rounds.n; i++)
		out->peers = out->peers || (rounds.items[i].round == 2 && peer_round_state(&rounds.items[i], today_brussels()) >= ROUND_CLOSED);
	return OK;
}

/* ---- evidence ------------------------------------------------------------------------------------------------------------ */

const char *const year_kind_words[YEAR_KINDS] = { "answered", "recognition" };

static enum year_kind
kind_of(const char *word)
{
	for (int k = 0; k < YEAR_KINDS; k++)
		if (text_eq(word, year_kind_words[k]))
			return (enum year_kind)k;
	BUG_ON(true);
}

enum err
year_lines(struct db *db, int64_t edition, struct year_lines *out)
{
	struct rows *r;
	*out = (struct year_lines){ 0 };
	enum err e = db_query(db, &closing_queries[Q_LINES], ARGS(V(edition)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, ((struct year_line){ kind_of(col_text(r, 0)), col_int(r, 1) }));
	return rows_end(r);
}

enum err
year_lines_set(struct db *db, int64_t edition, enum year_kind kind, int64_t indicator, bool on)
{
	enum err e = db_exec(db, &closing_queries[on ? Q_LINE_ADD : Q_LINE_DROP], ARGS(V(edition), V(year_kind_words[kind]), V(indicator)), NULL);
	const char *line = arena_printf(db_arena(db), "%s %lld", year_kind_words[kind], (long long)indicator);
	return e == OK ? history_add(db, "edition", edition, "changed", "year_line", on ? NULL : line, on ? line : NULL) : e;
}

struct filed { enum year_kind kind; int64_t indicator, evidence, rev; bool withdrawn; };
struct fileds { struct filed *items; size_t n, cap; };

static enum err
filed_of(struct db *db, int64_t team, struct fileds *out)
{
	struct rows *r;
	*out = (struct fileds){ 0 };
	enum err e = db_query(db, &closing_queries[Q_FILED], ARGS(V(team)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, ((struct filed){ kind_of(col_text(r, 0)), col_int(r, 1), col_int(r, 2), col_int(r, 3), !col_null(r, 4) }));
	return rows_end(r);
}

/* What the mission proves: the words of the register, and their day; NULL: nothing (any more). */
struct proof { const char *title, *text, *on; };

static const char *
whom(struct db *db, const struct mission *m)
{
	const char *org = text_eq(m->commission.publication, "named") ? m->commission.org_name : NULL;
	return org != NULL ? org : arena_printf(db_arena(db), "commande %s", m->reference);
}

static enum err
proof_answered(struct db *db, const struct mission *m, struct proof *out)
{
	struct closing c;
	struct report r;
	enum err e = closing_get(db, m->team.id, &c);
	if (e != OK || c.closed_at == NULL)
		return e;
	e = report_sent(db, m->team.id, &r);
	if (e != OK)
		return none_is_fine(db, e);
	*out = (struct proof){ arena_printf(db_arena(db), "Demande répondue : %s", whom(db, m)),
		arena_printf(db_arena(db), "%s. Question : %s. Rapport remis le %.10s ; mission clôturée le %.10s.", m->reference, m->commission.question == NULL ? "–" : m->commission.question,
		    r.sent_at, c.closed_at),
		arena_strndup(db_arena(db), c.closed_at, 10) };
	return OK;
}

static enum err
proof_recognition(struct db *db, const struct mission *m, struct proof *out)
{
	for (int k = SPONSOR_FORMS - 1; k >= 0; k--) { /* the latest word counts */
		struct sponsor_form f;
		enum err e = sponsor_form_get(db, m->team.id, (enum sponsor_form_kind)k, &f);
		if (e != OK)
			return e;
		if (f.sent_at == NULL || !f.quote_open || text_blank(f.quote))
			continue;
		*out = (struct proof){ arena_printf(db_arena(db), "Reconnaissance par le secteur : %s", whom(db, m)),
			arena_printf(db_arena(db), "%s. « %s »", m->reference, f.quote), arena_strndup(db_arena(db), f.sent_at, 10) };
		return OK;
	}
	return OK;
}

static enum err
withdraw(struct db *db, const struct mission *m, const struct filed *f)
{
	enum err e = f->withdrawn ? OK : evidence_withdraw(db, &user_command, f->evidence, f->rev);
	return e == OK ? db_exec(db, &closing_queries[Q_FILED_DROP], ARGS(V(m->team.id), V(year_kind_words[f->kind]), V(f->indicator)), NULL) : e;
}

static enum err
file(struct db *db, const struct mission *m, const struct year_line *l, const struct proof *p, struct date today)
{
	int64_t id;
	const char *on = strcmp(p->on, date_iso(today).s) > 0 ? arena_strdup(db_arena(db), date_iso(today).s) : p->on;
	struct evidence_form f = { .kind = EV_REGISTER, .title = p->title, .effective = on, .number = NONE, .body = NONE, .visibility = VIS_INTERNAL, .register_text = p->text };
	enum err e = evidence_offer(db, &user_command, &f, (struct slot_target){ l->indicator, 1 }, today, &id);
	return e == OK && id != NONE ? db_exec(db, &closing_queries[Q_FILED_ADD], ARGS(V(m->team.id), V(year_kind_words[l->kind]), V(l->indicator), V(id)), NULL) : e;
}

enum err
year_evidence(struct db *db, const struct mission *m, struct date today)
{
	struct year_lines lines;
	struct fileds filed;
	struct proof proof[YEAR_KINDS] = { { 0 } };
	enum err e = year_lines(db, m->edition.id, &lines);
	if (e != OK || (e = filed_of(db, m->team.id, &filed)) != OK || (e = proof_answered(db, m, &proof[YEAR_ANSWERED])) != OK
	    || (e = proof_recognition(db, m, &proof[YEAR_RECOGNITION])) != OK)
		return e;
	for (size_t i = 0; e == OK && i < filed.n; i++) {
		bool wanted = false;
		for (size_t k = 0; k < lines.n; k++)
			wanted = wanted || (lines.items[k].kind == filed.items[i].kind && lines.items[k].indicator == filed.items[i].indicator);
		if (!wanted || proof[filed.items[i].kind].title == NULL)
			e = withdraw(db, m, &filed.items[i]);
	}
	for (size_t k = 0; e == OK && k < lines.n; k++) {
		bool there = false;
		for (size_t i = 0; i < filed.n; i++)
			there = there || (lines.items[k].kind == filed.items[i].kind && lines.items[k].indicator == filed.items[i].indicator);
		if (!there && proof[lines.items[k].kind].title != NULL)
			e = file(db, m, &lines.items[k], &proof[lines.items[k].kind], today);
	}
	return e;
}

enum err
year_evidence_count(struct db *db, int64_t team, int64_t *n)
{
	struct rows *r;
	enum err e = db_one(db, &closing_queries[Q_FILED_COUNT], ARGS(V(team)), &r);
	if (e == OK)
		*n = col_int(r, 0);
	return e;
}
