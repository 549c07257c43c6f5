/* minutes_pages.h: pages of minutes, decisions and their follow-up. */
#ifndef MINUTES_PAGES_H
#define MINUTES_PAGES_H
#include "formats/writer.h"
#include "meeting/meeting_pages.h"

enum err minutes_page(struct request *rq, struct answer *an);          /* GET /meetings/{id}/minutes */
enum err minutes_item_save(struct request *rq, struct answer *an);     /* POST /meetings/{id}/minutes/{item:id} */
enum err minutes_item_typed(struct request *rq, struct answer *an);    /* POST /meetings/{id}/minutes/{item:id}/typed: JSON */
enum err minutes_merge_page(struct request *rq, struct answer *an);    /* GET /meetings/{id}/minutes/{item:id}/merge */
enum err minutes_merge(struct request *rq, struct answer *an);         /* POST /meetings/{id}/minutes/{item:id}/merge */
enum err minutes_item_approve(struct request *rq, struct answer *an);  /* POST /meetings/{id}/minutes/{item:id}/approve */
enum err minutes_export(struct request *rq, struct answer *an);        /* GET /meetings/{id}/export/{word} */
enum err amendment_page(struct request *rq, struct answer *an);        /* GET /meetings/{id}/amendments/{item:id} */
enum err amendment_new(struct request *rq, struct answer *an);         /* POST /meetings/{id}/amendments/{item:id} */
enum err amendment_do(struct request *rq, struct answer *an);          /* POST /meetings/{id}/amendments/{amendment:id}/settle */
enum err annex_page(struct request *rq, struct answer *an);            /* GET /meetings/{id}/annex */
enum err annex_write(struct request *rq, struct answer *an);           /* POST /meetings/{id}/annex */
enum err annex_unlock(struct request *rq, struct answer *an);          /* POST /meetings/{id}/annex/open */
enum err resolution_new(struct request *rq, struct answer *an);        /* POST /meetings/{id}/decisions */
enum err resolution_change(struct request *rq, struct answer *an);     /* POST /meetings/{id}/decisions/{resolution:id} */
enum err resolution_restore(struct request *rq, struct answer *an);    /* POST /meetings/{id}/decisions/{resolution:id}/restore */
enum err follow_page(struct request *rq, struct answer *an);           /* GET /decisions */
enum err resolution_page(struct request *rq, struct answer *an);       /* GET /meetings/decisions/{id} */
enum err resolution_do(struct request *rq, struct answer *an);         /* POST /meetings/decisions/{id} */
enum err resolution_proof(struct request *rq, struct answer *an);      /* GET /meetings/decisions/{id}/proof */
enum err resolution_export(struct request *rq, struct answer *an);     /* GET /meetings/decisions/{id}/export/{word} */
extern const struct param minutes_item_params[], minutes_merge_params[], amendment_params[], amendment_do_params[], annex_params[], annex_open_params[], resolution_params[],
    follow_list_params[], resolution_do_params[];

struct minutes_view {
	struct minutes_whole w;
	struct amendments amendments;
	struct fileds filed;
	struct adopteds adopted;
	struct resolutions owed;        /* follow_load() */
	const struct problems *problems;
};
struct merge_view { struct meeting m; struct agenda_item item; struct rivals rivals; const struct problems *problems; };
struct amendment_view { struct meeting m; struct agenda_item item; const struct problems *problems; };
struct annex_view { struct meeting m; struct annex annex; bool closed; const struct problems *problems; };
struct follow_view { struct resolutions list; struct meetings meetings; /* that the reader sees */ struct resolution_actions actions; struct meeting_bodies bodies; int64_t body; const char *status; int64_t late, open; };
struct resolution_view { struct resolution d; struct resolution_actions actions; struct adopteds adopted; /* of its whole meeting */ struct meeting m; bool may_settle; const struct problems *problems; };

/* What is printed and given out (minutes_out.c), in the reader's language: the public part, never the annex. */
struct out_document *minutes_document(const struct request *rq, const struct minutes_whole *w);
struct out_document *resolution_document(const struct request *rq, const struct resolution_view *v);
/* word: a format of out_format(). E_NOTFOUND: no such one. */
enum err send_document(struct request *rq, struct answer *an, const struct out_document *d, const char *word, const char *name);
#endif
