/* import_pages.h: what the import pages show. */
#ifndef IMPORT_PAGES_H
#define IMPORT_PAGES_H
#include "import/import_store.h"
#include "web/web.h"

/* A question with the answer already given, if any. */
struct asked { const struct question *q; const char *answer; };
struct asked_group { enum question_kind kind; const char *title, *help; struct asked *items; size_t n, cap; size_t open; };

struct import_view {
	struct import_draft draft;
	const struct document *document;
	struct plan_draft read;             /* with the answers given */
	struct plan_counts counts;
	struct asked_group groups[Q_KINDS]; /* in the order of question_kind; n = 0 when nothing is asked */
	size_t open;                        /* questions without an answer */
	const struct plan *base;            /* the plan in force, NULL when there is none */
	struct changes changes;             /* against base */
	const struct problems *problems;
};

/* The heading of a reading: a plan, or a revision of the one in force. */
const char *import_draft_title(struct request *rq, const struct import_view *v);

/* Handlers, for the route table. */
enum err import_home(struct request *rq, struct answer *an);
enum err import_upload(struct request *rq, struct answer *an);
enum err import_show(struct request *rq, struct answer *an);
enum err import_answers(struct request *rq, struct answer *an);
enum err import_columns(struct request *rq, struct answer *an);
enum err import_adopt(struct request *rq, struct answer *an);
enum err import_drop(struct request *rq, struct answer *an);
enum err import_reopen(struct request *rq, struct answer *an);
enum err import_source(struct request *rq, struct answer *an);
extern const struct param import_upload_params[], import_answers_params[], import_columns_params[], import_adopt_params[];
#endif
