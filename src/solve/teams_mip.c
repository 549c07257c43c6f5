/* One stage as a mixed integer program. Who is placed by rank is a variable each; who is placed outside a ranking, and
 * differs from others in nothing that counts, is counted by type, which removes the symmetry that makes such programs slow. */
#include "solve/teams_private.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LP_MAX = 128 << 20, LINE = 110 };

struct mip {
	const struct team_model *m;
	const struct team_problem *p;
	int *type_of, types;        /* of each student, TEAM_NONE: has a variable for each place */
	int *example;               /* a student of each type */
	struct buf *out;
	size_t line;
};

/* ---- types --------------------------------------------------------------------------------------------------------------- */

/* Whether placing one or the other outside their rankings is the same to every row. */
static bool
alike(const struct mip *x, int s, int t)
{
	const struct team_problem *p = x->p;
	if (team_votes(p, s) != team_votes(p, t) || (p->stay != NULL && (p->stay[s] == TEAM_NONE) != (p->stay[t] == TEAM_NONE)))
		return false;
	for (int k = 0; k < p->attributes; k++)
		if (p->attribute[k].of[s] != p->attribute[k].of[t])
			return false;
	return true;
}

static void
find_types(struct arena *a, struct mip *x)
{
	const struct team_problem *p = x->p;
	x->type_of = ARENA_ARRAY(a, int, (size_t)p->students);
	x->example = ARENA_ARRAY(a, int, (size_t)p->students);
	bool *own = ARENA_ARRAY(a, bool, (size_t)p->students);
	for (int i = 0; i < p->together; i++)
		own[p->pair_together[i].a] = own[p->pair_together[i].b] = true;
	for (int i = 0; i < p->apart; i++)
		own[p->pair_apart[i].a] = own[p->pair_apart[i].b] = true;
	for (int s = 0; s < p->students; s++) {
		x->type_of[s] = TEAM_NONE;
		if (own[s] || p->student[s].ranks == p->projects || (p->stay != NULL && p->student[s].ranks + 1 == p->projects) || p->student[s].locked != TEAM_NONE || p->student[s].nforbidden > 0)
			continue;
		for (int t = 0; t < x->types && x->type_of[s] == TEAM_NONE; t++)
			if (alike(x, s, x->example[t]))
				x->type_of[s] = t;
		if (x->type_of[s] == TEAM_NONE) {
			x->type_of[s] = x->types;
			x->example[x->types++] = s;
		}
	}
}

/* Places that are the same to a student: neither ranked nor where they were published. */
static bool
outside(const struct mip *x, int s, int j)
{
	return x->m->rank[(size_t)s * (size_t)x->p->projects + (size_t)j] == 0 && !(x->p->stay != NULL && x->p->stay[s] == j);
}

/* Whether student s has a variable of their own for project j. */
static bool
has_own(const struct mip *x, int s, int j)
{
	size_t cell = (size_t)s * (size_t)x->p->projects + (size_t)j;
	return !x->m->barred[cell] && (x->m->useless == NULL || !x->m->useless[cell]) && (x->type_of[s] == TEAM_NONE || !outside(x, s, j));
}

/* Whether student s, of a type, may be placed outside their ranking. */
static bool
has_outside(const struct mip *x, int s)
{
	if (x->type_of[s] == TEAM_NONE)
		return false;
	for (int j = 0; j < x->p->projects; j++)
		if (outside(x, s, j) && (x->m->useless == NULL || !x->m->useless[(size_t)s * (size_t)x->p->projects + (size_t)j]))
			return true;
	return false;
}

long
team_mip_size(const struct team_model *m)
{
	long n = 0;
	for (int s = 0; s < m->p->students; s++)
		for (int j = 0; j < m->p->projects; j++) {
			size_t cell = (size_t)s * (size_t)m->p->projects + (size_t)j;
			n += m->rank[cell] > 0 && !m->barred[cell] && (m->useless == NULL || !m->useless[cell]);
		}
	return n;
}

/* ---- text ------------------------------------------------------------------------------------------------------------------ */

static void
term(struct mip *x, long coef, char kind, int i, int j)
{
	if (x->out->len - x->line > LINE) {
		buf_puts(x->out, "\n ");
		x->line = x->out->len;
	}
	buf_printf(x->out, " %c %c%d_%d", coef < 0 ? '-' : '+', kind, i, j);
}

/* The format wants the factor before the name. */
static void
factor(struct mip *x, long coef, char kind, int i, int j)
{
	if (coef == 1 || coef == -1) {
		term(x, coef, kind, i, j);
		return;
	}
	if (x->out->len - x->line > LINE) {
		buf_puts(x->out, "\n ");
		x->line = x->out->len;
	}
	buf_printf(x->out, " %c %ld %c%d_%d", coef < 0 ? '-' : '+', labs(coef), kind, i, j);
}

static void
row(struct mip *x, const char *name, int i, int j)
{
	x->line = x->out->len;
	buf_printf(x->out, " %s%d_%d:", name, i, j);
}

static void
row_end(struct mip *x, const char *op, long rhs)
{
	buf_printf(x->out, " %s %ld\n", op, rhs);
}

/* x: student in project; u: type in project; w: student outside; y: project open; b, t: below, above; z: supervisor. */
static bool
stage_terms(struct mip *x, int k)
{
	const struct team_model *m = x->m;
	const struct team_problem *p = x->p;
	bool any = false;
	if (k == m->slack_at) {
		for (int v = 0; v < m->values; v++)
			for (int j = 0; j < p->projects; j++) {
				if (m->low[v] > 0)
					term(x, 1, 'b', v, j);
				term(x, 1, 't', v, j);
				any = true;
			}
		return any;
	}
	for (int s = 0; s < p->students; s++) {
		int plain = -1;
		for (int j = 0; j < p->projects; j++) {
			if (outside(x, s, j))
				plain = j;
			if (has_own(x, s, j) && team_cost(m, k, s, j) != 0) {
				term(x, 1, 'x', s, j);
				any = true;
			}
		}
		if (plain >= 0 && team_cost(m, k, s, plain) != 0 && has_outside(x, s)) {
			term(x, 1, 'w', s, 0);
			any = true;
		}
	}
	return any;
}

static void
place_rows(struct mip *x)
{
	const struct team_problem *p = x->p;
	for (int s = 0; s < p->students; s++) {
		row(x, "one", s, 0);
		for (int j = 0; j < p->projects; j++)
			if (has_own(x, s, j))
				term(x, 1, 'x', s, j);
		if (has_outside(x, s))
			term(x, 1, 'w', s, 0);
		row_end(x, "=", 1);
	}
	for (int t = 0; t < x->types; t++) {
		row(x, "type", t, 0);
		for (int s = 0; s < p->students; s++)
			if (x->type_of[s] == t && has_outside(x, s))
				term(x, 1, 'w', s, 0);
		for (int j = 0; j < p->projects; j++)
			term(x, -1, 'u', t, j);
		row_end(x, "=", 0);
	}
}

/* Every student in project j, of value v of attribute k when k is not negative. */
static void
members(struct mip *x, int j, int k, int v, long sign)
{
	const struct team_problem *p = x->p;
	for (int s = 0; s < p->students; s++)
		if (has_own(x, s, j) && (k < 0 || p->attribute[k].of[s] == v))
			term(x, sign, 'x', s, j);
	for (int t = 0; t < x->types; t++)
		if (k < 0 || p->attribute[k].of[x->example[t]] == v)
			term(x, sign, 'u', t, j);
}

static void
size_rows(struct mip *x)
{
	const struct team_problem *p = x->p;
	const struct team_project *size = x->m->narrow != NULL ? x->m->narrow : p->project;
	for (int j = 0; j < p->projects; j++) {
		bool may = p->project[j].may_close;
		row(x, "most", j, 0);
		members(x, j, -1, 0, 1);
		if (may)
			factor(x, -size[j].max, 'y', j, 0);
		row_end(x, "<=", may ? 0 : size[j].max);
		row(x, "least", j, 0); /* who is open has somebody */
		members(x, j, -1, 0, 1);
		if (may)
			factor(x, size[j].min == 0 ? -1 : -size[j].min, 'y', j, 0);
		row_end(x, ">=", may ? 0 : size[j].min);
	}
}

static void
balance_rows(struct mip *x)
{
	const struct team_model *m = x->m;
	const struct team_problem *p = x->p;
	for (int k = 0; k < p->attributes; k++)
		for (int v = 0; v < p->attribute[k].values; v++)
			for (int j = 0; j < p->projects; j++) {
				int at = m->value_of[k] + v;
				bool may = p->project[j].may_close;
				row(x, "above", at, j);
				term(x, 1, 't', at, j);
				members(x, j, k, v, -1);
				row_end(x, ">=", -m->high[at]);
				if (m->low[at] == 0)
					continue;
				row(x, "below", at, j);
				term(x, 1, 'b', at, j);
				members(x, j, k, v, 1);
				if (may)
					factor(x, -m->low[at], 'y', j, 0);
				row_end(x, ">=", may ? 0 : m->low[at]);
			}
}

static void
pair_rows(struct mip *x)
{
	const struct team_problem *p = x->p;
	for (int i = 0; i < p->together; i++)
		for (int j = 0; j < p->projects; j++) {
			int s = p->pair_together[i].a, t = p->pair_together[i].b;
			bool l = has_own(x, s, j), r = has_own(x, t, j);
			if (s == t || (!l && !r))
				continue;
			row(x, "tog", i, j);
			if (l)
				term(x, 1, 'x', s, j);
			if (r)
				term(x, -1, 'x', t, j);
			row_end(x, "=", 0);
		}
	for (int i = 0; i < p->apart; i++)
		for (int j = 0; j < p->projects; j++)
			if (has_own(x, p->pair_apart[i].a, j) && has_own(x, p->pair_apart[i].b, j)) {
				row(x, "apart", i, j);
				term(x, 1, 'x', p->pair_apart[i].a, j);
				term(x, 1, 'x', p->pair_apart[i].b, j);
				row_end(x, "<=", 1);
			}
}

static bool
supervises(const struct team_problem *p, int k, int j)
{
	for (int f = 0; f < p->supervisor[k].nforbidden; f++)
		if (p->supervisor[k].forbidden[f] == j)
			return false;
	return true;
}

/* Only when projects may close does it matter to the students. */
static void
supervisor_rows(struct mip *x)
{
	const struct team_problem *p = x->p;
	for (int j = 0; j < p->projects; j++) {
		row(x, "sup", j, 0);
		for (int k = 0; k < p->supervisors; k++)
			if (supervises(p, k, j))
				term(x, 1, 'z', k, j);
		if (p->project[j].may_close)
			term(x, -1, 'y', j, 0);
		row_end(x, "=", p->project[j].may_close ? 0 : 1);
	}
	for (int k = 0; k < p->supervisors; k++)
		for (int side = 0; side < 2; side++) {
			row(x, side == 0 ? "supmin" : "supmax", k, 0);
			bool any = false;
			for (int j = 0; j < p->projects; j++)
				if (supervises(p, k, j)) {
					term(x, 1, 'z', k, j);
					any = true;
				}
			if (!any)
				factor(x, 0, 'z', k, 0);
			row_end(x, side == 0 ? ">=" : "<=", side == 0 ? p->supervisor[k].min : p->supervisor[k].max);
		}
}

static void
integers(struct mip *x)
{
	const struct team_problem *p = x->p;
	buf_puts(x->out, "Bounds\n");
	for (int t = 0; t < x->types; t++)
		for (int j = 0; j < p->projects; j++)
			buf_printf(x->out, " u%d_%d <= %d\n", t, j, p->project[j].max);
	buf_puts(x->out, "Generals\n");
	for (int t = 0; t < x->types; t++)
		for (int j = 0; j < p->projects; j++)
			buf_printf(x->out, " u%d_%d\n", t, j);
	buf_puts(x->out, "Binaries\n");
	for (int s = 0; s < p->students; s++) {
		for (int j = 0; j < p->projects; j++)
			if (has_own(x, s, j))
				buf_printf(x->out, " x%d_%d\n", s, j);
		if (has_outside(x, s))
			buf_printf(x->out, " w%d_0\n", s);
	}
	for (int j = 0; j < p->projects; j++)
		if (p->project[j].may_close)
			buf_printf(x->out, " y%d_0\n", j);
	for (int k = 0; k < p->supervisors && x->m->closing; k++)
		for (int j = 0; j < p->projects; j++)
			if (supervises(p, k, j))
				buf_printf(x->out, " z%d_%d\n", k, j);
	buf_puts(x->out, "End\n");
}

static void
write_stage(struct mip *x, int stage, const struct team_vector *best, bool have)
{
	buf_puts(x->out, "Minimize\n");
	row(x, "goal", 0, 0);
	if (!stage_terms(x, stage))
		factor(x, 0, 'y', 0, 0);
	buf_puts(x->out, "\nSubject To\n");
	place_rows(x);
	size_rows(x);
	balance_rows(x);
	pair_rows(x);
	if (x->p->supervisors > 0 && x->m->closing)
		supervisor_rows(x);
	for (int k = 0; k <= stage && have; k++) {
		size_t at = x->out->len;
		row(x, "fixed", k, 0);
		if (!stage_terms(x, k))
			x->out->len = at; /* nothing to hold down */
		else
			row_end(x, "<=", k < stage ? best->v[k] : best->v[k] - 1);
	}
	if (x->p->objective == TEAM_SLACK && x->m->slack_at >= 0 && x->m->values > 0) {
		row(x, "slack", 0, 0);
		(void)stage_terms(x, x->m->slack_at);
		row_end(x, "<=", x->p->slack);
	}
	integers(x);
}

/* ---- what it says ------------------------------------------------------------------------------------------------------------- */

struct said { bool infeasible, optimal, found; double bound; int *own, *counts; };

static void
read_value(const struct mip *x, struct said *s, const char *name, double value)
{
	int i, j, n = (int)lround(value);
	char kind;
	if (n == 0 || sscanf(name, "%c%d_%d", &kind, &i, &j) != 3 || i < 0 || j < 0 || j >= x->p->projects)
		return;
	if (kind == 'x' && i < x->p->students)
		s->own[i] = j;
	else if (kind == 'u' && i < x->types)
		s->counts[i * x->p->projects + j] = n;
}

static void
read_cbc(const struct mip *x, const char *text, struct said *s)
{
	const char *values = strstr(text, " - objective value "), *bound = strstr(text, "Lower bound:");
	s->infeasible = strstr(text, "Problem proven infeasible") != NULL || strstr(text, "Problem is infeasible") != NULL ||
	    strstr(text, "\nInfeasible - ") != NULL || strstr(text, "Pre-processing says infeasible") != NULL || /* "or unbounded": never */
	    strstr(text, "\nInteger infeasible - ") != NULL;
	s->optimal = strstr(text, "\nResult - Optimal solution found") != NULL && strstr(text, "within gap tolerance") == NULL;
	if (bound != NULL)
		s->bound = strtod(bound + 12, NULL);
	if (values == NULL || s->infeasible)
		return;
	for (const char *line = strchr(values, '\n'); line != NULL; line = strchr(line, '\n')) {
		char *end;
		(void)strtol(++line, &end, 10);
		if (end == line)
			break;
		end += strspn(end, " ");
		const char *name = end;
		end += strcspn(end, " \n");
		s->found = true;
		read_value(x, s, name, strtod(end, NULL));
	}
}

/* Students of a type without a place of their own take the places counted for it. */
static bool
place_all(struct arena *a, const struct mip *x, const struct said *s, int *project_of)
{
	const struct team_problem *p = x->p;
	int *left = ARENA_ARRAY(a, int, (size_t)x->types * (size_t)p->projects + 1);
	if (x->types > 0)
		memcpy(left, s->counts, (size_t)x->types * (size_t)p->projects * sizeof *left);
	for (int st = 0; st < p->students; st++) {
		project_of[st] = s->own[st];
		int t = x->type_of[st];
		for (int j = 0; j < p->projects && project_of[st] == TEAM_NONE && t != TEAM_NONE; j++)
			if (left[t * p->projects + j] > 0) {
				left[t * p->projects + j]--;
				project_of[st] = j;
			}
		if (project_of[st] == TEAM_NONE)
			return false;
	}
	return true;
}

enum err
team_mip(struct arena *a, const struct team_model *m, int stage, const struct team_vector *best, bool have, int *project_of, double seconds,
    solver_run *run, enum mip_end *end, long *bound, const char **by)
{
	struct arena *tmp = arena_new(MIB(2048));
	struct buf out = buf_new(tmp, LP_MAX);
	struct mip x = { .m = m, .p = m->p, .out = &out };
	find_types(tmp, &x);
	write_stage(&x, stage, best, have);
	const char *limit = arena_printf(tmp, "%.0f", ceil(seconds)), *text = NULL;
	const char *const args[] = { "-import", "stdin_lp", "-timeMode", "elapsed", "-seconds", limit, "-ratio", "0", "-allow", "0.999", "-solve", "-solution", "stdout", NULL };
	size_t n;
	struct said s = { .bound = -INFINITY, .own = ARENA_ARRAY(tmp, int, (size_t)m->p->students), .counts = ARENA_ARRAY(tmp, int, (size_t)x.types * (size_t)m->p->projects + 1) };
	for (int i = 0; i < m->p->students; i++)
		s.own[i] = TEAM_NONE;
	*end = MIP_STOPPED;
	*bound = 0;
	*by = "cbc";
	enum err e = out.full ? fail(a, E_LIMIT, "teams: a program of more than %d bytes", LP_MAX) : run(tmp, "cbc", args, buf_str(&out), out.len, seconds + 5, &text, &n);
	if (e == OK) {
		read_cbc(&x, text, &s);
		if (s.bound > -1e15)
			*bound = (long)ceil(s.bound - 1e-4);
		if (s.infeasible)
			*end = have ? MIP_PROVED : MIP_INFEASIBLE;
		else if (s.found && place_all(tmp, &x, &s, project_of) && team_feasible(m, project_of))
			*end = s.optimal ? MIP_PROVED : MIP_BETTER;
		if (*end == MIP_PROVED && s.infeasible)
			*bound = best->v[stage];
		else if (*end == MIP_PROVED)
			*bound = team_measure_all(m, project_of).v[stage];
		if (*end == MIP_PROVED && !s.infeasible)
			*end = MIP_BETTER; /* found, and the least: the caller compares it with *bound */
	}
	arena_free(tmp);
	return e;
}
