/* layout.h: what layout.html asks. */
#ifndef LAYOUT_H
#define LAYOUT_H
#include "web/web.h"

const char *layout_title(struct request *rq, const char *title);
/* For drafts.js: whose drafts they are, in a word that says nothing else; and how long the browser keeps them. */
const char *layout_who(const struct request *rq);
const char *layout_drafts(const struct request *rq);
const char *layout_programme(const struct request *rq);
bool layout_has_nav(const struct request *rq, bool account);
bool layout_shows(const struct request *rq, const struct nav *n, bool account);
bool layout_current(const char *section, const struct nav *n);
const char *layout_back(const struct request *rq);
struct url layout_undo(const struct request *rq);
#endif
