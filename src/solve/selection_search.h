/* selection_search.h: what the pieces of the search share. Of this room only. */
#ifndef SELECTION_SEARCH_H
#define SELECTION_SEARCH_H
#include "solve/lp.h"
#include "solve/selection_model.h"
#include <time.h>

#define SEL_FRACTION 1e-6

/* A node of the tree, as bounds; `bytes` holds the state of each core file, least and most of each category, the basis. */
struct node { double bound; int depth; struct node *next; unsigned char bytes[]; };

struct search {
	struct arena *a, *tmp;      /* the answer's; the search's own */
	const struct sel_model *m;
	const struct sel_options *o;
	struct timespec end;
	/* what is still open, at the root */
	signed char *state;         /* [n] */
	int core, *file;            /* files that are not out for good */
	int *core_of;               /* [n] */
	bool *group_on;
	/* the relaxation over the core */
	struct lp *lp;
	int z, *z_of;               /* first piece of each category: columns core + z_of[c] …; z in all */
	int *z_from, *z_till;       /* the units of the count that a piece covers: from + 1 … till */
	/* the node at hand */
	signed char *here;          /* [core] */
	int *least, *most;          /* [categories] */
	/* saved basis around strong branching */
	int *head, *at;
	double *binv;
	/* portfolios found, best first */
	struct sel_portfolio *best;
	size_t found, wanted;
	double grain, top;           /* see sel_grain(); bound of the root */
	double next_walk;            /* after so much work, another look around the best one */
	int walks;
	double cutoff, dual;         /* what is of interest is worth more; lp_bound() of the relaxation as it was last solved */
	struct node **heap;
	size_t heap_n, heap_cap, node_size;
	struct node *spare;
	uint64_t nodes, pivots;
	bool stopped;
};

/* What is worth no more than this is of no interest. */
double search_dull(const struct search *s);

/* ---- selection_relax.c --------------------------------------------------------------------------------------- */

/* The relaxation over the files in s->file, with the groups that are on, as s->lp. */
void search_relax(struct search *s);
/* The bounds of the node at hand into it. */
void search_bounds(struct search *s);
/* Fixes a core file and what follows by dominance and by groups; false when that cannot be. */
bool search_fix(struct search *s, int k, int state) MUST_USE;
/* Counts against their bounds; fixes what they leave no choice about. False when a bound cannot hold. */
bool search_propagate(struct search *s) MUST_USE;

/* ---- selection_node.c ---------------------------------------------------------------------------------------- */

void search_push(struct search *s, struct node *n);
struct node *search_pop(struct search *s);
/* The node at hand with its basis, to come back to. */
struct node *search_save(struct search *s, double bound, int depth);
void search_restore(struct search *s, struct node *n);
/* The bounds of the node at hand, to try something and come back. */
struct held { signed char *here; int *least, *most; };
struct held search_hold(struct search *s, struct arena *tmp);
void search_back(struct search *s, const struct held *k);

/* A file in or out, or a count at most v or above it. */
struct branch { bool count; int which, v; double fraction; };
bool search_take(struct search *s, const struct branch *b, bool up) MUST_USE;
enum verdict { DEAD, GO_ON };
/* The best branch of the node, by trying some; a side that is dead fixes the other at once (then *again). low, high:
 * bounds below its two sides. */
enum verdict search_branch(struct search *s, double bound, struct branch *out, double *low, double *high, bool *again) MUST_USE;
#endif
