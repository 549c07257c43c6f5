/* Dual simplex for boxed columns. A boxed column is dual feasible at one of its ends whatever the sign of its reduced
 * cost, so that every basis is a start; the long-step ratio test passes over columns by flipping them to their other end. */
#include "solve/lp.h"
#include <math.h>
#include <string.h>

#define FEASIBLE 1e-9
#define PIVOT 1e-7
enum { RENEW = 50, STALLED = 8 };

struct lp_candidate { double ratio; int column; };

struct lp *
lp_new(struct arena *a, int m, int n, int entries)
{
	struct lp *p = ARENA_NEW(a, struct lp);
	size_t rows = (size_t)m, all = (size_t)n + rows;
	p->m = m;
	p->n = n + m;
	p->start = ARENA_ARRAY(a, int, (size_t)n + 1);
	p->row = ARENA_ARRAY(a, int, (size_t)entries + 1);
	p->coef = ARENA_ARRAY(a, double, (size_t)entries + 1);
	p->cost = ARENA_ARRAY(a, double, all);
	p->lo = ARENA_ARRAY(a, double, all);
	p->hi = ARENA_ARRAY(a, double, all);
	p->rhs = ARENA_ARRAY(a, double, rows);
	p->head = ARENA_ARRAY(a, int, rows);
	p->at = ARENA_ARRAY(a, int, all);
	p->binv = ARENA_ARRAY(a, double, rows * rows);
	p->xb = ARENA_ARRAY(a, double, rows);
	p->y = ARENA_ARRAY(a, double, rows);
	p->d = ARENA_ARRAY(a, double, all);
	p->price = ARENA_ARRAY(a, double, all);
	p->work = ARENA_ARRAY(a, double, rows * rows + all);
	p->alpha = ARENA_ARRAY(a, double, all);
	p->column = ARENA_ARRAY(a, double, rows);
	p->candidate = ARENA_ARRAY(a, struct lp_candidate, all);
	return p;
}

double
lp_value(const struct lp *p, int j)
{
	return p->at[j] >= 0 ? p->xb[p->at[j]] : p->at[j] == LP_LOW ? p->lo[j] : p->hi[j];
}

/* Where many columns are worth the same, the dual simplex may go round in circles: then each cost is moved by a millionth
 * part, differently, until it is optimal; and the noise is taken away again. */
static double
cost_of(const struct lp *p, int j)
{
	if (!p->noisy)
		return p->cost[j];
	uint32_t h = (uint32_t)j * 2654435761u;
	return p->cost[j] + (1 + fabs(p->cost[j])) * 1e-6 * (0.5 + (double)(h >> 8) / (1 << 25));
}

/* Multipliers and reduced costs of the basis as it is. */
static void
price(struct lp *p)
{
	int m = p->m, own = p->n - m;
	memset(p->y, 0, (size_t)m * sizeof *p->y);
	for (int i = 0; i < m; i++) {
		double c = p->head[i] < own ? cost_of(p, p->head[i]) : 0;
		const double *r = p->binv + (size_t)i * (size_t)m;
		for (int k = 0; c != 0 && k < m; k++)
			p->y[k] += c * r[k];
	}
	for (int j = 0; j < own; j++) {
		double d = cost_of(p, j);
		for (int e = p->start[j]; e < p->start[j + 1]; e++)
			d -= p->y[p->row[e]] * p->coef[e];
		p->price[j] = p->at[j] >= 0 ? 0 : d;
	}
	for (int i = 0; i < m; i++)
		p->price[own + i] = p->at[own + i] >= 0 ? 0 : -p->y[i];
}

/* Every column that is not basic at the end its reduced cost asks for; then the basic ones follow. */
static void
place(struct lp *p)
{
	int m = p->m, own = p->n - m;
	double *rest = p->work;
	memcpy(rest, p->rhs, (size_t)m * sizeof *rest);
	for (int j = 0; j < own; j++) {
		if (p->at[j] >= 0)
			continue;
		if (p->lo[j] >= p->hi[j] || p->price[j] < 0)
			p->at[j] = LP_LOW;
		else if (p->price[j] > 0)
			p->at[j] = LP_HIGH;
		double v = p->at[j] == LP_LOW ? p->lo[j] : p->hi[j];
		for (int e = p->start[j]; v != 0 && e < p->start[j + 1]; e++)
			rest[p->row[e]] -= v * p->coef[e];
	}
	for (int i = 0; i < m; i++) {
		const double *r = p->binv + (size_t)i * (size_t)m;
		double x = 0;
		for (int k = 0; k < m; k++)
			x += r[k] * rest[k];
		p->xb[i] = x;
	}
}

void
lp_start(struct lp *p)
{
	int m = p->m, own = p->n - m;
	memset(p->binv, 0, (size_t)m * (size_t)m * sizeof *p->binv);
	for (int j = 0; j < own; j++)
		p->at[j] = p->cost[j] > 0 ? LP_HIGH : LP_LOW;
	for (int i = 0; i < m; i++) {
		p->head[i] = own + i;
		p->at[own + i] = i;
		p->binv[(size_t)i * (size_t)m + (size_t)i] = 1;
	}
	p->since = 0;
	price(p);
}

/* The inverse of the basis by Gauss and Jordan, largest pivot of the column first. */
static bool
invert(struct lp *p)
{
	int m = p->m, own = p->n - m;
	size_t w = (size_t)m;
	double *b = p->work, *inv = p->binv;
	memset(b, 0, w * w * sizeof *b);
	memset(inv, 0, w * w * sizeof *inv);
	for (int i = 0; i < m; i++) {
		int j = p->head[i];
		inv[(size_t)i * w + (size_t)i] = 1;
		if (j >= own)
			b[(size_t)(j - own) * w + (size_t)i] = 1;
		else
			for (int e = p->start[j]; e < p->start[j + 1]; e++)
				b[(size_t)p->row[e] * w + (size_t)i] = p->coef[e];
	}
	for (size_t c = 0; c < w; c++) {
		size_t best = c;
		for (size_t i = c + 1; i < w; i++)
			if (fabs(b[i * w + c]) > fabs(b[best * w + c]))
				best = i;
		if (fabs(b[best * w + c]) < PIVOT)
			return false;
		for (size_t k = 0; best != c && k < w; k++) {
			double t = b[c * w + k];
			b[c * w + k] = b[best * w + k];
			b[best * w + k] = t;
			t = inv[c * w + k];
			inv[c * w + k] = inv[best * w + k];
			inv[best * w + k] = t;
		}
		double f = 1 / b[c * w + c];
		for (size_t k = 0; k < w; k++) {
			b[c * w + k] *= f;
			inv[c * w + k] *= f;
		}
		for (size_t i = 0; i < w; i++) {
			f = b[i * w + c];
			if (i == c || f == 0)
				continue;
			for (size_t k = c; k < w; k++)
				b[i * w + k] -= f * b[c * w + k];
			for (size_t k = 0; k < w; k++)
				inv[i * w + k] -= f * inv[c * w + k];
		}
	}
	p->since = 0;
	return true;
}

bool
lp_restart(struct lp *p)
{
	for (int i = 0; i < p->m; i++)
		p->at[p->head[i]] = i;
	if (!invert(p))
		return false;
	price(p);
	return true;
}

void
lp_reprice(struct lp *p)
{
	price(p);
}

double
lp_bound(struct lp *p)
{
	int own = p->n - p->m;
	double bound = 0;
	for (int i = 0; i < p->m; i++)
		bound += p->y[i] * p->rhs[i];
	for (int j = 0; j < own; j++) {
		double d = p->cost[j];
		for (int e = p->start[j]; e < p->start[j + 1]; e++)
			d -= p->y[p->row[e]] * p->coef[e];
		bound += d > 0 ? d * p->hi[j] : d * p->lo[j];
		p->d[j] = d;
	}
	return bound;
}

/* The row whose basic column is farthest out of its box, measured along its edge; −1 when all are inside. */
static int
leaving(const struct lp *p)
{
	int m = p->m, best = -1;
	double most = 0;
	for (int i = 0; i < m; i++) {
		int j = p->head[i];
		double out = p->xb[i] < p->lo[j] ? p->lo[j] - p->xb[i] : p->xb[i] - p->hi[j], norm = 0;
		if (out <= FEASIBLE)
			continue;
		const double *r = p->binv + (size_t)i * (size_t)m;
		for (int k = 0; k < m; k++)
			norm += r[k] * r[k];
		if (out * out > most * norm) {
			most = out * out / norm;
			best = i;
		}
	}
	return best;
}

/* alpha: the row r of the table; then its columns that could enter. sign +1: the basic column must come down. */
static int
candidates(struct lp *p, int r, double sign)
{
	int m = p->m, own = p->n - m, n = 0;
	const double *rho = p->binv + (size_t)r * (size_t)m;
	for (int j = 0; j < own; j++) {
		if (p->at[j] >= 0 || p->lo[j] >= p->hi[j])
			continue;
		double alpha = 0;
		for (int e = p->start[j]; e < p->start[j + 1]; e++)
			alpha += rho[p->row[e]] * p->coef[e];
		p->alpha[j] = alpha;
		double a = alpha * sign;
		if (p->at[j] == LP_LOW ? a > FEASIBLE : a < -FEASIBLE)
			p->candidate[n++] = (struct lp_candidate){ fabs(p->price[j]) / fabs(a), j };
	}
	return n;
}

/* Of the n candidates, the one that enters; the ones passed over are moved to the front, *flips of them. −1: none. */
static int
entering(struct lp *p, int n, double out, int *flips)
{
	struct lp_candidate *c = p->candidate;
	double slope = out;
	int passed = 0;
	*flips = 0;
	while (passed < n) {
		int at = passed;
		for (int k = passed + 1; k < n; k++)
			if (c[k].ratio < c[at].ratio || (c[k].ratio <= c[at].ratio && fabs(p->alpha[c[k].column]) > fabs(p->alpha[c[at].column])))
				at = k;
		struct lp_candidate t = c[at];
		c[at] = c[passed];
		c[passed] = t;
		double step = fabs(p->alpha[t.column]) * (p->hi[t.column] - p->lo[t.column]);
		if (slope - step < 0 || passed == n - 1) {
			/* A pivot near zero would spoil the inverse: the best one among those of nearly the same ratio. */
			int best = passed;
			for (int k = passed + 1; k < n; k++)
				if (c[k].ratio <= t.ratio + 1e-10 && fabs(p->alpha[c[k].column]) > fabs(p->alpha[c[best].column]))
					best = k;
			if (slope - step > FEASIBLE) { /* even all of them flipped do not bring it back: the caller sees it */
				*flips = n;
				return -1;
			}
			*flips = passed;
			return c[best].column;
		}
		slope -= step;
		passed++;
	}
	return -1;
}

static void
flip(struct lp *p, int flips)
{
	int m = p->m;
	double *change = p->work;
	memset(change, 0, (size_t)m * sizeof *change);
	for (int k = 0; k < flips; k++) {
		int j = p->candidate[k].column;
		double by = p->at[j] == LP_LOW ? p->hi[j] - p->lo[j] : p->lo[j] - p->hi[j];
		p->at[j] = p->at[j] == LP_LOW ? LP_HIGH : LP_LOW;
		for (int e = p->start[j]; e < p->start[j + 1]; e++)
			change[p->row[e]] += by * p->coef[e];
	}
	for (int i = 0; i < m; i++) {
		const double *r = p->binv + (size_t)i * (size_t)m;
		double x = 0;
		for (int k = 0; k < m; k++)
			x += r[k] * change[k];
		p->xb[i] -= x;
	}
}

/* Column q into row r in the place of what is there, which leaves for one of its ends. */
static void
pivot(struct lp *p, int r, int q, bool to_high)
{
	int m = p->m, own = p->n - m, out = p->head[r];
	size_t w = (size_t)m;
	double *col = p->column, *rho = p->binv + (size_t)r * w;
	for (int i = 0; i < m; i++) {
		const double *b = p->binv + (size_t)i * w;
		double x = 0;
		for (int e = p->start[q]; e < p->start[q + 1]; e++)
			x += b[p->row[e]] * p->coef[e];
		col[i] = x;
	}
	double theta = p->price[q] / col[r], step = (p->xb[r] - (to_high ? p->hi[out] : p->lo[out])) / col[r];
	for (int j = 0; j < own; j++)
		if (p->at[j] < 0 && p->lo[j] < p->hi[j])
			p->price[j] -= theta * p->alpha[j];
	for (int k = 0; k < m; k++)
		p->y[k] += theta * rho[k];
	double value = lp_value(p, q) + step;
	for (int i = 0; i < m; i++)
		p->xb[i] -= step * col[i];
	p->xb[r] = value;
	p->price[out] = -theta;
	p->price[q] = 0;
	p->at[out] = to_high ? LP_HIGH : LP_LOW;
	p->at[q] = r;
	p->head[r] = q;
	double f = 1 / col[r];
	for (int k = 0; k < m; k++)
		rho[k] *= f;
	for (int i = 0; i < m; i++) {
		double *b = p->binv + (size_t)i * w;
		f = col[i];
		if (i == r || f == 0)
			continue;
		for (int k = 0; k < m; k++)
			b[k] -= f * rho[k];
	}
	p->since++;
	p->pivots++;
}

/* The row r of the table, as an equation over the boxes, has no solution: checked from the entries themselves. */
static bool
impossible(const struct lp *p, int r)
{
	int m = p->m, own = p->n - m;
	const double *rho = p->binv + (size_t)r * (size_t)m;
	double low = 0, high = 0, right = 0, scale = 1;
	for (int i = 0; i < m; i++) {
		right += rho[i] * p->rhs[i];
		scale += fabs(rho[i]);
	}
	for (int j = 0; j < own; j++) {
		double a = 0;
		for (int e = p->start[j]; e < p->start[j + 1]; e++)
			a += rho[p->row[e]] * p->coef[e];
		low += a * (a > 0 ? p->lo[j] : p->hi[j]);
		high += a * (a > 0 ? p->hi[j] : p->lo[j]);
	}
	return right < low - 1e-7 * scale || right > high + 1e-7 * scale;
}

/* Noise on or off: the costs are others, the ends of the columns too. */
static void
noise(struct lp *p, bool on)
{
	p->noisy = on;
	price(p);
	place(p);
}

enum lp_end
lp_solve(struct lp *p, double cutoff, int pivots)
{
	double last = INFINITY;
	int stalled = 0;
	if (p->noisy)
		noise(p, false);
	place(p);
	for (int it = 0; it < pivots; it++) {
		if (p->since >= RENEW) {
			if (!invert(p))
				return LP_TIRED;
			price(p);
			place(p);
		}
		int r = leaving(p);
		if (r < 0 && !p->noisy)
			return LP_OPTIMAL;
		if (r < 0) {
			noise(p, false);
			stalled = STALLED + 1; /* not twice */
			continue;
		}
		int j = p->head[r], flips;
		bool high = p->xb[r] > p->hi[j];
		double out = high ? p->xb[r] - p->hi[j] : p->lo[j] - p->xb[r];
		int n = candidates(p, r, high ? 1 : -1), q = entering(p, n, out, &flips);
		if (q < 0)
			return impossible(p, r) ? LP_INFEASIBLE : LP_TIRED;
		if (fabs(p->alpha[q]) < PIVOT && p->since > 0) {
			p->since = RENEW;
			continue;
		}
		if (flips > 0)
			flip(p, flips);
		pivot(p, r, q, high);
		if ((it & 3) != 3)
			continue;
		double bound = lp_bound(p);
		if (bound <= cutoff)
			return LP_UNDER;
		stalled = bound < last - 1e-12 * (1 + fabs(bound)) || stalled > STALLED ? stalled : stalled + 1;
		last = bound;
		if (stalled == STALLED)
			noise(p, true);
	}
	return LP_TIRED;
}
