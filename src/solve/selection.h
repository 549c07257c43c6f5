/* selection.h: choosing K files out of N, exactly. Plain arrays: no database, no names.
 *
 * max Σ score_i x_i + Σ_dc weight_d Σ_{k ≤ n_dc} increment_dk, where n_dc counts the chosen files of value c in
 * dimension d; Σ x = K; what each rule says. Increments fall, so that the second file of a value adds less than the
 * first: variety is a concave count, never a distance between pairs. Values closer than SEL_EQUAL are one value.
 *
 * Everything lives in the arena given; nothing is kept between two calls. */
#ifndef SELECTION_H
#define SELECTION_H
#include "base/base.h"

#define SEL_EQUAL 1e-9

enum sel_kind { SEL_AT_MOST_EACH, SEL_AT_MOST, SEL_AT_LEAST, SEL_ONE_PER_INSTITUTION, SEL_INCLUDE, SEL_EXCLUDE, SEL_NOT_TOGETHER };
enum { SEL_KINDS = SEL_NOT_TOGETHER + 1 };
/* AT_MOST_EACH: dim, count. AT_MOST, AT_LEAST: dim, value, count. INCLUDE, EXCLUDE: file[0]. NOT_TOGETHER: not all of
 * these files at once. value −1: one that no file has. */
struct sel_rule { enum sel_kind kind; int dim, value, count; const int *file; size_t files; };

struct sel_dim { size_t values; double weight; const double *increment; size_t increments; };
struct sel_tag { int dim, value; };

struct sel_problem {
	size_t n;                   /* files, numbered from 0 */
	int choose;
	const double *score;        /* [n] */
	const int *institution;     /* [n], −1: none known; NULL: of nobody */
	const size_t *tag_of;       /* [n + 1]: the tags of file i are tag[tag_of[i]] … tag[tag_of[i + 1] - 1], no two the same */
	const struct sel_tag *tag;
	size_t dims;
	const struct sel_dim *dim;
	size_t rules;
	const struct sel_rule *rule;
};

/* What is asked beyond the problem; all zero: the optimum, without limit. */
struct sel_options {
	double seconds;             /* wall clock; 0: none */
	uint64_t nodes;             /* 0: no limit */
	size_t best;                /* how many portfolios to give, best first; 0 means 1 */
	bool any;                   /* the first that keeps the rules will do */
	const bool *rule_off;       /* [rules] or NULL: rules not to hold */
	const signed char *flip;    /* [n] or NULL: +1 must be chosen, −1 must not, 0 as the rules say */
	bool merit_only;            /* variety is worth nothing */
	double variety_more;        /* added to 1, times every weight */
	bool has_floor;             /* variety (with its own weights) must be at least `floor` */
	double floor;
	const int *hint;            /* [choose] or NULL: a portfolio that may be good */
};

enum sel_status { SEL_OPTIMAL, SEL_BOUNDED, SEL_INFEASIBLE, SEL_UNKNOWN }; /* UNKNOWN: stopped before any was found */
struct sel_portfolio { int *chosen; double value; }; /* [choose], rising; value as the options weigh it */
struct sel_answer {
	enum sel_status status;
	struct sel_portfolio *portfolio; /* best first; [0] is the answer */
	size_t portfolios;          /* 0 when infeasible or unknown */
	double bound;               /* nothing is worth more than this; the value when OPTIMAL */
	uint64_t nodes, pivots;
};

struct sel_answer sel_solve(struct arena *a, const struct sel_problem *p, const struct sel_options *o) MUST_USE;

/* ---- checked from the raw rows, by other code (selection_check.c) ------------------------------------------ */

struct sel_verdict {
	bool whole;                 /* as many files as asked, each once, all known */
	int broken;                 /* the first rule that does not hold, −1 */
	double merit, variety;      /* with the weights of the problem */
};
struct sel_verdict sel_check(struct arena *tmp, const struct sel_problem *p, const int *chosen, size_t n) MUST_USE;

/* ---- why: answers by solving again (selection_explain.c) ---------------------------------------------------- */

/* What a file is worth: the best value if its place were the other way, what moves then. found: false when the rules
 * (or the time left) allow no other way. A file that was not chosen comes in when its score rises by value − flipped. */
struct sel_flip { bool found, proven; double value; int *out, *in; size_t outs, ins; };
/* Of each file, in at most `seconds` in all (0: no limit). o: what was asked when `chosen` was the optimum; NULL: nothing. */
struct sel_flip *sel_flips(struct arena *a, const struct sel_problem *p, const struct sel_options *o, const int *chosen, double seconds) MUST_USE;
/* Of one file. */
struct sel_flip sel_flip(struct arena *a, const struct sel_problem *p, const struct sel_options *o, const int *chosen, int file, double seconds) MUST_USE;
/* What is asked when variety must reach a floor: then the most merit. Variety breaks ties. */
struct sel_options sel_with_floor(double floor);
/* What a portfolio is worth to who asked o: merit alone when there is a floor. */
double sel_worth(const struct sel_problem *p, const struct sel_options *o, const int *chosen);

/* The curve from most merit to most variety: every portfolio that no other beats on both. At most `most` points. */
struct sel_point { int *chosen; double merit, variety; };
struct sel_curve { struct sel_point *point; size_t points; bool whole; };
struct sel_curve sel_pareto(struct arena *a, const struct sel_problem *p, size_t most, double seconds) MUST_USE;

/* Of rules that cannot hold together, a smallest set by number; n = 0 with `possible` false: no rule is needed to make it
 * impossible. proven: none is smaller. */
struct sel_conflict { bool possible, proven; int *rule; size_t n; };
struct sel_conflict sel_conflict(struct arena *a, const struct sel_problem *p, double seconds) MUST_USE;
/* Ways out of it: for each rule of the conflict, whether all is possible without it, and the count nearest to its own
 * that makes it so (−1: none, or it has no count). */
struct sel_way { bool drop; int count; };
struct sel_way *sel_ways_out(struct arena *a, const struct sel_problem *p, const struct sel_conflict *c, double seconds) MUST_USE;
#endif
