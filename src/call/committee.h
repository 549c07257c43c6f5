/* committee.h: the selection of an edition as a committee works on it: scenarios (weights, rules, pins), what each comes to
 * and why. The instance is written as JSON and read by the reader of `solve selection`, so that what the page shows, what the
 * command computes and what a signed decision holds are one thing. */
#ifndef COMMITTEE_H
#define COMMITTEE_H
#include "call/review.h"
#include "solve/selection_bootstrap.h"
#include "solve/selection_json.h"

enum { DIM_SECTOR, DIM_AREA, DIM_CONTEXT, DIMENSIONS };
extern const char *const dimension_words[DIMENSIONS];  /* as stored, and in the instance */
extern const char *const dimension_names[DIMENSIONS];  /* French msgids: "secteur" */

struct scenario {
	int64_t id, edition, rev, person;
	const char *name, *steps, *who, *created_at, *updated_at;
	double weight[DIMENSIONS], floor;    /* floor NAN: none */
};
struct scenarios { struct scenario *items; size_t n, cap; };
struct scenario_rule {
	int64_t id, scenario, rev, count, person; /* count NONE when the kind has none */
	enum sel_kind kind;
	int dimension;                       /* −1: none */
	const char *value, *reason, *who;
	struct { int64_t *items; size_t n, cap; } files;
};
struct scenario_rules { struct scenario_rule *items; size_t n, cap; };
struct scenario_pin { int64_t submission, rev, person; bool imposed; const char *reason, *who, *at; };
struct scenario_pins { struct scenario_pin *items; size_t n, cap; };

/* ---- kept (committee_store.c) ------------------------------------------------------------------------------ */

enum err scenario_list(struct db *db, int64_t edition, struct scenarios *out) MUST_USE; /* oldest first */
enum err scenario_get(struct db *db, int64_t id, struct scenario *out) MUST_USE;
enum err scenario_rules(struct db *db, int64_t scenario, struct scenario_rules *out) MUST_USE;
enum err scenario_pins(struct db *db, int64_t scenario, struct scenario_pins *out) MUST_USE;
/* A first one, with the laboratory's rules: two of a sector at most, one an institution. */
enum err scenario_begin(struct db *db, int64_t edition, const char *name, int64_t person, int64_t *id) MUST_USE;
/* Another one with everything of this one. */
enum err scenario_copy(struct db *db, const struct scenario *from, const char *name, int64_t person, int64_t *id) MUST_USE;
/* Name, weights, steps, floor; E_CONFLICT: rev. */
enum err scenario_save(struct db *db, struct scenario *s) MUST_USE;
enum err scenario_delete(struct db *db, int64_t id) MUST_USE;
enum err scenario_restore(struct db *db, int64_t id) MUST_USE;
enum err scenario_rule_add(struct db *db, struct scenario_rule *r, int64_t person) MUST_USE;
enum err scenario_rule_count(struct db *db, int64_t scenario, int64_t id, int64_t rev, int64_t count) MUST_USE; /* E_CONFLICT: rev */
enum err scenario_rule_drop(struct db *db, int64_t scenario, int64_t id) MUST_USE;
/* state > 0 imposed, < 0 ruled out, 0 free again. E_CONFLICT: rev is no longer that of the pin (0: there was none). label: of
 * the commission, for the journal. */
struct pin_change { int64_t scenario, submission, rev, person; int state; const char *reason, *label; };
enum err scenario_pin_set(struct db *db, const struct pin_change *c) MUST_USE;
extern const struct query committee_queries[];

/* ---- what it comes to (committee_solve.c) -------------------------------------------------------------------- */

/* Of an instance's rule: where it comes from. */
struct rule_source { const struct scenario_rule *rule; const struct scenario_pin *pin; };
/* A point of the curve, with what changes from the one before it. distinct: how many sectors, areas, contexts it has. */
struct notch { struct sel_point point; int *in, *out, distinct[DIMENSIONS]; size_t ins, outs; double merit_step, variety_step; bool here; };
struct committee {
	struct jury jury;
	struct scenario scenario;
	struct scenario_rules rules;
	struct scenario_pins pins;
	size_t n, *file;             /* candidates: places in jury.files */
	size_t untriaged;            /* commissions received that nobody has judged eligible yet */
	const char *instance;        /* its JSON */
	struct sel_instance in;
	struct rule_source *source;  /* of each rule of the instance */
	struct sel_options asked;
	struct sel_report report;
	bool late;                   /* no portfolio was found in time */
	int *rank;                   /* candidates not chosen, by what they cost: the waiting list first */
	size_t ranked;
	double *rule_price;          /* what the value gains without each rule; NAN: not computed */
	struct sel_way *ways;        /* when infeasible: of each rule of the conflict */
	struct notch *notch;
	size_t notches;
	bool curve_whole;
	struct sel_bootstrap bootstrap; /* rounds 0: no jury */
};
struct committee_want { bool explain, curve, bootstrap; };
/* Commissions, jury, rules and pins of the scenario as an instance. E_INVALID with `why`: nothing can be computed yet. */
enum err committee_load(struct db *db, int64_t scenario, struct committee *out, struct problems *why) MUST_USE;
/* No database: may run after the transaction. */
enum err committee_solve(struct arena *a, struct committee *c, struct committee_want want) MUST_USE;
bool committee_chosen(const struct committee *c, size_t candidate);
int committee_distinct(const struct committee *c, const int *chosen, int dimension);    /* how many values a portfolio has */
const struct scenario_pin *committee_pin(const struct committee *c, size_t candidate); /* NULL: free */
size_t committee_candidate(const struct committee *c, int64_t submission);             /* n: none */
const struct submission *committee_file(const struct committee *c, size_t candidate);
const char *committee_value(const struct committee *c, size_t candidate, int dimension); /* in words, or NULL */
/* A rule in plain words, in the reader's language. */
char *scenario_rule_words(struct arena *a, enum lang lang, const struct committee *c, const struct scenario_rule *r) MUST_USE;
/* The best that could replace a chosen one, given all the others: candidates, best first, with their values. */
struct replacement { size_t candidate; double value; };
size_t committee_replacements(struct arena *a, const struct committee *c, const int *others, size_t nothers, size_t most, struct replacement *out);
#endif
