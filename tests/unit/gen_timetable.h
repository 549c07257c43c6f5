/* Timetables made for tests and measures, and the same problem as a mixed integer program written from the raw rows, with no
 * code of the solver. */
#ifndef GEN_TIMETABLE_H
#define GEN_TIMETABLE_H
#include "solve/selection_mip.h"
#include "solve/timetable.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct gtt { uint64_t s; };
static inline int
gtt_below(struct gtt *g, int n)
{
	g->s ^= g->s << 13;
	g->s ^= g->s >> 7;
	g->s ^= g->s << 17;
	return (int)(g->s % (uint64_t)n);
}

struct gtt_shape { enum tt_kind kind; int sessions, days, starts, step, duration, people, places, groups, open_percent; int64_t day_cost; int published_percent; int64_t change_cost; bool one_per_slot; int cost_max; };

static inline struct tt_problem
gtt_make(struct arena *a, uint64_t seed, struct gtt_shape h)
{
	struct gtt g = { seed * 0x9E3779B97F4A7C15u + 77 };
	for (int k = 0; k < 10; k++)
		(void)gtt_below(&g, 2);
	int m = h.days * h.starts;
	struct tt_slot *slot = ARENA_ARRAY(a, struct tt_slot, (size_t)m);
	for (int k = 0; k < m; k++)
		slot[k] = (struct tt_slot){ 20000 + k / h.starts, 540 + k % h.starts * h.step };
	struct tt_session *s = ARENA_ARRAY(a, struct tt_session, (size_t)h.sessions);
	for (int i = 0; i < h.sessions; i++) {
		int *person = ARENA_ARRAY(a, int, 3), *can = ARENA_ARRAY(a, int, (size_t)m);
		int64_t *cost = ARENA_ARRAY(a, int64_t, (size_t)m);
		s[i] = (struct tt_session){ .place = gtt_below(&g, h.places + 1) - 1, .person = person, .slot = can, .cost = cost, .group = TT_NONE, .published = TT_NONE };
		for (int k = 0; k < 2 && h.people > 0; k++) {
			int who = k == 0 ? i % h.people : gtt_below(&g, h.people);
			if (k == 0 || (who != person[0] && h.kind == TT_ORALS))
				person[s[i].persons++] = who;
		}
		for (int k = 0; k < m; k++)
			if (gtt_below(&g, 100) < h.open_percent) {
				can[s[i].slots] = k;
				cost[s[i].slots++] = (int64_t)gtt_below(&g, h.cost_max + 1) * TT_UNIT;
			}
		if (h.groups > 0)
			s[i].group = gtt_below(&g, h.groups + 1) - 1;
		if (gtt_below(&g, 100) < h.published_percent)
			s[i].published = gtt_below(&g, m);
	}
	int *travel = ARENA_ARRAY(a, int, (size_t)(h.places * h.places) + 1);
	for (int x = 0; x < h.places; x++)
		for (int y = 0; y < x; y++)
			travel[x * h.places + y] = travel[y * h.places + x] = 15 + 5 * gtt_below(&g, 16);
	return (struct tt_problem){ .kind = h.kind, .duration = h.duration, .slots = m, .sessions = h.sessions, .people = h.people, .places = h.places, .slot = slot,
		.session = s, .travel = travel, .day_cost = h.day_cost, .change_cost = h.change_cost, .one_per_slot = h.one_per_slot, .apart = h.groups > 0 };
}

static inline bool
gtt_together(const struct tt_problem *p, int x, int s, int y, int t)
{
	int *at = calloc((size_t)p->sessions, sizeof *at), who;
	for (int i = 0; i < p->sessions; i++)
		at[i] = TT_NONE;
	at[y] = t;
	bool can = tt_clash(p, at, x, s, &who) == TT_NONE;
	free(at);
	return can;
}

/* Lines of the program: who with which slot; for each session and slot, and each other session, the slots they cannot have
 * together as one row (x_is + Σ of the others' <= 1). */
static inline void
gtt_write_lp(struct buf *o, const struct tt_problem *p, int64_t miss)
{
	buf_puts(o, "Minimize\n goal:");
	int day[16], days = 0;
	for (int k = 0; k < p->slots; k++) {
		bool old = false;
		for (int d = 0; d < days; d++)
			old = old || day[d] == p->slot[k].day;
		if (!old && days < 16)
			day[days++] = p->slot[k].day;
	}
	for (int i = 0; i < p->sessions; i++) {
		const struct tt_session *s = &p->session[i];
		for (int k = 0; k < s->slots; k++) {
			int64_t c = s->cost[k] + (s->published != TT_NONE && s->published != s->slot[k] ? p->change_cost : 0);
			buf_printf(o, " + %.6f x%d_%d\n", (double)c / TT_UNIT, i, s->slot[k]);
		}
		if (miss > 0)
			buf_printf(o, " + %.6f u%d_0\n", (double)(miss + (s->published != TT_NONE ? p->change_cost : 0)) / TT_UNIT, i);
	}
	for (int d = 0; d < days; d++)
		buf_printf(o, " + %.6f y%d_0\n", (double)p->day_cost / TT_UNIT, d);
	buf_puts(o, "Subject To\n");
	for (int i = 0; i < p->sessions; i++) {
		buf_printf(o, " one%d:", i);
		for (int k = 0; k < p->session[i].slots; k++)
			buf_printf(o, " + x%d_%d\n", i, p->session[i].slot[k]);
		if (miss > 0)
			buf_printf(o, " + u%d_0", i);
		else if (p->session[i].slots == 0)
			buf_puts(o, " 0 y0_0");
		buf_puts(o, " = 1\n");
	}
	for (int d = 0; d < days; d++)
		for (int i = 0; i < p->sessions; i++) {
			bool any = false;
			for (int k = 0; k < p->session[i].slots; k++)
				if (p->slot[p->session[i].slot[k]].day == day[d]) {
					if (!any)
						buf_printf(o, " open%d_%d:", d, i);
					buf_printf(o, " + x%d_%d\n", i, p->session[i].slot[k]);
					any = true;
				}
			if (any)
				buf_printf(o, " - y%d_0 <= 0\n", d);
		}
	for (int i = 0; i < p->sessions; i++)
		for (int j = 0; j < p->sessions; j++)
			for (int k = 0; k < p->session[i].slots && i != j; k++) {
				int s = p->session[i].slot[k];
				bool any = false;
				for (int q = 0; q < p->session[j].slots; q++)
					if (!gtt_together(p, i, s, j, p->session[j].slot[q])) {
						if (!any)
							buf_printf(o, " c%d_%d_%d: x%d_%d", i, j, s, i, s);
						buf_printf(o, " + x%d_%d\n", j, p->session[j].slot[q]);
						any = true;
					}
				if (any)
					buf_puts(o, " <= 1\n");
			}
	buf_puts(o, "Binaries\n");
	for (int i = 0; i < p->sessions; i++) {
		for (int k = 0; k < p->session[i].slots; k++)
			buf_printf(o, " x%d_%d\n", i, p->session[i].slot[k]);
		if (miss > 0)
			buf_printf(o, " u%d_0\n", i);
	}
	for (int d = 0; d < days; d++)
		buf_printf(o, " y%d_0\n", d);
	buf_puts(o, "End\n");
}

struct gtt_cbc { bool optimal, infeasible, found; double value, bound; };
/* What CBC says; false when it is not there. */
static inline bool
gtt_cbc(struct arena *a, const struct tt_problem *p, int64_t miss, double seconds, solver_run *run, struct gtt_cbc *out)
{
	struct buf lp = buf_new(a, MIB(256));
	const char *text, *limit = arena_printf(a, "%.0f", ceil(seconds));
	const char *const args[] = { "-import", "stdin_lp", "-seconds", limit, "-ratio", "0", "-allow", "0.0000001", "-solve", "-solution", "stdout", NULL };
	size_t n;
	*out = (struct gtt_cbc){ .bound = -1e30 };
	gtt_write_lp(&lp, p, miss);
	if (lp.full || run(a, "cbc", args, buf_str(&lp), lp.len, seconds + 5, &text, &n) != OK)
		return false;
	const char *value = strstr(text, "objective value "), *low = strstr(text, "Lower bound:"), *obj = strstr(text, " - objective value ");
	out->infeasible = strstr(text, "nfeasible") != NULL && strstr(text, "Result - Optimal") == NULL && strstr(text, "Optimal - objective value") == NULL;
	out->optimal = strstr(text, "Result - Optimal solution found") != NULL || strncmp(text, "Optimal - objective", 19) == 0 || strstr(text, "\nOptimal - objective") != NULL;
	out->found = obj != NULL && !out->infeasible;
	(void)value;
	if (out->found)
		out->value = strtod(obj + 19, NULL);
	out->bound = low != NULL ? strtod(low + 12, NULL) : out->optimal ? out->value : -1e30;
	return true;
}
#endif
