#include "search/search_pages.h"
#include "search/search_near.h"
#include "base/json.h"
#include "pages.h"
#include "web/throttle.h"
#include <stdlib.h>
#include <string.h>

const struct param search_params[] = { { "q", P_LINE, SEARCH_TYPED_MOST }, { "kind", P_WORD, 20 }, { "year", P_WORD, 9 }, { "body", P_INT, 18 },
	{ "page", P_INT, 4 }, { 0 } };
const struct param search_suggest_params[] = { { "q", P_TEXT, SEARCH_TYPED_MOST }, { 0 } };

/* Of one person, or of one address when nobody is signed in. */
enum { OF_PERSON_AN_HOUR = 6000, OF_ADDRESS_AN_HOUR = 1500, HOUR = 3600 };
static bool
too_often(const struct request *rq)
{
	bool person = rq->user->person != NONE;
	const char *key = person ? arena_printf(rq->a, "p%lld", (long long)rq->user->person) : rq->address;
	return !throttle_here("search", key, person ? OF_PERSON_AN_HOUR : OF_ADDRESS_AN_HOUR, HOUR);
}

static struct search_viewer
viewer(struct request *rq)
{
	return (struct search_viewer){ rq->user->roles, rq->user->person, arena_strdup(rq->a, date_iso(rq->today).s) };
}

/* ---- links -------------------------------------------------------------------------------------------------- */

bool
search_filtered(const struct search_view *v)
{
	return v->kind != NULL || v->year != NULL || v->body != NULL;
}

static struct url
link_to(struct arena *a, const char *q, const char *kind, const char *year, const char *body, int64_t page)
{
	const char *pairs[][2] = { { "q", q }, { "kind", kind }, { "year", year }, { "body", body },
		{ "page", page > 1 ? arena_printf(a, "%lld", (long long)page) : NULL } };
	return url_query(a, (const char *const (*)[2])pairs, LEN(pairs));
}

struct url
search_link(struct arena *a, const struct search_view *v, const char *kind, int64_t page)
{
	return link_to(a, v->q, kind, v->year, v->body, page);
}

struct url
search_advice_link(struct arena *a, const struct search_view *v, const struct search_advice *x)
{
	return x->word == NULL && x != &v->meant ? link_to(a, x->q, NULL, NULL, NULL, 1) : link_to(a, x->q, v->kind, v->year, v->body, 1);
}

/* ---- marks --------------------------------------------------------------------------------------------------- */

void
search_put(struct page *p, const struct search_pieces *pieces)
{
	for (size_t i = 0; i < pieces->n; i++)
		if (pieces->items[i].mark)
			html(p, "<mark>%s</mark>", pieces->items[i].text);
		else
			html_text(p, pieces->items[i].text);
}

void
search_put_title(struct page *p, const struct search_view *v, const struct search_hit *h)
{
	struct search_pieces pieces = { 0 };
	search_mark(p->a, v->stemmer, &v->question.groups, h->title[0] == '\0' ? _("(sans titre)") : h->title, &pieces);
	search_put(p, &pieces);
}

void
search_put_snippet(struct page *p, const struct search_view *v, const struct search_hit *h)
{
	struct search_pieces pieces = { 0 };
	search_snippet(p->a, v->stemmer, &v->question.groups, h->text, &pieces);
	search_put(p, &pieces);
}

/* ---- the page ------------------------------------------------------------------------------------------------ */

static int
by_title(const void *x, const void *y)
{
	const struct search_hit *a = x, *b = y;
	return strcmp(a->title, b->title);
}

/* What the filters offer: the bodies that this reader may see, the last years. */
static enum err
choices(struct request *rq, struct search_view *v)
{
	enum { BODIES_MOST = 300 };
	enum err e = search_all_of(rq->db, &v->who, SEARCH_ACTOR, BODIES_MOST, &v->bodies);
	if (e == OK && v->bodies.n > 1)
		qsort(v->bodies.items, v->bodies.n, sizeof *v->bodies.items, by_title);
	for (int i = 0; i < SEARCH_YEARS; i++)
		v->years[i] = year_of(rq->today, rq->programme->bounds) - i;
	return e;
}

static void
read_filter(struct request *rq, struct search_view *v)
{
	const struct search_source *s = search_source_named(param_text(rq, "kind"));
	int year;
	v->filter = (struct search_filter){ .body = param_int(rq, "body") };
	if (s != NULL) {
		v->kind = s->name;
		v->filter.kind = s->kind;
	}
	if (v->filter.body != NONE)
		v->body = arena_printf(rq->a, "%lld", (long long)v->filter.body);
	if (param_text(rq, "year") != NULL && year_parse(param_text(rq, "year"), &year)) {
		v->year = arena_strdup(rq->a, year_text(year).s);
		v->filter.from = year_first(year, rq->programme->bounds);
		v->filter.to = year_last(year, rq->programme->bounds);
	}
}

static enum err
advise(struct request *rq, struct search_view *v, const char *word, const char *q, bool begins, const struct search_filter *f)
{
	struct search_question other;
	struct search_advice x = { word, q, 0, begins };
	search_read(rq->a, q, false, &other);
	enum err e = search_how_many(rq->db, &v->who, &other.groups, f, &x.n);
	if (e == OK && x.n > 0)
		PUSH(rq->a, &v->advice, x);
	return e;
}

/* The question with another word for each that stands nowhere in what they may see: as it was typed but for these. */
static const char *
with_others(struct arena *a, const char *q, const struct near_words *near)
{
	struct buf b = buf_new(a, KIB(8));
	struct words all = words_of(q);
	struct word w;
	size_t from = 0;
	while (words_next(&all, &w))
		for (size_t i = 0; i < near->n; i++)
			if (near->items[i].best != NULL && strcmp(w.folded, near->items[i].folded) == 0) {
				buf_add(&b, q + from, w.from - from);
				buf_puts(&b, near->items[i].best);
				from = w.to;
				break;
			}
	buf_puts(&b, q + from);
	return buf_str(&b);
}

/* Words that stand nowhere for them are perhaps written otherwise where they may read: what gives results is proposed. */
static enum err
perhaps_meant(struct request *rq, struct search_view *v)
{
	const struct search_question *asked = &v->question;
	struct near_words near = { 0 };
	enum err e = OK;
	for (size_t i = 0; e == OK && i < asked->words.n; i++) {
		struct search_groups alone = { &asked->groups.items[i], 1, 1 };
		int64_t n = 1;
		if (!near_may_be_wrong(&asked->groups.items[i], asked->words.items[i]))
			continue;
		e = search_how_many(rq->db, &v->who, &alone, &(struct search_filter){ .body = NONE }, &n);
		if (e == OK && n == 0)
			near_add(rq->a, &near, asked->words.items[i]);
	}
	if (e == OK && near.n > 0)
		e = near_find(rq->db, &v->who, &near);
	for (bool more = near.n > 0; e == OK && more && v->meant.n == 0; more = near_next(&near)) {
		const char *q = with_others(rq->a, v->q, &near);
		struct search_question other;
		if (strcmp(q, v->q) == 0)
			return OK;
		search_read(rq->a, q, false, &other);
		e = search_how_many(rq->db, &v->who, &other.groups, &v->filter, &v->meant.n);
		v->meant.q = v->meant.n > 0 ? q : NULL;
	}
	return e;
}

/* Nothing was found: what would be, with one word less, without the filters, with words that begin so. */
static enum err
advice(struct request *rq, struct search_view *v)
{
	enum { WORDS_TRIED = 5 };
	const struct strings *w = &v->question.words;
	enum err e = search_filtered(v) ? advise(rq, v, NULL, v->q, false, &(struct search_filter){ .body = NONE }) : OK;
	for (size_t i = 0; e == OK && w->n > 1 && i < w->n && i < WORDS_TRIED; i++) {
		struct buf q = buf_new(rq->a, KIB(2));
		for (size_t k = 0; k < w->n; k++)
			if (k != i)
				buf_printf(&q, v->question.groups.items[k].phrase ? "%s\"%s\"" : "%s%s", q.len == 0 ? "" : " ", w->items[k]);
		e = advise(rq, v, w->items[i], arena_strdup(rq->a, buf_str(&q)), false, &v->filter);
	}
	if (e == OK && w->n == 1 && !v->question.groups.items[0].phrase)
		e = advise(rq, v, w->items[0], arena_printf(rq->a, "%s*", w->items[0]), true, &v->filter);
	return e;
}

static enum err
count_kinds(struct request *rq, struct search_view *v)
{
	struct search_filter f = v->filter;
	int64_t n[SEARCH_KINDS_MOST + 1] = { 0 };
	f.kind = 0;
	enum err e = search_count_kinds(rq->db, &v->who, &v->question.groups, &f, n);
	for (size_t i = 0; e == OK && search_sources[i] != NULL; i++)
		for (const struct search_source *s = search_sources[i]; s->kind != 0; s++)
			if (n[s->kind] > 0) {
				PUSH(rq->a, &v->kinds, ((struct search_kind_count){ s, n[s->kind] }));
				v->all += n[s->kind];
			}
	return e;
}

enum err
search_page(struct request *rq, struct answer *an)
{
	struct search_view v = { .q = param_text(rq, "q"), .who = viewer(rq), .stemmer = stemmer_new(rq->a) };
	if (too_often(rq))
		return answer_throttled(an, HOUR / 12);
	read_filter(rq, &v);
	search_read(rq->a, v.q, false, &v.question);
	v.page = param_int(rq, "page");
	v.page = v.page < 1 ? 1 : v.page;
	enum err e = choices(rq, &v);
	if (e == OK)
		e = search_find(rq->db, &v.who, &v.question.groups, &v.filter, (v.page - 1) * SEARCH_PAGE, SEARCH_PAGE, &v.hits);
	v.pages = (v.hits.found + SEARCH_PAGE - 1) / SEARCH_PAGE;
	if (e == OK && (v.hits.found > 0 || v.kind != NULL))
		e = count_kinds(rq, &v);
	if (e == OK && v.hits.found == 0 && v.question.words.n > 0)
		e = advice(rq, &v);
	if (e == OK && v.hits.found == 0 && v.question.words.n > 0)
		e = perhaps_meant(rq, &v);
	if (e != OK)
		return e;
	struct page *p = layout_begin(rq, an, text_blank(v.q) ? tr(rq->lang, N_("Chercher")) :
	    arena_printf(rq->a, "-%s : %s", tr(rq->lang, N_("Chercher")), v.q), "search");
	page_search_results(p, rq, &v);
	layout_end(rq, an);
	return OK;
}

/* ---- as one types --------------------------------------------------------------------------------------------- */

/* A text in turn outside and inside marks, as the browser puts it together. */
static void
json_pieces(struct jw *j, const struct search_pieces *pieces)
{
	bool mark = false;
	jw_begin(j, "title", '[');
	for (size_t i = 0; i < pieces->n; i++) {
		if (pieces->items[i].mark != mark)
			jw_str(j, NULL, "");
		jw_str(j, NULL, pieces->items[i].text);
		mark = !pieces->items[i].mark;
	}
	jw_end(j, ']');
}

enum err
search_suggest(struct request *rq, struct answer *an)
{
	struct search_view v = { .q = param_text(rq, "q"), .who = viewer(rq), .stemmer = stemmer_new(rq->a), .filter = { .body = NONE } };
	if (too_often(rq))
		return answer_throttled(an, HOUR / 12);
	search_read(rq->a, v.q, true, &v.question);
	enum err e = search_find(rq->db, &v.who, &v.question.groups, &v.filter, 0, SEARCH_SUGGESTED, &v.hits);
	if (e != OK)
		return e;
	struct buf b = buf_new(rq->a, KIB(64));
	struct jw j = jw_to(&b, false);
	jw_begin(&j, NULL, '{');
	jw_int(&j, "found", v.hits.found);
	jw_bool(&j, "more", v.hits.more);
	jw_begin(&j, "hits", '[');
	for (size_t i = 0; i < v.hits.n; i++) {
		const struct search_hit *h = &v.hits.items[i];
		struct search_pieces pieces = { 0 };
		jw_begin(&j, NULL, '{');
		jw_str(&j, "url", search_url(rq->a, &v.who, h));
		jw_str(&j, "kind", tr(rq->lang, h->source->one));
		search_snippet(rq->a, v.stemmer, &v.question.groups, h->title, &pieces);
		json_pieces(&j, &pieces);
		jw_end(&j, '}');
	}
	jw_end(&j, ']');
	jw_end(&j, '}');
	return answer_json(an, &b);
}
