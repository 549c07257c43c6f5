#include "web/once.h"
#include "base/date.h"

enum { ADD, SET, GET };
const struct query once_queries[] = {
	[ADD] = { "once_add", "INSERT INTO form_once (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING" },
	[SET] = { "once_answer_set", "UPDATE form_once SET answer = $1 WHERE id = $2" },
	[GET] = { "once_get", "SELECT answer FROM form_once WHERE id IN ($1, $2, $3)" },
	{ 0 },
};

enum err
once_add(struct db *db, const char *id, bool *added)
{
	int64_t n = 0;
	struct isotime now = now_utc();
	enum err e = db_exec(db, &once_queries[ADD], ARGS(V(id), V(now.s)), &n);
	*added = n > 0;
	return e;
}

enum err
once_answer_set(struct db *db, const char *id, const void *answer, size_t n)
{
	return db_exec(db, &once_queries[SET], ARGS(v_blob(answer, n), V(id)), NULL);
}

enum err
once_get(struct db *db, const char *const id[3], const void **answer, size_t *n)
{
	struct rows *r;
	enum err e = db_one(db, &once_queries[GET], ARGS(V(id[0]), V(id[1]), V(id[2])), &r);
	if (e != OK)
		return e;
	*answer = col_blob(r, 0, n);
	return rows_end(r);
}
