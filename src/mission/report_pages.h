/* report_pages.h: the pages of the end of a mission: report and feedback, closing, the sponsor's page behind its link, archive. */
#ifndef REPORT_PAGES_H
#define REPORT_PAGES_H
#include "mission/mission_pages.h"
#include "mission/report.h"

/* the team's (report_pages.c) */
enum err report_page(struct request *rq, struct answer *an);          /* GET /teams/{id}/report */
enum err report_deposit(struct request *rq, struct answer *an);       /* POST /teams/{id}/report */
enum err report_file(struct request *rq, struct answer *an);          /* GET /teams/{id}/report/{version:id} */
enum err report_send(struct request *rq, struct answer *an);          /* POST /teams/{id}/report/{version:id}/send */
enum err report_link(struct request *rq, struct answer *an);          /* POST /teams/{id}/report/link */
enum err report_minutes(struct request *rq, struct answer *an);       /* POST /teams/{id}/report/minutes */
extern const struct param report_params[], report_minutes_params[];

/* closing (closing_pages.c) */
enum err closing_page(struct request *rq, struct answer *an);         /* GET /teams/{id}/closing */
enum err closing_oral_save(struct request *rq, struct answer *an);    /* POST /teams/{id}/closing/oral */
enum err closing_choice_save(struct request *rq, struct answer *an);  /* POST /teams/{id}/closing/choice */
enum err closing_sponsor_save(struct request *rq, struct answer *an); /* POST /teams/{id}/closing/sponsor */
enum err closing_close(struct request *rq, struct answer *an);        /* POST /teams/{id}/closing/end */
enum err closing_reopen(struct request *rq, struct answer *an);       /* POST /teams/{id}/closing/reopen */
extern const struct param closing_oral_params[], closing_choice_params[], closing_sponsor_params[], closing_end_params[];

/* the sponsor, without an account (sponsor_pages.c) */
enum err sponsor_page(struct request *rq, struct answer *an);         /* GET /sponsor/{token} */
enum err sponsor_file(struct request *rq, struct answer *an);         /* GET /sponsor/{token}/document */
enum err sponsor_received(struct request *rq, struct answer *an);     /* POST /sponsor/{token}/received */
enum err sponsor_publish(struct request *rq, struct answer *an);      /* POST /sponsor/{token}/publication */
enum err sponsor_form_page(struct request *rq, struct answer *an);    /* GET /sponsor/{token}/answers/{form:word} */
enum err sponsor_form_save(struct request *rq, struct answer *an);    /* POST /sponsor/{token}/answers/{form:word} */
enum err sponsor_form_typed(struct request *rq, struct answer *an);   /* POST /sponsor/{token}/answers/{form:word}/typed */
extern const struct param sponsor_publish_params[], sponsor_form_params[];

/* the public archive (archive_pages.c) */
enum err archive_page(struct request *rq, struct answer *an);         /* GET /call/past/{id} */
enum err archive_report(struct request *rq, struct answer *an);       /* GET /call/past/{id}/report */

/* what an edition settles (report_year_pages.c) */
enum err year_page(struct request *rq, struct answer *an);            /* GET /editions/{id}/year */
enum err year_save(struct request *rq, struct answer *an);            /* POST /editions/{id}/year */
enum err year_line_save(struct request *rq, struct answer *an);       /* POST /editions/{id}/year/lines */
extern const struct param year_params[], year_line_params[];

/* ---- between the pages and their templates ------------------------------------------------------------------ */

extern const char *const sponsor_form_names[SPONSOR_FORMS]; /* French msgids */
struct report_view {
	struct mission m;
	struct edition_year year;
	struct reports all;
	struct sponsor_form forms[SPONSOR_FORMS];
	struct feedback_minutes minutes;   /* team 0: none */
	const struct problems *problems;
};
struct closing_view { struct mission m; struct closing c; unsigned missing; int64_t evidence; const struct problems *problems; };
struct sponsor_view {
	const char *token;
	struct mission m;
	struct edition_year year;
	struct report report;              /* id NONE: nothing was sent */
	struct closing c;
	struct sponsor_form forms[SPONSOR_FORMS];
	bool ready[SPONSOR_FORMS];         /* it may be answered */
	const struct problems *problems;
};
struct sponsor_form_view { struct sponsor_view s; struct sponsor_form f; struct sponsor_questions questions; const struct problems *problems; };
struct year_team { struct team team; const char *reference; bool sent[SPONSOR_FORMS]; };
struct year_teams { struct year_team *items; size_t n, cap; };
struct year_view { struct edition edition; struct edition_year year; struct year_lines lines; struct plan *plan; struct year_teams teams; const struct problems *problems; };
#endif
