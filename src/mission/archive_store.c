/* A past commission, as its sponsor and its team agreed that anybody may see it. */
#include "mission/report.h"

enum { Q_ONE, Q_QUOTES };
const struct query archive_queries[] = {
	[Q_ONE] = { "archive_get", "SELECT s.id, e.year, e.label, s.question, coalesce(se.name, s.sector_other), coalesce(ar.name, s.area_other), co.name,"
	    " CASE WHEN s.publication = 'named' THEN s.org_name END, CASE WHEN s.publication = 'named' THEN s.town END, s.publication, t.id, c.names_open, c.report_open,"
	    " c.sponsor_report_open FROM submission s JOIN edition e ON e.id = s.edition LEFT JOIN call_term se ON se.id = s.sector LEFT JOIN call_term ar ON ar.id = s.area"
	    " LEFT JOIN call_term co ON co.id = s.context LEFT JOIN team t ON t.submission = s.id AND t.ended_at IS NULL LEFT JOIN closing c ON c.team = t.id"
	    " WHERE s.id = $1 AND s.deleted_at IS NULL AND e.deleted_at IS NULL AND s.publication IN ('named', 'anonymous')"
	    " AND (e.state = 'archived' OR (e.state = 'published' AND e.ends_on < $2))"
	    " AND s.status IN ('presented', 'clarified', 'exploration', 'report', 'feedback', 'oral', 'archived')"
	    " AND EXISTS (SELECT 1 FROM submission_move m WHERE m.submission = s.id AND m.to_status = 'selected')" },
	[Q_QUOTES] = { "archive_quotes", "SELECT quote FROM sponsor_form WHERE team = $1 AND sent_at IS NOT NULL AND quote_open = 1 AND quote IS NOT NULL AND quote <> ''"
	    " ORDER BY id" },
	{ 0 },
};

static enum err
names_of(struct db *db, int64_t team, struct strings *out)
{
	struct team_seats seats;
	enum err e = team_students(db, team, &seats);
	for (size_t i = 0; e == OK && i < seats.n; i++) {
		const struct team_seat_row *s = &seats.items[i];
		PUSH(db_arena(db), out, s->first_name == NULL ? s->name : arena_printf(db_arena(db), "%s %s", s->first_name, s->name));
	}
	return e;
}

static enum err
quotes_of(struct db *db, int64_t team, struct strings *out)
{
	struct rows *r;
	enum err e = db_query(db, &archive_queries[Q_QUOTES], ARGS(V(team)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, col_text(r, 0));
	return rows_end(r);
}

enum err
archive_get(struct db *db, int64_t submission, const char *today, struct archived *out)
{
	struct rows *r;
	enum err e = db_one(db, &archive_queries[Q_ONE], ARGS(V(submission), V(today)), &r);
	if (e != OK)
		return e;
	*out = (struct archived){ .submission = col_int(r, 0), .year = col_int(r, 1), .edition = col_text(r, 2), .question = col_text(r, 3), .sector = col_text(r, 4),
		.area = col_text(r, 5), .context = col_text(r, 6), .org_name = col_text(r, 7), .town = col_text(r, 8), .team = col_int(r, 10), .report = { .id = NONE } };
	bool report = archive_report_open(col_text(r, 9), col_int(r, 13), col_int(r, 12)), names = col_int(r, 11) == 1;
	if (out->team == NONE)
		return OK;
	if (names)
		e = names_of(db, out->team, &out->names);
	if (e == OK)
		e = quotes_of(db, out->team, &out->quotes);
	if (e != OK || !report)
		return e;
	e = report_sent(db, out->team, &out->report);
	if (e == E_NOTFOUND) {
		out->report.id = NONE;
		fail_clear(db_arena(db));
		return OK;
	}
	return e;
}
