/* action_pages.h: the page of an action and of a piece of evidence. */
#ifndef ACTION_PAGES_H
#define ACTION_PAGES_H
#include "plan/evidence_store.h"
#include "plan/plan_pages.h"
#include "store/history.h"

/* A line of the plan that a piece of evidence may be put on. */
struct line_choice { int64_t indicator; const char *code, *text; bool here, checked; };
struct line_choices { struct line_choice *items; size_t n, cap; };

struct action_view {
	struct plan_now now;
	const struct action_status *st;
	const struct action *action;
	const struct objective *objective;
	const struct specific *specific;
	const struct action *before, *after;  /* neighbours in the plan's order, NULL at the ends */
	struct evidence_list evidence;
	struct comments comments;
	struct waivers waivers;
	struct recommendations replies;       /* of this action */
	struct history history;
	struct actor_rows bodies;
	bool may_file, may_validate, may_edit;
	struct evidence_form typed;           /* the form of a new piece, as typed */
	struct line_choices lines;
	const char *comment_typed;
	const struct problems *problems;
};
struct evidence_view {
	struct plan_now now;
	struct evidence_list list;            /* one piece */
	const struct evidence *piece;
	struct line_choices lines;            /* on which it stands: checked; others it could be put on */
	struct history history;
	struct actor_rows bodies;
	bool may_adopt;
	const char *copy;                     /* text of the stored copy, NULL */
	const struct problems *problems;
	struct evidence_form typed;
};
struct evidence_register { struct plan_now now; struct evidence_list list; const char *q, *state; size_t shown; bool *keep; };

/* Whether the right holds for one of the action's actors. */
bool action_may(const struct user *u, enum right r, const struct plan *p, const struct action *x);
/* Lines of the actions on which the user may file; at most `most`; those of `action` first in order of the plan. */
void line_choices_fill(struct arena *a, const struct user *u, const struct plan *p, const struct action *here, size_t most, struct line_choices *out);
const struct line_choice *line_choice_of(const struct line_choices *l, int64_t indicator);
const char *evidence_state_text(struct page *p, const struct evidence *e);  /* "validée par …", "à valider", … */
const char *evidence_state_class(const struct evidence *e);
const char *slot_state_class(enum slot_state s);
const char *slot_sign(enum slot_state s);
int evidence_year(const struct request *rq, const struct evidence *e);      /* academic year of the fact */
const char *evidence_codes(struct arena *a, const struct evidence_list *l, const struct plan *p, int64_t evidence); /* "2.1.1, 2.1.4" */
const char *indicator_text(const struct action *x, int64_t indicator);
const char *reply_name(struct page *p, const char *reply);
const char *history_text(struct page *p, const struct history_row *r);

/* The page of the action again (422), with what was typed and what is wrong with it. */
enum err action_show_again(struct request *rq, struct answer *an, int64_t action, const struct evidence_form *f, const char *comment);
enum err action_show(struct request *rq, struct answer *an);
enum err evidence_create(struct request *rq, struct answer *an);
enum err evidence_list_page(struct request *rq, struct answer *an);
enum err evidence_show(struct request *rq, struct answer *an);
enum err evidence_update(struct request *rq, struct answer *an);
enum err evidence_do(struct request *rq, struct answer *an);      /* validate, adopt, dispute, resolve, withdraw, delete, undelete */
enum err evidence_lines(struct request *rq, struct answer *an);   /* link and unlink */
enum err evidence_download(struct request *rq, struct answer *an);
enum err comment_create(struct request *rq, struct answer *an);
enum err comment_remove(struct request *rq, struct answer *an);
enum err comment_restore(struct request *rq, struct answer *an);
enum err indicator_read_as(struct request *rq, struct answer *an);
enum err action_lead(struct request *rq, struct answer *an);
enum err reply_save(struct request *rq, struct answer *an);
enum err waiver_create(struct request *rq, struct answer *an);
enum err waiver_end(struct request *rq, struct answer *an);
extern const struct param evidence_params[], evidence_do_params[], evidence_lines_params[], comment_params[], indicator_params[], lead_params[],
    reply_params[], waiver_params[], evidence_list_params[];
#endif
