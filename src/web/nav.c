/* nav.c: the table of the navigation (web.h), as a reader is shown it. */
#include "web/layout.h"
#include <string.h>

bool
nav_shows(const struct request *rq, const struct nav *n)
{
	if (n->path == NULL || !(user_may(rq->user, n->right) || (rq->user->over != 0 && app_opens(rq->app, n->path, rq->user))) || (n->unless != RIGHT_NONE && user_may(rq->user, n->unless)))
		return false;
	return !n->published || (rq->programme != NULL && rq->programme->plan_public);
}

/* "-editions": a page of the editions that brings its own second line. */
static bool
is_of(const char *section, const struct nav *n)
{
	return section != NULL && n->section != NULL && strcmp(section[0] == '-' ? section + 1 : section, n->section) == 0;
}

const struct nav *
nav_next(const struct request *rq, const struct nav *n)
{
	for (enum nav_place place = n->place; (++n)->place == place;)
		if (nav_shows(rq, n))
			return n;
	return NULL;
}

bool
nav_part_next(const struct request *rq, const struct nav **at, enum nav_place head, const char *section, struct nav_part *out)
{
	for (const struct nav *n = *at; n != NULL && n->place != 0; n++) {
		if (n->place != head)
			continue;
		*out = (struct nav_part){ .head = n };
		for (const struct nav *k = n + 1; k->place == n[1].place; k++) {
			if (!nav_shows(rq, k))
				continue;
			out->first = out->shown++ == 0 ? k : out->first;
			out->here = is_of(section, k) ? k : out->here;
		}
		*at = n + 1;
		if (out->shown > 0)
			return true;
	}
	return false;
}

const char *
nav_label(const struct nav_part *g)
{
	return g->shown == 1 && g->head->place == NAV_GROUP ? g->first->label : g->head->label;
}

const char *
nav_current(const struct request *rq, const char *path)
{
	return strcmp(rq->path, path) == 0 ? "page" : "true";
}

struct nav_part
nav_moment(const struct request *rq, const char *word)
{
	const struct nav *at = rq->app->nav;
	struct nav_part g;
	while (nav_part_next(rq, &at, NAV_MOMENT, NULL, &g))
		if (strcmp(g.head->section, word) == 0)
			return g;
	return (struct nav_part){ 0 };
}

struct url
nav_url(struct arena *a, const struct nav *n, int64_t id)
{
	const char *hole = strstr(n->path, "{id}");
	return url_known(hole == NULL ? n->path : arena_printf(a, "%.*s%lld%s", (int)(hole - n->path), n->path, (long long)id, hole + 4));
}
