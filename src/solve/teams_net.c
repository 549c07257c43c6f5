/* Students as a flow. The preferences, the sizes and at most one attribute are exact in it (the students of one value in one
 * project are a node between them, so that what falls short or is too much of it is the cost of an arc). Who is kept together
 * may be torn apart in it, but only to places that all may have, each at the mean of what all would cost there; pairs kept
 * apart are left out, and a project that may close takes any number: then it is a bound. */
#include "solve/teams_flow.h"
#include "solve/teams_private.h"
#include <string.h>

enum { SPREAD_CELLS = 200000, SPREAD_FEW = 40 };

struct team_net {
	const struct team_model *m;
	struct flow_graph g;
	int attribute, values;      /* values of the attribute and one more for who has none; 1 without an attribute */
	int source, sink, hub[2], student, cell, project; /* first of the nodes: outside (0), neutral (1), … */
	long scale;                 /* costs are this many times the real ones, so that means are whole or rounded down */
	struct flow_cost shortfall, stage[TEAM_STAGES_MAX];
	int *arc_of;                /* [student] first arc; those of a student follow each other */
	int *hub_arc[2];            /* [value * projects + project] */
	int *least_arc, *most_arc;  /* [project] −1: none */
	int *below, *above;         /* [project * values + value], −1: none */
	struct flow_cost total;     /* of preferences, by the digits */
};

/* Digits: what sizes lack, then the stages that a flow knows; or what sizes lack, then the stages by their weights. */
static bool
prices(struct team_net *n, const long *weight)
{
	const struct team_model *m = n->m;
	int digits = 1, digit = 1;
	long most = m->p->students > m->p->projects ? m->p->students : m->p->projects;
	for (int k = 0; k < m->stages; k++)
		digits += k != m->slack_at || n->attribute >= 0;
	n->scale = 1;
	for (int g = 0; g < m->groups; g++) {
		int size = m->group_first[g + 1] - m->group_first[g];
		n->scale = size > 2 ? 12 : size == 2 && n->scale == 1 ? 2 : n->scale;
	}
	most *= n->scale;
	if (weight != NULL) {
		struct flow_cost unit;
		long sum = 0;
		for (int k = 0; k < m->stages; k++)
			sum += weight[k];
		if (!flow_unit(most * (sum + 1), 0, 2, &n->shortfall) || !flow_unit(most * (sum + 1), 1, 2, &unit))
			return false;
		for (int k = 0; k < m->stages; k++)
			n->stage[k] = k != m->slack_at || n->attribute >= 0 ? flow_times(unit, weight[k]) : FLOW_ZERO;
		return true;
	}
	if (!flow_unit(most, 0, digits, &n->shortfall))
		return false;
	for (int k = 0; k < m->stages; k++)
		if ((k != m->slack_at || n->attribute >= 0) && !flow_unit(most, digit++, digits, &n->stage[k]))
			return false;
	return true;
}

/* The mean over the group of student s. */
static struct flow_cost
price(const struct team_net *n, int s, int j)
{
	const struct team_model *m = n->m;
	struct flow_cost c = FLOW_ZERO;
	int g = m->group_of[s], size = m->group_first[g + 1] - m->group_first[g];
	for (int k = 0; k < m->stages; k++) {
		long sum = 0;
		if (k == m->slack_at)
			continue;
		for (int i = m->group_first[g]; i < m->group_first[g + 1]; i++)
			sum += team_cost(m, k, m->member[i], j);
		if (sum != 0)
			c = flow_add(c, flow_times(n->stage[k], sum * n->scale / size));
	}
	return c;
}

static int value_at(const struct team_net *n, int s)
{
	int v = n->attribute < 0 ? -1 : n->m->p->attribute[n->attribute].of[s];
	return v < 0 ? n->values - 1 : v;
}

/* Whether a place of student s is like any other outside their ranking, but for what is forbidden; of all in their group. */
static bool
plain(const struct team_model *m, int s, int j)
{
	int g = m->group_of[s];
	for (int i = m->group_first[g]; i < m->group_first[g + 1]; i++) {
		int t = m->member[i];
		if (m->rank[(size_t)t * (size_t)m->p->projects + (size_t)j] != 0 || (m->p->stay != NULL && m->p->stay[t] == j))
			return false;
	}
	return true;
}

static bool
closed_to(const struct team_model *m, int s, int j)
{
	int g = m->group_of[s];
	for (int i = m->group_first[g]; i < m->group_first[g + 1]; i++)
		if (m->barred[(size_t)m->member[i] * (size_t)m->p->projects + (size_t)j])
			return true;
	return false;
}

static void
project_arcs(struct team_net *n)
{
	const struct team_model *m = n->m;
	const struct team_problem *p = m->p;
	size_t cells = (size_t)p->projects * (size_t)n->values;
	n->below = ARENA_ARRAY(n->g.a, int, cells);
	n->above = ARENA_ARRAY(n->g.a, int, cells);
	n->least_arc = ARENA_ARRAY(n->g.a, int, (size_t)p->projects);
	n->most_arc = ARENA_ARRAY(n->g.a, int, (size_t)p->projects);
	for (int h = 0; h < 2; h++)
		n->hub_arc[h] = ARENA_ARRAY(n->g.a, int, cells);
	for (int j = 0; j < p->projects; j++) {
		int least = p->project[j].may_close ? 0 : p->project[j].min, most = p->project[j].max, node = n->project + j;
		n->least_arc[j] = least > 0 ? flow_arc(&n->g, node, n->sink, least, flow_sub(FLOW_ZERO, n->shortfall)) : -1;
		n->most_arc[j] = most > least ? flow_arc(&n->g, node, n->sink, most - least, FLOW_ZERO) : -1;
		for (int v = 0; v < n->values; v++) {
			int at = j * n->values + v, cell = n->attribute < 0 ? node : n->cell + at;
			n->below[at] = n->above[at] = -1;
			for (int h = 0; h < 2; h++)
				n->hub_arc[h][v * p->projects + j] = flow_arc(&n->g, n->hub[h] + v, cell, most, FLOW_ZERO);
			if (n->attribute < 0)
				continue;
			if (v == n->values - 1) {
				flow_arc(&n->g, cell, node, most, FLOW_ZERO);
				continue;
			}
			int of = m->value_of[n->attribute] + v;
			long low = p->project[j].may_close ? 0 : m->low[of], high = m->high[of]; /* who is closed falls short of nothing */
			if (low > 0)
				n->below[at] = flow_arc(&n->g, cell, node, (int)low, flow_sub(FLOW_ZERO, flow_times(n->stage[m->slack_at], n->scale)));
			if (high > low)
				flow_arc(&n->g, cell, node, (int)(high - low), FLOW_ZERO);
			n->above[at] = flow_arc(&n->g, cell, node, most, flow_times(n->stage[m->slack_at], n->scale));
		}
		/* So that no arc starts below zero. */
		if (n->attribute >= 0)
			n->g.potential[node] = flow_sub(FLOW_ZERO, flow_times(n->stage[m->slack_at], n->scale));
	}
	n->g.potential[n->sink] = flow_sub(n->attribute >= 0 ? flow_sub(FLOW_ZERO, flow_times(n->stage[m->slack_at], n->scale)) : FLOW_ZERO, n->shortfall);
}

static bool
votes(const struct team_model *m, int s)
{
	for (int i = m->group_first[m->group_of[s]]; i < m->group_first[m->group_of[s] + 1]; i++)
		if (team_votes(m->p, m->member[i]))
			return true;
	return false;
}

static bool
had_arc(const struct team_net *n, int s, int node, int j)
{
	int v = value_at(n, s), to = n->attribute < 0 ? n->project + j : n->cell + j * n->values + v;
	for (int i = n->arc_of[s]; i < n->g.arcs; i += 2)
		if (n->g.arc[i].to == to && n->g.arc[i ^ 1].to == node)
			return true;
	return false;
}

/* Where student s may be: a place of their own for what they ranked, a common one for the rest. With few places, or in a
 * small instance, each has its own when some are forbidden; otherwise the common one lets them in what is forbidden, which is
 * still a bound. */
static void
student_arcs(struct team_net *n, int s)
{
	const struct team_model *m = n->m;
	const struct team_problem *p = m->p;
	int v = value_at(n, s), node = n->student + s, open = 0, any = -1, barred = 0, first = m->group_first[m->group_of[s]], last = m->group_first[m->group_of[s] + 1];
	bool free = true;
	for (int i = first; i < last; i++)
		free = free && memchr(m->barred + (size_t)m->member[i] * (size_t)p->projects, true, (size_t)p->projects) == NULL;
	if (free) { /* as most are: no need to look at every project */
		for (int i = first; i < last; i++) {
			const struct team_student *t = &p->student[m->member[i]];
			for (int r = -1; r < t->ranks; r++) {
				int j = r >= 0 ? t->ranking[r] : p->stay != NULL ? p->stay[m->member[i]] : TEAM_NONE;
				if (j != TEAM_NONE && !had_arc(n, s, node, j))
					flow_arc(&n->g, node, n->attribute < 0 ? n->project + j : n->cell + j * n->values + v, 1, price(n, s, j));
			}
		}
		for (int j = 0; j < p->projects && any < 0; j++)
			any = plain(m, s, j) ? j : -1;
		if (any >= 0)
			flow_arc(&n->g, node, n->hub[!votes(m, s)] + v, 1, price(n, s, any));
		return;
	}
	for (int j = 0; j < p->projects; j++) {
		bool no = closed_to(m, s, j), same = plain(m, s, j);
		open += !no;
		barred += no && same;
		if (!no && same)
			any = j;
	}
	bool each = barred > 0 && (open <= SPREAD_FEW || (long)p->students * p->projects <= SPREAD_CELLS);
	for (int j = 0; j < p->projects; j++)
		if ((each || !plain(m, s, j)) && !closed_to(m, s, j))
			flow_arc(&n->g, node, n->attribute < 0 ? n->project + j : n->cell + j * n->values + v, 1, price(n, s, j));
	if (!each && any >= 0)
		flow_arc(&n->g, node, n->hub[!votes(m, s)] + v, 1, price(n, s, any));
}

/* The project of the i-th arc of a student, −1 for a common place; false at the end. */
static bool
student_arc(const struct team_net *n, int s, int i, int *arc, int *project)
{
	*arc = n->arc_of[s] + 2 * i;
	if (*arc >= n->arc_of[s + 1])
		return false;
	int to = n->g.arc[*arc].to;
	*project = to >= n->project ? to - n->project : n->attribute >= 0 && to >= n->cell ? (to - n->cell) / n->values : -1;
	return true;
}

static int
plain_project(const struct team_model *m, int s)
{
	for (int j = 0; j < m->p->projects; j++)
		if (plain(m, s, j) && !closed_to(m, s, j))
			return j;
	return 0;
}

/* What the flow is worth by stages, by its own arcs, `scale` times. */
static void
add_worth(const struct team_net *n, long *sum)
{
	const struct team_model *m = n->m;
	for (int s = 0, arc, j; s < m->p->students; s++) {
		int g = m->group_of[s], size = m->group_first[g + 1] - m->group_first[g];
		for (int i = 0; student_arc(n, s, i, &arc, &j); i++) {
			if (flow_through(&n->g, arc) == 0)
				continue;
			int in = j >= 0 ? j : plain_project(m, s);
			for (int k = 0; k < m->stages; k++) {
				long all = 0;
				for (int t = m->group_first[g]; t < m->group_first[g + 1] && k != m->slack_at; t++)
					all += team_cost(m, k, m->member[t], in);
				sum[k] += all * n->scale / size;
			}
		}
	}
	for (int j = 0; j < m->p->projects && n->attribute >= 0; j++)
		for (int v = 0; v < n->values - 1; v++) {
			int at = j * n->values + v;
			if (n->below[at] >= 0)
				sum[m->slack_at] += n->scale * (m->low[m->value_of[n->attribute] + v] - flow_through(&n->g, n->below[at]));
			if (n->above[at] >= 0)
				sum[m->slack_at] += n->scale * flow_through(&n->g, n->above[at]);
		}
}

/* What the flow is worth, by its own arcs: by stages, rounded up at the first that is not whole. There what comes after is
 * not known: the rest of the vector is zero. */
static void
worth(const struct team_net *n, struct team_vector *out, int *known)
{
	const struct team_model *m = n->m;
	long sum[TEAM_STAGES_MAX] = { 0 };
	add_worth(n, sum);
	*out = (struct team_vector){ { 0 } };
	for (*known = 0; *known < m->stages; ++*known) {
		int k = *known;
		out->v[k] = (sum[k] + n->scale - 1) / n->scale;
		if (sum[k] % n->scale != 0) {
			++*known;
			break;
		}
	}
}

static enum err
net_run(struct arena *a, const struct team_model *m, int attribute, const long *weight, double until, struct team_net **out, bool *found)
{
	const struct team_problem *p = m->p;
	struct team_net *n = ARENA_NEW(a, struct team_net);
	BUG_ON(attribute >= 0 && m->slack_at < 0);
	*out = n;
	*found = false;
	*n = (struct team_net){ .m = m, .attribute = attribute, .values = attribute < 0 ? 1 : p->attribute[attribute].values + 1 };
	if (!prices(n, weight))
		return fail(a, E_LIMIT, "teams: %d ranks for %d students", m->ranks, p->students);
	n->source = 0, n->sink = 1;
	n->hub[0] = 2, n->hub[1] = n->hub[0] + n->values;
	n->student = n->hub[1] + n->values;
	n->cell = n->student + p->students;
	n->project = n->cell + (attribute < 0 ? 0 : p->projects * n->values);
	n->g = flow_new(a, n->project + p->projects);
	n->arc_of = ARENA_ARRAY(a, int, (size_t)p->students + 1);
	project_arcs(n);
	for (int s = 0; s < p->students; s++) {
		n->arc_of[s] = n->g.arcs;
		student_arcs(n, s);
	}
	n->arc_of[p->students] = n->g.arcs;
	for (int s = 0; s < p->students; s++)
		flow_arc(&n->g, n->source, n->student + s, 1, FLOW_ZERO);
	int sent = flow_run(&n->g, n->source, n->sink, p->students, until);
	if (sent < 0)
		return fail(a, E_LIMIT, "teams: the flow of %d students takes too long", p->students);
	*found = sent == p->students;
	for (int j = 0; *found && j < p->projects; j++)
		*found = n->least_arc[j] < 0 || n->g.arc[n->least_arc[j]].room == 0;
	return OK;
}

enum err
team_net_solve(struct arena *a, const struct team_model *m, int attribute, double until, struct team_net **out, struct team_vector *bound, int *known,
    bool *found)
{
	enum err e = net_run(a, m, attribute, NULL, until, out, found);
	if (e != OK || !*found)
		return e;
	struct team_net *n = *out;
	worth(n, bound, known);
	for (int s = 0, arc, j; s < m->p->students; s++)
		for (int i = 0; student_arc(n, s, i, &arc, &j); i++)
			if (flow_through(&n->g, arc) > 0)
				n->total = flow_add(n->total, n->g.arc[arc].cost);
	return OK;
}

bool
team_net_sums(const struct team_model *m, int attribute, const long *weight, double until, long *sum, long *scale)
{
	struct arena *tmp = arena_new(MIB(8192));
	struct team_net *n;
	bool found = false;
	bool had = net_run(tmp, m, attribute, weight, until, &n, &found) == OK && found;
	if (had) {
		add_worth(n, sum);
		*scale = n->scale;
	}
	arena_free(tmp);
	return had;
}

void
team_net_read(const struct team_net *n, int *project_of)
{
	const struct team_model *m = n->m;
	const struct team_problem *p = m->p;
	struct arena *tmp = arena_new(MIB(256));
	size_t most = 2 * (size_t)n->values;
	int *place = ARENA_ARRAY(tmp, int, (size_t)p->students + 1), *first = ARENA_ARRAY(tmp, int, most + 1), *holder = ARENA_ARRAY(tmp, int, (size_t)p->students + 1);
	int filled = 0;
	/* Places taken in common, by hub and value. */
	for (int h = 0; h < 2; h++)
		for (int v = 0; v < n->values; v++) {
			first[h * n->values + v] = filled;
			for (int j = 0; j < p->projects; j++)
				for (int k = flow_through(&n->g, n->hub_arc[h][v * p->projects + j]); k > 0; k--)
					place[filled++] = j;
		}
	first[most] = filled;
	int *given = ARENA_ARRAY(tmp, int, most + 1);
	memcpy(given, first, most * sizeof *given);
	for (int s = 0, arc, j; s < p->students; s++)
		for (int i = 0; student_arc(n, s, i, &arc, &j); i++) {
			if (flow_through(&n->g, arc) == 0)
				continue;
			int q = n->hub[0] <= n->g.arc[arc].to && n->g.arc[arc].to < n->student ? n->g.arc[arc].to - n->hub[0] : -1;
			if (q < 0) {
				project_of[s] = j;
				continue;
			}
			/* The next place, or one exchanged with who may have it, when this one is forbidden. */
			int at = given[q]++;
			holder[at] = s;
			project_of[s] = place[at];
			for (int k = first[q]; k < at && (closed_to(m, s, project_of[s]) || !plain(m, s, project_of[s])); k++) {
				int t = holder[k], mine = project_of[s], theirs = project_of[t];
				if (!closed_to(m, s, theirs) && plain(m, s, theirs) && !closed_to(m, t, mine) && plain(m, t, mine)) {
					project_of[s] = theirs;
					project_of[t] = mine;
				}
			}
		}
	arena_free(tmp);
}

/* ---- what no better placement uses ---------------------------------------------------------------------------------------- */

/* Costs of a placement by the digits before slack; those after it may be anything. */
static struct flow_cost
ceiling(const struct team_net *n, const struct team_vector *worth)
{
	struct flow_cost c = FLOW_ZERO;
	for (int k = 0; k < n->m->stages; k++)
		if (k != n->m->slack_at)
			c = flow_add(c, flow_times(n->stage[k], n->m->slack_at > 0 && k > n->m->slack_at ? n->m->p->students : worth->v[k]));
	return c;
}

/* What a student costs more in each place than where the flow has them is added to more[]. */
static void
add_more(const struct team_net *n, int s, struct flow_cost *more)
{
	const struct team_model *m = n->m;
	struct flow_cost used = FLOW_ZERO;
	int arc, j;
	for (int i = 0; student_arc(n, s, i, &arc, &j); i++)
		if (flow_through(&n->g, arc) > 0)
			used = flow_reduced(&n->g, arc);
	for (int i = 0; student_arc(n, s, i, &arc, &j); i++) {
		struct flow_cost c = flow_sub(flow_reduced(&n->g, arc), used);
		if (j >= 0) {
			more[j] = flow_add(more[j], c);
			continue;
		}
		int hub = n->g.arc[arc].to - n->hub[0];
		for (int q = 0; q < m->p->projects; q++)
			if (plain(m, s, q)) {
				struct flow_cost on = flow_reduced(&n->g, n->hub_arc[hub][q]);
				/* A full arc costs nothing more to use. */
				more[q] = flow_add(more[q], flow_less(on, FLOW_ZERO) ? c : flow_add(c, on));
			}
	}
}

int
team_net_cheapest(const struct team_net *n, int group)
{
	const struct team_model *m = n->m;
	struct arena *tmp = arena_new(MIB(8));
	struct flow_cost *more = ARENA_ARRAY(tmp, struct flow_cost, (size_t)m->p->projects);
	int best = -1, s = m->member[m->group_first[group]];
	for (int i = m->group_first[group]; i < m->group_first[group + 1]; i++)
		add_more(n, m->member[i], more);
	for (int j = 0; j < m->p->projects; j++)
		if (!closed_to(m, s, j) && (best < 0 || flow_less(more[j], more[best])))
			best = j;
	arena_free(tmp);
	return best;
}

long
team_net_prune(const struct team_net *n, const struct team_vector *worth, bool *useless, struct team_project *project)
{
	const struct team_model *m = n->m;
	const struct team_problem *p = m->p;
	BUG_ON(n->attribute >= 0);
	struct flow_cost gap = flow_sub(flow_times(ceiling(n, worth), n->scale), n->total);
	struct arena *tmp = arena_new(MIB(8));
	struct flow_cost *more = ARENA_ARRAY(tmp, struct flow_cost, (size_t)p->projects);
	long pruned = 0;
	for (int g = 0; g < m->groups; g++) {
		/* What the whole group costs more in each place than where the flow has its members. */
		memset(more, 0, (size_t)p->projects * sizeof *more);
		for (int i = m->group_first[g]; i < m->group_first[g + 1]; i++)
			add_more(n, m->member[i], more);
		for (int i = m->group_first[g]; i < m->group_first[g + 1]; i++)
			for (int j = 0; j < p->projects; j++) {
				bool *cell = &useless[(size_t)m->member[i] * (size_t)p->projects + (size_t)j];
				*cell = *cell || flow_less(gap, more[j]);
				pruned += *cell;
			}
	}
	arena_free(tmp);
	for (int j = 0; j < p->projects; j++) {
		struct team_project *t = &project[j];
		int most = n->most_arc[j], least = n->least_arc[j];
		if (t->may_close)
			continue;
		if (most >= 0 && flow_less(gap, flow_reduced(&n->g, most)))
			t->max = t->min;
		if (most >= 0 && least >= 0 && flow_less(gap, flow_sub(FLOW_ZERO, flow_reduced(&n->g, most))))
			t->min = t->max;
	}
	return pruned;
}
