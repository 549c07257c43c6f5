/* Towns, and the minutes between them. */
#include "timetable/schedule_desk.h"
#include "store/history.h"
#include "store/setting.h"
#include <math.h>
#include <stdlib.h>

enum { Q_TOWNS, Q_JOURNEYS, Q_ADD, Q_SET, Q_DROP, Q_UNTIE, Q_JOURNEY, Q_FORGET };
const struct query travel_queries[] = {
	[Q_TOWNS] = { "travel_towns", "SELECT id, name, folded, lat, lon FROM town ORDER BY folded" },
	[Q_JOURNEYS] = { "travel_journeys", "SELECT town_a, town_b, minutes FROM town_travel ORDER BY town_a, town_b" },
	[Q_ADD] = { "travel_town_add", "INSERT INTO town (name, folded, lat, lon) VALUES ($1, $2, $3, $4) RETURNING id" },
	[Q_SET] = { "travel_town_set", "UPDATE town SET name = $2, folded = $3, lat = $4, lon = $5 WHERE id = $1" },
	[Q_DROP] = { "travel_town_drop", "DELETE FROM town WHERE id = $1" },
	[Q_UNTIE] = { "travel_town_untie", "DELETE FROM town_travel WHERE town_a = $1 OR town_b = $1" },
	[Q_JOURNEY] = { "travel_journey_set", "INSERT INTO town_travel (town_a, town_b, minutes) VALUES ($1, $2, $3) ON CONFLICT (town_a, town_b) DO UPDATE SET minutes = excluded.minutes" },
	[Q_FORGET] = { "travel_journey_drop", "DELETE FROM town_travel WHERE town_a = $1 AND town_b = $2" },
	{ 0 },
};

static enum err
number(struct db *db, const char *name, int otherwise, int *out)
{
	const char *kept;
	enum err e = setting_get(db, name, &kept);
	*out = kept == NULL ? otherwise : (int)strtol(kept, NULL, 10);
	return e;
}

enum err
travel_load(struct db *db, struct travel *out)
{
	struct rows *r;
	*out = (struct travel){ 0 };
	enum err e = db_query(db, &travel_queries[Q_TOWNS], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), &out->towns, ((struct town){ col_int(r, 0), col_text(r, 1), col_text(r, 2), col_null(r, 3) ? NAN : col_real(r, 3), col_null(r, 4) ? NAN : col_real(r, 4) }));
	if ((e = rows_end(r)) == OK)
		e = db_query(db, &travel_queries[Q_JOURNEYS], NO_ARGS, &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), &out->journeys, ((struct journey){ col_int(r, 0), col_int(r, 1), (int)col_int(r, 2) }));
	if ((e = rows_end(r)) == OK)
		e = number(db, "travel.unknown", TRAVEL_UNKNOWN, &out->unknown);
	return e == OK ? number(db, "travel.local", TRAVEL_LOCAL, &out->local) : e;
}

enum err
travel_defaults(struct db *db, int unknown, int local)
{
	enum err e = setting_set(db, "travel.unknown", arena_printf(db_arena(db), "%d", unknown));
	return e == OK ? setting_set(db, "travel.local", arena_printf(db_arena(db), "%d", local)) : e;
}

static struct val
degrees(double x)
{
	return isfinite(x) ? V(x) : (struct val){ .t = V_NULL };
}

enum err
town_save(struct db *db, struct town *t)
{
	struct rows *r;
	bool made = t->id == NONE;
	t->folded = text_words(db_arena(db), t->name);
	struct val lat = degrees(t->lat), lon = degrees(t->lon);
	enum err e = made ? db_one(db, &travel_queries[Q_ADD], ARGS(V(t->name), V(t->folded), lat, lon), &r)
	                  : db_exec(db, &travel_queries[Q_SET], ARGS(V(t->id), V(t->name), V(t->folded), lat, lon), NULL);
	if (e == OK && made)
		t->id = col_int(r, 0);
	return e == OK ? history_add(db, "town", t->id, made ? "created" : "changed", "name", NULL, t->name) : e;
}

enum err
town_drop(struct db *db, int64_t id)
{
	int64_t changed = 0;
	enum err e = db_exec(db, &travel_queries[Q_UNTIE], ARGS(V(id)), NULL);
	if (e == OK)
		e = db_exec(db, &travel_queries[Q_DROP], ARGS(V(id)), &changed);
	if (e == OK && changed == 0)
		return E_NOTFOUND;
	return e == OK ? history_add(db, "town", id, "deleted", NULL, NULL, NULL) : e;
}

enum err
journey_set(struct db *db, int64_t a, int64_t b, int minutes)
{
	int64_t low = a < b ? a : b, high = a < b ? b : a;
	struct arena *tmp = db_arena(db);
	enum err e = minutes < 0 ? db_exec(db, &travel_queries[Q_FORGET], ARGS(V(low), V(high)), NULL)
	                         : db_exec(db, &travel_queries[Q_JOURNEY], ARGS(V(low), V(high), V(minutes)), NULL);
	return e == OK ? history_add(db, "town", low, "changed", "minutes", NULL, minutes < 0 ? NULL : arena_printf(tmp, "%lld: %d", (long long)high, minutes)) : e;
}
