/* privacy_retention.c: how long things are kept: the rules with the programme's own days, the nightly run, its log. */
#include "privacy/privacy_sql.h"
#include "jobs/jobs.h"
#include "privacy/privacy_jobs.h"
#include "store/history.h"
#include "store/setting.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { Q_DAYS, Q_LAST, Q_ADD, Q_LOG, Q_COUNTS, Q_COUNTED };
const struct query retention_queries[] = {
	[Q_DAYS] = { "retention_days", "SELECT name, value FROM setting ORDER BY name" },
	[Q_LAST] = { "retention_last",
		"SELECT r.rule, r.at, r.n FROM retention_run r JOIN (SELECT rule, max(id) AS last FROM retention_run GROUP BY rule) m ON m.last = r.id" },
	[Q_ADD] = { "retention_add", "INSERT INTO retention_run (at, rule, n) VALUES ($1, $2, $3)" },
	[Q_LOG] = { "retention_log", "SELECT at, rule, n FROM retention_run ORDER BY id DESC LIMIT $1" },
	[Q_COUNTS] = { "security_counts", "SELECT day, what, n FROM security_count WHERE day < $1 ORDER BY day, what" },
	[Q_COUNTED] = { "security_counted", "DELETE FROM security_count WHERE day < $1" },
	{ 0 },
};
static const char prefix[] = "retention.", settled_suffix[] = ".validated";

/* ---- the rules -------------------------------------------------------------------------------------------------- */

static struct retained *
rule_named(struct retained_rules *rules, const char *name, size_t n)
{
	for (size_t i = 0; i < rules->n; i++)
		if (strlen(rules->items[i].rule->name) == n && memcmp(rules->items[i].rule->name, name, n) == 0)
			return &rules->items[i];
	return NULL;
}

static bool
read_days(const char *s, const struct retention *k, int *out)
{
	char *end;
	errno = 0;
	long n = s == NULL ? 0 : strtol(s, &end, 10);
	if (s == NULL || errno != 0 || end == s || end[strspn(end, " ")] != '\0' || n < k->least || n > k->most)
		return false;
	*out = (int)n;
	return true;
}

static enum err
read_settings(struct db *db, struct retained_rules *out)
{
	struct rows *r;
	enum err e = db_query(db, &retention_queries[Q_DAYS], NO_ARGS, &r);
	while (e == OK && rows_next(r)) {
		const char *name = col_text(r, 0), *value = col_text(r, 1);
		if (!text_starts(name, prefix))
			continue;
		name += strlen(prefix);
		size_t n = strcspn(name, ".");
		struct retained *k = rule_named(out, name, n);
		if (k == NULL || k->rule->days == RETAIN_FOREVER)
			continue;
		if (strcmp(name + n, settled_suffix) == 0)
			k->settled = strcmp(value, "1") == 0;
		else if (name[n] == '\0')
			(void)read_days(value, k->rule, &k->days); /* what is out of bounds is not obeyed */
	}
	return e == OK ? rows_end(r) : e;
}

static enum err
read_last(struct db *db, struct retained_rules *out)
{
	struct rows *r;
	enum err e = db_query(db, &retention_queries[Q_LAST], NO_ARGS, &r);
	while (e == OK && rows_next(r)) {
		const char *name = col_text(r, 0);
		struct retained *k = rule_named(out, name, strlen(name));
		if (k == NULL)
			continue;
		k->last_at = col_text(r, 1);
		k->last = col_int(r, 2);
	}
	return e == OK ? rows_end(r) : e;
}

/* Rows from before this day are older than that many days. */
static struct isodate
day_before(struct date today, int days)
{
	return date_iso(date_of_days(date_days(today) - days));
}

static void
condition(struct sql *q, const struct retention *k, const char *before)
{
	sql_put(q, " WHERE %s < %s%s%s%s", k->since, sql_arg(q, v_text(before)), k->when == NULL ? "" : " AND (", k->when == NULL ? "" : k->when,
	    k->when == NULL ? "" : ")");
	if (k->empties != NULL)
		sql_put(q, " AND %s <> ''", k->empties);
}

static enum err
due_now(struct db *db, const struct retained *k, struct date today, int64_t *n)
{
	struct isodate before = day_before(today, k->days);
	struct sql q = sql_begin(db_arena(db), NULL);
	if (k->rule->purge != NULL)
		return k->rule->purge(db, before.s, true, n);
	sql_put(&q, "SELECT count(*) FROM %s", k->rule->table);
	condition(&q, k->rule, before.s);
	return sql_number(db, &q, n);
}

enum err
retention_load(struct db *db, struct date today, bool preview, struct retained_rules *out)
{
	struct arena *a = db_arena(db);
	*out = (struct retained_rules){ 0 };
	for (const struct retention *const *t = retention_tables; *t != NULL; t++)
		for (const struct retention *k = *t; k->name != NULL; k++)
			PUSH(a, out, ((struct retained){ .rule = k, .days = k->days, .due = NONE, .last = NONE }));
	enum err e = read_settings(db, out);
	if (e == OK)
		e = read_last(db, out);
	for (size_t i = 0; e == OK && preview && i < out->n; i++)
		if (out->items[i].rule->days != RETAIN_FOREVER)
			e = due_now(db, &out->items[i], today, &out->items[i].due);
	return e;
}

enum err
retention_set(struct db *db, const char *name, const char *days, bool settled, struct problems *problems)
{
	struct arena *a = db_arena(db);
	struct retained_rules rules;
	int n = 0;
	enum err e = retention_load(db, (struct date){ 2000, 1, 1 }, false, &rules);
	if (e != OK)
		return e;
	struct retained *k = rule_named(&rules, name, strlen(name));
	if (k == NULL || k->rule->days == RETAIN_FOREVER)
		return fail(a, E_NOTFOUND, "no such rule of retention");
	if (!read_days(days, k->rule, &n)) {
		problem_add(a, problems, name, N_("Indiquez un nombre de jours, %s."), arena_printf(a, "%d – %d", k->rule->least, k->rule->most));
		return OK;
	}
	if (n != k->days)
		e = setting_set(db, arena_printf(a, "%s%s", prefix, name), n == k->rule->days ? NULL : arena_printf(a, "%d", n));
	if (e == OK && settled != k->settled)
		e = setting_set(db, arena_printf(a, "%s%s%s", prefix, name, settled_suffix), settled ? "1" : NULL);
	return e;
}

enum err
retention_log(struct db *db, size_t most, struct retention_log *out)
{
	struct rows *r;
	*out = (struct retention_log){ 0 };
	enum err e = db_query(db, &retention_queries[Q_LOG], ARGS(v_int((int64_t)most)), &r);
	while (e == OK && rows_next(r))
		PUSH(db_arena(db), out, ((struct retention_log_row){ col_text(r, 0), col_text(r, 1), col_int(r, 2) }));
	return e == OK ? rows_end(r) : e;
}

/* ---- the nightly run ------------------------------------------------------------------------------------------------ */

struct run { const struct retained *k; struct date today; int64_t n; struct retained_rules *rules; };

static enum err
load_rules(struct db *db, void *arg)
{
	struct run *x = arg;
	return retention_load(db, x->today, false, x->rules);
}

static enum err
run_rule(struct db *db, void *arg)
{
	struct run *x = arg;
	const struct retention *k = x->k->rule;
	struct isodate before = day_before(x->today, x->k->days);
	struct isotime now = now_utc();
	enum err e;
	db_author(db, NONE, "pilotis", "worker");
	x->n = 0;
	if (k->purge != NULL) {
		e = k->purge(db, before.s, false, &x->n);
	} else {
		struct sql q = sql_begin(db_arena(db), NULL);
		sql_put(&q, k->empties == NULL ? "DELETE FROM %s" : "UPDATE %s", k->table);
		if (k->empties != NULL)
			sql_put(&q, " SET %s = ''", k->empties);
		condition(&q, k, before.s);
		e = sql_exec(db, &q, &x->n);
	}
	return e != OK || x->n == 0 ? e : db_exec(db, &retention_queries[Q_ADD], ARGS(V(now.s), V(k->name), V(x->n)), NULL);
}

enum err
retention_run(struct store *s, struct arena *a, struct date today, int64_t *n)
{
	struct retained_rules rules;
	struct run x = { .today = today, .rules = &rules };
	*n = 0;
	enum err e = store_read(s, a, load_rules, &x), first = e;
	for (size_t i = 0; e == OK && i < rules.n; i++) {
		x.k = &rules.items[i];
		if (x.k->rule->days == RETAIN_FOREVER)
			continue;
		/* A rule that cannot be carried out does not keep the others from it. */
		enum err one = store_write(s, a, run_rule, &x);
		*n += one == OK ? x.n : 0;
		first = first == OK ? one : first;
	}
	return first;
}

enum err
job_retention(struct job *j)
{
	int64_t n;
	enum err e = retention_run(j->store, j->a, j->today, &n);
	if (j->worker->log != NULL)
		j->worker->log(arena_printf(j->a, "retention: %lld rows and texts gone", (long long)n));
	/* What went leaves the disk too. */
	return e == OK && n > 0 ? store_scrub(j->store, j->a, false) : e;
}

/* ---- refusals, a line a day ------------------------------------------------------------------------------------------- */

struct counted { const char *day, *what, *n; };
struct counts { struct counted *items; size_t n, cap; };

static enum err
take_counts(struct db *db, void *arg)
{
	struct isodate today = date_iso(*(const struct date *)arg);
	struct arena *a = db_arena(db);
	struct counts all = { 0 };
	struct rows *r;
	db_author(db, NONE, "pilotis", "worker");
	enum err e = db_query(db, &retention_queries[Q_COUNTS], ARGS(V(today.s)), &r);
	while (e == OK && rows_next(r))
		PUSH(a, &all, ((struct counted){ col_text(r, 0), col_text(r, 1), col_text(r, 2) }));
	e = e == OK ? rows_end(r) : e;
	for (size_t i = 0; e == OK && i < all.n; i++)
		e = history_add(db, "security", 0, arena_printf(a, "refused %s", all.items[i].what), all.items[i].day, NULL, all.items[i].n);
	return e != OK || all.n == 0 ? e : db_exec(db, &retention_queries[Q_COUNTED], ARGS(V(today.s)), NULL);
}

enum err
job_security_counts(struct job *j)
{
	struct date today = j->today;
	return store_write(j->store, j->a, take_counts, &today);
}
