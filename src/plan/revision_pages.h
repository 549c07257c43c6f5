/* revision_pages.h: versions of the plan: the list, one against another, the workshop of a draft. */
#ifndef REVISION_PAGES_H
#define REVISION_PAGES_H
#include "import/import.h"
#include "plan/plan_pages.h"

struct revisions_view { struct plan_view tabs; struct revisions list; bool has_plan; };
struct revision_view {
	struct plan_view tabs;
	struct revision_info info;
	const struct plan *plan, *base;      /* base: the revision in force (or the one before), NULL for the first */
	struct changes changes;
	struct plan_load_table before, after; /* load by actor and year */
	bool draft;                          /* and this user may edit */
	const struct problems *problems;
};
struct draft_action_view {
	struct revision_info info;
	const struct plan *plan;
	const struct action *action;         /* as typed, when something was wrong */
	const char *due_typed, *actors_typed, *indicators_typed, *recommendations_typed;
	const struct problems *problems;
};
int revision_load_before(const struct revision_view *v, int actor, int year);

enum err revisions_page(struct request *rq, struct answer *an);
enum err revision_show(struct request *rq, struct answer *an);
enum err revision_start(struct request *rq, struct answer *an);
enum err revision_do(struct request *rq, struct answer *an);          /* adopt, discard, restore */
enum err revision_export(struct request *rq, struct answer *an);
enum err draft_action_show(struct request *rq, struct answer *an);
enum err draft_action_save(struct request *rq, struct answer *an);
enum err plan_publish_save(struct request *rq, struct answer *an);
extern const struct param revision_do_params[], draft_action_params[], publish_params[];
#endif
