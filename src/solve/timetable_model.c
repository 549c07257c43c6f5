#include "solve/timetable_private.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

double
tt_clock(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
number_slots(struct arena *a, struct tt_model *m)
{
	const struct tt_slot *slot = m->p->slot;
	m->original = ARENA_ARRAY(a, int, (size_t)m->m + 1);
	m->number = ARENA_ARRAY(a, int, (size_t)m->m + 1);
	m->day = ARENA_ARRAY(a, int, (size_t)m->m + 1);
	m->start = ARENA_ARRAY(a, int, (size_t)m->m + 1);
	m->rank = ARENA_ARRAY(a, int, (size_t)m->m + 1);
	for (int k = 0; k < m->m; k++) { /* by insertion: few, and equal times keep their order */
		int at = k;
		for (; at > 0 && (slot[m->original[at - 1]].day > slot[k].day ||
		    (slot[m->original[at - 1]].day == slot[k].day && slot[m->original[at - 1]].start > slot[k].start)); at--)
			m->original[at] = m->original[at - 1];
		m->original[at] = k;
	}
	m->distinct = true;
	for (int k = 0; k < m->m; k++) {
		const struct tt_slot *s = &slot[m->original[k]], *before = k > 0 ? &slot[m->original[k - 1]] : NULL;
		m->number[m->original[k]] = k;
		m->start[k] = s->start;
		bool same = before != NULL && before->day == s->day;
		m->day[k] = before == NULL ? 0 : m->day[k - 1] + !same;
		m->rank[k] = !same ? 0 : m->rank[k - 1] + (before->start != s->start);
		m->distinct = m->distinct && !(same && before->start == s->start);
	}
	m->days = m->m == 0 ? 0 : m->day[m->m - 1] + 1;
}

static int64_t
gcd(int64_t x, int64_t y)
{
	x = x < 0 ? -x : x;
	y = y < 0 ? -y : y;
	while (y != 0) {
		int64_t r = x % y;
		x = y;
		y = r;
	}
	return x;
}

static void
cost_slots(struct arena *a, struct tt_model *m)
{
	const struct tt_problem *p = m->p;
	int64_t spread = p->day_cost * m->days + 1;
	m->cost = ARENA_ARRAY(a, int64_t, (size_t)m->n * (size_t)(m->m + 1) + 1);
	m->grain = gcd(p->day_cost, p->change_cost);
	for (int i = 0; i < m->n; i++) {
		const struct tt_session *s = &p->session[i];
		int64_t *cost = m->cost + (size_t)i * (size_t)(m->m + 1), most = 0;
		bool was = s->published != TT_NONE;
		for (int k = 0; k <= m->m; k++)
			cost[k] = TT_NEVER;
		for (int k = 0; k < s->slots; k++) {
			int64_t c = s->cost != NULL ? s->cost[k] : 0;
			m->grain = gcd(m->grain, c);
			c += was && s->published != s->slot[k] ? p->change_cost : 0;
			cost[m->number[s->slot[k]]] = c;
			most = (c < 0 ? -c : c) > most ? (c < 0 ? -c : c) : most;
		}
		spread += 2 * (most + p->change_cost);
	}
	m->grain = m->grain == 0 ? 1 : m->grain;
	if (p->kind != TT_VISITS)
		return;
	m->miss = (spread / m->grain + 1) * m->grain;
	for (int i = 0; i < m->n; i++)
		m->cost[(size_t)i * (size_t)(m->m + 1) + (size_t)m->m] = m->miss + (p->session[i].published != TT_NONE ? p->change_cost : 0);
}

static bool
share(const struct tt_session *x, const struct tt_session *y)
{
	for (int i = 0; i < x->persons; i++)
		for (int j = 0; j < y->persons; j++)
			if (x->person[i] == y->person[j])
				return true;
	return false;
}

static uint64_t *
block_of(struct arena *a, struct tt_model *m, struct tt_class c)
{
	uint64_t *block = ARENA_ARRAY(a, uint64_t, (size_t)m->m * (size_t)m->words + 1);
	for (int x = 0; x < m->m; x++)
		for (int y = 0; y < m->m; y++) {
			if (m->day[x] != m->day[y])
				continue;
			int gap = m->start[y] - m->start[x];
			bool person = (gap >= 0 && gap < c.there) || (gap <= 0 && -gap < c.back);
			bool near = c.group && abs(m->rank[x] - m->rank[y]) == 1;
			if (person && x != y)
				m->only_neighbours = false;
			if (person || near)
				block[(size_t)x * (size_t)m->words + (size_t)(y >> 6)] |= (uint64_t)1 << (y & 63);
		}
	return block;
}

static int
class_named(struct arena *a, struct tt_model *m, struct tt_class c)
{
	static const struct tt_class none = { 0, 0, false };
	for (int k = 0; k < m->classes; k++)
		if (m->class[k].there == c.there && m->class[k].back == c.back && m->class[k].group == c.group)
			return k;
	if (m->classes == 0)
		c = none;
	if ((m->classes & (m->classes - 1)) == 0) { /* twice the room at each power of two */
		struct tt_class *class = ARENA_ARRAY(a, struct tt_class, (size_t)m->classes * 2 + 1);
		uint64_t **block = ARENA_ARRAY(a, uint64_t *, (size_t)m->classes * 2 + 1);
		if (m->classes > 0) {
			memcpy(class, m->class, (size_t)m->classes * sizeof *class);
			memcpy(block, m->block, (size_t)m->classes * sizeof(uint64_t *));
		}
		m->class = class;
		m->block = block;
	}
	m->class[m->classes] = c;
	m->block[m->classes] = block_of(a, m, c);
	return m->classes++;
}

struct tt_model *
tt_model_of(struct arena *a, const struct tt_problem *p)
{
	struct tt_model *m = ARENA_NEW(a, struct tt_model);
	*m = (struct tt_model){ .p = p, .n = p->sessions, .m = p->slots, .words = p->slots / 64 + 1, .only_neighbours = true };
	number_slots(a, m);
	cost_slots(a, m);
	m->class_of = ARENA_ARRAY(a, int, (size_t)m->n * (size_t)m->n + 1);
	(void)class_named(a, m, (struct tt_class){ 0, 0, false });
	for (int i = 0; i < m->n; i++)
		for (int j = 0; j < m->n; j++) {
			const struct tt_session *x = &p->session[i], *y = &p->session[j];
			struct tt_class c = { 0, 0, p->apart && x->group != TT_NONE && x->group == y->group };
			if (i == j)
				continue;
			if (share(x, y)) {
				bool far = p->kind != TT_EVENING && x->place >= 0 && y->place >= 0 && x->place != y->place;
				c.there = p->duration + (far ? p->travel[x->place * p->places + y->place] : 0);
				c.back = p->duration + (far ? p->travel[y->place * p->places + x->place] : 0);
			}
			m->class_of[i * m->n + j] = class_named(a, m, c);
		}
	return m;
}

int64_t
tt_worth(const struct tt_model *m, const int *at)
{
	int64_t sum = 0;
	struct arena *tmp = arena_new(MIB(1));
	bool *open = ARENA_ARRAY(tmp, bool, (size_t)m->days + 1);
	for (int i = 0; i < m->n; i++) {
		sum += m->cost[(size_t)i * (size_t)(m->m + 1) + (size_t)at[i]];
		if (at[i] < m->m && !open[m->day[at[i]]]) {
			open[m->day[at[i]]] = true;
			sum += m->p->day_cost;
		}
	}
	arena_free(tmp);
	return sum;
}

bool
tt_holds(const struct tt_model *m, const int *at, const bool *only)
{
	for (int i = 0; i < m->n; i++) {
		if (only != NULL && !only[i])
			continue;
		if (at[i] < 0 || m->cost[(size_t)i * (size_t)(m->m + 1) + (size_t)at[i]] >= TT_NEVER)
			return false;
		for (int j = 0; j < i; j++)
			if ((only == NULL || only[j]) && tt_blocked(m, i, at[i], j, at[j]))
				return false;
	}
	return true;
}

uint64_t *
tt_domains(struct arena *a, const struct tt_model *m, uint64_t days)
{
	uint64_t *dom = ARENA_ARRAY(a, uint64_t, (size_t)m->n * (size_t)m->words + 1);
	for (int i = 0; i < m->n; i++)
		for (int k = 0; k <= m->m; k++) {
			bool day = k == m->m || m->day[k] > 63 || (days >> m->day[k] & 1);
			if (day && m->cost[(size_t)i * (size_t)(m->m + 1) + (size_t)k] < TT_NEVER)
				dom[(size_t)i * (size_t)m->words + (size_t)(k >> 6)] |= (uint64_t)1 << (k & 63);
		}
	return dom;
}
