/* The jury of an edition as a whole, its rubric, its scores. */
#include "call/call_store.h"
#include "call/review.h"
#include "store/history.h"
#include <string.h>

enum { PER_FILE = 3 };
#define ALPHA 0.25
#define BETA 1.0
#define LEVELS "level_1, level_2, level_3, level_4, level_5"

enum { Q_CRITERIA, Q_CRITERION_ADD, Q_CRITERION_SET, Q_CRITERION_GONE, Q_PLAN, Q_PLAN_ADD, Q_PLAN_SET, Q_JURORS, Q_EMPLOYERS, Q_INTERESTS, Q_TASKS,
	Q_REVIEWS, Q_SCORES, Q_REVIEW_ADD, Q_REVIEW_SET, Q_SCORES_DROP, Q_SCORE_ADD };
const struct query review_queries[] = {
	[Q_CRITERIA] = { "criteria", "SELECT id, position, key, title, help, weight, rev, " LEVELS " FROM criterion WHERE edition = $1 AND deleted_at IS NULL ORDER BY position, id" },
	[Q_CRITERION_ADD] = { "criterion_add", "INSERT INTO criterion (edition, position, key, title, help, weight, " LEVELS ", rev)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1) RETURNING id" },
	[Q_CRITERION_SET] = { "criterion_set", "UPDATE criterion SET position = $3, title = $4, help = $5, weight = $6, level_1 = $7, level_2 = $8, level_3 = $9,"
	    " level_4 = $10, level_5 = $11, rev = rev + 1 WHERE edition = $1 AND id = $2 AND rev = $12 AND deleted_at IS NULL" },
	[Q_CRITERION_GONE] = { "criterion_gone", "UPDATE criterion SET deleted_at = $3, rev = rev + 1 WHERE edition = $1 AND id = $2 AND deleted_at IS NULL" },
	[Q_PLAN] = { "review_plan", "SELECT per_file, due_on, alpha, beta, rev FROM review_plan WHERE edition = $1" },
	[Q_PLAN_ADD] = { "review_plan_add", "INSERT INTO review_plan (edition, per_file, due_on, alpha, beta, rev) VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT DO NOTHING" },
	[Q_PLAN_SET] = { "review_plan_set", "UPDATE review_plan SET per_file = $2, due_on = $3, alpha = $4, beta = $5, rev = rev + 1 WHERE edition = $1 AND rev = $6" },
	[Q_JURORS] = { "jurors", "SELECT j.id, j.person, j.name, j.domain, j.import_key, j.rev, p.email FROM juror j LEFT JOIN person p ON p.id = j.person AND p.deleted_at IS NULL"
	    " WHERE j.edition = $1 AND j.deleted_at IS NULL ORDER BY j.sort_key, j.id" },
	[Q_EMPLOYERS] = { "juror_employers", "SELECT e.juror, e.name, e.institution FROM juror_employer e JOIN juror j ON j.id = e.juror"
	    " WHERE j.edition = $1 ORDER BY e.folded" },
	[Q_INTERESTS] = { "interests", "SELECT c.juror, c.submission, c.why, c.detail, c.lifted_at, c.lifted_reason FROM interest_conflict c JOIN juror j ON j.id = c.juror"
	    " WHERE j.edition = $1" },
	[Q_TASKS] = { "review_tasks", "SELECT t.juror, t.submission FROM review_task t JOIN juror j ON j.id = t.juror WHERE j.edition = $1 AND j.deleted_at IS NULL" },
	[Q_REVIEWS] = { "reviews", "SELECT r.juror, r.submission, r.id, r.rev, r.confidence, r.comment, r.done_at FROM review r JOIN juror j ON j.id = r.juror"
	    " WHERE j.edition = $1" },
	[Q_SCORES] = { "review_scores", "SELECT r.juror, r.submission, s.criterion, s.score FROM review_score s JOIN review r ON r.id = s.review JOIN juror j ON j.id = r.juror"
	    " WHERE j.edition = $1" },
	[Q_REVIEW_ADD] = { "review_add", "INSERT INTO review (submission, juror, confidence, comment, started_at, done_at, rev) VALUES ($1, $2, $3, $4, $5, $6, 1)"
	    " ON CONFLICT (submission, juror) DO NOTHING RETURNING id" },
	[Q_REVIEW_SET] = { "review_set", "UPDATE review SET confidence = $3, comment = $4, done_at = $5, rev = rev + 1 WHERE id = $1 AND rev = $2 RETURNING id" },
	[Q_SCORES_DROP] = { "review_scores_drop", "DELETE FROM review_score WHERE review = $1" },
	[Q_SCORE_ADD] = { "review_score_add", "INSERT INTO review_score (review, criterion, score) VALUES ($1, $2, $3)" },
	{ 0 },
};

/* ---- reading it whole ---------------------------------------------------------------------------------------------- */

static enum err
load_criteria(struct db *db, struct jury *j)
{
	struct rows *r;
	enum err e = db_query(db, &review_queries[Q_CRITERIA], ARGS(V(j->edition.id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct criterion c = { .id = col_int(r, 0), .position = col_int(r, 1), .key = col_text(r, 2), .title = col_text(r, 3), .help = col_text(r, 4),
			.weight = col_real(r, 5), .rev = col_int(r, 6) };
		for (int k = 0; k < SCORE_MOST; k++)
			c.level[k] = col_text(r, 7 + k);
		if (j->criteria.n < CRITERIA_MAX)
			PUSH(db_arena(db), &j->criteria, c);
	}
	return rows_end(r);
}

static enum err
load_plan(struct db *db, struct jury *j)
{
	struct rows *r;
	j->plan = (struct review_plan){ .edition = j->edition.id, .per_file = PER_FILE, .alpha = ALPHA, .beta = BETA };
	enum err e = db_query(db, &review_queries[Q_PLAN], ARGS(V(j->edition.id)), &r);
	if (e != OK)
		return e;
	if (rows_next(r))
		j->plan = (struct review_plan){ .edition = j->edition.id, .per_file = col_int(r, 0), .due_on = col_text(r, 1), .alpha = col_real(r, 2),
			.beta = col_real(r, 3), .rev = col_int(r, 4) };
	return rows_end(r);
}

static enum err
load_jurors(struct db *db, struct jury *j)
{
	struct arena *a = db_arena(db);
	struct rows *r;
	enum err e = db_query(db, &review_queries[Q_JURORS], ARGS(V(j->edition.id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		struct juror k = { .id = col_int(r, 0), .edition = j->edition.id, .person = col_int(r, 1), .name = col_text(r, 2), .domain = col_text(r, 3),
			.import_key = col_text(r, 4), .rev = col_int(r, 5), .email = col_text(r, 6) };
		if (k.email != NULL)
			k.domain = institution_domain(a, k.email);
		PUSH(a, &j->jurors, k);
	}
	if ((e = rows_end(r)) != OK || (e = db_query(db, &review_queries[Q_EMPLOYERS], ARGS(V(j->edition.id)), &r)) != OK)
		return e;
	while (rows_next(r)) {
		size_t k = jury_juror(j, col_int(r, 0));
		struct employer m = { col_text(r, 1), institution_whole(db_arena(db), col_text(r, 1)), col_int(r, 2) };
		if (k < j->jurors.n)
			PUSH(a, &j->jurors.items[k].employers, m);
	}
	return rows_end(r);
}

static bool
is_read(const struct submission *s)
{
	enum status st = submission_status(s);
	return st != ST_INELIGIBLE && st != ST_WITHDRAWN;
}

static enum err
load_files(struct db *db, struct jury *j)
{
	struct arena *a = db_arena(db);
	struct submissions all;
	struct call_terms terms;
	enum err e = submission_list(db, j->edition.id, &all);
	if (e == OK)
		e = call_terms(db, NULL, &terms);
	if (e != OK)
		return e;
	for (size_t i = 0; i < all.n; i++)
		if (is_read(&all.items[i]))
			PUSH(a, &j->files, all.items[i]);
	const char ***words[] = { &j->sector, &j->area, &j->context };
	for (size_t d = 0; d < LEN(words); d++)
		*words[d] = ARENA_ARRAY(a, const char *, j->files.n + 1);
	for (size_t i = 0; i < j->files.n; i++) {
		const struct submission *s = &j->files.items[i];
		const int64_t id[] = { s->sector, s->area, s->context };
		const char *other[] = { s->sector_other, s->area_other, NULL };
		for (size_t d = 0; d < LEN(words); d++) {
			(*words[d])[i] = other[d];
			for (size_t t = 0; id[d] != NONE && t < terms.n; t++)
				if (terms.items[t].id == id[d])
					(*words[d])[i] = terms.items[t].name;
		}
	}
	return OK;
}

/* Rows of juror, commission, …: the cell, or false when one of the two is not of this jury. */
static bool
cell_of(const struct jury *j, struct rows *r, size_t *at)
{
	size_t k = jury_juror(j, col_int(r, 0)), f = jury_file(j, col_int(r, 1));
	*at = k * j->files.n + f;
	return k < j->jurors.n && f < j->files.n;
}

static enum interest_why
why_of(const char *word)
{
	for (int w = INTEREST_DECLARED; w <= INTEREST_INSTITUTION; w++)
		if (text_eq(word, interest_word((enum interest_why)w)))
			return (enum interest_why)w;
	return INTEREST_DECLARED;
}

static enum err
load_interests(struct db *db, struct jury *j)
{
	struct rows *r;
	size_t at;
	for (size_t k = 0; k < j->jurors.n; k++)
		for (size_t f = 0; f < j->files.n; f++) {
			struct interest *i = jury_interest(j, k, f);
			i->why = interest_between(db_arena(db), &j->jurors.items[k], &j->files.items[f], &i->detail);
		}
	enum err e = db_query(db, &review_queries[Q_INTERESTS], ARGS(V(j->edition.id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		if (!cell_of(j, r, &at))
			continue;
		enum interest_why stored = why_of(col_text(r, 2));
		struct interest *i = &j->interest[at];
		/* What was found once and is found no more is none; what was declared stays. */
		if (stored == INTEREST_DECLARED)
			*i = (struct interest){ stored, col_text(r, 3), NULL, false };
		i->lifted = i->why != INTEREST_NONE && !col_null(r, 4) && i->why == stored;
		i->lifted_reason = col_text(r, 5);
	}
	return rows_end(r);
}

static enum err
load_tasks(struct db *db, struct jury *j)
{
	struct rows *r;
	size_t at;
	j->shared = true;
	enum err e = db_query(db, &review_queries[Q_TASKS], ARGS(V(j->edition.id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r))
		if (cell_of(j, r, &at)) {
			j->task[at] = true;
			j->shared = false;
		}
	return rows_end(r);
}

static enum err
load_reviews(struct db *db, struct jury *j)
{
	struct rows *r;
	size_t at;
	for (size_t i = 0; i < j->jurors.n * j->files.n; i++) {
		j->review[i] = (struct review){ .id = NONE, .confidence = NONE };
		for (size_t c = 0; c < CRITERIA_MAX; c++)
			j->review[i].score[c] = NONE;
	}
	enum err e = db_query(db, &review_queries[Q_REVIEWS], ARGS(V(j->edition.id)), &r);
	if (e != OK)
		return e;
	while (rows_next(r)) {
		if (!cell_of(j, r, &at))
			continue;
		struct review *v = &j->review[at];
		v->id = col_int(r, 2);
		v->rev = col_int(r, 3);
		v->confidence = col_int(r, 4);
		v->comment = col_text(r, 5);
		v->done_at = col_text(r, 6);
	}
	if ((e = rows_end(r)) != OK || (e = db_query(db, &review_queries[Q_SCORES], ARGS(V(j->edition.id)), &r)) != OK)
		return e;
	while (rows_next(r))
		for (size_t c = 0; c < j->criteria.n && cell_of(j, r, &at); c++)
			if (j->criteria.items[c].id == col_int(r, 2))
				j->review[at].score[c] = col_int(r, 3);
	return rows_end(r);
}

enum err
jury_load(struct db *db, int64_t edition, struct jury *out)
{
	struct arena *a = db_arena(db);
	*out = (struct jury){ 0 };
	enum err e = edition_get(db, edition, &out->edition);
	if (e != OK || (e = load_criteria(db, out)) != OK || (e = load_plan(db, out)) != OK || (e = load_jurors(db, out)) != OK ||
	    (e = load_files(db, out)) != OK)
		return e;
	size_t cells = out->jurors.n * out->files.n;
	out->interest = ARENA_ARRAY(a, struct interest, cells + 1);
	out->task = ARENA_ARRAY(a, bool, cells + 1);
	out->review = ARENA_ARRAY(a, struct review, cells + 1);
	if ((e = load_interests(db, out)) != OK || (e = load_tasks(db, out)) != OK)
		return e;
	return load_reviews(db, out);
}

/* ---- rubric ------------------------------------------------------------------------------------------------------------ */

static enum err
note_criterion(struct db *db, int64_t id, const char *what, const struct criterion *c)
{
	return history_add(db, "criterion", id, what, c == NULL ? NULL : "title", NULL,
	    c == NULL ? NULL : arena_printf(db_arena(db), "%s (%g)", c->title, c->weight));
}

enum err
criterion_save(struct db *db, int64_t edition, struct criterion *c)
{
	int64_t changed = 0;
	struct rows *r;
	enum err e;
	if (c->id == NONE) {
		const char *key = c->key != NULL ? c->key : text_words(db_arena(db), c->title);
		e = db_one(db, &review_queries[Q_CRITERION_ADD], ARGS(V(edition), V(c->position), V(key), V(c->title), V(c->help), V(c->weight), V(c->level[0]),
		    V(c->level[1]), V(c->level[2]), V(c->level[3]), V(c->level[4])), &r);
		if (e != OK)
			return e;
		c->id = col_int(r, 0);
		c->rev = 1;
		return note_criterion(db, c->id, "created", c);
	}
	e = db_exec(db, &review_queries[Q_CRITERION_SET], ARGS(V(edition), V(c->id), V(c->position), V(c->title), V(c->help), V(c->weight), V(c->level[0]),
	    V(c->level[1]), V(c->level[2]), V(c->level[3]), V(c->level[4]), V(c->rev)), &changed);
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_CONFLICT, "criterion %lld changed meanwhile", (long long)c->id);
	return e == OK ? note_criterion(db, c->id, "changed", c) : e;
}

enum err
criterion_delete(struct db *db, int64_t edition, int64_t id)
{
	int64_t changed = 0;
	enum err e = db_exec(db, &review_queries[Q_CRITERION_GONE], ARGS(V(edition), V(id), V((const char *)now_utc().s)), &changed);
	if (e == OK && changed == 0)
		return E_NOTFOUND;
	return e == OK ? note_criterion(db, id, "deleted", NULL) : e;
}

enum err
criteria_begin(struct db *db, int64_t edition)
{
	static const struct criterion first[] = {
		{ .id = NONE, .position = 1, .weight = 2, .key = "relevance", .title = "Problème d’ingénierie sociale dans le non-marchand",
		  .help = "La question touche une organisation, un dispositif ou une politique, et appelle une analyse plutôt qu’une exécution.",
		  .level = { "Pas une question d’ingénierie sociale", "Question d’exécution", "Question réelle mais étroite", "Question réelle, à plusieurs facettes", "Question centrale, ouverte, utile au secteur" } },
		{ .id = NONE, .position = 2, .weight = 1, .key = "commitment", .title = "Disponibilité et engagement du commanditaire",
		  .help = "Présence aux étapes, personne qui suit, accès au terrain et aux documents.",
		  .level = { "Personne ne peut s’engager", "Engagement incertain", "Engagement minimal", "Engagement clair", "Engagement complet, porté par la direction" } },
	};
	enum err e = OK;
	for (size_t i = 0; e == OK && i < LEN(first); i++) {
		struct criterion c = first[i];
		e = criterion_save(db, edition, &c);
	}
	return e;
}

enum err
review_plan_save(struct db *db, struct review_plan *p)
{
	int64_t changed = 0;
	enum err e = p->rev == 0 ? db_exec(db, &review_queries[Q_PLAN_ADD], ARGS(V(p->edition), V(p->per_file), V(p->due_on), V(p->alpha), V(p->beta)), &changed)
	                         : db_exec(db, &review_queries[Q_PLAN_SET], ARGS(V(p->edition), V(p->per_file), V(p->due_on), V(p->alpha), V(p->beta), V(p->rev)), &changed);
	if (e == OK && changed == 0)
		return fail(db_arena(db), E_CONFLICT, "review plan of %lld changed meanwhile", (long long)p->edition);
	if (e != OK)
		return e;
	p->rev++;
	return history_add(db, "review_plan", p->edition, "changed", "plan", NULL, arena_printf(db_arena(db), "%lld, %s, α %g, β %g", (long long)p->per_file,
	    p->due_on == NULL ? "–" : p->due_on, p->alpha, p->beta));
}

/* ---- scores ------------------------------------------------------------------------------------------------------------- */

/* For the journal: "4 3", a dash for what is not scored. */
static const char *
score_line(struct arena *a, const struct jury *j, const struct review *r)
{
	struct buf b = buf_new(a, KIB(1));
	for (size_t c = 0; c < j->criteria.n; c++)
		if (r->score[c] == NONE)
			buf_puts(&b, c == 0 ? "–" : " –");
		else
			buf_printf(&b, "%s%lld", c == 0 ? "" : " ", (long long)r->score[c]);
	return arena_strdup(a, buf_str(&b));
}

enum err
review_save(struct db *db, const struct jury *j, size_t juror, size_t file, const struct review *r, bool done)
{
	struct arena *a = db_arena(db);
	const struct review *was = jury_review(j, juror, file);
	int64_t who = j->jurors.items[juror].id, what = j->files.items[file].id;
	const char *now = arena_strdup(a, now_utc().s), *done_at = !done ? NULL : was->done_at != NULL ? was->done_at : now;
	struct rows *row;
	enum err e = r->rev == 0 ? db_one(db, &review_queries[Q_REVIEW_ADD], ARGS(V(what), V(who), V(r->confidence), V(r->comment), V(now), V(done_at)), &row)
	                         : db_one(db, &review_queries[Q_REVIEW_SET], ARGS(V(was->id), V(r->rev), V(r->confidence), V(r->comment), V(done_at)), &row);
	if (e == E_NOTFOUND)
		return fail(a, E_CONFLICT, "review of %lld by %lld changed meanwhile", (long long)what, (long long)who);
	if (e != OK)
		return e;
	int64_t id = col_int(row, 0);
	e = db_exec(db, &review_queries[Q_SCORES_DROP], ARGS(V(id)), NULL);
	for (size_t c = 0; e == OK && c < j->criteria.n; c++) /* twelve at most */
		if (r->score[c] != NONE)
			e = db_exec(db, &review_queries[Q_SCORE_ADD], ARGS(V(id), V(j->criteria.items[c].id), V(r->score[c])), NULL);
	if (e != OK)
		return e;
	const char *before = was->id == NONE ? NULL : score_line(a, j, was), *after = score_line(a, j, r);
	if (text_eq(before, after) && text_eq(was->comment, r->comment) && was->confidence == r->confidence && text_eq(was->done_at, done_at))
		return OK;
	return history_add(db, "review", id, was->id == NONE ? "created" : "changed", done ? "scores" : "draft", before, after);
}
