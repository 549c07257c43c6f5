#include "base/date.h"
#include "store/history.h"
#include "store/store_private.h"

enum { ADD, OF };
const struct query history_queries[] = {
	[ADD] = { "history_add", "INSERT INTO history(at, person, who, via, entity, entity_id, what, field, before, after) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)" },
	[OF] = { "history_of", "SELECT id, at, who, via, what, field, before, after FROM history "
	    "WHERE entity = $1 AND entity_id = $2 ORDER BY id DESC LIMIT $3" },
	{ 0 },
};

void
db_author(struct db *db, int64_t person, const char *name, const char *via)
{
	db->person = person;
	db->who = arena_strdup(db->a, name);
	db->via = arena_strdup(db->a, via);
}

int64_t
db_author_person(const struct db *db)
{
	return db->person;
}

enum err
history_add(struct db *db, const char *entity, int64_t id, const char *what, const char *field, const char *before, const char *after)
{
	struct isotime now = now_utc();
	return db_exec(db, &history_queries[ADD], ARGS(V(now.s), V(db->person), V(db->who), V(db->via), V(entity), V(id), V(what),
	    V(field), V(before), V(after)), NULL);
}

enum err
history_of(struct db *db, const char *entity, int64_t id, size_t most, struct history *out)
{
	struct rows *r;
	*out = (struct history){ 0 };
	enum err e = db_query(db, &history_queries[OF], ARGS(V(entity), V(id), v_int((int64_t)most)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct history_row row = { col_int(r, 0), col_text(r, 1), col_text(r, 2), col_text(r, 3), col_text(r, 4), col_text(r, 5),
			col_text(r, 6), col_text(r, 7) };
		PUSH(db->a, out, row);
	}
	return rows_end(r);
}
