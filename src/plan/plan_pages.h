/* plan_pages.h: what the plan's pages show, and small pieces they share. */
#ifndef PLAN_PAGES_H
#define PLAN_PAGES_H
#include "plan/plan_filter.h"
#include "plan/plan_store.h"
#include "web/web.h"

/* The plan in force with its status on a day, as this user may see it. E_NOTFOUND when there is no plan. */
struct plan_now { struct plan *plan; struct plan_status status; struct date on, known; bool past; const struct revision_info *info; };
enum err plan_now_load(struct request *rq, struct plan_now *out) MUST_USE;

struct plan_view {
	struct plan_now now;
	struct plan_filter filter;
	const char *q, *actor_word;
	bool *keep;
	size_t kept;
	bool public_page;
	const char *adopted_on, *meeting;
	int drafts;
	struct plan_load_table load;
};

/* ---- pieces --------------------------------------------------------------------------------------------- */
const char *plan_state_class(const struct action_status *s);        /* late due done started ahead kept declared abandoned */
const char *plan_state_text(struct page *p, const struct action_status *s); /* "En retard de 2 ans", "Réalisée à temps", … */
const char *plan_state_sign(const struct action_status *s);
const char *plan_cells_text(struct page *p, const struct action_status *s); /* "24-25 tenue, 25-26 interrompue, …" */
const char *plan_reason_text(struct page *p, const struct reason *r);
const char *plan_due(struct page *p, const struct due *d);
void plan_cells(struct page *p, const struct action_status *s);      /* the row of small boxes */
void plan_bar(struct page *p, const int totals[ST_STATES]);          /* the distribution as a bar; the words stand beside it */
const char *plan_cell_class(enum cell_state c);
const char *plan_cell_sign(enum cell_state c);
void plan_load_plot(struct page *p, const struct plan_view *v);      /* stacked bars, drawn by the server; its table stands below */
struct url plan_filter_url(struct arena *a, const struct plan_view *v, const char *path, const char *state);

/* ---- handlers ------------------------------------------------------------------------------------------- */
enum err plan_tree_page(struct request *rq, struct answer *an);
enum err plan_years_page(struct request *rq, struct answer *an);
enum err plan_load_page(struct request *rq, struct answer *an);
enum err plan_public_page(struct request *rq, struct answer *an);
enum err plan_export_file(struct request *rq, struct answer *an);
extern const struct param plan_view_params[];
#endif
