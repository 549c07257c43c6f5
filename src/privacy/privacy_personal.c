/* privacy_personal.c: accounts that were removed do not keep their names for ever. */
#include "privacy/privacy_sql.h"
#include "base/date.h"
#include <string.h>

enum { Q_REMOVED };
const struct query privacy_removed_queries[] = {
	/* Not those whose address is that of an account again. */
	[Q_REMOVED] = { "privacy_removed", "SELECT p.email FROM person p WHERE p.deleted_at < $1 AND p.email <> '' AND NOT EXISTS"
	    " (SELECT 1 FROM person o WHERE o.email_key = p.email_key AND (o.deleted_at IS NULL OR o.deleted_at >= $1)) ORDER BY p.id LIMIT 200" },
	{ 0 },
};

/* Whether something else than the account lives on under the address: a commission, a team. Mails and links do not count. */
static enum err
lives_on(struct db *db, const struct subject *s, bool *yes)
{
	struct arena *a = db_arena(db);
	*yes = false;
	EACH_PERSONAL(p)
		for (const struct belongs *b = personal_belongs(a, p); b->how != 0 && !*yes; b++) {
			struct sql q = sql_begin(a, s);
			int64_t n;
			if (b->how != OF_EMAIL || p->row == ROW_GOES || strcmp(p->table, "outbox") == 0)
				continue;
			sql_put(&q, "SELECT count(*) FROM %s WHERE ", p->table);
			sql_way(&q, p, b);
			enum err e = sql_number(db, &q, &n);
			if (e != OK)
				return e;
			*yes = n > 0;
		}
	return OK;
}

/* A person at a time is erased as by hand: at most 200 a night. */
static enum err
purge_removed(struct db *db, const char *before, bool look, int64_t *n)
{
	struct arena *a = db_arena(db);
	struct strings who = { 0 };
	struct rows *r;
	*n = 0;
	enum err e = db_query(db, &privacy_removed_queries[Q_REMOVED], ARGS(V(before)), &r);
	while (e == OK && rows_next(r))
		PUSH(a, &who, col_text(r, 0));
	e = e == OK ? rows_end(r) : e;
	for (size_t i = 0; e == OK && i < who.n; i++) {
		struct subject s;
		struct erasure done;
		bool alive = true;
		e = subject_of(db, who.items[i], &s);
		if (e == OK)
			e = lives_on(db, &s, &alive);
		if (e != OK || alive)
			continue;
		++*n;
		if (!look)
			e = erase_person(db, &s, today_brussels(), false, &done);
	}
	return e;
}

const struct personal privacy_personal[] = { { 0 } };

const struct retention privacy_retention[] = {
	{ .name = "accounts_removed", .title = N_("Comptes retirés du programme"), .ground = N_("un an après le départ ; la personne est alors effacée comme à la main"),
	  .processing = &accounts_processing, .days = 365, .least = 30, .most = 3650, .purge = purge_removed },
	{ 0 },
};
