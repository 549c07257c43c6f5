/* ranking_pages.h: the student's ranking, on a telephone; who has voted, for the staff. */
#ifndef RANKING_PAGES_H
#define RANKING_PAGES_H
#include "team/ranking.h"
#include "web/web.h"

enum err laboratory_page(struct request *rq, struct answer *an);       /* GET /laboratory: what a student or supervisor has to do now */
enum err edition_calendar(struct request *rq, struct answer *an);      /* GET /call/calendar/{id}: the days of an edition that is public */
enum err ranking_page(struct request *rq, struct answer *an);          /* GET /ranking */
enum err ranking_save(struct request *rq, struct answer *an);          /* POST /ranking: kept, moved up or down, or sent */
enum err ranking_typed(struct request *rq, struct answer *an);         /* POST /ranking/typed: kept while it is typed */
enum err ranking_employers(struct request *rq, struct answer *an);     /* POST /ranking/employers */
extern const struct param ranking_params[], ranking_employers_params[];

enum err rankings_page(struct request *rq, struct answer *an);         /* GET /editions/{id}/rankings */
enum err rankings_plan(struct request *rq, struct answer *an);         /* POST /editions/{id}/rankings: how many, closed or not */
enum err rankings_remind(struct request *rq, struct answer *an);       /* POST /editions/{id}/rankings/remind */
enum err rankings_wish(struct request *rq, struct answer *an);         /* POST /editions/{id}/rankings/wishes */
enum err team_rule_new(struct request *rq, struct answer *an);         /* POST /editions/{id}/team-rules */
enum err team_rule_do(struct request *rq, struct answer *an);          /* POST /editions/{id}/team-rules/{rule:id} */
extern const struct param rankings_plan_params[], rankings_wish_params[], team_rule_params[], team_rule_do_params[];

/* ---- between the pages and their templates ---------------------------------------------------------------- */

enum { WISH_KEEP, WISH_AVOID1, WISH_AVOID2 };
extern const char *const wish_fields[WISHES_MOST]; /* keep, avoid1, avoid2 */
/* What is typed, or drafted, or sent: the offers the reader may see, those that are ranked first. */
struct ranking_view {
	struct ranking_world w;
	size_t me;
	size_t *order, shown, ranked, hidden;     /* places among the offers */
	struct { int64_t other; const char *reason; } wish[WISHES_MOST];
	const char *employers;                    /* one a line */
	struct strings likely;                    /* institutions of offers that may be one of them */
	bool drafted;                             /* what is shown has not been sent as such */
	const struct problems *problems;
};
struct rankings_view { struct ranking_world w; const struct problems *problems; size_t voted; };
struct laboratory_view { struct ranking_world w; size_t me; bool student, supervisor; struct teams teams; };
const char *moment_long(struct page *p, int64_t t); /* "dimanche 6 octobre 2024 à 23:59" in Brussels */
const char *rule_name(enum rule_kind k);            /* French msgid */
#endif
