/* teams_walk.h: the state of a walk over placements, made by teams_walk.c, moved by teams_anneal.c. */
#ifndef TEAMS_WALK_H
#define TEAMS_WALK_H
#include "solve/teams_private.h"

enum { LONG_LIST = 12 };

struct spot { int project; bool no; double price; };
/* Students together. Spots: the projects unlike the others; `others` may be none (then only spots are places). */
struct unit { int first, n, spot, spots; double plain; bool others; };
struct walk {
	const struct team_model *m;
	const struct team_problem *p;
	int units;
	const int *member, *unit_of;
	struct unit *unit;
	struct spot *spot;
	int *apart_first, *apart;   /* of each student, those to be kept apart from; apart_first has students + 1 */
	int *wants_first, *wants;   /* of each project, the units that have it as a spot and may be there */
	double weight[TEAM_STAGES_MAX], hard;
	int *at, *size, *in_move;   /* in_move: [unit] place in the move under way, from 1 */
	int *head, *after, *before; /* units of each project, as a list; −1 ends */
	long *count;                /* [project * values + value] */
	uint64_t random;
	long slack;
	int open, open_least, open_most; /* projects with students; what the supervisors can follow */
	double soft, fault;         /* of the whole, kept as moves go: preferences and slack; sizes and pairs that are wrong */
};

static inline const struct spot *
spot_of(const struct walk *w, int u, int j)
{
	const struct spot *s = w->spot + w->unit[u].spot;
	int n = w->unit[u].spots, low = 0;
	while (n - low > LONG_LIST) {
		int mid = (low + n) / 2;
		if (s[mid].project <= j)
			low = mid;
		else
			n = mid;
	}
	for (; low < n; low++)
		if (s[low].project == j)
			return &s[low];
	return NULL;
}

static inline double
price_of(const struct walk *w, int u, int j)
{
	const struct spot *s = spot_of(w, u, j);
	return s != NULL ? s->price : w->unit[u].plain;
}

static inline bool
no_place(const struct walk *w, int u, int j)
{
	const struct spot *s = spot_of(w, u, j);
	return s != NULL ? s->no : !w->unit[u].others;
}

static inline int place_of(const struct walk *w, int u) { return w->at[w->member[w->unit[u].first]]; }

/* A walk from a start, every unit in one place that it may have (when there is one); strict: what a broken rule weighs. */
struct walk *walk_new(struct arena *a, const struct team_model *m, const int *start, double strict, uint64_t seed);
void walk_place(struct walk *w, int unit, int project);
#endif
