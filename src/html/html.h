/* html.h: the only way to write HTML. Text is escaped unless its TYPE says it is markup. */
#ifndef HTML_H
#define HTML_H
#include "base/base.h"
#include "base/tr.h"

/* A page being written: bytes in the request's arena. */
struct page { struct buf out; struct arena *a; enum lang lang; };
enum { PAGE_MAX = 64 << 20 };
struct page page_new(struct arena *a, enum lang lang) MUST_USE;

struct markup { const char *html; }; /* already safe: built by html.c or by cmark in safe mode only */
struct url { const char *href; };    /* built by url_…() only: never "javascript:" */
/* A path of this site: begins with one '/'; anything else is a bug. printf-style, arguments are percent-encoded
 * (%s) or plain numbers (%lld, %d). The format must be a literal. */
struct url url_path(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A path held in a table of this programme, as it is. */
struct url url_known(const char *path);
/* A link typed by someone: http, https or mailto only, else "#". */
struct url url_outside(struct arena *a, const char *typed);

/* The present page with other parameters: "?a=1&b=…". n pairs of name and value; one whose value is NULL or "" is left
 * out. */
struct url url_query(struct arena *a, const char *const (*pairs)[2], size_t n);

void html_lit(struct page *, const char *, size_t);
void html_lit_line(struct page *, const char *, size_t); /* begins with a newline, which is left out behind another */
void html_text(struct page *, const char *);     /* NULL writes nothing */
void html_int(struct page *, int64_t);           /* NONE writes nothing */
void html_markup(struct page *, struct markup);
void html_url(struct page *, struct url);
/* printf-style: every %s is escaped; %d, %lld, %zu; %m is not known. The format must be a literal. */
void html(struct page *, const char *fmt, ...) PRINTF_LIKE(2, 3) __attribute__((nonnull(1, 2)));
/* What {{ x }} may be, by the type of x; anything else does not compile. */
#define HTML_PUT(p, x) _Generic((x), char *: html_text, const char *: html_text, int: html_int, long: html_int, \
	long long: html_int, struct markup: html_markup)((p), (x))
#define HTML_PUT_URL(p, x) _Generic((x), struct url: html_url)((p), (x))

/* In a template, `p` is the page: {{ _("Plan d’action") }}. A text that holds markup or arguments:
 * {{ fmt_(p, N_("%s lignes sur %s prouvées"), x, y) }}. */
#define _(s) tr(p->lang, (s))
/* The msgid translated, each %s replaced in order by a text; %1$s style is not needed: at most 4 arguments, the rest
 * NULL. The result is plain text, escaped when written. */
const char *fmt_(struct page *p, const char *msgid, ...) __attribute__((format_arg(2)));
/* Numbers as texts for fmt_(). */
const char *num_(struct page *p, int64_t n);
/* Plural with one number: trnum(p, N_("%s action"), N_("%s actions"), n). */
const char *trnum(struct page *p, const char *one, const char *many, int64_t n);
/* "22/11/2026" in the reader's manner from ISO text; "" for NULL; the text itself when it is no date. */
const char *day_(struct page *p, const char *iso);
const char *day_long_(struct page *p, const char *iso);
/* "22/11/2026, 15:03" in Brussels from "2026-11-22T14:03:05Z". */
const char *moment_(struct page *p, const char *iso);

/* Markdown typed by a user (cmark, safe mode, no raw HTML) as markup. */
struct markup html_markdown(struct arena *a, const char *md);
/* A title whose emphasis is *…* (nothing else is interpreted) as markup with <em>. */
/* It may be the text itself: it lives as long as that does. */
struct markup html_title(struct arena *a, const char *rich);
#endif
