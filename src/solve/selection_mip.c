#include "solve/selection_mip.h"
#include "solve/selection_model.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LP_MAX = 64 << 20, LINE = 100, SECONDS = 60 };
/* What CBC and GLPK round in what they print, relative to the value. */
#define ROUNDED 1e-6

/* ---- the program as text --------------------------------------------------------------------------------------- */

struct writer { struct buf *out; size_t line; };

/* A term; the format allows no line without end. */
static void
term(struct writer *w, double coef, char kind, int i)
{
	if (w->out->len - w->line > LINE) {
		buf_puts(w->out, "\n ");
		w->line = w->out->len;
	}
	if (coef == 1 || coef == -1)
		buf_printf(w->out, " %c %c%d", coef < 0 ? '-' : '+', kind, i);
	else
		buf_printf(w->out, " %c %.17g %c%d", coef < 0 ? '-' : '+', fabs(coef), kind, i);
}

static void
row_begin(struct writer *w, const char *name, int i)
{
	w->line = w->out->len;
	buf_printf(w->out, " %s%d:", name, i);
}

static void
row_end(struct writer *w, const char *op, double rhs)
{
	buf_printf(w->out, " %s %.17g\n", op, rhs);
}

/* The pieces of a count: piece k of category c is z<c * choose + k>, worth what the k-th file of it adds. */
static int
piece(const struct sel_model *m, int c, int k)
{
	return c * m->choose + k;
}

static void
rows(struct writer *w, const struct sel_model *m)
{
	row_begin(w, "all", 0);
	for (int i = 0; i < m->n; i++)
		term(w, 1, 'x', i);
	row_end(w, "=", m->choose);
	for (int c = 0; c < m->categories; c++) {
		const struct sel_category *k = &m->category[c];
		if (m->member_of[c] == m->member_of[c + 1])
			continue;
		row_begin(w, "count", c);
		for (int t = m->member_of[c]; t < m->member_of[c + 1]; t++)
			term(w, 1, 'x', m->member[t]);
		for (int z = 0; z < k->most; z++)
			term(w, -1, 'z', piece(m, c, z));
		row_end(w, "=", 0);
		if (k->least > 0) {
			row_begin(w, "least", c);
			for (int t = m->member_of[c]; t < m->member_of[c + 1]; t++)
				term(w, 1, 'x', m->member[t]);
			row_end(w, ">=", k->least);
		}
	}
	for (int g = 0; g < m->groups; g++) {
		row_begin(w, "group", g);
		for (int t = 0; t < m->group[g].n; t++)
			term(w, 1, 'x', m->group[g].file[t]);
		row_end(w, "<=", m->group[g].most);
	}
	if (!m->has_floor)
		return;
	row_begin(w, "floor", 0);
	for (int c = 0; c < m->categories; c++)
		for (int z = 0; z < m->category[c].most; z++)
			if (m->category[c].variety[z + 1] > m->category[c].variety[z])
				term(w, m->category[c].variety[z + 1] - m->category[c].variety[z], 'z', piece(m, c, z));
	row_end(w, ">=", m->floor - SEL_EQUAL);
}

static void
write_model(struct buf *out, const struct sel_model *m)
{
	struct writer w = { out, 0 };
	buf_puts(out, "Maximize\n");
	row_begin(&w, "worth", 0);
	for (int i = 0; i < m->n; i++)
		term(&w, m->worth[i], 'x', i);
	for (int c = 0; c < m->categories; c++)
		for (int z = 0; z < m->category[c].most; z++)
			if (m->category[c].gain[z + 1] > m->category[c].gain[z])
				term(&w, m->category[c].gain[z + 1] - m->category[c].gain[z], 'z', piece(m, c, z));
	buf_puts(out, "\nSubject To\n");
	rows(&w, m);
	buf_puts(out, "Bounds\n");
	for (int i = 0; i < m->n; i++)
		if (m->state[i] != FILE_FREE)
			buf_printf(out, " x%d = %d\n", i, m->state[i] == FILE_IN);
	for (int c = 0; c < m->categories; c++)
		for (int z = 0; z < m->category[c].most && m->member_of[c] < m->member_of[c + 1]; z++)
			buf_printf(out, " z%d <= 1\n", piece(m, c, z));
	buf_puts(out, "Binaries\n");
	w.line = out->len;
	for (int i = 0; i < m->n; i++) {
		if (m->state[i] == FILE_FREE)
			buf_printf(out, " x%d%s", i, i % 12 == 11 ? "\n" : "");
	}
	buf_puts(out, "\nEnd\n");
}

void
sel_write_lp(struct buf *out, const struct sel_problem *p, const struct sel_options *o)
{
	struct arena *tmp = arena_new(MIB(512));
	write_model(out, sel_model_of(tmp, p, o, false));
	arena_free(tmp);
}

/* ---- what the programs say --------------------------------------------------------------------------------------- */

/* The number behind `label` in what was said. */
static bool
number_after(const char *said, const char *label, double *out)
{
	const char *at = strstr(said, label);
	if (at == NULL)
		return false;
	char *end;
	*out = strtod(at + strlen(label), &end);
	return end != at + strlen(label);
}

struct verdict { bool infeasible, optimal, found; double bound, nodes; int *chosen; };

/* "     17 x17   1   3.5" lines after a line that begins with a state. */
static void
read_cbc(const char *said, const struct sel_model *m, struct verdict *v)
{
	const char *state = strstr(said, "\nResult - ");
	const char *values = strstr(said, " - objective value ");
	v->infeasible = strstr(said, "Problem proven infeasible") != NULL || strstr(said, "Problem is infeasible") != NULL ||
	    strstr(said, "\nInfeasible - ") != NULL || strstr(said, "\nInteger infeasible - ") != NULL;
	v->optimal = state != NULL && strncmp(state, "\nResult - Optimal solution found", 32) == 0;
	if (!number_after(said, "Lower bound:", &v->bound) && !number_after(said, "Upper bound:", &v->bound))
		v->bound = INFINITY;
	v->bound = fabs(v->bound) + 1e-3; /* three decimals are printed */
	if (!number_after(said, "Enumerated nodes:", &v->nodes))
		v->nodes = 0;
	int n = 0;
	for (const char *line = values == NULL ? NULL : strchr(values, '\n'); line != NULL; line = strchr(line, '\n')) {
		char *end;
		line++;
		(void)strtol(line, &end, 10);
		if (end == line)
			break;
		end += strspn(end, " ");
		if (*end != 'x')
			continue;
		long i = strtol(end + 1, &end, 10);
		if (strtod(end, NULL) > 0.5 && i >= 0 && i < m->n && n < m->choose)
			v->chosen[n++] = (int)i;
	}
	v->found = n == m->choose && !v->infeasible;
}

/* GLPK's plain solution: "s mip ROWS COLUMNS STATUS VALUE", then "j COLUMN VALUE"; columns in the order they were met. */
static void
read_glpk(const char *said, const struct sel_model *m, struct verdict *v)
{
	const char *s = strstr(said, "\ns mip ");
	v->bound = INFINITY;
	v->infeasible = strstr(said, "HAS NO INTEGER FEASIBLE SOLUTION") != NULL || strstr(said, "HAS NO PRIMAL FEASIBLE SOLUTION") != NULL;
	if (s == NULL)
		return;
	long rows_, columns;
	char *end;
	rows_ = strtol(s + 7, &end, 10);
	columns = strtol(end, &end, 10);
	end += strspn(end, " ");
	(void)rows_;
	(void)columns;
	v->optimal = *end == 'o';
	v->infeasible = v->infeasible || *end == 'n';
	int n = 0;
	for (const char *line = strstr(s, "\nj "); line != NULL; line = strstr(line + 1, "\nj ")) {
		long j = strtol(line + 3, &end, 10) - 1; /* the objective names x0 … first */
		if (j >= 0 && j < m->n && strtod(end, NULL) > 0.5 && n < m->choose)
			v->chosen[n++] = (int)j;
	}
	v->found = n == m->choose;
}

enum err
sel_solve_mip(struct arena *a, const struct sel_problem *p, const struct sel_options *o, solver_run *run, struct sel_answer *out, const char **by)
{
	struct arena *tmp = arena_new(MIB(512));
	double seconds = o->seconds > 0 ? o->seconds : SECONDS;
	const struct sel_model *m = sel_model_of(tmp, p, o, false);
	*out = (struct sel_answer){ .status = SEL_INFEASIBLE, .bound = -INFINITY };
	if (m->impossible) {
		arena_free(tmp);
		return OK;
	}
	struct buf lp = buf_new(tmp, LP_MAX);
	write_model(&lp, m);
	const char *limit = arena_printf(tmp, "%.0f", ceil(seconds)), *said = NULL;
	const char *const cbc[] = { "-import", "stdin_lp", "-timeMode", "elapsed", "-seconds", limit, "-ratio", "0", "-allow", "0", "-increment", "1e-9", "-solve", "-solution", "stdout", NULL };
	const char *const glpk[] = { "--lp", SOLVER_INPUT, "--tmlim", limit, "--cuts", "-w", SOLVER_OUTPUT, NULL };
	size_t n;
	struct verdict v = { .chosen = ARENA_ARRAY(tmp, int, (size_t)m->choose + 1), .bound = INFINITY };
	*by = "cbc";
	enum err e = lp.full ? fail(a, E_LIMIT, "mip: more than %d bytes", LP_MAX) : run(tmp, "cbc", cbc, buf_str(&lp), lp.len, seconds, &said, &n);
	if (e == OK) {
		read_cbc(said, m, &v);
	} else if (e == E_NOTFOUND) {
		*by = "glpsol";
		e = run(tmp, "glpsol", glpk, buf_str(&lp), lp.len, seconds, &said, &n);
		if (e == OK)
			read_glpk(said, m, &v);
	}
	double value = 0;
	if (e == OK && v.found) {
		int *chosen = ARENA_ARRAY(a, int, (size_t)m->choose);
		memcpy(chosen, v.chosen, (size_t)m->choose * sizeof *chosen);
		qsort(chosen, (size_t)m->choose, sizeof *chosen, sel_compare_ints);
		if (sel_model_value(m, chosen, &value)) {
			out->portfolio = ARENA_NEW(a, struct sel_portfolio);
			*out->portfolio = (struct sel_portfolio){ chosen, value };
			out->portfolios = 1;
		}
	}
	if (e == OK) {
		out->status = v.infeasible ? SEL_INFEASIBLE : out->portfolios == 0 ? SEL_UNKNOWN : v.optimal ? SEL_OPTIMAL : SEL_BOUNDED;
		out->nodes = (uint64_t)v.nodes;
		out->bound = v.optimal ? value : v.bound + ROUNDED * fabs(v.bound);
	}
	arena_free(tmp);
	return e == OK ? OK : fail(a, e, "mip: no solver answered");
}
