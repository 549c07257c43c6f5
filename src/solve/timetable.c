/* What is exact at once first; then a walk for a good timetable, bounds by people, and branch and bound over each choice of
 * days until it is proved or the time is over. */
#include "solve/timetable_private.h"
#include <string.h>

enum { SECONDS = 60, DAYS_TRIED = 6, ROUNDS = 300 };

struct work {
	struct arena *a;
	struct tt_model *m;
	double begun, until;
	int *at;                    /* the best */
	bool have;
	int64_t worth, bound;
	const char *method[3];
	int methods;
};

static void
by(struct work *w, const char *name)
{
	for (int k = 0; k < w->methods; k++)
		if (strcmp(w->method[k], name) == 0)
			return;
	w->method[w->methods++] = name;
}

static void
offer(struct work *w, const int *at, const char *name)
{
	if (!tt_holds(w->m, at, NULL))
		return;
	int64_t worth = tt_worth(w->m, at);
	if (w->have && worth >= w->worth)
		return;
	memcpy(w->at, at, (size_t)w->m->n * sizeof *at);
	w->worth = worth;
	w->have = true;
	by(w, name);
}

/* True when it is settled: w->have, w->bound = w->worth, or no timetable at all. */
static bool
at_once(struct work *w, bool *impossible)
{
	const struct tt_model *m = w->m;
	int *at = ARENA_ARRAY(w->a, int, (size_t)m->n + 1);
	*impossible = false;
	if (!m->p->one_per_slot)
		return false;
	int64_t least = tt_assign(m, NULL, at);
	if (least >= TT_NEVER) {
		*impossible = true;
		by(w, "assignment");
		return true;
	}
	int64_t day = m->n > 0 && m->miss == 0 ? m->p->day_cost : 0;
	w->bound = least + day;
	if (tt_holds(m, at, NULL) && tt_worth(m, at) <= w->bound) {
		offer(w, at, "assignment");
		return true;
	}
	if (!tt_subsets_fit(m, NULL))
		return false;
	least = tt_subsets(m, NULL, at);
	*impossible = least >= TT_NEVER;
	by(w, "subsets");
	if (!*impossible) {
		offer(w, at, "subsets");
		BUG_ON(!w->have);
		w->bound = w->worth;
	}
	return true;
}

static void
walk(struct work *w, uint64_t steps, int rounds, double until)
{
	int *at = ARENA_ARRAY(w->a, int, (size_t)w->m->n + 1);
	for (int k = 0; k < rounds && tt_clock() < until && !(w->have && w->worth <= w->bound); k++) {
		for (int i = 0; i < w->m->n; i++)
			at[i] = k % 2 == 1 && w->have ? w->at[i] : TT_NONE;
		if (tt_anneal(w->m, at, steps, (uint64_t)k * 977 + 1, w->bound, until))
			offer(w, at, "annealing");
	}
}

/* One choice of days: at most these are open, and all are paid. */
struct choice { uint64_t days; int64_t base, bound; uint64_t *dom; struct tt_dual *dual; bool closed; };

static int64_t
rounded(const struct tt_model *m, int64_t bound)
{
	if (bound >= TT_NEVER || bound <= -TT_NEVER)
		return bound;
	int64_t rest = bound % m->grain;
	return rest == 0 ? bound : bound - rest + (rest > 0 ? m->grain : 0);
}

static void
bound_choice(struct work *w, struct choice *c, int64_t *work)
{
	struct tt_model *m = w->m;
	c->dom = tt_domains(w->a, m, c->days);
	c->dual = tt_dual_new(w->a, m, NULL, work);
	int64_t target = w->have ? w->worth - c->base : TT_NEVER;
	int64_t least = tt_dual_improve(c->dual, c->dom, NULL, target, m->n <= 12 ? 40 : ROUNDS, w->begun + (w->until - w->begun) * 0.6);
	c->bound = least >= TT_NEVER ? TT_NEVER : rounded(m, least + c->base);
	if (c->bound < w->bound)
		c->bound = w->bound;
}

static int64_t
least_bound(const struct choice *c, int n)
{
	int64_t least = TT_NEVER;
	for (int k = 0; k < n; k++)
		least = c[k].bound < least ? c[k].bound : least;
	return least;
}

/* Proves, or finds better, choice of days by choice, the most promising first. */
static void
prove(struct work *w)
{
	struct tt_model *m = w->m;
	bool by_days = m->p->day_cost > 0 && m->days > 1 && m->days <= DAYS_TRIED;
	int n = by_days ? (1 << m->days) - 1 : 1;
	struct choice *c = ARENA_ARRAY(w->a, struct choice, (size_t)n);
	for (int k = 0; k < n; k++) {
		c[k].days = by_days ? (uint64_t)k + 1 : UINT64_MAX;
		c[k].base = by_days ? m->p->day_cost * __builtin_popcountll(c[k].days) : m->miss == 0 ? m->p->day_cost : 0;
		if (by_days && m->miss > 0 && k == 0)
			c[k].base = 0; /* perhaps nothing is held */
		bound_choice(w, &c[k], k == 0 ? NULL : c[0].dual->work);
	}
	for (int left = n; left > 0; left--) {
		int best = -1;
		for (int k = 0; k < n; k++)
			if (!c[k].closed && (best < 0 || c[k].bound < c[best].bound))
				best = k;
		struct choice *now = &c[best];
		now->closed = true;
		if (now->bound >= TT_NEVER || (w->have && now->bound >= w->worth)) {
			now->bound = now->bound < TT_NEVER && w->have && now->bound > w->worth ? w->worth : now->bound;
			continue;
		}
		double clock = tt_clock(), share = (w->until - clock) * 0.75 / (left > 3 ? 3 : left);
		struct tt_search s = { .m = m, .dual = m->n >= 5 ? now->dual : NULL, .base = now->base, .best = w->have ? w->worth : TT_NEVER, .until = clock + share };
		s.at = ARENA_ARRAY(w->a, int, (size_t)m->n + 1);
		tt_search_run(w->a, &s, now->dom);
		if (s.found)
			offer(w, s.at, "search");
		if (!s.stopped) {
			now->bound = TT_NEVER; /* nothing better than the best is here */
			by(w, "search");
		}
	}
	w->bound = least_bound(c, n);
	if (w->have && w->bound > w->worth)
		w->bound = w->worth;
}

static void
tell_missing(struct work *w, struct tt_answer *out)
{
	const struct tt_model *m = w->m;
	struct tt_missing *list = ARENA_ARRAY(w->a, struct tt_missing, (size_t)m->n + 1);
	bool *taken = ARENA_ARRAY(w->a, bool, (size_t)m->m + 1);
	int *times = ARENA_ARRAY(w->a, int, (size_t)m->p->people + 1);
	for (int i = 0; i < m->n; i++)
		taken[w->at[i]] = true;
	for (int i = 0; i < m->n; i++) {
		if (w->at[i] != m->m)
			continue;
		struct tt_missing x = { i, TT_TOGETHER, TT_NONE, TT_NONE };
		int64_t least = TT_NEVER;
		int full = 0, all = 0, free_at = TT_NONE;
		memset(times, 0, (size_t)m->p->people * sizeof *times);
		for (int k = 0; k < m->m; k++) {
			int64_t c = m->cost[(size_t)i * (size_t)(m->m + 1) + (size_t)k];
			if (c >= TT_NEVER)
				continue;
			all++;
			if (m->p->one_per_slot && taken[k]) {
				full++;
				continue;
			}
			if (c < least) {
				least = c;
				free_at = k;
			}
			for (int q = 0; q < m->p->session[i].persons; q++) {
				bool busy = false;
				for (int j = 0; j < m->n && !busy; j++)
					for (int r = 0; r < m->p->session[j].persons && j != i; r++)
						busy = busy || (m->p->session[j].person[r] == m->p->session[i].person[q] && tt_blocked(m, j, w->at[j], i, k));
				times[m->p->session[i].person[q]] += busy;
			}
		}
		x.slot = free_at == TT_NONE ? TT_NONE : m->original[free_at];
		if (free_at != TT_NONE)
			taken[free_at] = true;
		if (all == 0)
			x.why = TT_NO_SLOT;
		else if (full == all)
			x.why = TT_TOO_FEW_SLOTS;
		for (int q = 0; q < m->p->session[i].persons && x.why == TT_TOGETHER; q++)
			if (times[m->p->session[i].person[q]] > 0 && (x.who == TT_NONE || times[m->p->session[i].person[q]] > times[x.who]))
				x.who = m->p->session[i].person[q];
		if (x.who != TT_NONE)
			x.why = TT_ONE_PERSON;
		list[out->nmissing++] = x;
	}
	out->missing = list;
}

static void
report(struct work *w, struct tt_answer *out)
{
	const struct tt_model *m = w->m;
	out->method = arena_printf(w->a, "%s%s%s%s%s", w->methods > 0 ? w->method[0] : "", w->methods > 1 ? "+" : "", w->methods > 1 ? w->method[1] : "",
	    w->methods > 2 ? "+" : "", w->methods > 2 ? w->method[2] : "");
	if (!w->have)
		return;
	out->slot_of = ARENA_ARRAY(w->a, int, (size_t)m->n + 1);
	tell_missing(w, out);
	for (int i = 0; i < m->n; i++) {
		out->slot_of[i] = w->at[i] == m->m ? TT_NONE : m->original[w->at[i]];
		out->changes += m->p->session[i].published != TT_NONE && out->slot_of[i] != m->p->session[i].published;
	}
	out->cost = w->worth - m->miss * out->nmissing;
	out->bound = w->bound - m->miss * out->nmissing;
	out->missing_bound = out->nmissing;
	if (m->miss == 0 || out->status == TT_OPTIMAL)
		return;
	/* All but the missing costs half of `miss` at most. */
	int64_t over = w->bound - m->miss / 2;
	int least = over <= 0 ? 0 : (int)((over + m->miss - 1) / m->miss);
	out->missing_bound = least < out->nmissing ? least : out->nmissing;
}

enum err
tt_solve(struct arena *a, const struct tt_problem *p, double seconds, struct tt_answer *out)
{
	struct work w = { .a = a, .begun = tt_clock(), .bound = -TT_NEVER };
	bool impossible = false;
	w.until = w.begun + (seconds > 0 ? seconds : SECONDS);
	w.m = tt_model_of(a, p);
	w.at = ARENA_ARRAY(a, int, (size_t)p->sessions + 1);
	*out = (struct tt_answer){ .status = TT_OPTIMAL, .who = TT_NONE };
	for (int i = 0; i < p->sessions && w.m->miss == 0; i++)
		impossible = impossible || p->session[i].slots == 0;
	if (p->sessions == 0) {
		w.have = true;
		w.bound = 0;
	} else if (!impossible && !at_once(&w, &impossible)) {
		uint64_t n = (uint64_t)p->sessions;
		walk(&w, n <= 12 ? 60000 : 30000 * n, n <= 12 ? 2 : n <= 30 ? 4 : 8, w.begun + (w.until - w.begun) * 0.3);
		prove(&w);
		impossible = !w.have && w.bound >= TT_NEVER;
		if (!impossible && !(w.have && w.bound >= w.worth)) {
			walk(&w, 60000 * n, 1000, w.until);
			out->status = w.have ? w.bound >= w.worth ? TT_OPTIMAL : TT_BOUNDED : TT_UNKNOWN;
		}
	}
	if (impossible) {
		out->status = TT_INFEASIBLE;
		tt_conflict(a, w.m, w.begun + (w.until - w.begun) * 0.8 > tt_clock() ? w.until : tt_clock() + 2, out);
	}
	report(&w, out);
	return OK;
}
