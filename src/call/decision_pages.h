/* decision_pages.h: deciding, the decision as it stands, its letters. */
#ifndef DECISION_PAGES_H
#define DECISION_PAGES_H
#include "call/committee_work_pages.h"
#include "call/decision.h"
#include "plan/plan.h"

enum err decision_page(struct request *rq, struct answer *an);          /* GET /editions/{id}/decision */
enum err decision_save(struct request *rq, struct answer *an);          /* POST /editions/{id}/decision */
enum err decision_evidence_save(struct request *rq, struct answer *an); /* POST /editions/{id}/decision/evidence */
enum err decision_record(struct request *rq, struct answer *an);        /* GET /decisions/{id}/record */
enum err decision_minutes(struct request *rq, struct answer *an);       /* GET /decisions/{id}/minutes */
enum err decision_replace_do(struct request *rq, struct answer *an);    /* POST /decisions/{id}/replace */
enum err letters_page(struct request *rq, struct answer *an);           /* GET /decisions/{id}/letters */
enum err letters_text_save(struct request *rq, struct answer *an);      /* POST /decisions/{id}/letters/texts/{word} */
enum err letters_one_save(struct request *rq, struct answer *an);       /* POST /decisions/{id}/letters/{file:id} */
enum err letters_send(struct request *rq, struct answer *an);           /* POST /decisions/{id}/send */
extern const struct param decision_page_params[], decision_params[], decision_evidence_params[], decision_replace_params[], letter_params[];

struct deciding_view {
	struct committee_view v;
	const char *seen;                /* what was on the page: a digest of the instance */
	const struct problems *problems;
	struct plan *plan;               /* NULL: none in force */
	struct evidence_lines lines;
};
/* One of the chosen that left, and who could come. */
struct vacancy { int64_t gone; struct replacement best[3]; size_t n; };
struct vacancies { struct vacancy *items; size_t n, cap; };
struct decided_view {
	struct committee_view v;
	struct decision d;
	struct decision_files files;
	struct decision_changes changes;
	struct vacancies vacancies;
	struct submissions all;          /* of the edition, those that left too */
	struct outcome_letters letters;
	struct evidence_lines lines;     /* of the plan, that were to have it */
	size_t filed;                    /* in how many it is */
	const struct problems *problems;
};
struct letters_view { struct decision d; struct edition edition; struct submissions all; struct outcome_letters letters; struct outcome_text text[OUTCOMES]; const struct problems *problems; };
bool evidence_line(const struct evidence_lines *lines, int64_t indicator);
/* Withdrawn since. */
bool decided_left(const struct decided_view *v, int64_t submission);
#endif
