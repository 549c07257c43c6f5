/* A state of a draft: from and to its text, and as the solver's problem. */
#include "team/compose.h"
#include "base/json.h"
#include <jansson.h>
#include <string.h>

const char *const balance_words[BALANCES] = { "background", "experience", "gender" };
static const char *const objectives[] = { [TEAM_PREFERENCES] = "preferences", [TEAM_BALANCE] = "balance", [TEAM_SLACK] = "slack", [TEAM_RANK_MAXIMAL] = "rank_maximal" };
enum { STATE_MAX = 8 << 20 };

static void
seats_new(struct arena *a, const struct ranking_world *w, struct compose_state *s)
{
	s->project_of = ARENA_ARRAY(a, int, w->students + 1);
	s->locked = ARENA_ARRAY(a, bool, w->students + 1);
	s->lead_of = ARENA_ARRAY(a, int, w->offers.n + 1);
	s->lead_locked = ARENA_ARRAY(a, bool, w->offers.n + 1);
	for (size_t k = 0; k < w->students; k++)
		s->project_of[k] = TEAM_NONE;
	for (size_t p = 0; p < w->offers.n; p++)
		s->lead_of[p] = TEAM_NONE;
}

struct compose_state
compose_first(struct arena *a, const struct ranking_world *w)
{
	int n = (int)w->students, m = w->offers.n == 0 ? 1 : (int)w->offers.n;
	struct compose_state s = { .least = n / m, .most = (n + m - 1) / m, .objective = TEAM_PREFERENCES, .balance = { true, true, false }, .band = { 3, 8 }, .bands = 2 };
	s.most = s.most < 1 ? 1 : s.most;
	seats_new(a, w, &s);
	return s;
}

/* ---- text --------------------------------------------------------------------------------------------------------- */

static void
write_stages(struct jw *j, const struct team_stage *stage, int n)
{
	jw_begin(j, "stages", '[');
	for (int k = 0; k < n; k++) {
		jw_begin(j, NULL, '[');
		jw_int(j, NULL, stage[k].measure);
		jw_int(j, NULL, stage[k].rank);
		jw_int(j, NULL, stage[k].value);
		jw_int(j, NULL, stage[k].bound);
		jw_end(j, ']');
	}
	jw_end(j, ']');
}

static void
write_proof(struct jw *j, const struct compose_proof *p)
{
	jw_begin(j, "proof", '{');
	jw_str(j, "method", p->method);
	jw_bool(j, "optimal", p->optimal);
	write_stages(j, p->stage, p->stages);
	jw_end(j, '}');
}

const char *
compose_progress_write(struct arena *a, const struct team_progress *p)
{
	struct buf b = buf_new(a, KIB(16));
	struct jw j = jw_to(&b, false);
	jw_begin(&j, NULL, '{');
	jw_int(&j, "at", p->at);
	jw_bool(&j, "found", p->found);
	write_stages(&j, p->stage, p->stages);
	jw_end(&j, '}');
	return arena_strdup(a, buf_str(&b));
}

const char *
compose_write(struct arena *a, const struct ranking_world *w, const struct compose_state *s)
{
	struct buf b = buf_new(a, STATE_MAX);
	struct jw j = jw_to(&b, false);
	jw_begin(&j, NULL, '{');
	jw_int(&j, "least", s->least);
	jw_int(&j, "most", s->most);
	jw_str(&j, "objective", objectives[s->objective]);
	jw_int(&j, "slack", s->slack);
	jw_bool(&j, "stay", s->stay);
	for (int k = 0; k < BALANCES; k++)
		jw_bool(&j, balance_words[k], s->balance[k]);
	jw_begin(&j, "bands", '[');
	for (int k = 0; k < s->bands; k++)
		jw_int(&j, NULL, s->band[k]);
	jw_end(&j, ']');
	jw_begin(&j, "seats", '[');
	for (size_t k = 0; k < w->students; k++)
		if (s->project_of[k] != TEAM_NONE) {
			jw_begin(&j, NULL, '[');
			jw_int(&j, NULL, w->student[k].id);
			jw_int(&j, NULL, w->offers.items[s->project_of[k]].id);
			jw_int(&j, NULL, s->locked[k]);
			jw_end(&j, ']');
		}
	jw_end(&j, ']');
	jw_begin(&j, "leads", '[');
	for (size_t p = 0; p < w->offers.n; p++)
		if (s->lead_of[p] != TEAM_NONE) {
			jw_begin(&j, NULL, '[');
			jw_int(&j, NULL, w->offers.items[p].id);
			jw_int(&j, NULL, w->supervisor[s->lead_of[p]].id);
			jw_int(&j, NULL, s->lead_locked[p]);
			jw_end(&j, ']');
		}
	jw_end(&j, ']');
	if (s->proof.method != NULL)
		write_proof(&j, &s->proof);
	jw_end(&j, '}');
	BUG_ON(b.full);
	return arena_strdup(a, buf_str(&b));
}

static int64_t
number(const json_t *list, size_t k)
{
	return json_integer_value(json_array_get(list, k));
}

static int
read_stages(const json_t *o, struct team_stage *stage)
{
	const json_t *stages = json_object_get(o, "stages");
	int n = 0;
	for (size_t k = 0; k < json_array_size(stages) && n < TEAM_STAGES_MAX; k++) {
		const json_t *x = json_array_get(stages, k);
		stage[n++] = (struct team_stage){ .measure = (enum team_measure)number(x, 0), .rank = (int)number(x, 1), .value = (long)number(x, 2), .bound = (long)number(x, 3) };
	}
	return n;
}

static void
read_proof(struct arena *a, const json_t *o, struct compose_proof *p)
{
	const char *method = json_string_value(json_object_get(o, "method"));
	if (method == NULL)
		return;
	p->method = arena_strdup(a, method);
	p->optimal = json_is_true(json_object_get(o, "optimal"));
	p->stages = read_stages(o, p->stage);
}

struct compose_progress
compose_progress_read(struct arena *a, const char *json)
{
	struct compose_progress p = { .stages = 0 };
	json_t *o = NULL;
	if (json == NULL)
		return p;
	if (json_read(a, json, strlen(json), &o) != OK) {
		fail_clear(a);
		return p;
	}
	p.stages = read_stages(o, p.stage);
	p.at = (int)json_integer_value(json_object_get(o, "at"));
	p.found = json_is_true(json_object_get(o, "found"));
	return p;
}

enum err
compose_read(struct arena *a, const struct ranking_world *w, const char *json, struct compose_state *s)
{
	json_t *o = NULL;
	*s = compose_first(a, w);
	enum err e = json_read(a, json, strlen(json), &o);
	if (e != OK)
		return e;
	const char *objective = json_string_value(json_object_get(o, "objective"));
	s->least = (int)json_integer_value(json_object_get(o, "least"));
	s->most = (int)json_integer_value(json_object_get(o, "most"));
	s->slack = (int)json_integer_value(json_object_get(o, "slack"));
	s->stay = json_is_true(json_object_get(o, "stay"));
	for (size_t k = 0; k < LEN(objectives); k++)
		if (text_eq(objective, objectives[k]))
			s->objective = (enum team_objective)k;
	for (int k = 0; k < BALANCES; k++)
		s->balance[k] = json_is_true(json_object_get(o, balance_words[k]));
	const json_t *bands = json_object_get(o, "bands"), *seats = json_object_get(o, "seats"), *leads = json_object_get(o, "leads");
	s->bands = 0;
	for (size_t k = 0; k < json_array_size(bands) && s->bands < COMPOSE_BANDS_MAX; k++)
		s->band[s->bands++] = (int)number(bands, k);
	bool whole = true;
	for (size_t k = 0; k < json_array_size(seats); k++) {
		const json_t *x = json_array_get(seats, k);
		size_t who = ranking_student(w, number(x, 0)), where = ranking_offer(w, number(x, 1));
		whole = whole && who < w->students && where < w->offers.n;
		if (who == w->students || where == w->offers.n)
			continue;
		s->project_of[who] = (int)where;
		s->locked[who] = number(x, 2) == 1;
	}
	for (size_t k = 0; k < json_array_size(leads); k++) {
		const json_t *x = json_array_get(leads, k);
		size_t where = ranking_offer(w, number(x, 0)), who = ranking_supervisor(w, number(x, 1));
		if (who == w->supervisors || where == w->offers.n)
			continue;
		s->lead_of[where] = (int)who;
		s->lead_locked[where] = number(x, 2) == 1;
	}
	if (whole)
		read_proof(a, json_object_get(o, "proof"), &s->proof);
	return OK;
}

/* ---- the problem ----------------------------------------------------------------------------------------------------- */

struct forbidding { int *items; size_t n, cap; };

static void
forbid(struct arena *a, struct forbidding *f, int project)
{
	for (size_t k = 0; k < f->n; k++)
		if (f->items[k] == project)
			return;
	PUSH(a, f, project);
}

static void
add_students(struct arena *a, struct compose *c)
{
	const struct ranking_world *w = &c->w;
	struct team_student *out = ARENA_ARRAY(a, struct team_student, w->students + 1);
	size_t m = w->offers.n;
	for (size_t k = 0; k < w->students; k++) {
		struct forbidding f = { 0 };
		int *ranking = ARENA_ARRAY(a, int, m + 1);
		for (size_t p = 0; p < m; p++) {
			if (w->conflict[k * m + p] != NULL)
				forbid(a, &f, (int)p);
			if (w->rank[k * m + p] > 0)
				ranking[w->rank[k * m + p] - 1] = (int)p;
		}
		for (size_t r = 0; r < w->rules.n; r++)
			if (w->rules.items[r].kind == RULE_NOT_THERE && w->rules.items[r].a == k)
				forbid(a, &f, (int)w->rules.items[r].b);
		out[k] = (struct team_student){ .ranking = ranking, .ranks = w->ranked[k] > TEAM_RANKS_MAX ? TEAM_RANKS_MAX : w->ranked[k], .forbidden = f.items, .nforbidden = (int)f.n,
			.locked = c->s.locked[k] ? c->s.project_of[k] : TEAM_NONE };
	}
	c->problem.students = (int)w->students;
	c->problem.student = out;
}

/* A wish that one of the two does not have followed is none. */
static bool
ignored_back(const struct ranking_world *w, const struct wish *x)
{
	for (size_t k = 0; k < w->wishes.n; k++)
		if (w->wishes.items[k].from == x->to && w->wishes.items[k].to == x->from && w->wishes.items[k].ignored != NULL)
			return true;
	return false;
}

static void
add_pairs(struct arena *a, struct compose *c)
{
	const struct ranking_world *w = &c->w;
	struct { struct team_pair *items; size_t n, cap; } together = { 0 }, apart = { 0 };
	for (size_t k = 0; k < w->wishes.n; k++) {
		const struct wish *x = &w->wishes.items[k];
		struct team_pair pair = { (int)x->from, (int)x->to };
		if (x->ignored != NULL)
			continue;
		if (!x->keep)
			PUSH(a, &apart, pair);
		else if (x->from < x->to && ranking_mutual(w, x) && !ignored_back(w, x))
			PUSH(a, &together, pair);
	}
	for (size_t k = 0; k < w->rules.n; k++) {
		const struct compose_rule *r = &w->rules.items[k];
		struct team_pair pair = { (int)r->a, (int)r->b };
		if (r->kind == RULE_TOGETHER)
			PUSH(a, &together, pair);
		if (r->kind == RULE_APART)
			PUSH(a, &apart, pair);
	}
	c->problem.together = (int)together.n, c->problem.pair_together = together.items;
	c->problem.apart = (int)apart.n, c->problem.pair_apart = apart.items;
}

static void
add_supervisors(struct arena *a, struct compose *c)
{
	const struct ranking_world *w = &c->w;
	struct team_supervisor *out = ARENA_ARRAY(a, struct team_supervisor, w->supervisors + 1);
	int64_t most = 0;
	for (size_t k = 0; k < w->supervisors; k++) {
		struct forbidding f = { 0 };
		for (size_t r = 0; r < w->rules.n; r++)
			if (w->rules.items[r].kind == RULE_NOT_LEAD && w->rules.items[r].a == k)
				forbid(a, &f, (int)w->rules.items[r].b);
		for (size_t p = 0; p < w->offers.n; p++) /* a team that is held for another */
			if (c->s.lead_locked[p] && c->s.lead_of[p] != (int)k)
				forbid(a, &f, (int)p);
		out[k] = (struct team_supervisor){ .min = 0, .max = (int)w->supervisor[k].teams_most, .forbidden = f.items, .nforbidden = (int)f.n };
		most += w->supervisor[k].teams_most;
	}
	c->leaders_lack = most < (int64_t)w->offers.n;
	c->problem.supervisors = c->leaders_lack ? 0 : (int)w->supervisors;
	c->problem.supervisor = out;
}

static int
band_of(const struct compose_state *s, int64_t years)
{
	int k = 0;
	while (k < s->bands && years >= s->band[k])
		k++;
	return k;
}

static int
value_of(struct arena *a, struct compose *c, int which, const char *word)
{
	const char *folded = text_fold(a, word);
	for (int k = 0; k < c->values[which]; k++)
		if (strcmp(text_fold(a, c->value[which][k]), folded) == 0)
			return k;
	c->value[which][c->values[which]] = word;
	return c->values[which]++;
}

static void
add_attributes(struct arena *a, struct compose *c)
{
	const struct ranking_world *w = &c->w;
	struct team_attribute *out = ARENA_ARRAY(a, struct team_attribute, BALANCES);
	for (int which = 0; which < BALANCES; which++) {
		c->value[which] = ARENA_ARRAY(a, const char *, w->students + COMPOSE_BANDS_MAX + 2);
		c->of[which] = ARENA_ARRAY(a, int, w->students + 1);
		c->values[which] = 0;
		for (int k = 0; which == BALANCE_EXPERIENCE && k <= c->s.bands; k++)
			c->value[which][c->values[which]++] = k == c->s.bands ? arena_printf(a, "%d+", k == 0 ? 0 : c->s.band[k - 1])
			    : arena_printf(a, "%d–%d", k == 0 ? 0 : c->s.band[k - 1], c->s.band[k] - 1);
		for (size_t k = 0; k < w->students; k++) {
			const struct student *s = &w->student[k];
			const char *word = which == BALANCE_BACKGROUND ? s->background : s->gender;
			if (which == BALANCE_EXPERIENCE)
				c->of[which][k] = s->experience == NONE ? TEAM_NONE : band_of(&c->s, s->experience);
			else
				c->of[which][k] = text_blank(word) ? TEAM_NONE : value_of(a, c, which, word);
		}
		if (c->s.balance[which] && c->values[which] > 0)
			out[c->problem.attributes++] = (struct team_attribute){ .values = c->values[which], .of = c->of[which] };
	}
	c->problem.attribute = out;
}

/* Of what is given to the solver but for the objective and where people are now: what makes the curve another. */
static const char *
key_of(struct arena *a, const struct compose *c)
{
	struct buf b = buf_new(a, STATE_MAX);
	const struct team_problem *p = &c->problem;
	buf_printf(&b, "%d %d;", c->s.least, c->s.most);
	for (size_t o = 0; o < c->w.offers.n; o++)
		buf_printf(&b, "%lld ", (long long)c->w.offers.items[o].id);
	for (int k = 0; k < p->students; k++) {
		buf_printf(&b, ";%lld %d:", (long long)c->w.student[k].id, p->student[k].locked);
		for (int r = 0; r < p->student[k].ranks; r++)
			buf_printf(&b, "%d ", p->student[k].ranking[r]);
		for (int r = 0; r < p->student[k].nforbidden; r++)
			buf_printf(&b, "!%d", p->student[k].forbidden[r]);
		for (int x = 0; x < p->attributes; x++)
			buf_printf(&b, "=%d", p->attribute[x].of[k]);
	}
	for (int k = 0; k < p->together; k++)
		buf_printf(&b, ";+%d %d", p->pair_together[k].a, p->pair_together[k].b);
	for (int k = 0; k < p->apart; k++)
		buf_printf(&b, ";-%d %d", p->pair_apart[k].a, p->pair_apart[k].b);
	for (int k = 0; k < p->supervisors; k++) {
		buf_printf(&b, ";s%d", p->supervisor[k].max);
		for (int r = 0; r < p->supervisor[k].nforbidden; r++)
			buf_printf(&b, "!%d", p->supervisor[k].forbidden[r]);
	}
	return arena_strdup(a, digest_str(buf_str(&b)).s);
}

void
compose_problem(struct arena *a, struct compose *c)
{
	struct team_project *project = ARENA_ARRAY(a, struct team_project, c->w.offers.n + 1);
	for (size_t p = 0; p < c->w.offers.n; p++)
		project[p] = (struct team_project){ .min = c->s.least, .max = c->s.most };
	c->problem = (struct team_problem){ .projects = (int)c->w.offers.n, .project = project, .objective = c->s.objective, .slack = c->s.slack,
		.stay = c->s.stay && c->any_published ? c->published : NULL, .supervisor_before = c->any_published ? c->lead_published : NULL };
	add_students(a, c);
	add_pairs(a, c);
	add_supervisors(a, c);
	add_attributes(a, c);
	c->key = key_of(a, c);
}

void
compose_take(struct arena *a, const struct ranking_world *w, struct compose_state *s, const struct team_answer *r)
{
	for (size_t k = 0; k < w->students; k++)
		s->project_of[k] = r->project_of[k];
	for (size_t p = 0; p < w->offers.n && r->supervisor_of != NULL; p++)
		if (!s->lead_locked[p])
			s->lead_of[p] = r->supervisor_of[p];
	s->proof = (struct compose_proof){ .method = arena_strdup(a, r->method == NULL ? "" : r->method), .optimal = r->status == TEAM_OPTIMAL, .stages = r->stages };
	memcpy(s->proof.stage, r->stage, sizeof s->proof.stage);
}

size_t
compose_placed(const struct compose *c)
{
	size_t n = 0;
	for (size_t k = 0; k < c->w.students; k++)
		n += c->s.project_of[k] != TEAM_NONE;
	return n;
}

bool
compose_at_notch(const struct compose *c, int k)
{
	for (size_t s = 0; s < c->w.students; s++)
		if (c->s.project_of[s] == TEAM_NONE || c->s.project_of[s] != c->notch[k].project_of[s])
			return false;
	return true;
}

/* ---- the curve ------------------------------------------------------------------------------------------------------- */

enum { CURVES_KEPT = 4 }; /* undoing comes back to the curve of then */

/* The curves that are kept, an array, or NULL. */
static const json_t *
kept_curves(struct arena *a, const struct compose *c)
{
	json_t *o = NULL;
	if (c->d.curve == NULL)
		return NULL;
	if (json_read(a, c->d.curve, strlen(c->d.curve), &o) != OK) {
		fail_clear(a);
		return NULL;
	}
	return json_object_get(o, "curves");
}

static const char *
one_curve(struct arena *a, const struct compose *c, const struct team_curve *curve)
{
	struct buf b = buf_new(a, STATE_MAX);
	struct jw j = jw_to(&b, false);
	jw_begin(&j, NULL, '{');
	jw_str(&j, "key", c->key);
	jw_bool(&j, "whole", curve->whole);
	jw_begin(&j, "points", '[');
	for (int k = 0; k < curve->n; k++) {
		const struct team_point *x = &curve->point[k];
		jw_begin(&j, NULL, '{');
		jw_int(&j, "slack", x->figures.slack);
		jw_int(&j, "unranked", x->figures.unranked);
		jw_int(&j, "worst", x->figures.worst_rank);
		jw_bool(&j, "proved", x->answer.status == TEAM_OPTIMAL);
		jw_begin(&j, "profile", '[');
		for (int r = 0; r < x->figures.ranks; r++)
			jw_int(&j, NULL, x->figures.profile[r]);
		jw_end(&j, ']');
		jw_begin(&j, "seats", '[');
		for (size_t s = 0; s < c->w.students; s++)
			jw_int(&j, NULL, x->answer.project_of[s]);
		jw_end(&j, ']');
		jw_begin(&j, "leads", '[');
		for (size_t p = 0; x->answer.supervisor_of != NULL && p < c->w.offers.n; p++)
			jw_int(&j, NULL, x->answer.supervisor_of[p]);
		jw_end(&j, ']');
		jw_end(&j, '}');
	}
	jw_end(&j, ']');
	jw_end(&j, '}');
	BUG_ON(b.full);
	return arena_strdup(a, buf_str(&b));
}

const char *
compose_curve_write(struct arena *a, const struct compose *c, const struct team_curve *curve)
{
	struct buf b = buf_new(a, STATE_MAX);
	const json_t *kept = kept_curves(a, c);
	buf_printf(&b, "{\"curves\": [%s", one_curve(a, c, curve));
	for (size_t k = 0, n = 1; k < json_array_size(kept) && n < CURVES_KEPT; k++)
		if (!text_eq(json_string_value(json_object_get(json_array_get(kept, k), "key")), c->key)) {
			buf_printf(&b, ", %s", json_write(a, json_array_get(kept, k)));
			n++;
		}
	buf_puts(&b, "]}");
	BUG_ON(b.full);
	return arena_strdup(a, buf_str(&b));
}

static int *
numbers(struct arena *a, const json_t *list, size_t n, int64_t end)
{
	int *out = ARENA_ARRAY(a, int, n + 1);
	for (size_t k = 0; k < n; k++) {
		int64_t x = number(list, k);
		out[k] = x >= 0 && x < end ? (int)x : TEAM_NONE;
	}
	return out;
}

void
compose_curve_read(struct arena *a, struct compose *c)
{
	const json_t *kept = kept_curves(a, c), *o = NULL;
	for (size_t k = 0; k < json_array_size(kept) && o == NULL; k++)
		if (text_eq(json_string_value(json_object_get(json_array_get(kept, k), "key")), c->key))
			o = json_array_get(kept, k);
	c->curve_old = o == NULL && kept != NULL;
	if (o == NULL)
		return;
	const json_t *points = json_object_get(o, "points");
	c->curve_whole = json_is_true(json_object_get(o, "whole"));
	c->notch = ARENA_ARRAY(a, struct notch_seats, json_array_size(points) + 1);
	for (size_t k = 0; k < json_array_size(points); k++) {
		const json_t *x = json_array_get(points, k), *profile = json_object_get(x, "profile"), *leads = json_object_get(x, "leads");
		struct notch_seats *n = &c->notch[c->notches++];
		n->slack = (long)json_integer_value(json_object_get(x, "slack"));
		n->unranked = (int)json_integer_value(json_object_get(x, "unranked"));
		n->worst = (int)json_integer_value(json_object_get(x, "worst"));
		n->proved = c->curve_whole || json_is_true(json_object_get(x, "proved"));
		for (size_t r = 0; r < json_array_size(profile) && n->ranks < TEAM_RANKS_MAX; r++)
			n->profile[n->ranks++] = (int)number(profile, r);
		n->project_of = numbers(a, json_object_get(x, "seats"), c->w.students, (int64_t)c->w.offers.n);
		n->lead_of = json_array_size(leads) == 0 ? NULL : numbers(a, leads, c->w.offers.n, (int64_t)c->w.supervisors);
	}
}

static struct team_answer
notch_answer(const struct notch_seats *n)
{
	return (struct team_answer){ .status = n->proved ? TEAM_OPTIMAL : TEAM_BOUNDED, .project_of = n->project_of, .supervisor_of = n->lead_of };
}

void
compose_known(struct arena *a, struct compose *c)
{
	struct team_answer *known = ARENA_ARRAY(a, struct team_answer, (size_t)c->notches + 1);
	for (int k = 0; k < c->notches; k++)
		known[k] = notch_answer(&c->notch[k]);
	known[c->notches] = (struct team_answer){ .status = TEAM_BOUNDED, .project_of = c->s.project_of, .supervisor_of = c->problem.supervisors > 0 ? c->s.lead_of : NULL };
	c->problem.known = known;
	c->problem.knowns = c->notches + 1;
}

const char *
compose_curve_with(struct arena *a, const struct compose *c, const struct team_answer *answer)
{
	struct team_problem p = c->problem;
	struct team_curve curve = { .whole = c->curve_whole };
	if (c->notches == 0)
		return NULL;
	p.objective = TEAM_PREFERENCES; /* of which the notches are, and not staying */
	p.stay = NULL;
	for (int k = 0; k < c->notches; k++) {
		struct team_answer one = notch_answer(&c->notch[k]);
		team_curve_add(a, &p, &curve, &one);
	}
	team_curve_add(a, &c->problem, &curve, answer);
	return compose_curve_write(a, c, &curve);
}
