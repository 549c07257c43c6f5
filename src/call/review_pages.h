/* review_pages.h: the jury at work, and the coordination that follows it. */
#ifndef REVIEW_PAGES_H
#define REVIEW_PAGES_H
#include "call/call_desk_pages.h"
#include "call/review.h"

/* a juror (review_pages.c) */
enum err review_home(struct request *rq, struct answer *an);            /* GET /review */
enum err review_employers(struct request *rq, struct answer *an);       /* POST /review/employers */
enum err review_file_page(struct request *rq, struct answer *an);       /* GET /review/{id}: a commission */
enum err review_file_save(struct request *rq, struct answer *an);       /* POST /review/{id} */
enum err review_file_conflict(struct request *rq, struct answer *an);   /* POST /review/{id}/conflict */
enum err review_document(struct request *rq, struct answer *an);        /* GET /review/{id}/documents/{file:id} */
enum err review_sheet(struct request *rq, struct answer *an);           /* GET /review/sheet: one's own, to fill in elsewhere */
extern const struct param review_home_params[], review_employers_params[], review_file_params[], review_conflict_params[];

/* the coordination (jury_pages.c, rubric_pages.c) */
enum err jury_page(struct request *rq, struct answer *an);              /* GET /editions/{id}/jury */
enum err jury_juror_add(struct request *rq, struct answer *an);         /* POST /editions/{id}/jury */
enum err jury_plan_save(struct request *rq, struct answer *an);         /* POST /editions/{id}/jury/plan */
enum err jury_share(struct request *rq, struct answer *an);             /* POST /editions/{id}/jury/share */
enum err jury_remind(struct request *rq, struct answer *an);            /* POST /editions/{id}/jury/remind */
enum err jury_juror_do(struct request *rq, struct answer *an);          /* POST /editions/{id}/jury/{juror:id} */
enum err jury_conflict_do(struct request *rq, struct answer *an);       /* POST /editions/{id}/jury/conflicts */
enum err scores_page(struct request *rq, struct answer *an);            /* GET /editions/{id}/scores */
enum err scores_csv(struct request *rq, struct answer *an);             /* GET /editions/{id}/scores.csv */
enum err rubric_page(struct request *rq, struct answer *an);            /* GET /editions/{id}/rubric */
enum err rubric_save(struct request *rq, struct answer *an);            /* POST /editions/{id}/rubric */
enum err rubric_begin(struct request *rq, struct answer *an);           /* POST /editions/{id}/rubric/begin */
enum err rubric_delete(struct request *rq, struct answer *an);          /* POST /editions/{id}/rubric/{criterion:id}/delete */
enum err jury_score_sheet(struct request *rq, struct answer *an);       /* GET /editions/{id}/jury/{juror:id}/sheet: to fill in elsewhere */
extern const struct param score_sheet_params[], jury_juror_params[], jury_plan_params[], jury_share_params[], jury_do_params[], jury_conflict_params[],
    rubric_params[];

/* ---- between the pages and their templates ---------------------------------------------------------------- */

/* The seat of who asks. me: jury.jurors.n when the edition has no seat for them. */
struct seat { struct jury jury; struct jury_seats all; size_t me; };
struct review_view {
	struct seat seat;
	size_t file, next;           /* next: the next one to score; files.n: none */
	const char *reference;
	struct answer_lines lines;
	struct attachments files;
	struct phone_log log;
	const struct problems *problems;
};
struct jury_view { struct jury jury; struct persons persons; const struct problems *problems; };
/* Raw and calibrated side by side. order: files by calibrated score. hidden: of who asks, as a juror. */
struct scores_view { struct jury jury; struct cal_result cal; bool any; size_t *order; bool *hidden; };
/* XLSX, or CSV when the address asks for it. */
enum err score_sheet_answer(struct request *rq, struct answer *an, const struct jury *j, size_t juror);
const char *score_text(struct page *p, double x);  /* "3,67" in French, "3.67" in English; "–" when there is none */
const char *weight_text(const struct page *p, double x); /* as a form field holds it, in the reader's notation: "0,5" */
#endif
