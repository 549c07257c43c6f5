#include "base/date.h"
#include "base/text.h"
#include "store/history.h"
#include "store/setting.h"

enum { GET, SET, FORGET };
const struct query setting_queries[] = {
	[GET] = { "setting_get", "SELECT value FROM setting WHERE name = $1" },
	[SET] = { "setting_set", "INSERT INTO setting(name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value" },
	[FORGET] = { "setting_forget", "DELETE FROM setting WHERE name = $1" },
	{ 0 },
};

enum err
setting_get(struct db *db, const char *name, const char **value)
{
	struct rows *r;
	*value = NULL;
	enum err e = db_one(db, &setting_queries[GET], ARGS(V(name)), &r);
	if (e == OK)
		*value = col_text(r, 0);
	return e == E_NOTFOUND ? OK : e;
}

enum err
setting_set(struct db *db, const char *name, const char *value)
{
	const char *before;
	enum err e = setting_get(db, name, &before);
	if (e != OK || text_eq(before, value))
		return e;
	e = value == NULL ? db_exec(db, &setting_queries[FORGET], ARGS(V(name)), NULL)
	    : db_exec(db, &setting_queries[SET], ARGS(V(name), V(value)), NULL);
	return e != OK ? e : history_add(db, "setting", 0, "changed", name, before, value);
}
