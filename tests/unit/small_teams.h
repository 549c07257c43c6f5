/* small_teams.h: small random problems of teams and the best of all placements there are, by the independent count alone. */
#ifndef SMALL_TEAMS_H
#define SMALL_TEAMS_H
#include "solve/teams.h"

enum { SMALL_PROJECTS = 3, SMALL_STUDENTS = 6 };
struct small { struct team_problem p; struct team_project project[3]; struct team_student student[6]; int ranking[6][3], forbidden[6][1], of[2][6];
	struct team_attribute attribute[2]; struct team_pair together[2], apart[2]; struct team_supervisor supervisor[3]; uint64_t seed; };

static inline int
small_below(struct small *m, int n)
{
	m->seed ^= m->seed << 13;
	m->seed ^= m->seed >> 7;
	m->seed ^= m->seed << 17;
	return (int)(m->seed % (uint64_t)n);
}

static inline void
small_make(struct small *m, int seed)
{
	*m = (struct small){ .seed = (uint64_t)seed * 0x9E3779B97F4A7C15u + 1 };
	m->p = (struct team_problem){ .projects = 3, .students = 5 + small_below(m, 2) };
	for (int j = 0; j < 3; j++) {
		int min = small_below(m, 3);
		m->project[j] = (struct team_project){ min, min + 1 + small_below(m, 3), small_below(m, 4) == 0 };
	}
	for (int s = 0; s < m->p.students; s++) {
		int ranks = small_below(m, 4), order[3] = { 0, 1, 2 };
		for (int r = 0; r < 3; r++) {
			int k = r + small_below(m, 3 - r), was = order[r];
			order[r] = order[k];
			order[k] = was;
			m->ranking[s][r] = order[r];
		}
		m->forbidden[s][0] = small_below(m, 3);
		m->student[s] = (struct team_student){ m->ranking[s], ranks, m->forbidden[s], small_below(m, 5) == 0, small_below(m, 8) == 0 ? small_below(m, 3) : TEAM_NONE };
		m->of[0][s] = small_below(m, 3);
		m->of[1][s] = small_below(m, 4) - 1;
	}
	m->attribute[0] = (struct team_attribute){ 3, m->of[0] };
	m->attribute[1] = (struct team_attribute){ 3, m->of[1] };
	m->together[0] = (struct team_pair){ 0, 1 };
	m->together[1] = (struct team_pair){ 1, 2 + small_below(m, 3) };
	m->apart[0] = (struct team_pair){ 2, 3 };
	m->apart[1] = (struct team_pair){ 1, 4 };
	for (int k = 0; k < 3; k++)
		m->supervisor[k] = (struct team_supervisor){ small_below(m, 2), 1 + small_below(m, 2), &m->ranking[0][k], small_below(m, 3) == 0 };
	m->p.project = m->project, m->p.student = m->student, m->p.attribute = m->attribute, m->p.pair_together = m->together, m->p.pair_apart = m->apart;
	m->p.supervisor = m->supervisor;
	m->p.attributes = small_below(m, 3);
	m->p.together = small_below(m, 3);
	m->p.apart = small_below(m, 3);
	m->p.supervisors = small_below(m, 2) * 3;
	m->p.objective = (enum team_objective)small_below(m, 4);
	m->p.slack = 2 + small_below(m, 6);
}

/* What counts, in the order in which it counts; n of them. */
struct small_worth { long v[16]; int n; };

static inline struct small_worth
small_worth(const struct team_problem *p, const struct team_figures *f, const int *at)
{
	struct small_worth w = { .n = 0 };
	long moved = 0;
	int voters = 0;
	for (int s = 0; s < p->students; s++) {
		moved += p->stay != NULL && p->stay[s] != TEAM_NONE && p->stay[s] != at[s];
		voters += p->student[s].ranks > 0;
	}
	if (p->stay != NULL && !p->stay_last)
		w.v[w.n++] = moved;
	if (p->attributes > 0 && p->objective == TEAM_BALANCE)
		w.v[w.n++] = f->slack;
	if (p->objective == TEAM_RANK_MAXIMAL)
		for (int r = 0; r < f->ranks; r++)
			w.v[w.n++] = voters - f->profile[r];
	else {
		w.v[w.n++] = f->unranked;
		for (int r = f->ranks; r >= 2; r--)
			w.v[w.n++] = f->profile[r - 1];
	}
	if (p->attributes > 0 && p->objective != TEAM_BALANCE)
		w.v[w.n++] = f->slack;
	if (p->stay != NULL && p->stay_last)
		w.v[w.n++] = moved;
	return w;
}

static inline int
small_compare(const struct small_worth *x, const struct small_worth *y)
{
	for (int k = 0; k < x->n; k++)
		if (x->v[k] != y->v[k])
			return x->v[k] < y->v[k] ? -1 : 1;
	return 0;
}

/* Whether a placement breaks nothing, with some supervisors (at most 3 of each). */
static inline bool
small_right(const struct team_problem *p, const int *at, struct team_figures *f)
{
	struct arena *tmp = arena_new(MIB(16));
	struct team_problem alone = *p;
	bool right;
	alone.supervisors = 0;
	team_figures(tmp, &alone, at, NULL, f);
	right = f->violations.n == 0;
	if (right && p->supervisors > 0) {
		right = false;
		for (int code = 0; code < 27 && !right; code++) {
			struct team_figures with;
			int by[3] = { code % 3, code / 3 % 3, code / 9 };
			team_figures(tmp, p, at, by, &with);
			right = with.violations.n == 0;
		}
	}
	f->violations = (struct team_violations){ 0 };
	arena_free(tmp);
	return right;
}

/* The best of all placements; false when there is none. */
static inline bool
small_brute(const struct team_problem *p, struct small_worth *best, int *best_at)
{
	int at[SMALL_STUDENTS], n = 1;
	bool any = false;
	for (int s = 0; s < p->students; s++)
		n *= p->projects;
	for (int code = 0; code < n; code++) {
		struct team_figures f;
		for (int s = 0, c = code; s < p->students; s++, c /= p->projects)
			at[s] = c % p->projects;
		if (!small_right(p, at, &f))
			continue;
		struct small_worth v = small_worth(p, &f, at);
		if (!any || small_compare(&v, best) < 0) {
			*best = v;
			for (int s = 0; best_at != NULL && s < p->students; s++)
				best_at[s] = at[s];
		}
		any = true;
	}
	return any;
}
#endif
