/* layout.h: what layout.html asks. */
#ifndef LAYOUT_H
#define LAYOUT_H
#include "web/web.h"

const char *layout_title(struct request *rq, const char *title);
/* For drafts.js: whose drafts they are, in a word that says nothing else; and how long the browser keeps them. */
const char *layout_who(const struct request *rq);
const char *layout_drafts(const struct request *rq);
const char *layout_programme(const struct request *rq);
/* nav.c: the table of the navigation, as this reader is shown it. */
bool nav_shows(const struct request *rq, const struct nav *n);
/* A group or a moment, from its head on: its first page that is shown, how many are, the one that the page is of; NULL: none. */
struct nav_part { const struct nav *head, *first, *here; size_t shown; };
/* From `at` on, the next part with something to show; false: there is none left, else `at` is moved behind its head. */
bool nav_part_next(const struct request *rq, const struct nav **at, enum nav_place head, const char *section, struct nav_part *out);
/* The next shown page of a part or a place, after `n`; NULL: none. */
const struct nav *nav_next(const struct request *rq, const struct nav *n);
const char *nav_label(const struct nav_part *g);
/* What aria-current says of a link: the page itself, or that the page is under it. */
const char *nav_current(const struct request *rq, const char *path);
/* The first page of that moment of an edition that the reader may open; an empty part: none. */
struct nav_part nav_moment(const struct request *rq, const char *word);
struct url nav_url(struct arena *a, const struct nav *n, int64_t id);
const char *layout_back(const struct request *rq);
struct url layout_undo(const struct request *rq);
#endif
