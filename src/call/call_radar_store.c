/* Variety before the deadline: what is missing by sector, area and context, and whom to call. */
#include "call/call_desk.h"

/* Withdrawn and refused commissions add no variety. */
#define COUNTS "s.deleted_at IS NULL AND s.status NOT IN ('draft', 'pending', 'withdrawn', 'ineligible')"
#define WAS_CHOSEN "EXISTS (SELECT 1 FROM submission_move m WHERE m.submission = s.id AND m.to_status = 'selected')"
#define ROWS(d) "SELECT t.id, t.name, count(s.id) FILTER (WHERE s.edition = $1), count(s.id) FILTER (WHERE e.year < $2)," \
	" count(s.id) FILTER (WHERE e.year < $2 AND " WAS_CHOSEN ") FROM call_term t LEFT JOIN submission s ON s." d " = t.id AND " COUNTS \
	" LEFT JOIN edition e ON e.id = s.edition AND e.deleted_at IS NULL WHERE t.list = '" d "' AND t.deleted_at IS NULL" \
	" GROUP BY t.id, t.name, t.position ORDER BY t.position, t.id"

enum { Q_SECTOR, Q_AREA, Q_CONTEXT, Q_EDITIONS, Q_CONTACTS };
const struct query radar_queries[] = {
	[Q_SECTOR] = { "radar_sector", ROWS("sector") },
	[Q_AREA] = { "radar_area", ROWS("area") },
	[Q_CONTEXT] = { "radar_context", ROWS("context") },
	[Q_EDITIONS] = { "radar_editions", "SELECT count(*) FROM edition e WHERE e.deleted_at IS NULL AND e.year < $1 AND EXISTS (SELECT 1 FROM submission s WHERE s.edition = e.id)" },
	/* Of each institution its newest commission, when that one is of a missing sector and not of this edition. */
	[Q_CONTACTS] = { "radar_contacts", "SELECT i.id, i.name, s.contact_name, s.email, s.phone, t.name, e.label FROM submission s JOIN edition e ON e.id = s.edition"
	    " JOIN institution i ON i.id = s.institution JOIN call_term t ON t.id = s.sector"
	    " WHERE " COUNTS " AND e.year < $2 AND i.deleted_at IS NULL"
	    " AND NOT EXISTS (SELECT 1 FROM submission n WHERE n.institution = i.id AND n.deleted_at IS NULL AND (n.edition = $1 OR (n.id > s.id AND n.edition = s.edition)"
	    " OR EXISTS (SELECT 1 FROM edition l WHERE l.id = n.edition AND l.year > e.year)))"
	    " AND NOT EXISTS (SELECT 1 FROM submission h WHERE h.edition = $1 AND h.sector = s.sector AND h.deleted_at IS NULL"
	    " AND h.status NOT IN ('draft', 'pending', 'withdrawn', 'ineligible'))"
	    " ORDER BY t.position, t.id, e.year DESC, i.sort_key LIMIT 60" },
	{ 0 },
};

const char *const radar_dimensions[3] = { "sector", "area", "context" };

static enum err
dimension(struct db *db, int q, const struct edition *e, int64_t editions, struct radar_rows *out)
{
	struct rows *r;
	enum err err = db_query(db, &radar_queries[q], ARGS(V(e->id), V(e->year)), &r);
	if (err != OK)
		return err;
	while (rows_next(r)) {
		struct radar_row row = { .term = col_int(r, 0), .name = col_text(r, 1), .now = col_int(r, 2), .before = col_int(r, 3), .chosen = col_int(r, 4) };
		if (editions > 0)
			row.before = (row.before + editions / 2) / editions;
		/* Missing now although it came before; or half as much as it used to. */
		row.gap = row.now == 0 || row.now * 2 < row.before;
		PUSH(db_arena(db), out, row);
	}
	return rows_end(r);
}

static bool
is_gap(const struct radar_rows *rows, const char *name)
{
	for (size_t i = 0; name != NULL && i < rows->n; i++)
		if (rows->items[i].gap && text_eq(rows->items[i].name, name))
			return true;
	return false;
}

enum err
radar_load(struct db *db, const struct edition *e, struct radar *out)
{
	struct arena *a = db_arena(db);
	struct frozens frozen;
	struct rows *r;
	*out = (struct radar){ 0 };
	enum err err = db_one(db, &radar_queries[Q_EDITIONS], ARGS(V(e->year)), &r);
	if (err == OK)
		out->editions = col_int(r, 0);
	for (int q = Q_SECTOR; err == OK && q <= Q_CONTEXT; q++)
		err = dimension(db, q, e, out->editions, &out->dimension[q]);
	if (err == OK)
		err = db_query(db, &radar_queries[Q_CONTACTS], ARGS(V(e->id), V(e->year)), &r);
	if (err != OK)
		return err;
	while (rows_next(r)) {
		struct radar_contact c = { col_int(r, 0), col_text(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4), col_text(r, 5), col_text(r, 6) };
		PUSH(a, &out->contacts, c);
	}
	if ((err = rows_end(r)) != OK || (err = frozen_before(db, e->year, &frozen)) != OK)
		return err;
	for (size_t i = 0; i < frozen.n; i++) {
		const struct frozen *f = &frozen.items[i];
		if (f->carried_to == NONE && (is_gap(&out->dimension[0], f->sector) || is_gap(&out->dimension[1], f->area) || is_gap(&out->dimension[2], f->context)))
			PUSH(a, &out->frozen, *f);
	}
	return OK;
}
