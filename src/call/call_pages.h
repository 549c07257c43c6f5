/* call_pages.h: the public pages of the call, and the sponsor's file behind a link. */
#ifndef CALL_PAGES_H
#define CALL_PAGES_H
#include "call/call_letters.h"
#include "call/call_store.h"
#include "web/web.h"

/* the call, for everyone */
enum err call_page(struct request *rq, struct answer *an);             /* GET /call */
enum err call_past_page(struct request *rq, struct answer *an);        /* GET /call/past */
enum err call_suggest(struct request *rq, struct answer *an);          /* GET /call/suggest: past commissions like a question, JSON */
enum err call_new_page(struct request *rq, struct answer *an);         /* GET /call/new */
enum err call_new(struct request *rq, struct answer *an);              /* POST /call/new */
enum err call_late_page(struct request *rq, struct answer *an);        /* GET /call/late/{token} */
enum err call_late(struct request *rq, struct answer *an);             /* POST /call/late/{token} */
enum err call_find_page(struct request *rq, struct answer *an);        /* GET /call/find */
enum err call_find(struct request *rq, struct answer *an);             /* POST /call/find */
enum err call_sent_page(struct request *rq, struct answer *an);        /* GET /call/sent */
enum err call_confirm_page(struct request *rq, struct answer *an);     /* GET /call/confirm/{token} */
enum err call_confirm(struct request *rq, struct answer *an);          /* POST /call/confirm/{token} */
extern const struct param call_past_params[], call_suggest_params[], call_new_params[], call_find_params[];

/* one commission, by its link */
enum err file_page(struct request *rq, struct answer *an);             /* GET /call/file/{token} */
enum err file_step_page(struct request *rq, struct answer *an);        /* GET /call/file/{token}/{step:word} */
enum err file_step_save(struct request *rq, struct answer *an);        /* POST /call/file/{token}/{step:word} */
enum err file_typed(struct request *rq, struct answer *an);            /* POST /call/file/{token}/{step:word}/typed */
enum err file_send(struct request *rq, struct answer *an);             /* POST /call/file/{token}/check/send */
enum err file_withdraw(struct request *rq, struct answer *an);         /* POST /call/file/{token}/withdraw */
enum err file_attach(struct request *rq, struct answer *an);           /* POST /call/file/{token}/documents/add */
enum err file_attached(struct request *rq, struct answer *an);         /* GET /call/file/{token}/documents/{id} */
enum err file_detach(struct request *rq, struct answer *an);           /* POST /call/file/{token}/documents/{id}/remove */
extern const struct param file_step_params[], file_withdraw_params[], file_attach_params[], file_page_params[];

/* ---- between the pages and their templates ---------------------------------------------------------------- */

/* A commission whose link was followed. */
struct door {
	const char *token;
	struct edition edition;
	struct submission s;
	enum status status;
	enum phase phase;
	bool editable;               /* now */
	struct call_terms terms;
	struct commitments commitments;
	struct attachments files;
	unsigned missing;            /* steps, as 1 << step */
};
/* What a step shows. from: what was typed, else what is kept. */
struct step_view { const struct door *d; enum step step; struct typed_source from; const struct problems *problems; const char *back, *mark; struct url action; };
struct call_view_data { struct edition edition; enum phase phase; struct pasts past; bool any; };
struct past_view { struct pasts all, shown; const char *q, *sector, *year; struct strings sectors, years; };
struct likes { struct past *items; size_t n, cap; };
/* Checks an upload and attaches it. *why: what is wrong with it (msgid), NULL when it is kept. */
enum err document_take(struct request *rq, int64_t submission, const struct upload *f, const char **why) MUST_USE;
/* Past commissions that ask something like it, the nearest first, at most three. */
void past_alike(struct arena *a, const struct pasts *all, const char *question, struct likes *out);

/* Widgets of the form (call_widgets.c): label, help, mistake, the value as typed. */
void answer_put(struct page *p, const struct step_view *v, const struct answer_field *f);
void commitment_put(struct page *p, const struct step_view *v, int what);
struct typed_source typed_of_request(struct request *rq);
struct typed_source typed_of_json(struct arena *a, const char *json);
struct typed_source typed_of_door(struct arena *a, const struct door *d);
const char *typed_json(struct arena *a, const struct typed_source *from, enum step step); /* NULL: nothing typed */
void problems_say(struct request *rq, struct problems *pb); /* their arguments in the reader's language */
#endif
