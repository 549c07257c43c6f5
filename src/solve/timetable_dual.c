#include "solve/timetable_private.h"
#include <string.h>

/* ---- parts ----------------------------------------------------------------------------------------------------------------- */

static void
add_part(struct tt_dual *d, const int *session, int k)
{
	const struct tt_model *m = d->m;
	struct tt_part *part = &d->part[d->parts];
	*part = (struct tt_part){ .k = k, .share = ARENA_ARRAY(d->a, int64_t, (size_t)k * (size_t)(m->m + 1)),
		.before = ARENA_ARRAY(d->a, int, (size_t)k * (size_t)k * (size_t)m->m + 1) };
	for (int j = 0; j < k; j++) {
		part->session[j] = session[j];
		d->parts_of[session[j]][d->nparts_of[session[j]]++] = d->parts;
	}
	for (int i = 0; i < k; i++)
		for (int j = 0; j < k; j++)
			for (int b = 0; b < m->m; b++) {
				int there = m->class[m->class_of[session[i] * m->n + session[j]]].there, a = b - 1;
				while (a >= 0 && m->day[a] == m->day[b] && m->start[b] - m->start[a] < there)
					a--;
				part->before[(i * k + j) * m->m + b] = a;
			}
	d->parts++;
}

/* Each person's sessions, cut into pieces that can be timed; a piece inside another adds nothing. */
static void
add_person(struct tt_dual *d, const int *session, int n)
{
	for (int from = 0; from < n; from += TT_CHUNK) {
		int k = n - from < TT_CHUNK ? n - from : TT_CHUNK;
		bool inside = k < 2;
		for (int q = 0; q < d->parts && !inside; q++) {
			int both = 0;
			for (int i = 0; i < k; i++)
				for (int j = 0; j < d->part[q].k; j++)
					both += d->part[q].session[j] == session[from + i];
			inside = both == k;
		}
		if (!inside)
			add_part(d, session + from, k);
	}
}

struct tt_dual *
tt_dual_new(struct arena *a, const struct tt_model *m, const bool *only, int64_t *work)
{
	struct tt_dual *d = ARENA_NEW(a, struct tt_dual);
	int links = 0, *count = ARENA_ARRAY(a, int, (size_t)m->n + 1), *session = ARENA_ARRAY(a, int, (size_t)m->n + 1);
	for (int i = 0; i < m->n; i++)
		links += m->p->session[i].persons;
	*d = (struct tt_dual){ .m = m, .a = a, .part = ARENA_ARRAY(a, struct tt_part, (size_t)links + 1), .parts_of = ARENA_ARRAY(a, int *, (size_t)m->n + 1),
		.nparts_of = count, .work = work != NULL ? work : ARENA_ARRAY(a, int64_t, ((size_t)1 << TT_CHUNK) * TT_CHUNK * (size_t)(m->m + 1)) };
	for (int i = 0; i < m->n; i++)
		d->parts_of[i] = ARENA_ARRAY(a, int, (size_t)m->p->session[i].persons + 1);
	for (int who = 0; who < m->p->people; who++) {
		int n = 0;
		for (int i = 0; i < m->n; i++)
			for (int k = 0; k < m->p->session[i].persons; k++)
				if (m->p->session[i].person[k] == who && (only == NULL || only[i])) {
					session[n++] = i;
					break;
				}
		add_person(d, session, n);
	}
	for (int q = 0; q < d->parts; q++)
		for (int j = 0; j < d->part[q].k; j++) {
			int i = d->part[q].session[j], of = d->nparts_of[i];
			bool first = d->parts_of[i][0] == q;
			for (int b = 0; b <= m->m; b++) {
				int64_t c = m->cost[(size_t)i * (size_t)(m->m + 1) + (size_t)b];
				if (c < TT_NEVER)
					d->part[q].share[j * (m->m + 1) + b] = c / of + (first ? c % of : 0);
			}
		}
	return d;
}

/* ---- one person, exactly ------------------------------------------------------------------------------------------------------- */

/* least[set][j][b]: the sessions of the set placed, j the last of them, at b or earlier. */
#define LEAST(set, j, b) least[((size_t)(set) * (size_t)k + (size_t)(j)) * (size_t)m + (size_t)(b)]

static int64_t
before_last(const struct tt_part *part, const int64_t *least, int m, unsigned rest, int j, int b, int *last)
{
	int64_t best = TT_NEVER;
	int k = part->k;
	for (int i = 0; i < k; i++) {
		int a = part->before[(i * k + j) * m + b];
		if (!(rest >> i & 1) || a < 0)
			continue;
		int64_t c = LEAST(rest, i, a);
		if (c < best) {
			best = c;
			*last = i;
		}
	}
	return best;
}

static void
choose(const struct tt_part *part, const int64_t *least, int m, unsigned set, int *choice)
{
	int k = part->k, j = -1, till = m - 1;
	for (int i = 0; i < k; i++)
		choice[i] = m; /* missing, unless found below */
	for (int i = 0; i < k; i++)
		if ((set >> i & 1) && (j < 0 || LEAST(set, i, m - 1) < LEAST(set, j, m - 1)))
			j = i;
	while (set != 0) {
		int b = till, last = -1;
		while (b > 0 && LEAST(set, j, b - 1) == LEAST(set, j, b))
			b--;
		choice[j] = b;
		set &= ~(1u << j);
		if (set != 0) {
			(void)before_last(part, least, m, set, j, b, &last);
			till = part->before[(last * k + j) * m + b];
			j = last;
		}
	}
}

int64_t
tt_part_value(const struct tt_dual *d, const struct tt_part *part, const uint64_t *dom, int *choice)
{
	int m = d->m->m, k = part->k, words = d->m->words;
	int64_t *least = d->work, best = TT_NEVER;
	unsigned all = (1u << k) - 1, chosen = 0;
	for (unsigned set = 0; set <= all; set++) {
		int64_t here = set == 0 ? 0 : TT_NEVER;
		for (int j = 0; j < k; j++) {
			if (!(set >> j & 1))
				continue;
			unsigned rest = set & ~(1u << j);
			const uint64_t *can = dom + (size_t)part->session[j] * (size_t)words;
			int64_t upto = TT_NEVER;
			int last;
			for (int b = 0; b < m; b++) {
				if (TT_BIT(can, b)) {
					int64_t was = rest == 0 ? 0 : before_last(part, least, m, rest, j, b, &last);
					if (was < TT_NEVER && was + part->share[j * (m + 1) + b] < upto)
						upto = was + part->share[j * (m + 1) + b];
				}
				LEAST(set, j, b) = upto;
			}
			here = upto < here ? upto : here;
		}
		for (int j = 0; j < k && here < TT_NEVER; j++)
			if (!(set >> j & 1))
				here = TT_BIT(dom + (size_t)part->session[j] * (size_t)words, m) ? here + part->share[j * (m + 1) + m] : TT_NEVER;
		if (here < best) {
			best = here;
			chosen = set;
		}
	}
	if (best < TT_NEVER && choice != NULL)
		choose(part, least, m, chosen, choice);
	return best;
}

/* ---- sharing better ------------------------------------------------------------------------------------------------------------- */

static int64_t
cheapest(const struct tt_model *m, const uint64_t *dom, int i)
{
	int64_t best = TT_NEVER;
	for (int b = 0; b <= m->m; b++)
		if (TT_BIT(dom + (size_t)i * (size_t)m->words, b) && m->cost[(size_t)i * (size_t)(m->m + 1) + (size_t)b] < best)
			best = m->cost[(size_t)i * (size_t)(m->m + 1) + (size_t)b];
	return best;
}

static int
place_in(const struct tt_part *part, int session)
{
	int j = 0;
	while (part->session[j] != session)
		j++;
	return j;
}

/* What each part chose against what the others of the same session chose; the square of how far they are apart. */
static int64_t
apart_by(const struct tt_dual *d, int *const *choice)
{
	int64_t sum = 0;
	for (int i = 0; i < d->m->n; i++)
		for (int x = 0; x < d->nparts_of[i]; x++)
			for (int y = 0; y < x; y++) {
				int q = d->parts_of[i][x], r = d->parts_of[i][y];
				sum += choice[q][place_in(&d->part[q], i)] != choice[r][place_in(&d->part[r], i)];
			}
	return sum;
}

static void
step(struct tt_dual *d, int *const *choice, int64_t size)
{
	int m = d->m->m;
	for (int i = 0; i < d->m->n; i++) {
		int of = d->nparts_of[i];
		for (int x = 0; x < of && of > 1; x++) {
			struct tt_part *mine = &d->part[d->parts_of[i][x]];
			int j = place_in(mine, i), b = choice[d->parts_of[i][x]][j];
			/* Dearer for who chose it, cheaper for the others: the sum stays what it is. */
			mine->share[j * (m + 1) + b] += size / of * (of - 1);
			for (int y = 0; y < of; y++)
				if (y != x) {
					struct tt_part *other = &d->part[d->parts_of[i][y]];
					other->share[place_in(other, i) * (m + 1) + b] -= size / of;
				}
		}
	}
}

static void
copy_shares(struct tt_dual *d, int64_t **kept, bool back)
{
	for (int q = 0; q < d->parts; q++) {
		size_t bytes = (size_t)d->part[q].k * (size_t)(d->m->m + 1) * sizeof(int64_t);
		if (back)
			memcpy(d->part[q].share, kept[q], bytes);
		else
			memcpy(kept[q], d->part[q].share, bytes);
	}
}

int64_t
tt_dual_improve(struct tt_dual *d, const uint64_t *dom, const bool *only, int64_t target, int rounds, double until)
{
	const struct tt_model *m = d->m;
	int **choice = ARENA_ARRAY(d->a, int *, (size_t)d->parts + 1);
	int64_t **kept = ARENA_ARRAY(d->a, int64_t *, (size_t)d->parts + 1), best = -TT_NEVER, fixed = 0;
	for (int q = 0; q < d->parts; q++) {
		choice[q] = ARENA_ARRAY(d->a, int, (size_t)d->part[q].k);
		kept[q] = ARENA_ARRAY(d->a, int64_t, (size_t)d->part[q].k * (size_t)(m->m + 1));
	}
	for (int i = 0; i < m->n; i++)
		if (d->nparts_of[i] == 0 && (only == NULL || only[i])) {
			int64_t c = cheapest(m, dom, i);
			if (c >= TT_NEVER)
				return TT_NEVER;
			fixed += c;
		}
	double scale = 1;
	for (int round = 0, still = 0; round < rounds; round++) {
		int64_t value = fixed;
		for (int q = 0; q < d->parts; q++) {
			int64_t v = tt_part_value(d, &d->part[q], dom, choice[q]);
			if (v >= TT_NEVER)
				return TT_NEVER;
			value += v;
		}
		if (value > best) {
			best = value;
			copy_shares(d, kept, false);
			still = 0;
		} else if (++still >= 8) {
			scale /= 2;
			still = 0;
		}
		int64_t far = apart_by(d, choice);
		if (far == 0 || (target < TT_NEVER && best > target - m->grain) || scale < 1e-3 || tt_clock() > until)
			break;
		int64_t aim = target < TT_NEVER ? target : best + (best < 0 ? -best : best) / 10 + m->grain * m->n;
		int64_t size = (int64_t)(scale * (double)(aim - value) / (double)far);
		if (size < 2)
			break;
		step(d, choice, size);
	}
	copy_shares(d, kept, true);
	return best;
}
