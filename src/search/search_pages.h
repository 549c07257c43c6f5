/* search_pages.h: the page of search, and what is proposed while one types. */
#ifndef SEARCH_PAGES_H
#define SEARCH_PAGES_H
#include "entity/search.h"
#include "search/search_query.h"
#include "web/web.h"

enum err search_page(struct request *rq, struct answer *an);    /* GET /search */
enum err search_suggest(struct request *rq, struct answer *an); /* GET /search/suggest: JSON */
extern const struct param search_params[], search_suggest_params[];

enum { SEARCH_PAGE = 20, SEARCH_SUGGESTED = 8, SEARCH_YEARS = 8 };

struct search_kind_count { const struct search_source *source; int64_t n; };
/* "Without this word: so many": another question that finds something. word NULL: without the filters. */
struct search_advice { const char *word, *q; int64_t n; bool begins; };
struct search_view {
	const char *q, *kind, *year, *body;    /* as asked */
	struct search_question question;
	struct search_viewer who;
	struct search_filter filter;
	struct stemmer *stemmer;
	struct search_hits hits;
	int64_t page, pages;
	struct { struct search_kind_count *items; size_t n, cap; } kinds; /* of what is found without the filter of kind */
	int64_t all;
	struct search_hits bodies;
	int years[SEARCH_YEARS];
	struct { struct search_advice *items; size_t n, cap; } advice;
	struct search_advice meant;            /* what was perhaps meant; q NULL: nothing like it */
};
bool search_filtered(const struct search_view *v);
struct url search_link(struct arena *a, const struct search_view *v, const char *kind, int64_t page);
struct url search_advice_link(struct arena *a, const struct search_view *v, const struct search_advice *x);
void search_put(struct page *p, const struct search_pieces *pieces);
void search_put_title(struct page *p, const struct search_view *v, const struct search_hit *h);
void search_put_snippet(struct page *p, const struct search_view *v, const struct search_hit *h);
#endif
