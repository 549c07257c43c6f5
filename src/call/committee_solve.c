/* A scenario as an instance, and what it comes to. The instance is written, then read back by the reader of `solve selection`:
 * one door for the page, the command line and a signed decision. */
#include "call/committee.h"
#include "base/tr.h"
#include "jobs/solver.h"
#include "mail/mail.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a page may take of each; a committee waits for the whole. */
#define SOLVE_SECONDS 3.0
#define CURVE_SECONDS 3.0
#define BOOTSTRAP_SECONDS 2.0
#define SAME 1e-6
enum { INSTANCE_MAX = 8 << 20, NOTCHES = 60, ROUNDS = 200 };

const char *const dimension_names[DIMENSIONS] = { N_("secteur"), N_("thème"), N_("type d’institution") };
static const char *const kinds[SEL_KINDS] = { "at_most_each", "at_most", "at_least", "one_per_institution", "include", "exclude", "not_together" };

const struct submission *
committee_file(const struct committee *c, size_t candidate)
{
	return &c->jury.files.items[c->file[candidate]];
}

const char *
committee_value(const struct committee *c, size_t candidate, int dimension)
{
	const char **words[DIMENSIONS] = { c->jury.sector, c->jury.area, c->jury.context };
	return words[dimension][c->file[candidate]];
}

size_t
committee_candidate(const struct committee *c, int64_t submission)
{
	size_t k = 0;
	while (k < c->n && committee_file(c, k)->id != submission)
		k++;
	return k;
}

const struct scenario_pin *
committee_pin(const struct committee *c, size_t candidate)
{
	for (size_t k = 0; k < c->pins.n; k++)
		if (c->pins.items[k].submission == committee_file(c, candidate)->id)
			return &c->pins.items[k];
	return NULL;
}

bool
committee_chosen(const struct committee *c, size_t candidate)
{
	for (int k = 0; c->report.chosen != NULL && k < c->in.problem.choose; k++)
		if (c->report.chosen[k] == (int)candidate)
			return true;
	return false;
}

int
committee_distinct(const struct committee *c, const int *chosen, int dimension)
{
	int n = 0;
	for (int k = 0; k < c->in.problem.choose; k++) {
		const char *v = committee_value(c, (size_t)chosen[k], dimension);
		bool again = v == NULL;
		for (int i = 0; i < k; i++)
			again = again || text_eq(committee_value(c, (size_t)chosen[i], dimension), v);
		n += !again;
	}
	return n;
}

/* ---- the instance ------------------------------------------------------------------------------------------------- */

static const char *
reference(struct arena *a, const struct committee *c, size_t candidate)
{
	return submission_reference(a, &c->jury.edition, committee_file(c, candidate));
}

static void
write_submissions(struct arena *a, struct jw *j, const struct committee *c)
{
	jw_begin(j, "submissions", '[');
	for (size_t k = 0; k < c->n; k++) {
		const struct submission *s = committee_file(c, k);
		const char *folded = s->org_name == NULL ? "" : institution_fold(a, s->org_name);
		jw_begin(j, NULL, '{');
		jw_str(j, "id", reference(a, c, k));
		jw_str(j, "institution", s->institution != NONE ? arena_printf(a, "i%lld", (long long)s->institution) : *folded != '\0' ? folded : NULL);
		jw_str(j, "name", s->org_name);
		jw_str(j, "question", s->question == NULL ? NULL : text_ellipsis(a, s->question, 200));
		jw_begin(j, "attributes", '{');
		for (int d = 0; d < DIMENSIONS; d++) {
			jw_begin(j, dimension_words[d], '[');
			if (committee_value(c, k, d) != NULL)
				jw_str(j, NULL, committee_value(c, k, d));
			jw_end(j, ']');
		}
		jw_end(j, '}');
		jw_end(j, '}');
	}
	jw_end(j, ']');
}

/* Jurors by their place ("J1"): who they are stays in the programme. */
static void
write_reviews(struct arena *a, struct jw *j, const struct committee *c)
{
	const struct jury *y = &c->jury;
	jw_begin(j, "criteria", '[');
	for (size_t k = 0; k < y->criteria.n; k++) {
		jw_begin(j, NULL, '{');
		jw_str(j, "id", arena_printf(a, "c%zu", k + 1));
		jw_real(j, "weight", y->criteria.items[k].weight, 6);
		jw_str(j, "title", y->criteria.items[k].title);
		jw_end(j, '}');
	}
	jw_end(j, ']');
	jw_begin(j, "calibration", '{');
	jw_real(j, "alpha", y->plan.alpha, 6);
	jw_real(j, "beta", y->plan.beta, 6);
	jw_end(j, '}');
	jw_begin(j, "reviews", '[');
	for (size_t f = 0; f < c->n; f++)
		for (size_t k = 0; k < y->jurors.n; k++) {
			double score;
			if (!jury_counts(y, k, c->file[f], &score))
				continue;
			const struct review *r = jury_review(y, k, c->file[f]);
			jw_begin(j, NULL, '{');
			jw_str(j, "submission", reference(a, c, f));
			jw_str(j, "reviewer", arena_printf(a, "J%zu", k + 1));
			jw_begin(j, "scores", '{');
			for (size_t i = 0; i < y->criteria.n; i++)
				if (r->score[i] != NONE)
					jw_int(j, arena_printf(a, "c%zu", i + 1), r->score[i]);
			jw_end(j, '}');
			jw_end(j, '}');
		}
	jw_end(j, ']');
}

static void
write_variety(struct jw *j, const struct committee *c)
{
	jw_begin(j, "variety", '[');
	for (int d = 0; d < DIMENSIONS; d++) {
		jw_begin(j, NULL, '{');
		jw_str(j, "attribute", dimension_words[d]);
		jw_real(j, "weight", c->scenario.weight[d], 6);
		jw_begin(j, "increments", '[');
		double last = 1e6, step;
		for (const char *s = c->scenario.steps; *(s += strspn(s, " ")) != '\0'; s += strcspn(s, " ")) {
			step = strtod(s, NULL);
			last = step >= 0 && step <= last ? step : last; /* never rising, whatever was stored */
			jw_real(j, NULL, last, 15);
		}
		jw_end(j, ']');
		jw_end(j, '}');
	}
	jw_end(j, ']');
	if (!isnan(c->scenario.floor))
		jw_real(j, "variety_floor", c->scenario.floor, 9);
}

static void
rule_begin(struct jw *j, enum sel_kind kind, const char *reason)
{
	jw_begin(j, NULL, '{');
	jw_str(j, "kind", kinds[kind]);
	if (reason != NULL)
		jw_str(j, "reason", reason);
}

/* Rules, then pins; those about commissions that are no candidates any more are left out. */
static void
write_rules(struct arena *a, struct jw *j, struct committee *c)
{
	size_t n = 0;
	c->source = ARENA_ARRAY(a, struct rule_source, c->rules.n + c->pins.n + 1);
	jw_begin(j, "rules", '[');
	for (size_t k = 0; k < c->rules.n; k++) {
		const struct scenario_rule *r = &c->rules.items[k];
		size_t there = 0;
		for (size_t f = 0; f < r->files.n; f++)
			there += committee_candidate(c, r->files.items[f]) < c->n;
		if (r->kind == SEL_NOT_TOGETHER && (there < 2 || there < r->files.n))
			continue;
		c->source[n++].rule = r;
		rule_begin(j, r->kind, r->reason);
		if (r->dimension >= 0)
			jw_str(j, "attribute", dimension_words[r->dimension]);
		if (r->kind == SEL_AT_MOST || r->kind == SEL_AT_LEAST)
			jw_str(j, "value", r->value);
		if (r->count != NONE)
			jw_int(j, "count", r->count);
		if (r->kind == SEL_NOT_TOGETHER) {
			jw_begin(j, "submissions", '[');
			for (size_t f = 0; f < r->files.n; f++)
				jw_str(j, NULL, reference(a, c, committee_candidate(c, r->files.items[f])));
			jw_end(j, ']');
		}
		jw_end(j, '}');
	}
	for (size_t k = 0; k < c->pins.n; k++) {
		const struct scenario_pin *pin = &c->pins.items[k];
		size_t f = committee_candidate(c, pin->submission);
		if (f == c->n)
			continue;
		c->source[n++].pin = pin;
		rule_begin(j, pin->imposed ? SEL_INCLUDE : SEL_EXCLUDE, pin->reason);
		jw_str(j, "submission", reference(a, c, f));
		jw_end(j, '}');
	}
	jw_end(j, ']');
}

static void
write_instance(struct arena *a, struct committee *c)
{
	struct buf out = buf_new(a, INSTANCE_MAX);
	struct jw j = jw_to(&out, false);
	jw_begin(&j, NULL, '{');
	jw_str(&j, "title", c->scenario.name);
	jw_int(&j, "choose", c->jury.edition.choose);
	write_reviews(a, &j, c);
	write_submissions(a, &j, c);
	write_variety(&j, c);
	write_rules(a, &j, c);
	jw_end(&j, '}');
	c->instance = arena_strdup(a, buf_str(&out));
}

/* ---- what is known ---------------------------------------------------------------------------------------------------- */

/* Who may be chosen: what is eligible, and what was chosen from it since. */
static bool
is_candidate(enum status s)
{
	return s == ST_ELIGIBLE || s == ST_WAITING || status_is_chosen(s);
}

enum err
committee_load(struct db *db, int64_t scenario, struct committee *c, struct problems *why)
{
	struct arena *a = db_arena(db);
	*c = (struct committee){ 0 };
	enum err e = scenario_get(db, scenario, &c->scenario);
	if (e != OK || (e = jury_load(db, c->scenario.edition, &c->jury)) != OK || (e = scenario_rules(db, scenario, &c->rules)) != OK ||
	    (e = scenario_pins(db, scenario, &c->pins)) != OK)
		return e;
	c->file = ARENA_ARRAY(a, size_t, c->jury.files.n + 1);
	for (size_t f = 0; f < c->jury.files.n; f++) {
		enum status s = submission_status(&c->jury.files.items[f]);
		if (is_candidate(s))
			c->file[c->n++] = f;
		c->untriaged += s == ST_SUBMITTED || s == ST_COMPLEMENT;
	}
	if (c->n == 0)
		problem_add(a, why, NULL, N_("Aucune commande n’est recevable : triez d’abord les commandes reçues."), NULL);
	else if (jury_reviews(a, &c->jury).reviews == 0)
		problem_add(a, why, NULL, N_("Aucune cote n’est encore donnée : la sélection ne se calcule qu’à partir des cotes du jury."), NULL);
	if (why->n > 0)
		return E_INVALID;
	write_instance(a, c);
	return sel_instance_read(a, c->instance, strlen(c->instance), &c->in, why);
}

/* ---- solved ------------------------------------------------------------------------------------------------------------- */

struct costs { int candidate; double value; };

static int
dearest_last(const void *x, const void *y)
{
	const struct costs *a = x, *b = y;
	return a->value != b->value ? (a->value < b->value) - (a->value > b->value) : a->candidate - b->candidate;
}

static void
make_ranks(struct arena *a, struct committee *c)
{
	struct costs *all = ARENA_ARRAY(a, struct costs, c->n + 1);
	c->rank = ARENA_ARRAY(a, int, c->n + 1);
	for (size_t k = 0; k < c->n; k++)
		if (!committee_chosen(c, k))
			all[c->ranked++] = (struct costs){ (int)k, c->report.flips[k].found ? c->report.flips[k].value : -INFINITY };
	qsort(all, c->ranked, sizeof *all, dearest_last);
	for (size_t k = 0; k < c->ranked; k++)
		c->rank[k] = all[k].candidate;
}

static void
make_prices(struct arena *a, struct committee *c)
{
	size_t n = c->in.problem.rules;
	bool *off = ARENA_ARRAY(a, bool, n + 1);
	c->rule_price = ARENA_ARRAY(a, double, n + 1);
	for (size_t r = 0; r < n; r++) {
		struct arena *tmp = arena_new(MIB(1536));
		struct sel_options o = c->asked;
		off[r] = true;
		o.rule_off = off;
		o.hint = c->report.chosen;
		o.seconds = SOLVE_SECONDS;
		struct sel_answer x = sel_solve(tmp, &c->in.problem, &o);
		/* worth without asking the checker for the rule that is off */
		struct sel_problem free_ = c->in.problem;
		free_.rules = 0;
		c->rule_price[r] = x.portfolios > 0 ? fmax(sel_worth(&free_, &c->asked, x.portfolio[0].chosen) - c->report.value, 0) : NAN;
		off[r] = false;
		arena_free(tmp);
	}
}

static bool
holds_file(const struct committee *c, const int *chosen, int file)
{
	for (int k = 0; k < c->in.problem.choose; k++)
		if (chosen[k] == file)
			return true;
	return false;
}

/* What comes in (or, the other way round, goes) from one notch to the next. */
static int *
swap_of(struct arena *a, const struct committee *c, const int *to, const int *from, size_t *n)
{
	int *out = ARENA_ARRAY(a, int, (size_t)c->in.problem.choose);
	*n = 0;
	for (int k = 0; k < c->in.problem.choose; k++)
		if (!holds_file(c, from, to[k]))
			out[(*n)++] = to[k];
	return out;
}

static void
make_curve(struct arena *a, struct committee *c)
{
	struct sel_curve curve = sel_pareto(a, &c->in.problem, NOTCHES, CURVE_SECONDS);
	c->notch = ARENA_ARRAY(a, struct notch, curve.points + 1);
	c->notches = curve.points;
	c->curve_whole = curve.whole;
	for (size_t k = 0; k < curve.points; k++) {
		struct notch *n = &c->notch[k];
		n->point = curve.point[k];
		for (int d = 0; d < DIMENSIONS; d++)
			n->distinct[d] = committee_distinct(c, n->point.chosen, d);
		n->here = fabs(n->point.merit - c->report.merit) < SAME && fabs(n->point.variety - c->report.variety) < SAME; /* perhaps by other files: a tie */
		if (k == 0)
			continue;
		n->in = swap_of(a, c, n->point.chosen, curve.point[k - 1].chosen, &n->ins);
		n->out = swap_of(a, c, curve.point[k - 1].chosen, n->point.chosen, &n->outs);
		n->merit_step = n->point.merit - curve.point[k - 1].merit;
		n->variety_step = n->point.variety - curve.point[k - 1].variety;
	}
}

enum err
committee_solve(struct arena *a, struct committee *c, struct committee_want want)
{
	const double *floor = sel_instance_floor(&c->in);
	c->asked = floor == NULL ? (struct sel_options){ 0 } : sel_with_floor(*floor);
	enum err e = sel_report_make(a, &c->in.problem, floor, SOLVE_SECONDS, want.explain, solver_run_bounded, &c->report);
	if (e == E_LIMIT) {
		fail_clear(a);
		c->late = true;
		return OK;
	}
	if (e != OK)
		return e;
	if (c->report.chosen == NULL) {
		c->ways = sel_ways_out(a, &c->in.problem, &c->report.conflict, SOLVE_SECONDS);
		return OK;
	}
	if (want.explain) {
		make_ranks(a, c);
		make_prices(a, c);
	}
	if (want.curve)
		make_curve(a, c);
	if (want.bootstrap && c->in.reviews.reviews > 0 &&
	    sel_bootstrap(a, &c->in.problem, &c->asked, &c->in.reviews, c->in.given, ROUNDS, BOOTSTRAP_SECONDS, &c->bootstrap) != OK)
		fail_clear(a);
	return OK;
}

/* ---- the best in the place of one that left --------------------------------------------------------------------------------- */

size_t
committee_replacements(struct arena *a, const struct committee *c, const int *others, size_t nothers, size_t most, struct replacement *out)
{
	int *chosen = ARENA_ARRAY(a, int, nothers + 1);
	struct costs *all = ARENA_ARRAY(a, struct costs, c->n + 1);
	size_t n = 0;
	for (size_t k = 0; k < c->n; k++) {
		bool taken = false;
		for (size_t i = 0; i < nothers; i++)
			taken = taken || others[i] == (int)k;
		if (taken || nothers + 1 != (size_t)c->in.problem.choose)
			continue;
		struct arena *tmp = arena_new(MIB(16));
		memcpy(chosen, others, nothers * sizeof *chosen);
		chosen[nothers] = (int)k;
		struct sel_verdict v = sel_check(tmp, &c->in.problem, chosen, nothers + 1);
		if (v.whole && v.broken < 0)
			all[n++] = (struct costs){ (int)k, v.merit + v.variety };
		arena_free(tmp);
	}
	qsort(all, n, sizeof *all, dearest_last);
	for (size_t k = 0; k < n && k < most; k++)
		out[k] = (struct replacement){ (size_t)all[k].candidate, all[k].value };
	return n < most ? n : most;
}

/* ---- in words ----------------------------------------------------------------------------------------------------------------- */

char *
scenario_rule_words(struct arena *a, enum lang lang, const struct committee *c, const struct scenario_rule *r)
{
	static const char *const each[DIMENSIONS] = { N_("au plus %s par secteur"), N_("au plus %s par thème"), N_("au plus %s par type d’institution") };
	const char *count = arena_printf(a, "%lld", (long long)(r->count == NONE ? 0 : r->count)), *tag = lang_tag(lang);
	struct buf files = buf_new(a, KIB(16));
	switch (r->kind) {
	case SEL_AT_MOST_EACH:
		return arena_strdup(a, mail_text(a, tag, each[r->dimension < 0 ? 0 : r->dimension], count));
	case SEL_AT_MOST:
		return arena_strdup(a, mail_text(a, tag, N_("au plus %s : %s (%s)"), count, r->value, tr(lang, dimension_names[r->dimension < 0 ? 0 : r->dimension])));
	case SEL_AT_LEAST:
		return arena_strdup(a, mail_text(a, tag, N_("au moins %s : %s (%s)"), count, r->value, tr(lang, dimension_names[r->dimension < 0 ? 0 : r->dimension])));
	case SEL_ONE_PER_INSTITUTION:
		return arena_strdup(a, tr(lang, N_("une seule commande par institution")));
	case SEL_NOT_TOGETHER:
		for (size_t k = 0; k < r->files.n; k++) {
			size_t f = committee_candidate(c, r->files.items[k]);
			buf_printf(&files, "%s%s", k == 0 ? "" : ", ", f < c->n ? reference(a, c, f) : "–");
		}
		return arena_strdup(a, mail_text(a, tag, N_("pas ensemble : %s"), buf_str(&files)));
	case SEL_INCLUDE:
	case SEL_EXCLUDE:
		break;
	}
	return arena_strdup(a, "");
}
