/* Scenarios: weights, rules and pins, each row for itself, so that two people who work at once meet only where they change the
 * same thing. */
#include "call/committee.h"
#include "store/history.h"
#include <math.h>
#include <string.h>

const char *const dimension_words[DIMENSIONS] = { "sector", "area", "context" };

#define STEPS "1 0.5 0.333333333333333" /* thirds as thirds: then the search knows their grain */
#define SCENARIO "s.id, s.edition, s.rev, s.person, s.name, s.steps, p.name, s.created_at, s.updated_at, s.weight_sector, s.weight_area, s.weight_context," \
	" s.variety_floor FROM scenario s LEFT JOIN person p ON p.id = s.person"
enum { Q_LIST, Q_GET, Q_ADD, Q_SAVE, Q_TOUCH, Q_GONE, Q_BACK, Q_RULES, Q_RULE_FILES, Q_RULE_ADD, Q_RULE_FILE_ADD, Q_RULE_COUNT, Q_RULE_DROP, Q_RULE_FILES_DROP,
	Q_PINS, Q_PIN_ADD, Q_PIN_SET, Q_PIN_DROP, Q_COPY_PINS };
const struct query committee_queries[] = {
	[Q_LIST] = { "scenarios", "SELECT " SCENARIO " WHERE s.edition = $1 AND s.deleted_at IS NULL ORDER BY s.id" },
	[Q_GET] = { "scenario", "SELECT " SCENARIO " WHERE s.id = $1 AND s.deleted_at IS NULL" },
	[Q_ADD] = { "scenario_add", "INSERT INTO scenario (edition, name, weight_sector, weight_area, weight_context, steps, variety_floor, person, created_at, updated_at, rev)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 1) RETURNING id" },
	[Q_SAVE] = { "scenario_save", "UPDATE scenario SET name = $3, weight_sector = $4, weight_area = $5, weight_context = $6, steps = $7, variety_floor = $8,"
	    " updated_at = $9, rev = rev + 1 WHERE id = $1 AND rev = $2 AND deleted_at IS NULL" },
	[Q_TOUCH] = { "scenario_touch", "UPDATE scenario SET updated_at = $2 WHERE id = $1 AND deleted_at IS NULL" },
	[Q_GONE] = { "scenario_gone", "UPDATE scenario SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL" },
	[Q_BACK] = { "scenario_back", "UPDATE scenario SET deleted_at = NULL WHERE id = $1 AND deleted_at IS NOT NULL" },
	[Q_RULES] = { "scenario_rules", "SELECT r.id, r.rev, r.kind, r.dimension, r.value, r.count, r.reason, r.person, p.name FROM scenario_rule r"
	    " LEFT JOIN person p ON p.id = r.person WHERE r.scenario = $1 ORDER BY r.id" },
	[Q_RULE_FILES] = { "scenario_rule_files", "SELECT f.rule, f.submission FROM scenario_rule_file f JOIN scenario_rule r ON r.id = f.rule WHERE r.scenario = $1"
	    " ORDER BY f.rule, f.submission" },
	[Q_RULE_ADD] = { "scenario_rule_add", "INSERT INTO scenario_rule (scenario, kind, dimension, value, count, reason, person, rev) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)"
	    " RETURNING id" },
	[Q_RULE_FILE_ADD] = { "scenario_rule_file_add", "INSERT INTO scenario_rule_file (rule, submission) VALUES ($1, $2) ON CONFLICT DO NOTHING" },
	[Q_RULE_COUNT] = { "scenario_rule_count", "UPDATE scenario_rule SET count = $4, rev = rev + 1 WHERE scenario = $1 AND id = $2 AND rev = $3" },
	[Q_RULE_DROP] = { "scenario_rule_drop", "DELETE FROM scenario_rule WHERE scenario = $1 AND id = $2" },
	[Q_RULE_FILES_DROP] = { "scenario_rule_files_drop", "DELETE FROM scenario_rule_file WHERE rule IN (SELECT id FROM scenario_rule WHERE scenario = $1 AND id = $2)" },
	[Q_PINS] = { "scenario_pins", "SELECT i.submission, i.rev, i.person, i.imposed, i.reason, p.name, i.at FROM scenario_pin i LEFT JOIN person p ON p.id = i.person"
	    " WHERE i.scenario = $1 ORDER BY i.submission" },
	[Q_PIN_ADD] = { "scenario_pin_add", "INSERT INTO scenario_pin (scenario, submission, imposed, reason, person, at, rev) VALUES ($1, $2, $3, $4, $5, $6, 1)"
	    " ON CONFLICT DO NOTHING" },
	[Q_PIN_SET] = { "scenario_pin_set", "UPDATE scenario_pin SET imposed = $3, reason = $4, person = $5, at = $6, rev = rev + 1 WHERE scenario = $1 AND submission = $2"
	    " AND rev = $7" },
	[Q_PIN_DROP] = { "scenario_pin_drop", "DELETE FROM scenario_pin WHERE scenario = $1 AND submission = $2 AND rev = $3" },
	[Q_COPY_PINS] = { "scenario_pins_copy", "INSERT INTO scenario_pin (scenario, submission, imposed, reason, person, at, rev)"
	    " SELECT $2, submission, imposed, reason, person, at, 1 FROM scenario_pin WHERE scenario = $1" },
	{ 0 },
};

static const char *const kind_words[SEL_KINDS] = { [SEL_AT_MOST_EACH] = "at_most_each", [SEL_AT_MOST] = "at_most", [SEL_AT_LEAST] = "at_least",
	[SEL_ONE_PER_INSTITUTION] = "one_per_institution", [SEL_INCLUDE] = "", [SEL_EXCLUDE] = "", [SEL_NOT_TOGETHER] = "not_together" };

static const char *
now(struct db *db)
{
	return arena_strdup(db_arena(db), now_utc().s);
}

/* ---- scenarios --------------------------------------------------------------------------------------------------- */

static struct scenario
read_scenario(struct rows *r)
{
	struct scenario s = { .id = col_int(r, 0), .edition = col_int(r, 1), .rev = col_int(r, 2), .person = col_int(r, 3), .name = col_text(r, 4), .steps = col_text(r, 5),
		.who = col_text(r, 6), .created_at = col_text(r, 7), .updated_at = col_text(r, 8), .floor = col_null(r, 12) ? NAN : col_real(r, 12) };
	for (int d = 0; d < DIMENSIONS; d++)
		s.weight[d] = col_real(r, 9 + d);
	return s;
}

enum err
scenario_list(struct db *db, int64_t edition, struct scenarios *out)
{
	struct rows *r;
	*out = (struct scenarios){ 0 };
	enum err e = db_query(db, &committee_queries[Q_LIST], ARGS(V(edition)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, read_scenario(r));
	return rows_end(r);
}

enum err
scenario_get(struct db *db, int64_t id, struct scenario *out)
{
	struct rows *r;
	enum err e = db_one(db, &committee_queries[Q_GET], ARGS(V(id)), &r);
	if (e == OK)
		*out = read_scenario(r);
	return e;
}

static struct val
floor_val(double floor)
{
	return isnan(floor) ? v_text(NULL) : v_real(floor);
}

static enum err
add_scenario(struct db *db, struct scenario *s)
{
	struct rows *r;
	enum err e = db_one(db, &committee_queries[Q_ADD], ARGS(V(s->edition), V(s->name), V(s->weight[0]), V(s->weight[1]), V(s->weight[2]), V(s->steps),
	    floor_val(s->floor), V(s->person), V(now(db))), &r);
	if (e != OK)
		return e;
	s->id = col_int(r, 0);
	s->rev = 1;
	return history_add(db, "scenario", s->id, "created", "name", NULL, s->name);
}

enum err
scenario_begin(struct db *db, int64_t edition, const char *name, int64_t person, int64_t *id)
{
	struct scenario s = { .edition = edition, .name = name, .steps = STEPS, .weight = { 0.5, 0.3, 0.2 }, .floor = NAN, .person = person };
	enum err e = add_scenario(db, &s);
	struct scenario_rule two = { .scenario = s.id, .kind = SEL_AT_MOST_EACH, .dimension = DIM_SECTOR, .count = 2 };
	struct scenario_rule one = { .scenario = s.id, .kind = SEL_ONE_PER_INSTITUTION, .dimension = -1, .count = NONE };
	if (e == OK)
		e = scenario_rule_add(db, &two, person);
	if (e == OK)
		e = scenario_rule_add(db, &one, person);
	*id = s.id;
	return e;
}

enum err
scenario_copy(struct db *db, const struct scenario *from, const char *name, int64_t person, int64_t *id)
{
	struct scenario s = *from;
	struct scenario_rules rules;
	s.name = name;
	s.person = person;
	enum err e = add_scenario(db, &s);
	if (e == OK)
		e = scenario_rules(db, from->id, &rules);
	for (size_t k = 0; e == OK && k < rules.n; k++) { /* a handful of rules, typed by hand */
		rules.items[k].scenario = s.id;
		e = scenario_rule_add(db, &rules.items[k], rules.items[k].person);
	}
	if (e == OK)
		e = db_exec(db, &committee_queries[Q_COPY_PINS], ARGS(V(from->id), V(s.id)), NULL);
	*id = s.id;
	return e;
}

/* For the journal: "0.5 0.3 0.2 · 1 0.5 0.333333333333333 · ≥ 6.4". */
static const char *
settings_line(struct arena *a, const struct scenario *s)
{
	const char *line = arena_printf(a, "%g %g %g · %s", s->weight[0], s->weight[1], s->weight[2], s->steps);
	return isnan(s->floor) ? line : arena_printf(a, "%s · ≥ %.6g", line, s->floor);
}

enum err
scenario_save(struct db *db, struct scenario *s)
{
	struct scenario was;
	struct arena *a = db_arena(db);
	int64_t changed = 0;
	enum err e = scenario_get(db, s->id, &was);
	if (e != OK)
		return e;
	e = db_exec(db, &committee_queries[Q_SAVE], ARGS(V(s->id), V(s->rev), V(s->name), V(s->weight[0]), V(s->weight[1]), V(s->weight[2]), V(s->steps),
	    floor_val(s->floor), V(now(db))), &changed);
	if (e == OK && changed == 0)
		return fail(a, E_CONFLICT, "scenario %lld changed meanwhile", (long long)s->id);
	s->rev++;
	if (e == OK && !text_eq(was.name, s->name))
		e = history_add(db, "scenario", s->id, "changed", "name", was.name, s->name);
	const char *before = settings_line(a, &was), *after = settings_line(a, s);
	return e != OK || text_eq(before, after) ? e : history_add(db, "scenario", s->id, "changed", "weights", before, after);
}

static enum err
one_changed(struct db *db, enum err e, int64_t changed, int64_t id, const char *what)
{
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_NOTFOUND, "scenario %lld", (long long)id);
	return e == OK ? history_add(db, "scenario", id, what, NULL, NULL, NULL) : e;
}

enum err
scenario_delete(struct db *db, int64_t id)
{
	int64_t changed = 0;
	enum err e = db_exec(db, &committee_queries[Q_GONE], ARGS(V(id), V(now(db))), &changed);
	return one_changed(db, e, changed, id, "deleted");
}

enum err
scenario_restore(struct db *db, int64_t id)
{
	int64_t changed = 0;
	enum err e = db_exec(db, &committee_queries[Q_BACK], ARGS(V(id)), &changed);
	return one_changed(db, e, changed, id, "restored");
}

/* ---- rules --------------------------------------------------------------------------------------------------------- */

static int
dimension_of(const char *word)
{
	for (int d = 0; d < DIMENSIONS; d++)
		if (text_eq(word, dimension_words[d]))
			return d;
	return -1;
}

enum err
scenario_rules(struct db *db, int64_t scenario, struct scenario_rules *out)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	*out = (struct scenario_rules){ 0 };
	enum err e = db_query(db, &committee_queries[Q_RULES], ARGS(V(scenario)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct scenario_rule x = { .id = col_int(r, 0), .scenario = scenario, .rev = col_int(r, 1), .dimension = dimension_of(col_text(r, 3)), .value = col_text(r, 4),
			.count = col_int(r, 5), .reason = col_text(r, 6), .person = col_int(r, 7), .who = col_text(r, 8) };
		const char *kind = col_text(r, 2);
		for (int k = 0; k < SEL_KINDS; k++)
			if (text_eq(kind, kind_words[k]))
				x.kind = (enum sel_kind)k;
		PUSH(a, out, x);
	}
	if ((e = rows_end(r)) != OK || (e = db_query(db, &committee_queries[Q_RULE_FILES], ARGS(V(scenario)), &r)) != OK)
		return e;
	while (rows_next(r))
		for (size_t k = 0; k < out->n; k++)
			if (out->items[k].id == col_int(r, 0))
				PUSH(a, &out->items[k].files, col_int(r, 1));
	return rows_end(r);
}

/* For the journal: "at_most sector CPAS 1". */
static const char *
rule_line(struct arena *a, const struct scenario_rule *r)
{
	const char *line = arena_printf(a, "%s%s%s%s%s", kind_words[r->kind], r->dimension < 0 ? "" : " ", r->dimension < 0 ? "" : dimension_words[r->dimension],
	    r->value == NULL ? "" : " ", r->value == NULL ? "" : r->value);
	return r->count == NONE ? line : arena_printf(a, "%s %lld", line, (long long)r->count);
}

static enum err
touch(struct db *db, int64_t scenario)
{
	return db_exec(db, &committee_queries[Q_TOUCH], ARGS(V(scenario), V(now(db))), NULL);
}

enum err
scenario_rule_add(struct db *db, struct scenario_rule *r, int64_t person)
{
	struct rows *row;
	const char *dimension = r->dimension < 0 ? NULL : dimension_words[r->dimension];
	enum err e = db_one(db, &committee_queries[Q_RULE_ADD], ARGS(V(r->scenario), V(kind_words[r->kind]), V(dimension), V(r->value), V(r->count), V(r->reason), V(person)), &row);
	if (e != OK)
		return e;
	r->id = col_int(row, 0);
	r->rev = 1;
	for (size_t k = 0; e == OK && k < r->files.n; k++) /* two or three */
		e = db_exec(db, &committee_queries[Q_RULE_FILE_ADD], ARGS(V(r->id), V(r->files.items[k])), NULL);
	if (e == OK)
		e = touch(db, r->scenario);
	return e == OK ? history_add(db, "scenario", r->scenario, "changed", "rule", NULL, rule_line(db_arena(db), r)) : e;
}

static enum err
find_rule(struct db *db, int64_t scenario, int64_t id, struct scenario_rule *out)
{
	struct scenario_rules all;
	enum err e = scenario_rules(db, scenario, &all);
	for (size_t k = 0; e == OK && k < all.n; k++)
		if (all.items[k].id == id) {
			*out = all.items[k];
			return OK;
		}
	return e == OK ? fail(db_arena(db), E_NOTFOUND, "rule %lld", (long long)id) : e;
}

enum err
scenario_rule_count(struct db *db, int64_t scenario, int64_t id, int64_t rev, int64_t count)
{
	struct scenario_rule was, is;
	int64_t changed = 0;
	enum err e = find_rule(db, scenario, id, &was);
	if (e != OK)
		return e;
	e = db_exec(db, &committee_queries[Q_RULE_COUNT], ARGS(V(scenario), V(id), V(rev), V(count)), &changed);
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_CONFLICT, "rule %lld changed meanwhile", (long long)id);
	is = was;
	is.count = count;
	if (e == OK)
		e = touch(db, scenario);
	return e == OK ? history_add(db, "scenario", scenario, "changed", "rule", rule_line(db_arena(db), &was), rule_line(db_arena(db), &is)) : e;
}

enum err
scenario_rule_drop(struct db *db, int64_t scenario, int64_t id)
{
	struct scenario_rule was;
	enum err e = find_rule(db, scenario, id, &was);
	if (e == OK)
		e = db_exec(db, &committee_queries[Q_RULE_FILES_DROP], ARGS(V(scenario), V(id)), NULL);
	if (e == OK)
		e = db_exec(db, &committee_queries[Q_RULE_DROP], ARGS(V(scenario), V(id)), NULL);
	if (e == OK)
		e = touch(db, scenario);
	return e == OK ? history_add(db, "scenario", scenario, "changed", "rule", rule_line(db_arena(db), &was), NULL) : e;
}

/* ---- pins ----------------------------------------------------------------------------------------------------------- */

enum err
scenario_pins(struct db *db, int64_t scenario, struct scenario_pins *out)
{
	struct rows *r;
	*out = (struct scenario_pins){ 0 };
	enum err e = db_query(db, &committee_queries[Q_PINS], ARGS(V(scenario)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		PUSH(db_arena(db), out, ((struct scenario_pin){ .submission = col_int(r, 0), .rev = col_int(r, 1), .person = col_int(r, 2), .imposed = col_int(r, 3) == 1,
		    .reason = col_text(r, 4), .who = col_text(r, 5), .at = col_text(r, 6) }));
	return rows_end(r);
}

enum err
scenario_pin_set(struct db *db, const struct pin_change *c)
{
	struct arena *a = db_arena(db);
	struct scenario_pins all;
	const struct scenario_pin *was = NULL;
	int64_t changed = 0;
	enum err e = scenario_pins(db, c->scenario, &all);
	for (size_t k = 0; e == OK && k < all.n; k++)
		was = all.items[k].submission == c->submission ? &all.items[k] : was;
	if (e == OK && (was == NULL ? 0 : was->rev) != c->rev)
		return fail(a, E_CONFLICT, "pin of %lld changed meanwhile", (long long)c->submission);
	if (e != OK || (was == NULL && c->state == 0))
		return e;
	bool imposed = c->state > 0;
	if (c->state == 0)
		e = db_exec(db, &committee_queries[Q_PIN_DROP], ARGS(V(c->scenario), V(c->submission), V(c->rev)), &changed);
	else if (was == NULL)
		e = db_exec(db, &committee_queries[Q_PIN_ADD], ARGS(V(c->scenario), V(c->submission), V(imposed), V(c->reason), V(c->person), V(now(db))), &changed);
	else
		e = db_exec(db, &committee_queries[Q_PIN_SET], ARGS(V(c->scenario), V(c->submission), V(imposed), V(c->reason), V(c->person), V(now(db)), V(c->rev)), &changed);
	if (e == OK && changed == 0)
		return fail(a, E_CONFLICT, "pin of %lld changed meanwhile", (long long)c->submission);
	if (e == OK)
		e = touch(db, c->scenario);
	const char *before = was == NULL ? NULL : arena_printf(a, "%s: %s (%s)", c->label, was->imposed ? "+" : "−", was->reason);
	const char *after = c->state == 0 ? NULL : arena_printf(a, "%s: %s (%s)", c->label, imposed ? "+" : "−", c->reason);
	return e == OK ? history_add(db, "scenario", c->scenario, "changed", "pin", before, after) : e;
}
