/* call_desk_pages.h: the pages of the coordination for the call. */
#ifndef CALL_DESK_PAGES_H
#define CALL_DESK_PAGES_H
#include "web/entity_request.h"
#include "call/call_desk.h"
#include "call/call_pages.h"
#include "mail/mail.h"

/* editions */
enum err editions_page(struct request *rq, struct answer *an);           /* GET /editions */
enum err edition_new(struct request *rq, struct answer *an);             /* POST /editions */
enum err edition_page(struct request *rq, struct answer *an);            /* GET /editions/{id} */
enum err edition_save(struct request *rq, struct answer *an);            /* POST /editions/{id} */
enum err edition_copy_next(struct request *rq, struct answer *an);       /* POST /editions/{id}/copy */
enum err edition_questions_save(struct request *rq, struct answer *an);  /* POST /editions/{id}/questions */
enum err edition_late(struct request *rq, struct answer *an);            /* POST /editions/{id}/late */
enum err terms_page(struct request *rq, struct answer *an);              /* GET /editions/lists */
enum err term_save(struct request *rq, struct answer *an);               /* POST /editions/lists */
enum err radar_page(struct request *rq, struct answer *an);              /* GET /editions/{id}/radar */
enum err frozen_page(struct request *rq, struct answer *an);             /* GET /editions/{id}/frozen */
enum err commission_carry(struct request *rq, struct answer *an);        /* POST /editions/{id}/frozen */
extern const struct param edition_new_params[], edition_params[], edition_questions_params[], edition_late_params[], term_params[], carry_params[];

/* commissions */
enum err commissions_now(struct request *rq, struct answer *an);         /* GET /commissions: of the newest edition */
enum err commissions_page(struct request *rq, struct answer *an);        /* GET /editions/{id}/commissions */
enum err commissions_csv(struct request *rq, struct answer *an);         /* GET /editions/{id}/commissions.csv */
enum err commission_new_page(struct request *rq, struct answer *an);     /* GET /editions/{id}/new */
enum err commission_new(struct request *rq, struct answer *an);          /* POST /editions/{id}/new */
enum err commission_page(struct request *rq, struct answer *an);         /* GET /commissions/{id} */
enum err commission_edit_page(struct request *rq, struct answer *an);    /* GET /commissions/{id}/edit */
enum err commission_save(struct request *rq, struct answer *an);         /* POST /commissions/{id}/edit */
enum err commission_promises(struct request *rq, struct answer *an);     /* POST /commissions/{id}/commitments */
enum err commission_move(struct request *rq, struct answer *an);         /* POST /commissions/{id}/move */
enum err triage_page(struct request *rq, struct answer *an);              /* GET /editions/{id}/triage: what one decision on many would do, or did */
enum err triage_do(struct request *rq, struct answer *an);                /* POST /editions/{id}/triage */
enum err triage_undo(struct request *rq, struct answer *an);              /* POST /editions/{id}/triage/{triage:id}/undo */
enum err commission_tie(struct request *rq, struct answer *an);          /* POST /commissions/{id}/institution */
enum err commission_link(struct request *rq, struct answer *an);         /* POST /commissions/{id}/link: the sponsor's link again */
enum err commission_attach(struct request *rq, struct answer *an);       /* POST /commissions/{id}/documents */
enum err commission_document(struct request *rq, struct answer *an);     /* GET /commissions/{id}/documents/{file:id} */
enum err commission_detach(struct request *rq, struct answer *an);       /* POST /commissions/{id}/documents/{file:id}/remove */
enum err phone_new(struct request *rq, struct answer *an);               /* POST /commissions/{id}/calls */
enum err phone_remove(struct request *rq, struct answer *an);            /* POST /commissions/{id}/calls/{call:id}/remove */
enum err phone_restore(struct request *rq, struct answer *an);           /* POST /commissions/{id}/calls/{call:id}/restore */
extern const struct param commissions_params[], commission_params[], commission_promises_params[], commission_move_params[], triage_params[], triage_do_params[], commission_tie_params[],
    commission_attach_params[], phone_params[];

/* institutions */
enum err institutions_page(struct request *rq, struct answer *an);       /* GET /institutions */
enum err institution_page(struct request *rq, struct answer *an);        /* GET /institutions/{id} */
enum err institution_save(struct request *rq, struct answer *an);        /* POST /institutions/{id} */
enum err institution_pair(struct request *rq, struct answer *an);        /* POST /institutions/pairs */
enum err institution_part(struct request *rq, struct answer *an);        /* POST /institutions/merged/{id}/undo */
enum err contact_save(struct request *rq, struct answer *an);            /* POST /institutions/{id}/contacts */
enum err contact_remove(struct request *rq, struct answer *an);          /* POST /institutions/{id}/contacts/{contact:id}/remove */
enum err contact_restore(struct request *rq, struct answer *an);         /* POST /institutions/{id}/contacts/{contact:id}/restore */
extern const struct param institutions_params[], institution_params[], institution_pair_params[], contact_params[];

/* ---- between the pages and their templates ---------------------------------------------------------------- */

struct counted { enum status status; int64_t n; };
/* In time as long as it is not sent. */
enum arrival submission_arrival(const struct edition *e, const struct submission *s);
struct call_desk { struct edition edition; struct editions all; struct counted counts[STATUSES]; int64_t late, grace; /* late: sent after the end, or by a personal link */ };
enum err call_desk_open(struct request *rq, int64_t edition, struct call_desk *d); /* its rows, by status; drafts counted too */
struct day_warning { const char *field, *text; };
struct day_warnings { struct day_warning *items; size_t n, cap; };
/* Days that are holidays, or in an odd order. Texts in the reader's language. */
void edition_warnings(struct arena *a, enum lang lang, const struct edition *e, struct day_warnings *out);
struct commission_view {
	struct edition edition;
	struct submission s;
	enum status status;
	const char *reference;
	struct answer_lines lines;
	struct attachments files;
	struct phone_log log;
	struct phone_questions questions;
	struct move_rows moves;
	struct letter_rows letters;
	struct bounces bounce;           /* of the sponsor's address: one or none */
	struct history history;
	struct institution_matches matches;
	struct institution *matched;      /* of each match, its record */
	const struct institution *institution; /* NULL: not tied */
	struct commitments commitments;
	enum arrival arrival;
	const struct problems *problems;
	struct entity_rows row;
};
/* Nothing with fewer than three values. before: there are years to compare with. */
void radar_svg(struct page *p, const struct radar_rows *rows, const char *title, bool before);
const char *call_field_words(struct page *p, const char *entity, const struct history_row *r);
void call_history(struct page *p, const char *entity, const struct history *h);
/* The list as its address asks for it: filters, search, arrival. */
enum err commissions_load(struct request *rq, const struct edition *edition, struct entity_query *q, struct entity_rows *rows) MUST_USE;
bool commission_shown(const struct submission *s); /* to the staff */
/* One move of the staff with all that follows it: history, institution, letter. See submission_move(). triage: the decision on
 * many, whose letters wait TRIAGE_HOLD; 0: none. */
enum { TRIAGE_HOLD = 60 };
enum err commission_moved(struct request *rq, const struct edition *edition, struct submission *s, const struct move *m, const char *reason, int64_t triage) MUST_USE;
const char *triage_key(struct arena *a, int64_t triage, int64_t submission); /* of its letter */
/* A decision on many at once. move NULL: it cannot, and `why` says so (msgid). */
struct triage_line { struct submission s; const struct move *move; const char *why; enum arrival arrival; size_t promised; /* commitments: yes */ };
struct triage {
	struct edition edition;
	enum status to;
	struct { struct triage_line *items; size_t n, cap; } lines;
	size_t can, mails, reached;      /* reached: have that status already */
	bool reason;                     /* one is needed */
	const struct problems *problems;
};
struct url commission_url(struct arena *a, const void *row);
struct url institution_url(struct arena *a, const void *row);
#endif
