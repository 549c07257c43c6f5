/* gen_selection.h: random problems of selection, the same for the same seed. */
#ifndef GEN_SELECTION_H
#define GEN_SELECTION_H
#include "solve/selection.h"
#include <math.h>

struct gen { uint64_t s; };
static inline uint64_t
gen_next(struct gen *g)
{
	uint64_t z = (g->s += 0x9E3779B97F4A7C15u);
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}
static inline int gen_int(struct gen *g, int n) { return (int)(gen_next(g) % (uint64_t)n); }
static inline double gen_unit(struct gen *g) { return (double)(gen_next(g) >> 11) * 0x1p-53; }
static inline double
gen_normal(struct gen *g)
{
	return sqrt(-2 * log(1 - gen_unit(g))) * cos(6.283185307179586 * gen_unit(g));
}

struct gen_shape { int n, choose, dims, values[4]; double weight; int increments; bool several, institutions, rules; };

/* Values are not equally common (the first of a dimension are), scores around 3.5 on 5. */
static inline struct sel_problem
gen_selection(struct arena *a, struct gen *g, struct gen_shape sh)
{
	struct sel_problem p = { .n = (size_t)sh.n, .choose = sh.choose, .dims = (size_t)sh.dims };
	size_t n = p.n;
	double *score = ARENA_ARRAY(a, double, n), *inc = ARENA_ARRAY(a, double, (size_t)sh.increments + 1);
	int *inst = ARENA_ARRAY(a, int, n);
	size_t *tag_of = ARENA_ARRAY(a, size_t, n + 1), tags = 0;
	struct sel_tag *tag = ARENA_ARRAY(a, struct sel_tag, n * (size_t)sh.dims * 2 + 1);
	struct sel_dim *dim = ARENA_ARRAY(a, struct sel_dim, (size_t)sh.dims + 1);
	for (int k = 0; k < sh.increments; k++)
		inc[k] = 1.0 / (k + 1);
	for (int d = 0; d < sh.dims; d++)
		dim[d] = (struct sel_dim){ (size_t)sh.values[d], sh.weight * (d == 0 ? 1 : 0.6), inc, (size_t)sh.increments };
	for (size_t i = 0; i < n; i++) {
		score[i] = 3.5 + 0.6 * gen_normal(g);
		inst[i] = gen_int(g, (int)(n * 4 / 5) + 1);
		if (gen_int(g, 10) == 0)
			inst[i] = -1;
		for (int d = 0; d < sh.dims; d++) {
			double u = gen_unit(g);
			int v = (int)(u * u * sh.values[d]);
			tag[tags++] = (struct sel_tag){ d, v };
			int w = gen_int(g, sh.values[d]);
			if (sh.several && w != v && gen_int(g, 5) == 0)
				tag[tags++] = (struct sel_tag){ d, w };
		}
		tag_of[i + 1] = tags;
	}
	p.score = score;
	p.institution = inst;
	p.tag_of = tag_of;
	p.tag = tag;
	p.dim = dim;
	struct sel_rule *r = ARENA_ARRAY(a, struct sel_rule, 16);
	if (sh.institutions)
		r[p.rules++] = (struct sel_rule){ .kind = SEL_ONE_PER_INSTITUTION };
	if (sh.rules) {
		r[p.rules++] = (struct sel_rule){ .kind = SEL_AT_MOST_EACH, .dim = 0, .count = sh.choose / 4 + 1 };
		if (gen_int(g, 2) == 0)
			r[p.rules++] = (struct sel_rule){ .kind = SEL_AT_MOST, .dim = 0, .value = 0, .count = 1 + gen_int(g, 2) };
		for (int k = gen_int(g, 3); k > 0; k--) {
			int d = gen_int(g, sh.dims), v = gen_int(g, sh.values[d]);
			r[p.rules++] = (struct sel_rule){ .kind = SEL_AT_LEAST, .dim = d, .value = v, .count = 1 };
		}
		for (int k = gen_int(g, 3); k > 0; k--) {
			int *f = ARENA_NEW(a, int);
			*f = gen_int(g, sh.n);
			r[p.rules++] = (struct sel_rule){ .kind = gen_int(g, 2) == 0 ? SEL_INCLUDE : SEL_EXCLUDE, .file = f, .files = 1 };
		}
		int *f = ARENA_ARRAY(a, int, 3);
		size_t files = 0;
		for (int k = 0; k < 3; k++) {
			int x = gen_int(g, sh.n);
			bool again = false;
			for (size_t j = 0; j < files; j++)
				again = again || f[j] == x;
			if (!again)
				f[files++] = x;
		}
		r[p.rules++] = (struct sel_rule){ .kind = SEL_NOT_TOGETHER, .file = f, .files = files };
	}
	p.rule = r;
	return p;
}
#endif
