#include "html/html.h"
#include <cmark.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Where a link may lead: another site by its whole address, a page of this one. Not "//host" nor "/\host", which only
 * look like a page of this one; and no scheme that a browser might do something with. */
static bool
leads_well(const char *url)
{
	static const char *const schemes[] = { "https://", "http://", "mailto:" };
	for (size_t i = 0; i < LEN(schemes); i++)
		if (strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return *url == '#' || (*url == '/' && url[1] != '/' && strpbrk(url, "\\\t\n\r") == NULL);
}

/* The node gives way to what it holds. */
static void
unwrap(cmark_node *n)
{
	for (cmark_node *c; (c = cmark_node_first_child(n)) != NULL;)
		cmark_node_insert_before(n, c);
	cmark_node_unlink(n);
	cmark_node_free(n);
}

static bool
in_link(cmark_node *n)
{
	while ((n = cmark_node_parent(n)) != NULL && cmark_node_get_type(n) != CMARK_NODE_LINK)
		;
	return n != NULL;
}

static bool
has_link(cmark_node *n)
{
	bool found = false;
	for (cmark_node *c = cmark_node_first_child(n); c != NULL && !found; c = cmark_node_next(c))
		found = cmark_node_get_type(c) == CMARK_NODE_LINK || has_link(c);
	return found;
}

/* The level of the highest title; 3 when there is none. */
static int
highest(cmark_node *doc)
{
	int level = 6;
	bool any = false;
	cmark_iter *it = cmark_iter_new(doc);
	for (cmark_event_type ev; (ev = cmark_iter_next(it)) != CMARK_EVENT_DONE;) {
		cmark_node *n = cmark_iter_get_node(it);
		if (ev != CMARK_EVENT_ENTER || cmark_node_get_type(n) != CMARK_NODE_HEADING)
			continue;
		any = true;
		if (cmark_node_get_heading_level(n) < level)
			level = cmark_node_get_heading_level(n);
	}
	cmark_iter_free(it);
	return any ? level : 3;
}

/* Titles of a page belong to the page: the highest of those typed is of level 3, the others follow. A picture of another
 * site would tell it who reads: it becomes a link. */
static void
tame(cmark_node *doc)
{
	int down = 3 - highest(doc);
	cmark_iter *it = cmark_iter_new(doc);
	for (cmark_event_type ev; (ev = cmark_iter_next(it)) != CMARK_EVENT_DONE;) {
		cmark_node *n = cmark_iter_get_node(it);
		if (ev != CMARK_EVENT_EXIT)
			continue;
		if (cmark_node_get_type(n) == CMARK_NODE_HEADING) {
			int level = cmark_node_get_heading_level(n) + down;
			cmark_node_set_heading_level(n, level > 6 ? 6 : level);
		} else if (cmark_node_get_type(n) == CMARK_NODE_LINK && (!leads_well(cmark_node_get_url(n)) || in_link(n))) {
			unwrap(n); /* in a link: by way of a picture in it */
		} else if (cmark_node_get_type(n) == CMARK_NODE_IMAGE && (!leads_well(cmark_node_get_url(n)) || in_link(n) || has_link(n))) {
			unwrap(n); /* a link is not in a link */
		} else if (cmark_node_get_type(n) == CMARK_NODE_IMAGE) {
			cmark_node *link = cmark_node_new(CMARK_NODE_LINK);
			cmark_node_set_url(link, cmark_node_get_url(n));
			cmark_node_insert_before(n, link);
			for (cmark_node *c; (c = cmark_node_first_child(n)) != NULL;)
				cmark_node_append_child(link, c);
			cmark_node_unlink(n);
			cmark_node_free(n);
		}
	}
	cmark_iter_free(it);
}

struct markup
html_markdown(struct arena *a, const char *md)
{
	if (md == NULL || *md == '\0')
		return (struct markup){ "" };
	int options = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8; /* safe is the default: no raw HTML, no javascript: */
	cmark_node *doc = cmark_parse_document(md, strlen(md), options);
	tame(doc);
	char *html = cmark_render_html(doc, options);
	const char *kept = arena_strdup(a, html);
	cmark_node_free(doc);
	cmark_get_default_mem_allocator()->free(html);
	return (struct markup){ kept };
}

/* An opening star has a letter after it, a closing one a letter before: "2 * 3 * 4" has no emphasis. */
static const char *
closing_star(const char *from)
{
	if (*from == '\0' || *from == ' ' || *from == '*')
		return NULL;
	const char *star = strchr(from, '*');
	return star != NULL && star[-1] != ' ' ? star : NULL;
}

struct markup
html_title(struct arena *a, const char *rich)
{
	if (rich == NULL)
		return (struct markup){ "" };
	if (rich[strcspn(rich, "*&<>\"'")] == '\0') /* most titles: nothing to escape, nothing to stress */
		return (struct markup){ rich };
	struct page p = { buf_new(a, MIB(1)), a, LANG_FR };
	for (const char *s = rich; *s != '\0';) {
		const char *star = strchrnul(s, '*');
		html_text(&p, arena_strndup(a, s, (size_t)(star - s)));
		if (*star == '\0')
			break;
		const char *end = closing_star(star + 1);
		if (end == NULL) {
			html_lit(&p, "*", 1);
			s = star + 1;
			continue;
		}
		html_lit(&p, "<em>", 4);
		html_text(&p, arena_strndup(a, star + 1, (size_t)(end - star - 1)));
		html_lit(&p, "</em>", 5);
		s = end + 1;
	}
	return (struct markup){ buf_str(&p.out) };
}
