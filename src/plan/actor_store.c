/* actor_store.c: what hangs on an actor, and two names of one actor made one. */
#include "plan/plan_store_private.h"
#include <string.h>

enum { Q_NAME, Q_USES, Q_LEAD, Q_LINES, Q_LINES_TWICE, Q_REVISIONS, Q_REVISIONS_TWICE, Q_EVIDENCE_BODY, Q_EVIDENCE_ADOPTED, Q_ROLES_TWICE, Q_ROLES, Q_GONE };
const struct query actor_queries[] = {
	[Q_NAME] = { "actor_name", "SELECT name FROM actor WHERE id = $1 AND deleted_at IS NULL" },
	[Q_USES] = { "actor_uses_all",
		"SELECT a.id, (SELECT count(*) FROM responsibility r JOIN revision v ON v.id = r.revision WHERE r.actor = a.id AND v.status = 1),"
		" (SELECT count(*) FROM responsibility r WHERE r.actor = a.id),"
		" (SELECT count(*) FROM evidence e WHERE e.body = a.id OR e.adopted_by = a.id),"
		" (SELECT count(*) FROM role_grant g WHERE g.actor = a.id AND g.deleted_at IS NULL)"
		" FROM actor a WHERE a.deleted_at IS NULL ORDER BY a.position, a.id" },
	/* $1 goes, $2 stays. Who leads a line as the one leads it as the other. */
	[Q_LEAD] = { "actor_merge_lead",
		"UPDATE responsibility SET lead = 1 WHERE actor = $2 AND EXISTS (SELECT 1 FROM responsibility g WHERE g.revision = responsibility.revision"
		" AND g.line = responsibility.line AND g.actor = $1 AND g.lead = 1)" },
	[Q_LINES_TWICE] = { "actor_merge_lines_twice",
		"DELETE FROM responsibility WHERE actor = $1 AND EXISTS (SELECT 1 FROM responsibility k WHERE k.revision = responsibility.revision"
		" AND k.line = responsibility.line AND k.actor = $2)" },
	[Q_LINES] = { "actor_merge_lines", "UPDATE responsibility SET actor = $2 WHERE actor = $1" },
	[Q_REVISIONS_TWICE] = { "actor_merge_revisions_twice",
		"DELETE FROM revision_actor WHERE actor = $1 AND EXISTS (SELECT 1 FROM revision_actor k WHERE k.revision = revision_actor.revision AND k.actor = $2)" },
	[Q_REVISIONS] = { "actor_merge_revisions", "UPDATE revision_actor SET actor = $2 WHERE actor = $1" },
	[Q_EVIDENCE_BODY] = { "actor_merge_evidence_body", "UPDATE evidence SET body = $2 WHERE body = $1" },
	[Q_EVIDENCE_ADOPTED] = { "actor_merge_evidence_adopted", "UPDATE evidence SET adopted_by = $2 WHERE adopted_by = $1" },
	[Q_ROLES_TWICE] = { "actor_merge_roles_twice",
		"UPDATE role_grant SET deleted_at = $3 WHERE actor = $1 AND deleted_at IS NULL AND EXISTS (SELECT 1 FROM role_grant k WHERE k.actor = $2"
		" AND k.person = role_grant.person AND k.role = role_grant.role AND k.deleted_at IS NULL AND k.from_day IS NOT DISTINCT FROM role_grant.from_day"
		" AND k.until_day IS NOT DISTINCT FROM role_grant.until_day)" },
	[Q_ROLES] = { "actor_merge_roles", "UPDATE role_grant SET actor = $2, rev = rev + 1 WHERE actor = $1" },
	[Q_GONE] = { "actor_gone", "UPDATE actor SET deleted_at = $2, rev = rev + 1 WHERE id = $1 AND deleted_at IS NULL" },
	{ 0 },
};

static enum err
name_of(struct db *db, int64_t id, const char **name)
{
	struct rows *r;
	enum err e = db_one(db, &actor_queries[Q_NAME], ARGS(V(id)), &r);
	if (e != OK)
		return e;
	*name = col_text(r, 0);
	return rows_end(r);
}

enum err
actor_uses_all(struct db *db, const struct user *u, struct actor_uses_rows *out)
{
	struct rows *r;
	*out = (struct actor_uses_rows){ 0 };
	enum err e = plan_need(db, u, RIGHT_PLAN_READ);
	if (e == OK)
		e = db_query(db, &actor_queries[Q_USES], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct actor_uses one = { col_int(r, 0), (int)col_int(r, 1), (int)col_int(r, 2), (int)col_int(r, 3), (int)col_int(r, 4) };
		PUSH(db_arena(db), out, one);
	}
	return rows_end(r);
}

enum err
actor_merge(struct db *db, const struct user *u, int64_t gone, int64_t kept)
{
	static const int steps[] = { Q_LEAD, Q_LINES_TWICE, Q_LINES, Q_REVISIONS_TWICE, Q_REVISIONS, Q_EVIDENCE_BODY, Q_EVIDENCE_ADOPTED };
	const char *gone_name, *kept_name;
	struct isotime now = now_utc();
	enum err e = plan_need(db, u, RIGHT_PLAN_EDIT);
	if (e != OK)
		return e;
	if (gone == kept)
		return fail(db_arena(db), E_INVALID, "an actor merged with itself");
	if ((e = name_of(db, gone, &gone_name)) != OK || (e = name_of(db, kept, &kept_name)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < LEN(steps); i++)
		e = db_exec(db, &actor_queries[steps[i]], ARGS(V(gone), V(kept)), NULL);
	if (e == OK)
		e = db_exec(db, &actor_queries[Q_ROLES_TWICE], ARGS(V(gone), V(kept), V(now.s)), NULL);
	if (e == OK)
		e = db_exec(db, &actor_queries[Q_ROLES], ARGS(V(gone), V(kept)), NULL);
	if (e == OK)
		e = db_exec(db, &actor_queries[Q_GONE], ARGS(V(gone), V(now.s)), NULL);
	if (e == OK)
		e = history_add(db, "actor", kept, "merged", "name", gone_name, kept_name);
	if (e == OK)
		e = history_add(db, "actor", gone, "merged", "name", gone_name, kept_name);
	return e != OK ? e : plan_touch(db);
}
