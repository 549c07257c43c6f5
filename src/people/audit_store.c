#include "people/audit.h"

enum { Q_HOLD, Q_LONG, Q_UNUSED, Q_PERSONS, Q_SESSIONS, Q_MOST, Q_MIGRATIONS };
const struct query audit_queries[] = {
	[Q_HOLD] = { "audit_role",
		"SELECT DISTINCT p.sort_key, p.id, p.name FROM role_grant g JOIN person p ON p.id = g.person"
		" WHERE g.role = $1 AND g.deleted_at IS NULL AND (g.from_day IS NULL OR g.from_day <= $2) AND (g.until_day IS NULL OR g.until_day >= $2)"
		" AND p.active = 1 AND p.deleted_at IS NULL ORDER BY p.sort_key, p.id" },
	[Q_LONG] = { "audit_long",
		"SELECT p.sort_key, p.id, p.name, g.until_day FROM role_grant g JOIN person p ON p.id = g.person"
		" WHERE g.role = $1 AND g.deleted_at IS NULL AND (g.until_day IS NULL OR g.until_day > $2) AND p.active = 1 AND p.deleted_at IS NULL"
		" ORDER BY p.sort_key, p.id, g.id" },
	/* No session seen and nothing done since, and known from before. */
	[Q_UNUSED] = { "audit_unused",
		"SELECT p.name FROM person p WHERE p.active = 1 AND p.deleted_at IS NULL"
		" AND NOT EXISTS (SELECT 1 FROM signin_session s WHERE s.person = p.id AND s.seen_day >= $1)"
		" AND NOT EXISTS (SELECT 1 FROM history h WHERE h.person = p.id AND h.at >= $1)"
		" AND EXISTS (SELECT 1 FROM history h WHERE h.entity = 'person' AND h.entity_id = p.id AND h.at < $1)"
		" ORDER BY p.sort_key, p.id" },
	[Q_PERSONS] = { "audit_persons", "SELECT count(*), count(password) FROM person WHERE active = 1 AND deleted_at IS NULL" },
	[Q_SESSIONS] = { "audit_sessions", "SELECT count(*) FROM signin_session WHERE expires_at > $1" },
	[Q_MOST] = { "audit_most_sessions",
		"SELECT count(*) AS n FROM signin_session WHERE expires_at > $1 GROUP BY person ORDER BY n DESC LIMIT 1" },
	[Q_MIGRATIONS] = { "audit_migrations", "SELECT count(*) FROM schema_migration" },
	{ 0 },
};

/* The names in column i, with what stands in column `with` behind them when it is not negative. */
static enum err
names(struct db *db, enum err e, struct rows *r, int i, int with, struct strings *out)
{
	struct arena *a = db_arena(db);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		const char *name = arena_strdup(a, col_text(r, i)), *more = with < 0 ? NULL : col_text(r, with);
		PUSH(a, out, with < 0 ? name : arena_printf(a, "%s (%s)", name, more == NULL ? "…" : more));
	}
	return rows_end(r);
}

static enum err
numbers(struct db *db, const struct query *q, struct args args, int64_t *first, int64_t *second)
{
	struct rows *r;
	enum err e = db_query(db, q, args, &r);
	if (e != OK)
		return e;
	if (rows_next(r)) {
		*first = col_int(r, 0);
		if (second != NULL)
			*second = col_int(r, 1);
	}
	return rows_end(r);
}

enum err
people_audit(struct db *db, struct date today, struct people_audit *out)
{
	struct isodate day = date_iso(today), ago = date_iso(date_of_days(date_days(today) - 365)), far = date_iso(date_of_days(date_days(today) + 366));
	struct isotime now = now_utc();
	struct rows *r = NULL;
	*out = (struct people_audit){ 0 };
	enum err e = db_query(db, &audit_queries[Q_HOLD], ARGS(V((int64_t)ROLE_ADMIN), V(day.s)), &r);
	e = names(db, e, r, 2, -1, &out->admins);
	if (e == OK)
		e = db_query(db, &audit_queries[Q_HOLD], ARGS(V((int64_t)ROLE_COORDINATION), V(day.s)), &r);
	e = names(db, e, r, 2, -1, &out->coordinators);
	if (e == OK)
		e = db_query(db, &audit_queries[Q_LONG], ARGS(V((int64_t)ROLE_EVALUATOR), V(far.s)), &r);
	e = names(db, e, r, 2, 3, &out->evaluators);
	if (e == OK)
		e = db_query(db, &audit_queries[Q_UNUSED], ARGS(V(ago.s)), &r);
	e = names(db, e, r, 0, -1, &out->unused);
	if (e == OK)
		e = numbers(db, &audit_queries[Q_PERSONS], NO_ARGS, &out->persons, &out->passwords);
	if (e == OK)
		e = numbers(db, &audit_queries[Q_SESSIONS], ARGS(V(now.s)), &out->sessions, NULL);
	if (e == OK)
		e = numbers(db, &audit_queries[Q_MOST], ARGS(V(now.s)), &out->most_sessions, NULL);
	return e != OK ? e : numbers(db, &audit_queries[Q_MIGRATIONS], NO_ARGS, &out->migrations, NULL);
}
