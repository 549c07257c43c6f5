/* A placement from flows: what a flow tears or leaves half open is settled a little at a time, cheapest first, and the flow is
 * had again. Not always the best, but near its bound at any size. */
#include "solve/teams_private.h"
#include <string.h>

enum { ROUNDS = 400, PART = 4 };

struct dive { struct arena *a; struct team_model m; struct team_problem p; bool *barred; struct team_project *project; int *at, *size; };

static void
bar_all_but(struct dive *d, int group, int project)
{
	size_t P = (size_t)d->p.projects;
	for (int i = d->m.group_first[group]; i < d->m.group_first[group + 1]; i++)
		for (size_t j = 0; j < P; j++)
			d->barred[(size_t)d->m.member[i] * P + j] |= (int)j != project;
}

/* Groups that are torn: one in PART of them (or all that are already whole in their cheapest place) is put in its cheapest. */
static int
settle_groups(struct dive *d, const struct team_net *n)
{
	int torn = 0, done = 0;
	for (int turn = 0; turn < 2; turn++)
		for (int g = 0; g < d->m.groups; g++) {
			int first = d->m.group_first[g], last = d->m.group_first[g + 1] - 1;
			bool whole = true;
			for (int i = first; i < last; i++)
				whole = whole && d->at[d->m.member[i]] == d->at[d->m.member[i + 1]];
			if (whole)
				continue;
			if (turn == 0)
				torn++;
			else if (done * PART < torn) {
				int j = team_net_cheapest(n, g);
				if (j < 0)
					return -1;
				bar_all_but(d, g, j);
				done++;
			}
		}
	return torn;
}

/* The second of a pair elsewhere; when it was put there, it is free again to go anywhere else. */
static int
settle_apart(struct dive *d, const bool *barred)
{
	int wrong = 0;
	size_t P = (size_t)d->p.projects;
	for (int i = 0; i < d->p.apart; i++) {
		int x = d->p.pair_apart[i].a, y = d->p.pair_apart[i].b;
		if (d->at[x] != d->at[y])
			continue;
		int g = d->m.group_of[y];
		for (int k = d->m.group_first[g]; k < d->m.group_first[g + 1]; k++) {
			size_t row = (size_t)d->m.member[k] * P;
			memcpy(d->barred + row, barred + row, P * sizeof *barred);
			d->barred[row + (size_t)d->at[x]] = true;
		}
		wrong++;
	}
	return wrong;
}

/* Projects with some but not enough: of those, the fullest is kept open, the emptiest closed. */
static int
settle_sizes(struct dive *d)
{
	int wrong = 0;
	memset(d->size, 0, (size_t)d->p.projects * sizeof *d->size);
	for (int s = 0; s < d->p.students; s++)
		d->size[d->at[s]]++;
	for (int j = 0; j < d->p.projects; j++)
		wrong += d->project[j].may_close && d->size[j] > 0 && d->size[j] < d->project[j].min;
	for (int k = 0; k <= wrong / PART && wrong > 0; k++) {
		int least = -1, most = -1;
		for (int j = 0; j < d->p.projects; j++) {
			if (!d->project[j].may_close || d->size[j] == 0 || d->size[j] >= d->project[j].min)
				continue;
			least = least < 0 || d->size[j] < d->size[least] ? j : least;
			most = most < 0 || d->size[j] > d->size[most] ? j : most;
		}
		if (most >= 0 && 2 * d->size[most] >= d->project[most].min)
			d->project[most].may_close = false;
		if (least >= 0 && d->project[least].may_close)
			d->project[least].max = d->project[least].min = 0;
		if (most < 0)
			break;
	}
	return wrong;
}

bool
team_dive(const struct team_model *m, double until, int *project_of)
{
	struct arena *own = arena_new(MIB(1024));
	size_t cells = (size_t)m->p->students * (size_t)m->p->projects;
	struct dive d = { .a = own, .m = *m, .p = *m->p, .barred = ARENA_ARRAY(own, bool, cells), .at = ARENA_ARRAY(own, int, (size_t)m->p->students),
		.project = ARENA_ARRAY(own, struct team_project, (size_t)m->p->projects), .size = ARENA_ARRAY(own, int, (size_t)m->p->projects) };
	bool any = false, more = true;
	memcpy(d.barred, m->barred, cells * sizeof *d.barred);
	memcpy(d.project, m->p->project, (size_t)m->p->projects * sizeof *d.project);
	d.p.project = d.project;
	d.m.p = &d.p;
	d.m.barred = d.barred;
	for (int round = 0; round < ROUNDS && more && team_clock() < until; round++) {
		struct arena *tmp = arena_new(MIB(8192));
		struct team_net *n;
		struct team_vector worth;
		int known, torn = -1;
		bool found = false;
		if (team_net_solve(tmp, &d.m, -1, until, &n, &worth, &known, &found) == OK && found) {
			team_net_read(n, d.at);
			memcpy(project_of, d.at, (size_t)d.p.students * sizeof *project_of);
			any = true;
			torn = settle_groups(&d, n);
		}
		more = torn > 0 || (torn == 0 && settle_apart(&d, m->barred) + settle_sizes(&d) > 0);
		arena_free(tmp);
	}
	arena_free(own);
	return any;
}
